"""``numerals evaluate`` and ``numerals compare``."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from numerals.cli.main import app
from numerals.evaluation.corruptions import CORRUPTIONS
from numerals.inference.bundle import load_bundle
from numerals.inference.page_model import SHIPPED_PAGES
from small_models import linear_bundle


def invoke(*arguments: str | Path, **environ: str) -> Any:
    """Runs the command in this process."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env={"COLUMNS": "100"} | environ)


@pytest.fixture(scope="module")
def weak(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a model with mistakes on the small digits."""
    return linear_bundle(tmp_path_factory.mktemp("models") / "weak").folder


@pytest.mark.parametrize("command", ["evaluate", "evaluate model", "evaluate robustness", "compare"])
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_has_an_example(command, flag):
    result = invoke(*command.split(), flag)
    assert result.exit_code == 0
    assert "Example" in result.stdout
    assert f"numerals {command} " in result.stdout


def test_the_help_of_the_group_shows_every_way():
    result = invoke("evaluate", "--help")
    assert "Usage: numerals evaluate [OPTIONS] MODEL | COMMAND [ARGS]..." in result.stdout
    for word in ("model", "robustness", "photos", "numerals evaluate cnn --data mnist --html report.html"):
        assert word in result.stdout
    assert "Usage: numerals evaluate" in invoke("evaluate").output


@pytest.mark.parametrize("word", [[], ["model"]], ids=["left out", "said"])
def test_a_model_is_evaluated_as_json(weak, word):
    result = invoke("evaluate", *word, weak, "--data", "digits", "--json")
    assert result.exit_code == 0, result.stderr
    (line,) = result.stdout.splitlines()
    found = json.loads(line)
    assert (found["model"], found["data"], found["part"]) == (f"means-{found['model'][-8:]}", "digits", "test")
    assert found["images"] == 360
    assert 0.8 < found["accuracy"] < 0.99
    assert len(found["confusion_matrix"]) == len(found["digits"]) == 10
    assert found["speed"]["milliseconds"] > 0
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("words", "file"),
    [
        (["evaluate", "cnn", "--data", "digits", "--html"], "/proc/e.html"),
        (["evaluate", "robustness", "cnn", "--data", "digits", "--out"], "/proc/e.csv"),
        (["evaluate", "photos", "nowhere", "--gallery"], "/proc/e.html"),
        (["compare", "cnn", "--data", "digits", "--csv"], "/proc/e.csv"),
        (["compare", "cnn", "--data", "digits", "--html"], "/proc/none/e.html"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_written_is_told_before_the_work_begins(words, file):
    result = invoke(*words, file)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"numerals: {file} cannot be written: ")
    assert result.stderr.count("\n") == 1


def test_a_disk_that_is_full_at_the_end_is_told_in_one_line(weak):
    result = invoke("evaluate", weak, "--data", "digits", "--html", "/dev/full")
    assert result.exit_code == 1
    assert result.stderr == "numerals: /dev/full cannot be written: No space left on device\n"


@pytest.mark.parametrize(
    ("name", "says"),
    [("estimator.joblib", "an estimator's file"), ("p.pkl", "an estimator's file"), ("m.onnx", "a file")],
)
@pytest.mark.parametrize("alone", [False, True])
def test_a_file_where_a_models_folder_is_wanted_is_told(name, says, alone, tmp_path, monkeypatch):
    (tmp_path / name).write_bytes(b"something")
    monkeypatch.chdir(tmp_path)
    given = name if alone else str(tmp_path / name)
    result = invoke("evaluate", given, "--data", "digits")
    assert result.exit_code == 2
    told = f"{given} is {says}; give the folder of a model, with model.onnx and card.json in it"
    assert result.stderr == f"numerals: {told}\n"
    assert told in invoke("read", "--model", given, "page.png").stderr


def test_options_may_come_before_the_model(weak):
    result = invoke("evaluate", "--data", "digits", "--part", "validation", weak, "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["images"] == 120


def test_a_model_is_evaluated_in_words_with_a_page(weak, tmp_path):
    page = tmp_path / "deep" / "report.html"
    result = invoke("evaluate", weak, "--data", "digits", "--html", page)
    assert result.exit_code == 0, result.stderr
    figures = json.loads(invoke("evaluate", weak, "--data", "digits", "--json").stdout)
    assert f"test part of digits: {figures['accuracy']:.2%} of 360 right, {figures['errors']} wrong" in result.stdout
    confused = figures["confused"][0]
    told = f"most often wrong: the {figures['most_wrong']}; most confused: {confused['digit']} as {confused['answer']}"
    assert told in result.stdout
    for words in ("digit by digit", "confusion", "calibration error (ECE)", "AURC", "unreadable", "speed: ", "surest"):
        assert words in result.stdout
    assert str(page) in " ".join(result.stderr.split())
    assert f"{figures['accuracy']:.2%}" in page.read_text()


def test_the_shipped_model_is_known_by_its_kind():
    found = json.loads(invoke("evaluate", "cnn", "--data", "digits", "--json").stdout)
    assert found["model"] == load_bundle().version
    assert found["accuracy"] > 0.9


def test_digits_that_a_model_was_trained_on_are_said(weak):
    result = invoke("evaluate", weak, "--data", "digits", "--part", "train", "--json")
    assert "may have been trained on these digits" in result.stderr
    assert json.loads(result.stdout)["images"] == 1317


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["evaluate", "perceptron"], "perceptron", id="evaluate, model"),
        pytest.param(["evaluate", "nowhere/model"], "no model in nowhere/model", id="evaluate, folder"),
        pytest.param(["evaluate", "cnn", "--data", "emnist0"], "emnist0", id="evaluate, data"),
        pytest.param(["evaluate", "cnn", "--part", "all"], "all", id="evaluate, part"),
        pytest.param(["evaluate", "robustness", "perceptron"], "perceptron", id="robustness, model"),
        pytest.param(["evaluate", "robustness", "cnn", "--data", "emnist0"], "emnist0", id="robustness, data"),
        pytest.param(["evaluate", "robustness", "cnn", "--limit", "0"], "--limit", id="robustness, limit"),
        pytest.param(["compare", "cnn", "perceptron"], "perceptron", id="compare, model"),
        pytest.param(["compare", "cnn", "--data", "emnist0"], "emnist0", id="compare, data"),
    ],
)
def test_what_cannot_be_done_is_told_with_exit_code_2(arguments, says):
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert "Traceback" not in result.output


def test_robustness_is_told_and_written(weak, tmp_path):
    table = tmp_path / "results" / "robustness.csv"
    result = invoke(
        "evaluate", "robustness", weak, "--data", "digits", "--limit", "30", "--out", table, NUMERALS_DATA=str(tmp_path)
    )
    assert result.exit_code == 0, result.stderr
    assert all(kind in result.stdout for kind in (*CORRUPTIONS, "mean of corruptions"))
    assert "usps.npz not found in the data folder" in result.stderr
    with table.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["set"] for row in rows] == ["digits", *CORRUPTIONS, "mean of corruptions"]
    assert {row["seed"] for row in rows} == {"0"}


def test_robustness_is_told_as_json(weak, tmp_path):
    options = ["--data", "digits", "--limit", "30", "--seed", "5", "--json"]
    result = invoke("evaluate", "robustness", weak, *options, NUMERALS_DATA=str(tmp_path))
    (line,) = result.stdout.splitlines()
    found = json.loads(line)
    assert len(found["missing"]) == 2
    assert [row["seed"] for row in found["rows"]] == [5] * 17


def test_models_are_compared_as_tables(weak):
    result = invoke("compare", "cnn", weak, "--data", "digits")
    assert result.exit_code == 0, result.stderr
    assert "validation part of digits, 120 images" in result.stdout
    for words in ("accuracy", "macro F1", "ECE", "parameters", "kB", "training min", "against the next", "McNemar"):
        assert words in result.stdout
    assert result.stdout.index("cnn-") < result.stdout.index("means-")
    assert result.stderr == ""


def test_models_are_compared_as_json_csv_and_page(weak, tmp_path):
    files = tmp_path / "models.csv", tmp_path / "models.html"
    options = ["--data", "digits", "--json", "--csv", files[0], "--html", files[1]]
    result = invoke("compare", weak, "cnn", *options)
    assert result.exit_code == 0, result.stderr
    (line,) = result.stdout.splitlines()
    found = json.loads(line)
    assert (found["data"], found["part"], found["images"]) == ("digits", "validation", 120)
    first, last = found["models"]
    assert (first["model"], last["model"]) == ("cnn", "means")
    assert first["only_this_right"] - first["only_next_right"] == last["errors"] - first["errors"]
    assert 0 < first["p_against_next"] < 1
    with files[0].open(newline="") as file:
        assert [row["version"] for row in csv.DictReader(file)] == [first["version"], last["version"]]
    assert first["version"] in files[1].read_text()


def test_choosing_on_the_test_part_is_warned_of(weak):
    choose = "choose on --part validation"
    assert choose in invoke("compare", "cnn", weak, "--data", "digits", "--part", "test").stderr
    assert choose not in invoke("compare", weak, "--data", "digits", "--part", "test").stderr


def test_without_names_all_models_are_compared_each_once(weak, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "models").mkdir()
    for name in ("one", "two"):
        (tmp_path / "models" / name).symlink_to(weak)
    (tmp_path / "models" / "page-reader").symlink_to(SHIPPED_PAGES)  # which names no single digit
    found = json.loads(invoke("compare", "--data", "digits", "--json").stdout)
    versions = [row["version"] for row in found["models"]]
    assert load_bundle().version in versions
    assert sum(version.startswith("means-") for version in versions) == 1
