"""``numerals read``, mostly as the process that a user starts."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from numerals import PARAMETERS
from numerals.cli.console import NOBODY_READS
from numerals.cli.main import app
from numerals.data.pages import write_page

TEXT = "462\n119"


def numerals(*arguments: str | Path, stdin: bytes | None = None) -> "subprocess.CompletedProcess[bytes]":
    """Runs the command in a process of its own."""
    command = [sys.executable, "-m", "numerals", *map(str, arguments)]
    environ = {name: value for name, value in os.environ.items() if name != "NUMERALS_MODEL"}
    return subprocess.run(command, input=stdin, capture_output=True, timeout=120, env=environ, check=False)


def invoke(*arguments: str | Path) -> Any:
    """Runs the command in this process."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def complaints(result: Any) -> list[str]:
    """Lines on standard error."""
    raw = result.stderr
    return (raw.decode() if isinstance(raw, bytes) else raw).splitlines()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two pages, one of them deeper down, a text file named .png, a note, and a blank page."""
    place = tmp_path_factory.mktemp("scans")
    (place / "deep").mkdir()
    page = Image.fromarray(write_page(TEXT.split("\n"), seed=3).image)
    page.save(place / "a.png")
    page.save(place / "deep" / "b.JPG", quality=95)
    (place / "bad.png").write_text("no picture")
    (place / "note.txt").write_text("no picture")
    Image.new("L", (80, 60), 255).save(place / "deep" / "c.png")
    return place


def test_a_page_prints_a_line_for_each_of_its_lines(folder):
    done = numerals("read", folder / "a.png")
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, f"{TEXT}\n", b"")


def test_json_is_one_line_a_file_with_all_that_is_promised(folder):
    done = numerals("read", "--json", folder / "a.png", folder / "deep" / "c.png")
    assert (done.returncode, done.stderr) == (0, b"")
    first, second = done.stdout.decode().splitlines()
    page, blank = json.loads(first), json.loads(second)
    assert set(page) == {
        "file", "text", "lines", "words", "confidence", "digits", "marks", "milliseconds", "model"
    }  # fmt: skip
    assert ["".join(words) for words in page["words"]] == page["lines"]
    assert 0 < page["confidence"] <= min(digit["confidence"] for digit in page["digits"])
    assert page["marks"] == []
    assert page["file"] == str(folder / "a.png")
    assert (page["text"], page["lines"]) == (TEXT, TEXT.split("\n"))
    assert page["milliseconds"] > 0
    assert page["model"].startswith("cnn-")
    assert [str(digit["value"]) for digit in page["digits"]] == list(TEXT.replace("\n", ""))
    assert [digit["line"] for digit in page["digits"]] == [0, 0, 0, 1, 1, 1]
    for digit in page["digits"]:
        assert {"value", "confidence", "alternatives", "box", "line"} <= set(digit)
        assert 0 < digit["confidence"] <= 1
        assert [set(other) for other in digit["alternatives"]] == [{"value", "confidence"}] * 3
        assert digit["alternatives"][0]["value"] == digit["value"]
        assert 0.5 < digit["alternatives"][0]["confidence"] <= 1
        x, y, width, height = digit["box"]
        assert min(x, y) >= 0
        assert min(width, height) >= 1
    assert (blank["text"], blank["lines"], blank["digits"]) == ("", [], [])
    assert (blank["words"], blank["confidence"]) == ([], None)


@pytest.mark.parametrize("arguments", [["read", "--json"], ["models", "list"], ["--help"]], ids=" ".join)
def test_a_reader_of_the_output_that_goes_away_ends_the_command_quietly(folder, arguments):
    images = [str(folder / "a.png")] * 3 if arguments[0] == "read" else []
    ours, theirs = os.pipe()
    os.close(ours)
    command = [sys.executable, "-m", "numerals", *arguments, *images]
    done = subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE, timeout=120, check=False)
    os.close(theirs)
    assert (done.returncode, done.stderr) == (NOBODY_READS, b"")


def test_standard_input_is_read(folder):
    file = (folder / "a.png").read_bytes()
    assert numerals("read", "-", stdin=file).stdout.decode() == f"{TEXT}\n"
    done = numerals("read", "--json", "-", stdin=file)
    assert json.loads(done.stdout)["file"] == "-"


def test_empty_standard_input_is_told(folder):
    done = numerals("read", "-", stdin=b"")
    assert (done.returncode, done.stdout) == (1, b"")
    assert complaints(done)[0].startswith("numerals: -: the file is empty (0 bytes)")


def test_standard_input_over_the_limit_is_told():
    done = numerals("read", "-", stdin=bytes(30_000_000))
    assert done.returncode == 1
    assert complaints(done) == ["numerals: -: the file has more than 25 MB; at most 25 MB are read"]


def test_a_bad_file_among_good_ones_gives_one_line_and_exit_code_1(folder):
    done = numerals(
        "read", "--json", folder / "a.png", folder / "bad.png", folder / "gone.png", folder / "deep" / "b.JPG"
    )
    assert done.returncode == 1
    assert [json.loads(line)["text"] for line in done.stdout.decode().splitlines()] == [TEXT, TEXT]
    bad, gone = complaints(done)
    assert bad.startswith(f"numerals: {folder / 'bad.png'}: the file is not a picture that can be read; expected JPEG")
    assert gone.startswith(f"numerals: {folder / 'gone.png'}: cannot read")


def test_several_files_are_printed_with_their_names(folder):
    result = invoke("read", folder / "a.png", folder / "deep" / "b.JPG")
    assert result.exit_code == 0
    assert result.stdout == f"{folder / 'a.png'}:\n{TEXT}\n\n{folder / 'deep' / 'b.JPG'}:\n{TEXT}\n\n"


def test_folders_are_walked_in_order_and_only_pictures_are_taken(folder):
    result = invoke("read", "--json", folder)
    names = [Path(json.loads(line)["file"]).name for line in result.stdout.splitlines()]
    assert names == ["a.png", "b.JPG", "c.png"]
    assert result.exit_code == 1
    assert len(complaints(result)) == 1
    assert "bad.png" in complaints(result)[0]


def test_a_folder_without_pictures_is_told(tmp_path):
    result = invoke("read", tmp_path)
    assert result.exit_code == 1
    assert "no images found there; name files, or folders with" in result.stderr


@pytest.mark.parametrize(
    ("options", "says"),
    [
        pytest.param(["--blur", "99"], "blur takes a whole number from 0 to 31, not 99", id="out of range"),
        pytest.param(["--blur", "much"], "blur", id="no number"),
        pytest.param(["--polarity", "grey"], "polarity is one of auto, dark, light, not 'grey'", id="no choice"),
        pytest.param(["--recipe", "clasic"], "recipe is one of default, classic, not 'clasic'", id="no recipe"),
        pytest.param(["--min-confidence", "2"], "min_confidence takes a number from 0 to 1, not 2", id="confidence"),
        pytest.param(["--blurr", "3"], "--blur", id="no option"),
    ],
)
def test_a_wrong_option_gives_exit_code_2_and_reads_nothing(folder, options, says):
    result = invoke("read", *options, folder / "a.png")
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr


def test_a_wrong_option_gives_exit_code_2_to_the_shell(folder):
    done = numerals("read", "--blur", "99", folder / "a.png")
    assert (done.returncode, done.stdout) == (2, b"")
    assert complaints(done) == ["numerals: blur takes a whole number from 0 to 31, not 99"]


def test_a_missing_model_is_told(folder, tmp_path):
    result = invoke("read", "--model", tmp_path, folder / "a.png")
    assert result.exit_code == 1
    assert "card.json is missing" in result.stderr


def test_no_file_at_all_is_told():
    result = invoke("read")
    assert result.exit_code == 2
    assert "FILE" in result.stderr


def test_overlay_writes_each_picture_with_its_boxes(folder, tmp_path):
    result = invoke("read", "--overlay", tmp_path / "out" / "deep", folder / "a.png", folder / "a.png")
    assert result.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "out" / "deep").iterdir()) == ["a-2.png", "a.png"]
    with Image.open(folder / "a.png") as plain, Image.open(tmp_path / "out" / "deep" / "a.png") as drawn:
        assert drawn.size == plain.size
        assert (np.asarray(drawn) == (20, 130, 60)).all(axis=2).sum() > 500


@pytest.mark.parametrize("option", ["--overlay", "--stages"])
@pytest.mark.parametrize(
    ("place", "why"), [("a.png", "it is a file"), ("a.png/deep", "Not a directory")], ids=["file", "below a file"]
)
def test_a_folder_that_cannot_be_one_is_told_before_anything_is_read(folder, option, place, why):
    result = invoke("read", option, folder / place, folder / "a.png", folder / "a.png")
    assert (result.exit_code, result.stdout) == (2, "")
    assert complaints(result) == [
        f"numerals: {option} is a folder to write to, which {folder / place} cannot be: {why}"
    ]


def test_stages_writes_every_stage_and_crop(folder, tmp_path):
    result = invoke("read", "--stages", tmp_path, "--recipe", "classic", folder / "a.png")
    assert result.exit_code == 0
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    stages = ["decode", "grey", "flatten", "blur", "threshold", "canny", "dilate", "boxes", "crops"]
    assert names[:9] == [f"{number:02}-{name}.png" for number, name in enumerate(stages)]
    crops = names[9:]
    assert crops
    assert all(name.startswith("crop-") for name in crops)
    with Image.open(tmp_path / "a" / crops[0]) as crop:
        assert (crop.size, crop.mode) == ((28, 28), "L")


def test_options_reach_the_reader(folder):
    strict = invoke("read", "--min-confidence", "1", folder / "a.png")
    assert "?" in strict.stdout
    light = invoke("read", "--polarity", "light", "--no-rules", folder / "a.png")
    assert light.exit_code == 0
    assert light.stdout != f"{TEXT}\n"


@pytest.mark.parametrize(
    ("options", "ignored"),
    [
        pytest.param(["--blur", "7"], "blur", id="a knob"),
        pytest.param(
            ["--recipe", "classic"], "blur, threshold, rules, canny, dilate_iterations, merge, split", id="a recipe"
        ),
    ],
)
def test_knobs_that_the_neural_engine_does_not_have_are_named(folder, options, ignored):
    result = invoke("read", "--engine", "neural", *options, folder / "a.png")
    assert result.exit_code == 0
    (line,) = complaints(result)
    assert line.startswith(f"numerals: --engine neural ignores {ignored}, which only the classic engine has; ")


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(["--engine", "neural", "--flatten", "12", "--min-stroke", "0"], id="knobs that it has"),
        pytest.param(["--engine", "classic", "--blur", "7"], id="classic"),
        pytest.param(["--blur", "7"], id="auto, which turns classic"),
    ],
)
def test_knobs_that_are_heeded_give_no_warning(folder, options):
    result = invoke("read", *options, folder / "a.png")
    assert (result.exit_code, result.stderr) == (0, "")


def test_every_knob_is_an_option_with_its_help():
    text = " ".join(invoke("read", "--help").stdout.split())
    for parameter in PARAMETERS:
        flag = parameter.name.replace("_", "-")
        assert f"--{flag}" in text
        if parameter.type == "bool":
            assert f"--no-{flag}" in text
        assert " ".join(parameter.help.split()[:3]) in text
