"""Synthetic pen strokes."""

import numpy as np
import pytest

from numerals.data.pen import STYLES, Style, sample_digit, sample_scribble
from numerals.imaging.ink import normalize_strokes


class Chosen(np.random.Generator):
    """A source of chance that always draws one style of a digit."""

    def __init__(self, seed: int, index: int, count: int) -> None:
        super().__init__(np.random.PCG64(seed))
        self.index, self.count = index, count

    def choice(self, a, *args, **options):  # type: ignore[no-untyped-def]
        return self.index if isinstance(a, int) and a == self.count else super().choice(a, *args, **options)


def same(a: list[np.ndarray], b: list[np.ndarray]) -> bool:
    """Whether two drawings are the same points."""
    return len(a) == len(b) and all(np.array_equal(x, y) for x, y in zip(a, b, strict=True))


def test_the_same_seed_writes_the_same_digits():
    first, again = np.random.default_rng(4), np.random.default_rng(4)
    for _ in range(20):
        (a, one), (b, other) = sample_digit(first), sample_digit(again)
        assert one == other
        assert same(a, b)


def test_another_seed_writes_otherwise():
    assert not same(sample_digit(np.random.default_rng(1), 3)[0], sample_digit(np.random.default_rng(2), 3)[0])


@pytest.mark.parametrize("value", range(10))
def test_the_digit_wanted_is_written(value):
    assert sample_digit(np.random.default_rng(0), value)[1] == value
    assert sum(style.label == value for style in STYLES) >= 3


def test_all_digits_are_drawn_about_as_often():
    rng = np.random.default_rng(0)
    counts = np.bincount([sample_digit(rng)[1] for _ in range(1000)], minlength=10)
    assert counts.min() > 60
    assert counts.max() < 145


@pytest.mark.parametrize(
    ("style", "index"),
    [
        pytest.param(style, [s for s in STYLES if s.label == style.label].index(style), id=f"{style.label}-{i}")
        for i, style in enumerate(STYLES)
    ],
)
def test_every_style_draws(style: Style, index: int):
    count = sum(other.label == style.label for other in STYLES)
    for seed in range(3):
        strokes, label = sample_digit(Chosen(seed, index, count), style.label)
        assert label == style.label
        assert len(strokes) == len(style.strokes)
        points = np.vstack(strokes)
        assert points.shape[1] == 2
        assert np.isfinite(points).all()
        assert np.ptp(points[:, 1]) > 0.6
        assert np.abs(points).max() < 2.5
        picture = normalize_strokes(strokes)
        assert 40 < (picture > 100).sum() < 300


def test_every_style_has_weight():
    assert all(style.weight > 0 for style in STYLES)


def test_scribbles_are_one_to_four_strokes_and_follow_their_seed():
    first, again = np.random.default_rng(9), np.random.default_rng(9)
    for _ in range(30):
        strokes = sample_scribble(first)
        assert same(strokes, sample_scribble(again))
        assert 1 <= len(strokes) <= 4
        assert all(stroke.ndim == 2 and len(stroke) >= 2 and np.isfinite(stroke).all() for stroke in strokes)
