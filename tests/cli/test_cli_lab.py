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
import typer
from PIL import Image
from typer.testing import CliRunner

from numerals import load_bundle
from numerals.cli.main import app
from numerals.cli.train import _SAME, _told
from numerals.data.pages import write_page
from numerals.data.sources import load
from numerals.models.watch import CHECKPOINT
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
    assert "training logistic on 1,437 digits of digits, a twelfth of them held out, in one step\n" in logistic.stderr
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
    assert "a twelfth of them held out; Ctrl-C keeps the best so far\n" in mlp.stderr
    assert "epoch 1/1  loss" in mlp.stderr
    words = "numerals train mlp --data digits --seed 0 --set 'widths=(16,)' --set batch=32 --set average=0.9 --epochs 1"
    assert bundle.card["command"] == words


def stopped(*arguments: str | Path, at: str = "epoch", times: int = 2, cwd: Path | None = None) -> tuple[int, str]:
    """Runs the command and presses Ctrl-C at a line that begins so: by default when two epochs are done.

    Returns:
        The exit code, and what was written to both outputs.
    """
    environ = os.environ | ENVIRON | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environ, cwd=cwd
    ) as process:
        assert process.stdout is not None
        said, seen = "", 0
        for line in process.stdout:
            said += line
            seen += line.startswith(at)
            if seen == times:
                process.send_signal(signal.SIGINT)
                break
        more, _ = process.communicate(timeout=200)
        return process.returncode, said + more


def test_ctrl_c_writes_the_best_so_far_and_resume_goes_on(place):
    words = ["train", "mlp", "--data", "digits", "--epochs", "500", "--set", "widths=(16,)", "--no-track"]
    words += ["--out", str(place / "stopped")]
    code, said = stopped(*words)
    assert code == 0, said
    assert "numerals: stopped; the best so far is kept; go on with the same command and --resume" in said
    assert "Traceback" not in said
    first = load_bundle(place / "stopped")
    assert first.card["recipe"]["interrupted"]
    assert first.version in said
    done = max(int(number) for number in re.findall(r"epoch (\d+)/500", said))
    code, said = stopped(*words, "--resume")
    assert code == 0, said
    assert int(re.findall(r"epoch (\d+)/500", said)[0]) in {done, done + 1}
    assert load_bundle(place / "stopped").version in said
    other = invoke(*words, "--seed", "1", "--resume")
    assert (other.exit_code, other.stdout) == (2, "")
    assert "is of another recipe or other data" in other.stderr


def test_what_all_trained_before_ctrl_c_is_told_and_how_to_go_on(tmp_path):
    words = ["train", "--all", "--data", "digits", "--no-track"]
    code, said = stopped(*words, at="training mlp", times=1, cwd=tmp_path)
    assert code == 130, said
    assert said.endswith("numerals: stopped; written and ready: models/logistic\n")
    code, said = stopped(*words, cwd=tmp_path)
    assert "stopped; the best so far is kept; go on with numerals train mlp --data digits --seed 0 --resume\n" in said
    assert (tmp_path / "models" / "mlp" / CHECKPOINT).exists()


def test_ctrl_c_while_the_run_is_logged_leaves_the_model_that_was_written(tmp_path):
    out = tmp_path / "lt"
    code, said = stopped("train", "logistic", "--data", "digits", "--out", out, at="written to", times=1)
    assert code == 130, said
    assert said.endswith(f"numerals: stopped; written and ready: {out}\n")
    assert load_bundle(out).name == "logistic"


