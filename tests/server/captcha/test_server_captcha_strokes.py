"""Which strokes are taken for a hand's, rule by rule; and what the threshold does to digits written by rule."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from hand import Hand
from numerals import Reader
from numerals.data.marks import sample_letter
from numerals.data.pen import sample_digit, sample_scribble
from numerals.imaging.ink import normalize_strokes
from numerals.server.captcha import judge
from numerals.server.captcha.options import THRESHOLD
from numerals.server.captcha.strokes import Strokes, suspicion

LONG = 60_000.0  # milliseconds that went by


@pytest.fixture(scope="module")
def hand(reader: Reader) -> Hand:
    return Hand(reader, seed=3)


def changed(drawing: list[Strokes], change: Callable[[float, float, float], list[float]]) -> list[Strokes]:
    return [[[change(*point) for point in stroke] for stroke in digit] for digit in drawing]


def test_a_hands_drawing_is_not_suspicious(hand: Hand) -> None:
    for _ in range(20):
        assert suspicion(hand.digits("1234567890"), LONG) == ""


def test_an_earlier_digit_may_be_mended_after_a_later_one(hand: Hand) -> None:
    first, second = hand.digits("47")
    assert suspicion([second, first], LONG) == ""


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda x, y, t: [x, y, 0.0], "too quick"),
        (lambda x, y, t: [x, y, t / 3], "too quick"),
        (lambda x, y, t: [x, y, 5000 - t], "time runs backwards"),
        (lambda x, y, t: [x, y, t * 1000], "longer than the time since it was asked for"),
        (lambda x, y, t: [x / 10, y / 10, t], "too small"),
        (lambda x, y, t: [0.5, 0.5, t], "too small"),
    ],
)
def test_each_rule_names_what_it_refuses(hand: Hand, change: Callable[..., list[float]], why: str) -> None:
    drawing = hand.digits("472")
    assert suspicion(drawing, 10_000.0) == ""
    assert suspicion(changed(drawing, change), 10_000.0) == why


def test_strokes_at_the_same_time_are_no_hands(hand: Hand) -> None:
    first, second = hand.digit(4), hand.digit(7)
    assert suspicion([first, second], LONG) == "time runs backwards"


def line(times: list[float], places: list[float]) -> list[Strokes]:
    return [[[[0.5, y, t] for t, y in zip(times, places, strict=True)]]]


PLACES = [0.1, 0.13, 0.2, 0.33, 0.5, 0.66, 0.77, 0.85, 0.89, 0.9]


def test_points_after_the_same_time_each_are_a_programs() -> None:
    even = [10.0 * i for i in range(10)]
    assert suspicion(line(even, PLACES), LONG) == "each point after the same time"
    assert suspicion(line([t + 0.3 * (i % 3) for i, t in enumerate(even)], PLACES), LONG) == ""


def test_one_speed_throughout_is_a_programs() -> None:
    times = [0.0, 9.0, 20.0, 28.0, 40.0, 51.0, 60.0, 72.0, 81.0, 90.0]
    assert suspicion(line(times, [0.1 + t / 120 for t in times]), LONG) == "one speed throughout"


def test_a_jump_is_a_programs_and_a_quick_stroke_is_not() -> None:
    times = [0.0, 11.0, 20.0, 23.0, 40.0, 70.0]
    assert suspicion(line(times, [0.1, 0.12, 0.15, 0.55, 0.7, 0.9]), LONG) == "a jump"
    assert suspicion(line([0.0, 11.0, 20.0, 33.0, 40.0, 70.0], [0.1, 0.12, 0.15, 0.55, 0.7, 0.9]), LONG) == ""


def test_too_few_points_are_no_drawing() -> None:
    assert suspicion([[]], LONG) == "too few points"
    assert suspicion(line([0.0, 40.0, 90.0], [0.1, 0.5, 0.9]), LONG) == "too few points"
    dots = [[[0.1 * i, 0.1 * i, 30.0 * i]] for i in range(8)]
    assert suspicion([dots], LONG) == "one speed throughout"  # dots without a line between


def test_digits_written_by_rule_pass_as_what_they_are_alone(reader: Reader) -> None:
    rng = np.random.default_rng(21)
    written = [sample_digit(rng) for _ in range(400)]
    labels = np.array([label for _, label in written])
    sure = judge.probabilities(reader, [normalize_strokes(shape) for shape, _ in written]) >= THRESHOLD
    passed = sure[np.arange(400), labels].sum()
    assert passed / 400 >= 0.97
    assert (sure.sum() - passed) / 400 / 9 <= 0.003


@pytest.mark.parametrize("write", [sample_scribble, sample_letter])
def test_few_drawings_of_no_digit_pass_as_an_asked_one(reader: Reader, write: Callable[..., list[Any]]) -> None:
    rng = np.random.default_rng(22)
    crops = [normalize_strokes(write(rng)) for _ in range(400)]
    passed = (judge.probabilities(reader, crops) >= THRESHOLD).sum() / 400 / 10
    blind = np.array([reader.read_pixels(crop).reading.digits[0].probabilities for crop in crops]) >= THRESHOLD
    assert passed <= 0.005
    assert passed < blind.sum() / 400 / 10
