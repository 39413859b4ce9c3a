"""Compares production servers: drawings sent over HTTP by several clients with keep-alive.

Each installed server (gunicorn, granian, waitress) serves the same application with keeping on, in its own
temporary folder. Clients run in one other process, so on two cores they take part of the second one.

    python benchmarks/serving.py [--seconds 4] [--rounds 3] [--clients 1 4] [--upload]

Expected on two slow cores: every server answers one client's drawing in a few milliseconds at the median; the
reading itself decides, not the server. ``--upload`` also sends 100 MB that must be refused, and prints how long
that takes and by how much the server's memory grows.
"""

import argparse
import http.client
import importlib.util
import json
import math
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

APPLICATION = "numerals.server.wsgi:application"


def servers(port: int, threads: int) -> dict[str, list[str]]:
    """The command of each installed server, by its name in the table."""
    bind = f"127.0.0.1:{port}"
    run = [sys.executable, "-m"]
    gunicorn = [
        *run,
        "gunicorn",
        APPLICATION,
        "-b",
        bind,
        "-k",
        "numerals.server.worker.Worker",
        "--keep-alive",
        "30",
        "--no-control-socket",
    ]
    granian = [*run, "granian", APPLICATION, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    found = {
        "gunicorn": {
            "numerals serve (gunicorn, 1 process)": [*run, "numerals.server.serve", "--port", str(port)],
            "gunicorn gthread, 2 processes": [*gunicorn, "--threads", str(threads), "-w", "2"],
        },
        "granian": {
            "granian, 1 process": [*granian, "--blocking-threads", str(threads)],
            "granian, 2 processes": [*granian, "--blocking-threads", str(threads), "--workers", "2"],
        },
        "waitress": {
            "waitress": [*run, "waitress", f"--listen={bind}", f"--threads={threads}", APPLICATION],
        },
    }
    return {
        name: command
        for package, commands in found.items()
        if importlib.util.find_spec(package)
        for name, command in commands.items()
    }


def drawing() -> bytes:
    """A 7 of two strokes, 80 points, on a canvas of 600 x 300."""
    top = [[200 + 2.5 * i, 60 + 3 * math.sin(i / 6)] for i in range(40)]
    down = [[300 - 1.5 * i, 60 + 4.5 * i] for i in range(40)]
    return json.dumps({"strokes": [top, down], "width": 600, "height": 300, "page": "benchmark"}).encode()


def client(port: int, until: float, body: bytes, times: list[float]) -> None:
    """Sends drawings over one connection until the time is over."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.connect()
    connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    while time.perf_counter() < until:
        start = time.perf_counter()
        connection.request("POST", "/api/v1/classify", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        data = answer.read()
        times.append(time.perf_counter() - start)
        if answer.status != 200 or not json.loads(data)["kept"]:
            raise SystemExit(f"{answer.status}: {data[:300]!r}")


def load(port: int, clients: int, seconds: float) -> tuple[list[float], float]:
    """Seconds each request took, and requests a second."""
    until, times, body = time.perf_counter() + seconds, [], drawing()
    threads = [threading.Thread(target=client, args=(port, until, body, times)) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, len(times) / seconds


def family(pid: int) -> list[int]:
    """A process and its descendants."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in family(int(child)))]


def memory(pid: int) -> float:
    """Peak of the resident memory in MB, summed over a process and its descendants."""
    lines = [line for one in family(pid) for line in Path(f"/proc/{one}/status").read_text().splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1000


def upload(port: int, pid: int) -> str:
    """Sends 100 MB, which are too many."""
    before, start = memory(pid), time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST", "/api/v1/read", bytes(100_000_000), {"Content-Type": "image/jpeg"})
        status: object = connection.getresponse().status
    except OSError as error:
        status = type(error).__name__
    return f"{status} in {time.perf_counter() - start:.2f} s, +{memory(pid) - before:.0f} MB"


def start(command: list[str], port: int, home: str) -> "subprocess.Popen[bytes]":
    """Starts a server and waits until it answers."""
    environ = os.environ | {"NUMERALS_HOME": home, "DJANGO_SETTINGS_MODULE": "numerals.server.settings"}
    subprocess.run(
        [sys.executable, "-c", "from numerals.server.serve import prepare; prepare()"], env=environ, check=True
    )
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/api/v1/health")
            if connection.getresponse().status == 200:
                return process
        except OSError:
            time.sleep(0.1)
    process.kill()
    raise SystemExit(f"{' '.join(command)} did not answer within 30 s")


def free_port() -> int:
    """A port that nothing listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def measure(name: str, options: argparse.Namespace) -> dict[int, tuple[float, float, float, str]]:
    """One round of one server: for each number of clients p50 and p95 in ms, requests a second, the upload."""
    port = free_port()
    found = {}
    with tempfile.TemporaryDirectory() as home:
        process = start(servers(port, options.threads)[name], port, home)
        try:
            load(port, max(options.clients), 1.0)
            for clients in options.clients:
                times, rate = load(port, clients, options.seconds)
                p50, p95 = statistics.median(times) * 1e3, statistics.quantiles(times, n=20)[-1] * 1e3
                found[clients] = (p50, p95, rate, upload(port, process.pid) if options.upload else "")
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)
    return found


def main() -> None:
    """Measures every server and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=3, help="the best one by p50 counts: other programs disturb")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 4])
    parser.add_argument("--threads", type=int, default=8, help="of one server process")
    parser.add_argument("--upload", action="store_true", help="also send 100 MB")
    options = parser.parse_args()
    names = list(servers(0, options.threads))
    rounds = [{name: measure(name, options) for name in names} for _ in range(options.rounds)]
    print(f"| {'server':<38} | clients | p50 ms | p95 ms | requests/s | 100 MB upload")
    print(f"|{'-' * 40}|--------:|-------:|-------:|-----------:|---")
    for name in names:
        for clients in options.clients:
            p50, p95, rate, refused = min(one[name][clients] for one in rounds)
            print(f"| {name:<38} | {clients:7} | {p50:6.1f} | {p95:6.1f} | {rate:10.0f} | {refused}")


if __name__ == "__main__":
    main()
