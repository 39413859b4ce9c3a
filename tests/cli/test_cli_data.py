"""``numerals data``: looking at labelled digits, and converting them."""

import json
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
from numerals.cli.options import load_source
from numerals.data.sources import load
from support import on_terminal

COMMAND = [sys.executable, "-m", "numerals", "data"]


def invoke(*arguments: str | Path, **environ: str) -> Any:
    """Runs the command in this process."""
    return CliRunner().invoke(app, ["data", *(str(argument) for argument in arguments)], env=environ)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An .npz with 120 images of 16x16, dark on white, of nine digits, one of them twice."""
    rng = np.random.default_rng(0)
    images = 255 - rng.integers(0, 256, (120, 16, 16)) * (rng.random((120, 16, 16)) < 0.2)
    images[:, [0, -1]] = images[:, :, [0, -1]] = 255
    images[60] = images[0]
    labels = np.arange(120) % 9
    labels[60] = 0
    np.savez(tmp_path / "set.npz", images=images.astype(np.uint8), labels=labels)
    return tmp_path / "set.npz"


@pytest.mark.parametrize("command", ["info", "convert"])
def test_help_teaches_with_an_example(command):
    result = invoke(command, "--help")
    assert result.exit_code == 0
    assert f"numerals data {command} mnist" in result.stdout


def test_info_tells_counts_fingerprints_notes_and_what_is_odd(place):
    result = invoke("info", place)
    assert result.exit_code == 0
    dataset = load(str(place))
    for part in dataset.parts.values():
        assert part.fingerprint in result.stdout
        assert f"{len(part):,} images 28x28" in result.stdout
    lines = result.stdout.splitlines()
    assert lines[0] == f"{place}, form: npz, licence: unknown"
    assert f"note: {place}: dark ink on white paper; inverted" in lines
    assert f"note: {place}: images of 16x16 are brought to 28x28" in lines
    assert "warning: no image of 9 in the train part" in lines
    assert sum("no image of 9 in the train part" in line for line in lines) == 1
    assert any("an earlier one" in line or "also in the training part" in line for line in lines)
    assert result.stderr == ""


def test_info_as_json_has_all_of_it(place):
    result = invoke("info", place, "--json")
    found, dataset = json.loads(result.stdout), load(str(place))
    assert (found["source"], found["form"], found["licence"]) == (str(place), "npz", "unknown")
    for name, part in dataset.parts.items():
        told = found["parts"][name]
        assert told["sha256"] == part.fingerprint
        assert told["digits"] == np.bincount(part.labels, minlength=10).tolist()
        assert (told["images"], told["brightest"], told["darkest"]) == (len(part), part.images.max(), 0)
    assert {finding["kind"] for finding in found["findings"]} >= {"missing"}
    assert all(finding["count"] for finding in found["findings"])
    assert len(found["notes"]) == 3


def test_info_on_a_name(tmp_path):
    result = invoke("info", "digits", "--json")
    assert json.loads(result.stdout)["parts"]["train"]["images"] == 1437
    assert json.loads(result.stdout)["form"] == "name"


@pytest.mark.parametrize("target", ["out.csv", "out.npz", "out", "out.csv.gz"])
def test_convert_writes_what_info_shows(place, tmp_path, target):
    result = invoke("convert", place, tmp_path / target)
    assert result.exit_code == 0, result.stderr
    assert "102 training and 18 test images written to " in result.stdout
    first, second = (json.loads(invoke("info", one, "--json").stdout) for one in (place, tmp_path / target))
    assert first["parts"] == second["parts"]
    again = invoke("convert", place, tmp_path / target)
    assert again.exit_code == 2
    assert "exists; give --force to replace it" in again.stderr
    assert invoke("convert", place, tmp_path / target, "--force").exit_code == 0


def test_a_place_is_looked_for_below_numerals_data(place, tmp_path):
    result = invoke("info", "set.npz", "--json", NUMERALS_DATA=str(place.parent))
    assert result.exit_code == 0, result.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ["info", "nothing.csv"],
            "numerals: unknown data source 'nothing.csv'; known are mnist, digits, db, drawings, and places: ",
        ),
        (["convert", "nothing.csv", "out"], "numerals: unknown data source 'nothing.csv'; "),
        (["convert", "digits", "out.xlsx"], "numerals: out.xlsx: files .xlsx are not written; "),
        (["convert", "digits", "out.npz", "--form", "csv"], "numerals: out.npz ends as "),
        (["convert", "digits", "nowhere/out.npz"], "numerals: nowhere/out.npz: there is no folder nowhere; "),
        (["info", "mongodb://me:secret@host/digits"], "numerals: "),
    ],
)
def test_errors_are_one_line(tmp_path, monkeypatch, arguments, says):
    monkeypatch.chdir(tmp_path)
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith(says)
    assert result.stderr.count("\n") == 1
    assert "secret" not in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_warnings_go_to_standard_error_when_the_data_are_used(place, capsys):
    dataset = load_source(str(place))
    captured = capsys.readouterr()
    assert captured.out == ""
    assert f"numerals: {place}: no image of 9 in the train part\n" in captured.err
    assert len(dataset) == 120


def large(folder: Path) -> Path:
    """A set whose writing as pictures takes some seconds."""
    rng = np.random.default_rng(0)
    images = np.zeros((40_000, 28, 28), np.uint8)
    images[:, 4:24, 4:24] = rng.integers(0, 256, (40_000, 20, 20))
    np.savez(folder / "large.npz", images=images, labels=np.arange(40_000) % 10)
    return folder / "large.npz"


def test_ctrl_c_leaves_nothing_half(tmp_path):
    source, target = large(tmp_path), tmp_path / "new" / "pictures"
    target.parent.mkdir()
    process = subprocess.Popen([*COMMAND, "convert", source, target], stderr=subprocess.PIPE, text=True)
    for _ in range(600):
        if any(target.parent.rglob("*.png")) or process.poll() is not None:
            break
        time.sleep(0.05)
    assert not target.exists()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err.splitlines()[-1]) == (130, "numerals: stopped; nothing was written")
    assert list(target.parent.iterdir()) == []


def test_a_terminal_gets_a_bar_and_a_pipe_gets_none(place, tmp_path):
    arguments = [*COMMAND, "convert", str(place), str(tmp_path / "one")]
    piped = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert "writing" not in piped.stderr
    shown = on_terminal([*arguments[:-1], str(tmp_path / "two")])
    assert "writing" in shown
    assert "120/120" in shown
