"""Ray: a cluster of this machine's own, and one that runs already."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from numerals.batch.cluster import on_cluster
from numerals.batch.job import BatchError, Job, Task
from numerals.batch.run import run
from numerals.inference.bundle import load_bundle
from support import family, gone

SAME = "same.jsonl"


def numerals(*arguments: str | Path, **environ: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "numerals", "batch", *map(str, arguments)]
    return subprocess.run(command, env=os.environ | environ, capture_output=True, text=True, timeout=250, check=False)


def sorted_lines(file: Path) -> list[str]:
    return sorted(file.read_text().splitlines())


@pytest.fixture(scope="module")
def on_cores(scans: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The table that the cores of this machine make, sorted."""
    file = tmp_path_factory.mktemp("cores") / SAME
    run(str(scans), file, load_bundle(), digits=True)
    return sorted_lines(file)


@pytest.mark.slow
def test_a_cluster_of_its_own_makes_the_same_table(scans, on_cores, tmp_path):
    done = numerals(scans, "--out", tmp_path / SAME, "--digits", "--cluster", "local", "--workers", "2")
    assert done.returncode == 0, done.stderr
    assert sorted_lines(tmp_path / SAME) == on_cores
    assert "14 images" in done.stderr
    assert len(done.stderr.splitlines()) == 3, "Ray talks"


def free_ports(count: int) -> list[int]:
    """Ports that nothing listens at, below those that Ray gives its workers."""
    found: list[int] = []
    for port in range(7000, 10000):
        with socket.socket() as probe:
            if len(found) < count and probe.connect_ex(("127.0.0.1", port)):
                found.append(port)
    return found


@pytest.fixture
def cluster() -> Iterator[dict[str, str]]:
    """A cluster that runs on its own, as a user's; where it is, and what its clients need."""
    head, client = free_ports(2)
    environ = {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32), "RAY_USAGE_STATS_ENABLED": "0"}
    with tempfile.TemporaryDirectory(prefix="ray", dir="/tmp") as folder:  # short: sockets lie below it
        command = [sys.executable, "-m", "ray.scripts.scripts", "start", "--head", "--block", "--num-cpus=2"]
        ports = [f"--port={head}", f"--ray-client-server-port={client}", "--include-dashboard=false"]
        process = subprocess.Popen(
            [*command, *ports, f"--temp-dir={folder}"],
            env=os.environ | environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            yield environ | {"address": f"ray://127.0.0.1:{client}"}
        finally:
            processes = family(process.pid)
            for pid in processes:  # it holds nothing, and asked politely it takes half a minute
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            process.wait(30)
            assert gone(processes)


@pytest.mark.slow
def test_a_cluster_that_runs_already_makes_the_same_table(scans, on_cores, cluster, tmp_path):
    address = cluster.pop("address")
    until = time.monotonic() + 120  # it takes its time to start
    while time.monotonic() < until:
        done = numerals(scans, "--out", tmp_path / SAME, "--digits", "--cluster", address, **cluster)
        if "cannot be reached" not in done.stderr:
            break
    assert done.returncode == 0, done.stderr
    assert sorted_lines(tmp_path / SAME) == on_cores


def test_a_cluster_that_is_not_there_is_told(scans, tmp_path):
    [port] = free_ports(1)
    done = numerals(scans / "00.png", "--out", tmp_path / "out.csv", "--cluster", f"ray://127.0.0.1:{port}")
    assert done.returncode == 1
    assert f"numerals: the cluster ray://127.0.0.1:{port} cannot be reached" in done.stderr


def test_ray_that_is_missing_is_told(scans, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.setitem(sys.modules, "ray.data", None)
    from numerals.errors import MissingExtraError

    with pytest.raises(MissingExtraError, match=r"pip install 'numerals\[batch\]'"):
        run(str(scans), tmp_path / "out.csv", load_bundle(), cluster="local")


def test_an_unknown_cluster_is_told():
    job = Job.of(load_bundle(), {}, digits=False, folder="")
    with pytest.raises(BatchError, match="a cluster is local, or an address such as"):
        list(on_cluster(job, [Task(0, ("a.png",))], 1, "spark://head"))