@pytest.mark.parametrize(
    ("left", "resumed", "says"),
    [
        ([], False, "stopped; nothing was written"),
        ([CHECKPOINT], False, "stopped; the epochs of cnn are kept; go on with the same command and --resume"),
        ([f"member-0-{CHECKPOINT}"], False, "stopped; the epochs of cnn are kept; go on with the same command and"),
        (["card.json", CHECKPOINT], False, "stopped; written and ready: {folder}"),
        (["old"], False, "stopped; nothing was written"),
        (["old"], True, "stopped; the epochs of cnn are kept"),
    ],
    ids=str,
)
def test_ctrl_c_tells_what_lies_there(left, resumed, says, tmp_path, capsys):
    if left == ["old"]:
        (tmp_path / CHECKPOINT).touch()
        (tmp_path / "card.json").touch()

    def leave() -> None:
        with _told({"cnn": tmp_path}, _SAME, resumed=resumed):
            for name in left:
                (tmp_path / name).write_text("new")
            raise KeyboardInterrupt

    with pytest.raises(typer.Exit) as ended:
        leave()
    assert ended.value.exit_code == 130
    assert says.format(folder=tmp_path) in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["train", "logistic", "--no-track", "--out", "/proc/zz"], "/proc/zz cannot be written: "),
        (["train", "logistic", "--no-track", "--out", "{file}"], "{file} is a file; give the name of a folder"),
        (["models", "merge", "cnn", "cnn", "--out", "/proc/zz"], "/proc/zz cannot be written: "),
        (["tune", "tree", "--csv", "/proc/e.csv"], "/proc/e.csv cannot be written: "),
        (["tune", "tree", "--csv", "{folder}"], "{folder} is a folder; give the name of a file"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_written_is_told_before_the_work_begins(words, says, tmp_path):
    file = tmp_path / "file"
    file.write_text("mine")
    names = {"file": file, "folder": tmp_path}
    result = invoke(*(word.format(**names) for word in words), "--data", "digits")
    assert result.exit_code in {1, 2}
    assert result.stderr.startswith(f"numerals: {says.format(**names)}")
    assert (result.stdout, result.stderr.count("\n")) == ("", 1)
    assert [one.read_text() for one in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["logistic", "--set", "C"], "--set takes NAME=VALUE, such as --set C=3, not 'C'"),
        (["logistic", "--set", "=3"], "--set takes NAME=VALUE"),
        (["logistic", "--set", "D=3"], "logistic has no parameter D; it has C, seed"),
        (["logistic", "--set", "C=abc"], "logistic: C takes a number, such as 0.05, not 'abc'"),
        (["logistic", "--set", "C=-1"], "logistic: C is above 0, not -1"),
        (["tree", "--set", "criterion=luck"], "Tree cannot be trained so: The 'criterion' parameter"),
        (["forest", "--set", "trees=0"], "forest: trees is at least 1, not 0"),
        (["mlp", "--set", "widths=(0,)"], "mlp: each of widths is at least 1, not (0,)"),
        (["mlp", "--set", "rate=1e9"], "mlp: rate is above 0 and at most 1, not 1000000000.0"),
        (["knn", "--set", "neighbours=5000"], "knn: 5,000 neighbours cannot vote among 1,317 training digits"),
        (["mlp", "--set", "widths=64"], "mlp: widths takes whole numbers, such as (400,), not 64"),
        (["mlp", "--set", "batch=0"], "mlp: batch is at least 1, not 0"),
        (["mlp", "--set", "network=resnet"], "unknown network 'resnet'; known are cnn, mlp, tiny-cnn"),
        (["mlp", "--set", "teacher=nobody"], "no teacher in nobody"),
        (["tiny-cnn", "--set", "widths=(64,64,64,64,64)"], "has fewer than 8,000 parameters"),
        (["tiny-cnn", "--preset", "3k"], "tiny-cnn has no preset '3k'; it has 2k, 1k"),
        (["logistic", "--epochs", "3"], "logistic has no parameter epochs"),
        (["logistic", "--save", "pickle"], "--save takes skops or joblib, not 'pickle'"),
        (["mlp", "--resume"], "nothing to resume"),
        (["forest", "--resume"], "forest keeps no checkpoint that a training could go on from; leave out --resume"),
        (["perceptron", "--resume"], "unknown kind of model 'perceptron'"),
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
    assert "train with the best: numerals train logistic --data digits --set C=0.05" in done.stdout
    rows = list(csv.DictReader(path.read_text().splitlines()))
    assert [(row["rank"], row["C"]) for row in rows] == [("1", "0.05"), ("2", "1e-05")]
    found = json.loads(invoke(*words, "--json").stdout)
    assert [f"{one['accuracy']:.5f}" for one in found] == [row["accuracy"] for row in rows]


def test_what_only_kept_a_search_short_is_no_part_of_the_command(tmp_path):
    done = invoke("tune", "forest", "--data", "digits", "--folds", "2", "--sample", "200")
    assert done.exit_code == 0, done.stderr
    best, hurried = done.stdout.splitlines()[-2:]
    command = r"numerals train forest --data digits --set max_features=\S+ --set min_leaf=\d"
    assert re.fullmatch(f"train with the best: {command}", best)
    assert hurried == "only to keep the search short, and not part of it: trees=100"
    grid = tmp_path / "grid.toml"
    grid.write_text("trees = [5]")
    done = invoke("tune", "forest", "--data", "digits", "--folds", "2", "--sample", "200", "--grid", grid)
    assert done.stdout.splitlines()[-1] == "train with the best: numerals train forest --data digits --set trees=5"


def test_no_more_fits_are_announced_than_the_grid_has(tmp_path):
    grid = tmp_path / "grid.toml"
    grid.write_text("min_leaf = [1, 2, 3]")
    words = ["tune", "tree", "--grid", grid, "--random", "20", "--data", "digits", "--folds", "2", "--sample", "200"]
    done = run(*words)
    assert done.returncode == 0, done.stderr
    assert done.stderr == (
        "6 fits of tree on 200 training digits of digits, since the grid has no more than 3 candidates\n"
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["perceptron"], "unknown kind of model 'perceptron'"),
        (["tree", "--grid", "nowhere.toml"], "the grid nowhere.toml cannot be read"),
        (["tree", "--cluster", "slurm"], "unknown cluster 'slurm'; known is ray"),
        (["tree", "--folds", "20", "--sample", "60"], "20 folds need as many samples of every digit"),
        (["knn", "--sample", "60", "--folds", "2", "--grid", "{grid}"], "40 neighbours cannot vote among 30 training"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_search_that_cannot_be_is_told(words, says, tmp_path):
    grid = tmp_path / "grid.toml"
    grid.write_text("neighbours = [40]")
    result = invoke("tune", *(word.format(grid=grid) for word in words), "--data", "digits")
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
