"""Lines cut from pages, and what is chosen for a line reader by what it says of them."""

import numpy as np
import pytest

from numerals.imaging.strips import STRIP_HEIGHT, strip_of
from numerals.training.line_answers import LineFigures, best_temperature
from numerals.training.lines import LONGEST, STRIP_WIDTH, Lines, all_of, cut_lines
from numerals.training.pages import Shard, make_shard


@pytest.fixture(scope="module")
def shard() -> Shard:
    return make_shard(None, 3, 30)


def _page(*rows: tuple[float, ...]) -> Shard:
    """A page with a block of ink for each mark: label, left, top, right, bottom, whether it counts, line."""
    ink = np.zeros((128, 256), np.uint8)
    for _, left, top, right, bottom, *_ in rows:
        ink[int(top) : int(bottom), int(left) : int(right)] = 255
    return Shard(ink[None], [np.array(rows, np.float32).reshape(-1, 7)])


def test_lines_are_strips_with_what_is_written_from_the_left():
    row = [(digit, 20 + 30 * i, 50, 36 + 30 * i, 78, 1, 0) for i, digit in enumerate((4, 6, 10, 2))]
    texts = {cut.text(i) for cut in (cut_lines(_page(*row), seed) for seed in range(30)) for i in range(len(cut))}
    assert "462" in texts
    assert texts <= {"", "4", "6", "2", "46", "62", "462"}


def test_a_strip_has_room_for_what_stands_on_it(shard):
    lines = cut_lines(shard, 3)
    assert lines.strips.shape == (len(lines), STRIP_HEIGHT, STRIP_WIDTH)
    assert lines.symbols.shape == (len(lines), LONGEST)
    assert (lines.lengths == 0).any()
    assert (lines.lengths > 2).any()
    for number in range(len(lines)):
        left, right = lines.extents[number].astype(int)
        assert not lines.strips[number, :, :left].any()
        assert not lines.strips[number, :, right:].any()
        assert lines.of(number).shape == (STRIP_HEIGHT, right - left)


def test_the_same_seed_cuts_the_same(shard):
    one, again, other = (cut_lines(shard, seed) for seed in (3, 3, 4))
    assert np.array_equal(one.strips, again.strips)
    assert len(one) != len(other) or not np.array_equal(one.strips, other.strips)


def test_half_a_digit_beside_a_line_leaves_it_out():
    """Nobody can say whether it is to be read."""
    whole, cut = (4, 20, 50, 36, 78, 1, 0), (6, 37, 50, 53, 78, 0, 0)
    found = [cut_lines(_page(whole, cut), seed) for seed in range(60)]
    texts = [lines.text(i) for lines in found for i in range(len(lines))]
    assert 5 < texts.count("4") < 60
    assert "46" not in texts


def test_a_part_beyond_the_picture_is_empty():
    ink = np.full((20, 30), 200, np.uint8)
    strip = strip_of(ink, np.array([-10.0, -10, 20, 30]))
    assert strip.shape == (STRIP_HEIGHT, 30)
    assert not strip[:8].any()
    assert not strip[:, :8].any()
    assert strip[12:28, 12:].min() > 150


def _lines(texts: list[str]) -> Lines:
    symbols = np.full((len(texts), LONGEST), -1, np.int64)
    for row, text in zip(symbols, texts, strict=True):
        row[: len(text)] = [int(digit) for digit in text]
    strips = np.zeros((len(texts), STRIP_HEIGHT, STRIP_WIDTH), np.uint8)
    return Lines(strips, symbols, np.zeros((len(texts), 2), np.float32))


def test_whoever_is_too_sure_gets_a_temperature():
    rng = np.random.default_rng(0)
    answers = np.zeros((80, 14, 5), np.float32)
    answers[:, 13] = 12.0
    said = rng.integers(0, 10, 80)
    answers[range(80), said, 2] = 24.0
    wrong = np.arange(80) < 20
    texts = [str((digit + 1) % 10 if off else digit) for digit, off in zip(said, wrong, strict=True)]
    assert best_temperature(answers, _lines(texts)) > 2
    assert best_temperature(answers, _lines([str(digit) for digit in said])) < 1


def test_figures_tell_lines_with_digits_from_those_without():
    told = LineFigures(["12", "3", "", "7"], np.array([0.9, 0.8, 1.0, 0.7]), ["12", "4", "", ""])
    found = told.figures()
    assert found["lines_right"] == 0.5
    assert found["nothing_told_as_digits"] == 0.5
    assert all_of([_lines(["1"]), _lines(["23"])]).text(1) == "23"
