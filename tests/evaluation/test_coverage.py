"""Error against coverage: the surest digits first."""

from pathlib import Path

import pytest

from numerals import Box, Digit, Reading
from numerals.evaluation.coverage import error_by_coverage, right_by_confidence
from numerals.evaluation.metrics import edit_distance, matched
from numerals.evaluation.photos import Labelled, Outcome


def _outcome(true: str, read: str, confidences: list[float]) -> Outcome:
    digits = tuple(
        Digit(
            int(value), confidence, tuple(0.9 if i == int(value) else 0.01 for i in range(10)), Box(20 * x, 0, 10, 20)
        )
        for x, (value, confidence) in enumerate(zip(read, confidences, strict=True))
    )
    reading = Reading(digits, 200, 40, "m", 1.0)
    return Outcome(Labelled(Path("a.png"), true, {}), reading, reading.text, 1.0)


@pytest.mark.parametrize(
    ("found", "true", "right"),
    [
        ("123", "123", [True, True, True]),
        ("123", "13", [True, False, True]),
        ("13", "123", [True, True]),
        ("173", "123", [True, False, True]),
        ("", "12", []),
        ("12", "", [False, False]),
    ],
)
def test_alignment_says_which_digits_are_right(found, true, right):
    assert matched(found, true) == right
    assert len(found) - sum(right) <= edit_distance(found, true)


def test_the_surest_digits_are_told_first():
    outcomes = [_outcome("12", "17", [0.99, 0.4]), _outcome("34", "34", [0.9, 0.8])]
    rows = {row["coverage"]: row for row in error_by_coverage(outcomes, (1.0, 0.75, 0.5))}
    assert rows[1.0]["wrong"] == 1
    assert rows[1.0]["error"] == 0.25
    assert rows[0.75]["error"] == 0
    assert rows[0.75]["confidence"] == 0.8


def test_a_coverage_that_is_not_reached_has_no_row():
    assert error_by_coverage([_outcome("1234", "12", [0.9, 0.8])], (1.0, 0.5)) == [
        {"coverage": 0.5, "confidence": 0.8, "told": 2, "wrong": 0, "error": 0.0}
    ]
    assert error_by_coverage([]) == []


def test_readings_are_grouped_by_how_sure_they_are():
    outcomes = [
        _outcome("12", "12", [0.99, 0.99]),
        _outcome("12", "12", [1.0, 1.0]),
        _outcome("12", "17", [0.9, 0.4]),
        _outcome("34", "34", [0.5, 0.8]),
        _outcome("34", "", []),
    ]
    unsure, sure = right_by_confidence(outcomes)
    assert unsure == {"from": 0.0, "to": 0.5, "images": 2, "confidence": 0.38, "right": 0.5}
    assert (sure["from"], sure["images"], sure["right"]) == (0.95, 2, 1.0)
