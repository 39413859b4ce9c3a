"""Several models on the same digits."""

import csv

import pytest

from numerals.evaluation.leaderboard import HEADER, as_texts, leaderboard, write_comparison, write_csv
from numerals.evaluation.scores import mcnemar
from numerals.inference.bundle import load_bundle
from small_models import linear_bundle


@pytest.fixture(scope="module")
def entries(weak, digits, tmp_path_factory):
    """The weak model, one that answers alike but boasts, and the shipped one."""
    boaster = linear_bundle(tmp_path_factory.mktemp("models") / "b", 9.0, minutes=0.5, parameters=7850)
    return leaderboard([weak, boaster, load_bundle()], digits, "test")


def test_the_most_accurate_comes_first_and_is_tested_against_the_next(entries):
    rows = [entry.row() for entry in entries]
    assert [row["model"] for row in rows] == ["cnn", "means", "means"]
    assert rows[0]["accuracy"] > rows[1]["accuracy"] == rows[2]["accuracy"]
    test = mcnemar(entries[0].evaluation.right, entries[1].evaluation.right)
    assert (rows[0]["p_against_next"], rows[0]["only_this_right"]) == (test.p, test.only_first)
    assert rows[0]["only_this_right"] - rows[0]["only_next_right"] == rows[1]["errors"] - rows[0]["errors"]
    assert rows[2]["p_against_next"] is None


def test_what_cards_do_not_say_is_unknown(entries):
    told = {row["parameters"]: row["training_minutes"] for row in (entry.row() for entry in entries[1:])}
    assert told == {None: None, 7850: 0.5}
    texts = {entry.row()["parameters"]: as_texts(entry) for entry in entries}
    place = HEADER.index("parameters")
    shipped = load_bundle().card["parameters"]
    assert [texts[known][place] for known in (None, 7850, shipped)] == ["?", "7,850", f"{shipped:,}"]


def test_models_that_cannot_be_told_apart_are_said_to(entries):
    assert as_texts(entries[0])[-1].endswith("p < 0.001")
    assert as_texts(entries[1])[-1] == "0 : 0, p = 1.000, no difference shown"
    assert as_texts(entries[2])[-1] == ""


def test_speed_and_size_are_those_of_here_and_now(entries):
    for entry in entries:
        row = entry.row()
        assert 0 < row["milliseconds"] < 1000
        assert row["kilobytes"] == pytest.approx(entry.bundle.model_path.stat().st_size / 1000, abs=0.1)


def test_the_table_is_written_as_csv(entries, tmp_path):
    write_csv(entries, tmp_path / "deep" / "models.csv")
    with (tmp_path / "deep" / "models.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["version"] for row in rows] == [entry.bundle.version for entry in entries]
    assert float(rows[0]["accuracy"]) == entries[0].evaluation.accuracy
    assert rows[2]["p_against_next"] == ""


def test_the_table_is_written_as_a_page(entries, tmp_path):
    write_comparison(entries, tmp_path / "models.html")
    page = (tmp_path / "models.html").read_text()
    assert "http" not in page
    assert page.index(entries[0].bundle.version) < page.index(entries[1].bundle.version)
    assert page.count('<th scope="row">') == 3
    assert "360 images, the test part of digits" in page
    assert "<caption>" in page
