"""Damaged digits, strangers' digits, and pen strokes."""

import csv
import gzip
import json

import numpy as np
import pytest

from numerals import DataError
from numerals.data.pen import sample_digit
from numerals.evaluation.corruptions import CORRUPTIONS
from numerals.evaluation.drawings import count_right, likeliest, load_drawings, place, placed_at_random
from numerals.evaluation.robustness import MEAN, Row, load_usps, robustness, write_rows
from numerals.inference.bundle import load_bundle


@pytest.fixture(scope="module")
def root(tmp_path_factory, digits):
    """A data folder with small digits in 16x16, of which the last is labelled wrongly, and with pen strokes."""
    place = tmp_path_factory.mktemp("data")
    (place / "isolated").mkdir()
    (place / "strokes").mkdir()
    small = digits.test.images[:40, 6:22, 6:22]
    labels = digits.test.labels[:40].copy()
    labels[-1] = (labels[-1] + 1) % 10
    np.savez(place / "isolated" / "usps.npz", X=small, y=labels)
    rng = np.random.default_rng(0)
    written = [sample_digit(rng, i % 10) for i in range(20)]
    items = [{"y": label, "s": [(s * 90).ravel().tolist() for s in strokes]} for strokes, label in written]
    with gzip.open(place / "strokes" / "pens.json.gz", "wt") as file:
        json.dump({"items": items}, file)
    return place


@pytest.fixture(scope="module")
def rows(root, digits):
    """The shipped model on all of it."""
    found, missing = robustness(load_bundle(), digits, root, seed=3)
    assert missing == []
    return {row.set: row for row in found}


def test_every_set_has_its_row(rows):
    assert list(rows) == ["digits", *CORRUPTIONS, MEAN, "usps", "pens"]
    assert {row.model for row in rows.values()} == {load_bundle().version}
    assert {row.seed for row in rows.values()} == {3}
    assert {row.commit for row in rows.values()} == {load_bundle().card["commit"]}


def test_the_figures_are_plausible_and_the_mean_is_theirs(rows):
    assert rows["digits"].accuracy > 0.9
    kinds = [rows[kind].accuracy for kind in CORRUPTIONS]
    assert rows[MEAN].accuracy == pytest.approx(np.mean(kinds), abs=1e-4)
    assert rows[MEAN].images == 15 * rows["digits"].images == 15 * 360
    assert rows["canny_edges"].accuracy < rows["digits"].accuracy
    assert rows["usps"].images == 40
    assert 0.8 < rows["usps"].accuracy < 1
    assert rows["pens"].accuracy >= 0.9


def test_missing_sets_are_said_and_the_others_measured(digits, weak, tmp_path):
    told: list[str] = []
    rows, missing = robustness(weak, digits, tmp_path, most=20, say=told.append)
    assert missing == [
        "isolated/usps.npz not found in the data folder",
        "strokes/*.json.gz not found in the data folder",
    ]
    assert [row.set for row in rows] == ["digits", *CORRUPTIONS, MEAN]
    assert told == ["digits", *CORRUPTIONS]
    assert {row.images for row in rows} == {20, 300}
    assert {row.commit for row in rows} == {""}
    assert robustness(weak, digits, None, most=20) == (rows, missing)


def test_the_table_keeps_what_others_wrote(tmp_path):
    path = tmp_path / "deep" / "robustness.csv"
    write_rows([Row("a", "fog", 10, 0.5, 0, "c1"), Row("a", "stripe", 10, 0.4, 0, "c1")], path)
    write_rows([Row("b", "fog", 10, 0.6, 0, "c2")], path)
    write_rows([Row("a", "fog", 10, 0.7, 0, "c3")], path)
    with path.open(newline="") as file:
        rows = [(row["model"], row["set"], row["accuracy"], row["commit"]) for row in csv.DictReader(file)]
    assert rows == [("b", "fog", "0.6", "c2"), ("a", "fog", "0.7", "c3")]
    assert path.read_text().startswith("model,set,images,accuracy,seed,commit\n")


def test_usps_is_brought_to_mnists_geometry(root):
    split = load_usps(root / "isolated" / "usps.npz")
    ink = split.images > 60
    tall = ink.any(axis=2).sum(axis=1)
    assert np.median(tall) == pytest.approx(20, abs=1)
    assert split.images.max(axis=(1, 2)).min() == 255


@pytest.mark.parametrize("content", [None, b"no archive"], ids=["no file", "another form"])
def test_damaged_sets_are_told(tmp_path, content):
    path = tmp_path / "usps.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError, match=r"expected .*usps\.npz to hold X \(n, 16, 16\)"):
        load_usps(path)
    with pytest.raises(DataError, match=r"expected .*usps\.npz to hold .* in gzip"):
        load_drawings(path)


def test_drawings_are_placed_wholly_on_the_canvas(root):
    rng = np.random.default_rng(1)
    for drawing in load_drawings(root / "strokes" / "pens.json.gz"):
        points = np.vstack(placed_at_random(drawing.strokes, rng))
        assert points.min() >= 20
        assert points.max() <= 380
        assert 60 <= np.ptp(points, axis=0).max() <= 300


def test_a_drawing_is_placed_by_its_box():
    (stroke,) = place([np.array([[5.0, 5.0], [5.0, 25.0]])], 100, 30, 40)
    assert stroke.tolist() == [[30, 40], [30, 140]]


def test_drawings_are_counted_as_they_are_read(root, reader):
    drawings = load_drawings(root / "strokes" / "pens.json.gz")
    told: list[int] = []
    right = count_right(reader, drawings, 0, told.append)
    assert told == [1] * 20
    assert 18 <= right <= 20
    rng = np.random.default_rng(0)
    by_hand = sum(
        likeliest(reader.read_strokes(placed_at_random(d.strokes, rng), 400, 400).reading) == [d.digit]
        for d in drawings
    )
    assert by_hand == right
