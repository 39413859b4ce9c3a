"""``numerals explore``."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from numerals.cli.main import app
from numerals.data.sources import load
from numerals.explore.shelf import READY, Shelf
from small_models import linear_bundle

COMMAND = [sys.executable, "-m", "numerals", "explore"]


def invoke(*arguments: str | Path, **environ: str) -> Any:
    """Runs the command in this process."""
    return CliRunner().invoke(app, ["explore", *(str(argument) for argument in arguments)], env=environ)


@pytest.fixture(scope="module")
def weak(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a model with mistakes on the small digits."""
    return linear_bundle(tmp_path_factory.mktemp("models") / "weak").folder


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An .npz with 300 of the small digits."""
    split = load("digits").train.take(np.arange(300))
    place = tmp_path_factory.mktemp("data") / "few.npz"
    np.savez(place, images=split.images, labels=split.labels)
    return place


def test_help_teaches_with_an_example():
    result = invoke("--help")
    assert result.exit_code == 0
    assert "numerals explore --data mnist --out explored" in result.stdout
    for option in ("--fast", "--learn", "--digit", "--count", "--prepare", "--json"):
        assert option in result.stdout


def test_a_report_of_any_source(few, weak, tmp_path):
    out = tmp_path / "explored"
    result = invoke("--data", few, "--model", weak, "--out", out, "--digit", "3", "--count", "4", "--seed", "3")
    assert result.exit_code == 0, result.stderr
    assert {path.name for path in out.iterdir()} == {"report.html", "figures", "statistics.json"}
    assert (out / "figures" / "first-3.png").exists()
    found = json.loads((out / "statistics.json").read_text())
    assert (found["images"], found["looked_at"], found["seed"]) == (300, 300, 3)
    assert sum(map(sum, found["balance"]["counts"].values())) == 300
    assert found["model"]["model"].startswith("means-")
    assert "Without any label" in result.stdout
    assert f"{found['model']['accuracy']:.2%}" in result.stdout
    assert str(out / "report.html") in result.stderr


def test_prepare_keeps_what_the_page_shows_and_does_nothing_the_second_time(weak, tmp_path, monkeypatch):
    monkeypatch.setenv("NUMERALS_HOME", str(tmp_path))
    result = invoke("--data", "digits", "--model", weak, "--prepare")
    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    (place,) = (tmp_path / "explore").glob("*/statistics.json")
    model = json.loads(place.read_text())["model"]["model"]
    state = Shelf(tmp_path).state("digits", model)
    assert state.state == READY
    before = place.stat().st_mtime_ns
    result = invoke("--data", "digits", "--model", weak, "--prepare")
    assert result.exit_code == 0
    assert place.stat().st_mtime_ns == before
    assert Shelf(tmp_path).state("digits", model).made > state.made


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--data", "digits"], "give a folder for the report (--out DIR)"),
        (["--data", "nothing.csv", "--json"], "unknown data source 'nothing.csv'"),
        (["--data", "digits", "--json", "--model", "nobody"], "no model in nobody"),
        (["--data", "a/b.csv", "--prepare"], "the page shows mnist, digits"),
        (["--data", "digits", "--json", "--digit", "10"], "--digit"),
        (["--data", "digits", "--json", "--count", "0"], "--count"),
    ],
)
def test_what_is_asked_wrongly_is_one_line(arguments, says):
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert "Traceback" not in result.stderr


def test_json_is_the_statistics_and_needs_no_folder(few, weak, tmp_path):
    result = invoke("--data", few, "--model", weak, "--json", "--out", tmp_path)
    assert result.exit_code == 0, result.stderr
    (line,) = result.stdout.splitlines()
    assert json.loads(line) == json.loads((tmp_path / "statistics.json").read_text())


def without(package: str, folder: Path) -> dict[str, str]:
    """The environment of a process in which a package is not installed."""
    (folder / "sitecustomize.py").write_text(
        "import sys\n"
        "class Missing:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name.partition('.')[0] == {package!r}:\n"
        "            raise ModuleNotFoundError(f'No module named {name!r}', name=name)\n"
        "sys.meta_path.insert(0, Missing())\n"
    )
    return os.environ | {"PYTHONPATH": str(folder), "NUMERALS_HOME": str(folder)}


@pytest.mark.parametrize("package", ["sklearn", "matplotlib", "umap", "onnx"])
def test_a_missing_library_is_told_with_what_to_install(package, few, tmp_path):
    command = [*COMMAND, "--data", str(few), "--out", str(tmp_path / "out")]
    done = subprocess.run(
        command, env=without(package, tmp_path), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 2
    assert "pip install 'numerals[explore]'" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_ctrl_c_leaves_no_report(tmp_path):
    command = [*COMMAND, "--data", "digits", "--out", str(tmp_path / "out"), "--learn"]
    environ = os.environ | {"NUMERALS_HOME": str(tmp_path / "home")}
    process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(4)  # it learns for a minute at least
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert (out, err.strip()) == ("", "numerals: stopped; no report was written")
    assert not (tmp_path / "out").exists()
