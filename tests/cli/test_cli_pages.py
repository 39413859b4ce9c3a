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
    assert reader.read(image, engine="neural").model == f"{reader.name}+{model.version}"


def test_what_it_cannot_take_is_named(digits, tmp_path):
    said = invoke("train", "page-reader", "--data", digits, "--out", tmp_path, "--set", "colour=red")
    assert said.exit_code == 2
    assert "pages=" in said.stderr
