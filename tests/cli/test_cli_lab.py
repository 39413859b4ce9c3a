"""Training, tuning and merging as users type it."""

import csv
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from numerals import load_bundle
from numerals.cli.main import app
from numerals.data.pages import write_page
from numerals.data.sources import load
from numerals.models.zoo import KINDS, ZOO
from numerals.training.saved import load_estimator
from support import on_terminal

pytestmark = pytest.mark.slow
ENVIRON = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "COLUMNS": "200"}


def invoke(*arguments: str | Path) -> Any:
    """Runs the command in this process."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env={"COLUMNS": "200"})


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "numerals", *map(str, arguments)]


def run(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """Runs the command in a process of its own."""
    return subprocess.run(
        command(*arguments), capture_output=True, text=True, timeout=200, env=os.environ | ENVIRON, check=False
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def logistic(place: Path) -> "subprocess.CompletedProcess[str]":
    done = run("train", "logistic", "--data", "digits", "--no-track", "--out", place / "logistic")
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def mlp(place: Path) -> "subprocess.CompletedProcess[str]":
    done = run(
        "train", "mlp", "--epochs", "1", "--set", "widths=(16,)", "--set", "batch=32", "--set", "average=0.9",
        "--data", "digits", "--save", "skops", "--no-track", "--out", place / "mlp",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done


def test_a_training_writes_a_bundle_and_prints_its_figures(logistic, place, tmp_path):
    bundle = load_bundle(place / "logistic")
    test, held = bundle.card["test"], bundle.card["validation"]
    assert bundle.card["command"] == "numerals train logistic --data digits --seed 0"
    assert test["accuracy"] > 0.9
    first, second = logistic.stdout.splitlines()
    assert first.startswith(
        f"{bundle.version}: {test['accuracy']:.2%} of 360 test digits right ({test['errors']} wrong), "
        f"{held['accuracy']:.2%} of the validation digits, in "
    )
    assert (
        second == f"written to {place / 'logistic'}; use it with: numerals read --model {place / 'logistic'} page.jpg"
    )
    assert "training logistic on 1,437 digits of digits, a twelfth of them held out" in logistic.stderr
    assert "Warning" not in logistic.stderr  # what libraries tell each other is not for users
    assert "fit 1/1" in logistic.stderr
    page = tmp_path / "page.png"
    Image.fromarray(write_page(["1"], 0).image).save(page)
    result = invoke("read", "--json", "--engine", "classic", "--model", place / "logistic", page)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["model"] == bundle.version


def test_the_estimator_is_kept_beside_the_bundle(mlp, place):
    found = re.search(r"the estimator: (\S+), SHA-256 ([0-9a-f]{64})", mlp.stdout)
    assert found
    estimator = load_estimator(Path(found[1]), found[2])
    images = load("digits").test.images[:10]
    bundle = load_bundle(place / "mlp")
    assert np.abs(estimator.decision_function(images) - bundle.logits(images)).max() < 1e-3
    assert "epoch 1/1  loss" in mlp.stderr
    words = "numerals train mlp --data digits --seed 0 --set 'widths=(16,)' --set batch=32 --set average=0.9 --epochs 1"
    assert bundle.card["command"] == words


def stopped(*arguments: str | Path) -> tuple[int, str, str]:
    """Runs the command and presses Ctrl-C when the second epoch from its start is done."""
    with subprocess.Popen(
        command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | ENVIRON
    ) as process:
        assert process.stderr is not None
        said, epochs = "", 0
        for line in process.stderr:
            said += line
            epochs += line.startswith("epoch")
            if epochs == 2:
                process.send_signal(signal.SIGINT)
                break
        out, more = process.communicate(timeout=200)
        return process.returncode, out, said + more


def test_ctrl_c_writes_the_best_so_far_and_resume_goes_on(place):
    words = ["train", "mlp", "--data", "digits", "--epochs", "500", "--set", "widths=(16,)", "--no-track"]
    words += ["--out", str(place / "stopped")]
    code, out, said = stopped(*words)
    assert code == 0, said
    assert "numerals: stopped; the best so far is kept; go on with the same command and --resume" in said
    assert "Traceback" not in said
    first = load_bundle(place / "stopped")
    assert first.card["recipe"]["interrupted"]
    assert first.version in out
    done = max(int(number) for number in re.findall(r"epoch (\d+)/500", said))
    code, out, said = stopped(*words, "--resume")
    assert code == 0, said
    assert int(re.findall(r"epoch (\d+)/500", said)[0]) in {done, done + 1}
    assert load_bundle(place / "stopped").version in out
    other = invoke(*words, "--seed", "1", "--resume")
    assert (other.exit_code, other.stdout) == (2, "")
    assert "is of another recipe or other data" in other.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["logistic", "--set", "C"], "--set takes NAME=VALUE, such as --set C=3, not 'C'"),
        (["logistic", "--set", "=3"], "--set takes NAME=VALUE"),
        (["logistic", "--set", "D=3"], "logistic has no parameter D; it has C, seed"),
        (["logistic", "--set", "C=abc"], "logistic: C takes a number, such as 0.05, not 'abc'"),
        (["logistic", "--set", "C=-1"], "Logistic cannot be trained so: The 'C' parameter"),
        (["mlp", "--set", "widths=64"], "mlp: widths takes whole numbers, such as (400,), not 64"),
        (["mlp", "--set", "batch=0"], "epochs and batch are at least 1, not 40 and 0"),
        (["mlp", "--set", "network=resnet"], "unknown network 'resnet'; known are cnn, mlp, tiny-cnn"),
        (["mlp", "--set", "teacher=nobody"], "no teacher in nobody"),
        (["tiny-cnn", "--set", "widths=(64,64,64,64,64)"], "has fewer than 8,000 parameters"),
        (["tiny-cnn", "--preset", "3k"], "tiny-cnn has no preset '3k'; it has 2k, 1k"),
        (["logistic", "--epochs", "3"], "logistic has no parameter epochs"),
        (["logistic", "--save", "pickle"], "--save takes skops or joblib, not 'pickle'"),
        (["mlp", "--resume"], "nothing to resume"),
        ([], "say which model to train, or --all"),
        (["cnn", "--all"], "say which model to train, or --all"),
        (["--all", "--set", "C=3"], "--all trains every kind with its own parameters"),
        (["--all", "--fast"], "--all trains every kind with its own parameters"),
        (["--all", "--resume"], "--all trains every kind with its own parameters"),
        (["--all", "--epochs", "3"], "--all trains every kind with its own parameters"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_training_that_cannot_be_is_told_in_one_line(words, says, tmp_path):
    out = [] if "--all" in words else ["--out", tmp_path / "out"]
    result = invoke("train", *words, "--data", "digits", "--no-track", *out)
    assert result.exit_code == 2, result.output
    assert says in result.stderr
    assert result.stdout == ""
    assert not (tmp_path / "out").exists()


def test_a_search_prints_its_ranking_and_writes_it(tmp_path):
    grid = tmp_path / "grid.toml"
    grid.write_text("C = [0.00001, 0.05]")
    path = tmp_path / "found.csv"
    words = ["tune", "logistic", "--data", "digits", "--grid", grid, "--folds", "2", "--sample", "300", "--csv", path]
    done = run(*words)
    assert done.returncode == 0, done.stderr
    assert "4 fits of logistic on 300 training digits of digits" in done.stderr
    assert "train with the best: numerals train logistic --set C=0.05" in done.stdout
    rows = list(csv.DictReader(path.open()))
    assert [(row["rank"], row["C"]) for row in rows] == [("1", "0.05"), ("2", "1e-05")]
    found = json.loads(invoke(*words, "--json").stdout)
    assert [f"{one['accuracy']:.5f}" for one in found] == [row["accuracy"] for row in rows]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["perceptron"], "unknown kind of model 'perceptron'"),
        (["tree", "--grid", "nowhere.toml"], "the grid nowhere.toml cannot be read"),
        (["tree", "--cluster", "slurm"], "unknown cluster 'slurm'; known is ray"),
        (["tree", "--folds", "20", "--sample", "60"], "20 folds need as many samples of every digit"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_search_that_cannot_be_is_told(words, says):
    result = invoke("tune", *words, "--data", "digits")
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""


def test_the_list_holds_every_kind_and_preset():
    rows = json.loads(invoke("models", "list", "--json").stdout)
    assert {row["kind"] for row in rows} == set(KINDS)
    assert [row["preset"] for row in rows if row["kind"] == "tiny-cnn"] == ["", "2k", "1k"]
    table = invoke("models", "list").stdout
    assert all(name in table for name in ZOO)


def test_a_model_is_exported_as_a_file_and_as_a_folder(logistic, place, tmp_path):
    bundle = load_bundle(place / "logistic")
    file = tmp_path / "deep" / "digits.onnx"
    result = invoke("models", "export", place / "logistic", file)
    assert result.exit_code == 0
    assert file.read_bytes() == bundle.checked_model()
    assert f"softmax(logits / {bundle.temperature})" in result.stderr
    again = invoke("models", "export", place / "logistic", file)
    assert (again.exit_code, "is there already; --force replaces it" in again.stderr) == (2, True)
    assert invoke("models", "export", place / "logistic", file, "--force").exit_code == 0
    assert invoke("models", "export", place / "logistic", tmp_path / "copy").exit_code == 0
    assert load_bundle(tmp_path / "copy").card == bundle.card
    assert invoke("models", "export", "nobody", tmp_path / "x.onnx").exit_code == 2


def test_two_models_are_merged_to_one(logistic, mlp, place):
    done = run("models", "merge", place / "logistic", place / "mlp", "--data", "digits", "--out", place / "both")
    assert done.returncode == 0, done.stderr
    bundle = load_bundle(place / "both")
    members = [load_bundle(place / name) for name in ("logistic", "mlp")]
    assert bundle.card["recipe"]["members"] == [member.version for member in members]
    assert f"{bundle.version}: {bundle.card['test']['accuracy']:.2%} of 360 test digits right" in done.stdout
    images = load("digits").test.images[:20]
    shares = []
    for member in members:
        powers = np.exp(member.logits(images).astype(np.float64) / member.temperature)
        shares.append(powers / powers.sum(1, keepdims=True))
    assert np.abs(np.exp(bundle.logits(images)) - np.mean(shares, axis=0)).max() < 1e-4


def test_one_model_is_no_committee(logistic, place, tmp_path):
    result = invoke("models", "merge", place / "logistic", "--data", "digits", "--out", tmp_path / "one")
    assert result.exit_code == 2
    assert "a committee needs at least two members" in result.stderr
    assert not (tmp_path / "one").exists()


def test_a_fit_in_one_step_shows_the_time_left_all_the_same(mnist: object, tmp_path: Path) -> None:
    words = command("train", "logistic", "--data", "mnist", "--out", tmp_path / "m", "--no-track")
    colours = r"(?:\x1b\[[0-9;?]*[a-zA-Z])*"
    time_left = rf"[1-9]/6{colours} +{colours}0:00:0\d"
    shown = on_terminal(words, until=time_left, **ENVIRON)
    assert "training, in seconds" in shown
    assert re.search(time_left, shown), shown[-2000:]
