"""The other commands, and what all have in common."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from typer.testing import CliRunner

from numerals import PARAMETERS, __version__
from numerals.cli.main import app
from numerals.data.pages import write_page

COMMANDS = [
    ["read"], ["serve"], ["train"], ["tune"], ["evaluate", "photos"], ["models", "list"], ["models", "merge"],
    ["models", "export"],
]  # fmt: skip


def invoke(*arguments: str | Path, **environ: str) -> Any:
    """Runs the command in this process."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env=environ)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_command_has_help_with_an_example(command, flag):
    result = invoke(*command, flag)
    assert result.exit_code == 0
    assert "Example" in result.stdout
    assert f"numerals {' '.join(command)} " in result.stdout


def test_the_program_lists_its_commands():
    result = invoke("--help")
    assert result.exit_code == 0
    assert all(command[0] in result.stdout for command in COMMANDS)


def test_the_version_is_printed_by_the_console_script():
    script = Path(sys.executable).with_name("numerals")
    done = subprocess.run([script, "--version"], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, f"numerals {__version__}\n")


def test_an_unknown_command_is_told():
    result = invoke("raed")
    assert result.exit_code == 2
    assert "raed" in result.stderr


def test_an_unknown_model_to_train_is_told_with_the_known_ones(tmp_path):
    result = invoke("train", "perceptron", "--data", "digits", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert result.stderr == (
        "numerals: unknown kind of model 'perceptron'; known are logistic, mlp, tree, forest, gradient-boosting, knn, "
        "svm, hog-svm, cnn, tiny-cnn, committee (see: numerals models list)\n"
    )
    assert not (tmp_path / "out").exists()


def test_unknown_data_to_train_on_are_told(tmp_path):
    result = invoke("train", "cnn", "--data", "emnist", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "unknown data source 'emnist'; known are mnist, digits" in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("option", [["--epochs", "0"], ["--epochs", "many"], ["--seed", "-1"]], ids=" ".join)
def test_a_wrong_option_of_the_training_gives_exit_code_2(option):
    assert invoke("train", "cnn", "--data", "digits", *option).exit_code == 2


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two pages, one labelled wrongly."""
    place = tmp_path_factory.mktemp("photos")
    page = Image.fromarray(write_page(["462", "119"], seed=3).image)
    page.save(place / "right.png")
    page.save(place / "wrong.png")
    (place / "labels.csv").write_text("file,label,paper\nright.png,462\\n119,plain\nwrong.png,462\\n118,lined\n")
    return place


def test_photos_are_evaluated_as_json_with_a_gallery(photos, tmp_path):
    gallery = tmp_path / "deep" / "wrong.html"
    result = invoke("evaluate", "photos", photos, "--json", "--gallery", gallery)
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    found = json.loads(line)
    assert (found["images"], found["right"], found["recipe"]) == (2, 0.5, "default")
    assert found["error_rate"] == pytest.approx(1 / 12, abs=1e-4)
    assert found["model"].startswith("cnn-")
    assert [(row["file"], row["right"], row["errors"]) for row in found["rows"]] == [
        ("right.png", True, 0),
        ("wrong.png", False, 1),
    ]
    assert set(found["groups"]["paper"]) == {"plain", "lined"}
    assert "wrong.png" in gallery.read_text()
    assert str(gallery) in " ".join(result.stderr.split())


def test_photos_are_evaluated_as_a_table(photos):
    result = invoke("evaluate", "photos", photos, COLUMNS="120")
    assert result.exit_code == 0
    for words in ("all", "median ms an image", "paper: plain", "paper: lined", "50.0%", "100.0%", "0.0%"):
        assert words in result.stdout


def test_photos_that_cannot_be_read_are_named(photos, tmp_path):
    page = (photos / "right.png").read_bytes()
    (tmp_path / "right.png").write_bytes(page)
    (tmp_path / "half.png").write_bytes(page[: len(page) // 2])
    (tmp_path / "labels.csv").write_text("file,label\nright.png,462\\n119\ngone.png,1\nhalf.png,2\n")
    result = invoke("evaluate", "photos", tmp_path, "--json")
    assert result.exit_code == 1
    gone, half = result.stderr.splitlines()
    assert gone.startswith("numerals: gone.png: cannot read ")
    assert half.startswith("numerals: half.png: the picture is damaged or truncated")
    found = json.loads(result.stdout)
    assert found["right"] == pytest.approx(1 / 3, abs=1e-4)
    assert found["rows"][0]["error"] is None
    assert [f"numerals: {row['file']}: {row['error']}" for row in found["rows"][1:]] == [gone, half]
    assert found["milliseconds"] > 5, "the files that could not be read took less"
    table = invoke("evaluate", "photos", tmp_path, COLUMNS="120")
    assert table.exit_code == 1
    assert "33.3%" in table.stdout


def test_labels_without_digits_are_told(photos, tmp_path):
    (tmp_path / "labels.csv").write_text("file,label\nright.png,four\n")
    result = invoke("evaluate", "photos", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"numerals: {tmp_path}/labels.csv: the label of right.png is 'four'; expected its digits\n"


def test_a_knob_reaches_the_evaluation(photos):
    found = json.loads(invoke("evaluate", "photos", photos, "--json", "--polarity", "light").stdout)
    assert found["right"] == 0


def test_every_knob_is_an_option_of_the_evaluation_too():
    text = invoke("evaluate", "photos", "--help").stdout
    assert all(f"--{parameter.name.replace('_', '-')}" in text for parameter in PARAMETERS)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        pytest.param([], "labels.csv with the columns file,label", id="no labels"),
        pytest.param(["--blur", "99"], "blur takes a whole number from 0 to 31, not 99", id="wrong knob"),
        pytest.param(["--model", "nowhere"], "no model in nowhere", id="no model"),
    ],
)
def test_an_evaluation_that_cannot_be_done_is_told(tmp_path, options, says):
    result = invoke("evaluate", "photos", tmp_path, *options)
    assert result.exit_code == 2
    assert says in result.stderr


def test_the_exit_code_after_ctrl_c_is_ours_wherever_it_struck(tmp_path):
    # Within the exec() of a text Python remembers it, even once it is caught, and only `-m` shows that.
    (tmp_path / "struck.py").write_text(
        "from numerals.cli import main\n"
        "def app():\n"
        "    try:\n"
        "        exec('raise KeyboardInterrupt')\n"
        "    except KeyboardInterrupt:\n"
        "        raise SystemExit(130)\n"
        "main.app = app\n"
        "main.main()\n"
    )
    done = subprocess.run([sys.executable, "-m", "struck"], cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (130, b"")
