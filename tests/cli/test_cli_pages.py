"""``numerals data pages`` and ``numerals train page-reader``: pages as files, and a page reader made of them."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from digit_sets import digit_set, write
from numerals.cli.main import app
from numerals.inference.line_model import load_line_model
from numerals.inference.page_model import load_page_model
from numerals.reader import Reader


def invoke(*arguments: str | Path) -> Any:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def digits(tmp_path_factory) -> Path:
    return write(digit_set(240, 60), tmp_path_factory.mktemp("digits") / "digits.npz")


def test_pages_are_files_that_the_photo_benchmark_reads(digits, tmp_path):
    said = invoke("data", "pages", "--out", tmp_path / "pages", "--count", 5, "--digits", digits, "--width", 300)
    assert said.exit_code == 0, said.output
    rows = list(csv.DictReader((tmp_path / "pages/labels.csv").read_text().splitlines()))
    boxes = [json.loads(line) for line in (tmp_path / "pages/boxes.jsonl").read_text().splitlines()]
    assert [row["file"] for row in rows] == [page["file"] for page in boxes]
    assert len(rows) == 5
    for row, page in zip(rows, boxes, strict=True):
        with Image.open(tmp_path / "pages" / row["file"]) as picture:
            assert picture.width <= 300
        seen = "".join(str(m["value"]) for m in page["marks"] if isinstance(m["value"], int) and m["visible"] >= 0.75)
        assert seen == row["label"].replace("\\n", "")
    told = invoke("evaluate", "photos", tmp_path / "pages", "--json")
    assert json.loads(told.output)["images"] == 5


def test_the_same_seed_writes_the_same_pages_whatever_the_count(digits, tmp_path):
    for name, count, seed in (("a", 2, 4), ("b", 3, 4), ("c", 2, 5)):
        assert not invoke(
            "data", "pages", "--out", tmp_path / name, "--count", count, "--seed", seed, "--digits", digits
        ).exit_code
    pages = {name: (tmp_path / name / "page-000001.png").read_bytes() for name in "abc"}
    assert pages["a"] == pages["b"] != pages["c"]


def pages(digits: Path, out: Path, count: int, *more: str | Path) -> Any:
    return invoke("data", "pages", "--out", out, "--count", count, "--digits", digits, "--width", 200, *more)


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_the_same_command_writes_the_same_again_and_a_larger_count_more(digits, tmp_path):
    out = tmp_path / "pages"
    assert pages(digits, out, 2).exit_code == 0
    first = contents(out)
    assert pages(digits, out, 2).exit_code == 0
    assert contents(out) == first
    assert pages(digits, out, 3).exit_code == 0
    assert len(contents(out)) == len(first) + 1


@pytest.mark.parametrize(
    ("count", "more", "named"),
    [(2, (), "page-000002.png"), (4, ("--seed", "9"), "page-000000.png")],
    ids=["fewer", "another seed"],
)
def test_other_pages_are_replaced_only_by_force(digits, tmp_path, count, more, named):
    out = tmp_path / "pages"
    assert pages(digits, out, 4).exit_code == 0
    (out / "note.txt").write_text("mine")
    before = contents(out)
    refused = pages(digits, out, count, *more)
    assert refused.exit_code == 2
    assert refused.stderr == (
        f"numerals: {out} holds other pages or labels, such as {named}; "
        "give --force to replace them all, or name another folder\n"
    )
    assert contents(out) == before
    assert pages(digits, out, count, *more, "--force").exit_code == 0
    assert pages(digits, tmp_path / "fresh", count, *more).exit_code == 0
    assert contents(out) == contents(tmp_path / "fresh") | {"note.txt": b"mine"}


def test_labels_of_other_pictures_are_not_lost(digits, tmp_path):
    (tmp_path / "labels.csv").write_text("file,label\nphoto.jpg,7\n")
    refused = pages(digits, tmp_path, 1)
    assert refused.exit_code == 2
    assert "labels.csv; give --force" in refused.stderr
    assert contents(tmp_path) == {"labels.csv": b"file,label\nphoto.jpg,7\n"}


@pytest.mark.parametrize(
    ("place", "told"),
    [("bad.png", "is a file; name a folder for the pages"), ("bad.png/deep", "cannot be written: Not a directory")],
)
def test_a_place_that_is_no_folder_is_told_in_one_line(digits, tmp_path, place, told):
    (tmp_path / "bad.png").touch()
    done = pages(digits, tmp_path / place, 1)
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    assert told in line


def test_one_page_is_told_as_one(digits, tmp_path):
    assert pages(digits, tmp_path, 1).stdout.startswith(f"1 page in {tmp_path}, with")
    assert pages(digits, tmp_path, 2).stdout.startswith(f"2 pages in {tmp_path}, with")


def test_a_page_reader_is_trained_and_read_with(digits, tmp_path):
    out = tmp_path / "page-reader"
    options = ("--data", digits, "--out", out, "--set", "pages=12", "--set", "batch=4", "--set", "share=1.0")
    said = invoke("train", "page-reader", *options, "--epochs", 2)
    assert said.exit_code == 0, said.output
    assert "found" in said.stdout
    model = load_page_model(out)
    card = model.card
    assert card["recipe"]["pages"] == 12
    assert card["test"]["pages"] == 12
    assert card["onnx_parity"] < 0.01
    assert model.model_path.stat().st_size < 5_000_000
    assert not (out / "checkpoint.pt").exists()
    assert not (out / "pages").exists()
    image = np.full((60, 90, 3), 230, np.uint8)
    reader = Reader(page_model=out)
    assert reader.read(image, engine="neural").model == f"{reader.name}+{model.version}+{load_line_model().version}"


def test_what_it_cannot_take_is_named(digits, tmp_path):
    said = invoke("train", "page-reader", "--data", digits, "--out", tmp_path, "--set", "colour=red")
    assert said.exit_code == 2
    assert "pages=" in said.stderr
