"""Pen strokes to pictures: the same as the browser's, wherever and however large they are drawn."""

import base64
import json
import time
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from numerals.data.pen import sample_digit, sample_scribble
from numerals.imaging import group as grouping
from numerals.imaging.group import group_strokes
from numerals.imaging.ink import normalize_strokes, rasterize

GOLDEN = Path(__file__).parent.parent / "golden" / "ink.json"
golden: dict[str, Any] = json.loads(GOLDEN.read_text())
Stroke = NDArray[np.float64]


def line(*points: tuple[float, float]) -> Stroke:
    """A stroke through points."""
    return np.array(points, float)


def centre(picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Centre of mass, row and column."""
    rows, columns = np.indices(picture.shape)
    return np.array([(picture * rows).sum(), (picture * columns).sum()]) / picture.sum()


@pytest.mark.parametrize("case", golden["cases"], ids=lambda case: case["name"])
def test_groups_and_pictures_equal_the_golden_file(case):
    strokes = [np.array(stroke) for stroke in case["strokes"]]
    groups = group_strokes(strokes, max(golden["canvas"]))
    assert groups == case["groups"]
    flat = [group for row in groups for group in row]
    for group, picture in zip(flat, case["pictures"], strict=True):
        drawn = normalize_strokes([strokes[i] for i in group])
        expected = np.frombuffer(base64.b64decode(picture), np.uint8).reshape(28, 28)
        assert np.abs(drawn.astype(int) - expected).max() <= 1  # another processor may round the last bit


digits = st.builds(lambda seed: sample_digit(np.random.default_rng(seed))[0], st.integers(0, 100_000))
scribbles = st.builds(lambda seed: sample_scribble(np.random.default_rng(seed)), st.integers(0, 100_000))


@given(st.one_of(digits, scribbles))
def test_the_geometry_is_that_of_mnist(strokes):
    picture = normalize_strokes(strokes)
    assert (picture.shape, picture.dtype) == ((28, 28), np.uint8)
    assert picture.max() > 200
    rows, columns = np.nonzero(picture > 40)
    assert 18 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 22
    edges = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
    if not edges.any():  # ink far to one side of its box is cut by the picture's edge
        assert np.abs(centre(picture) - 14).max() < 0.3


@given(st.one_of(digits, scribbles), st.floats(-500, 500), st.floats(-500, 500), st.floats(3, 900))
def test_place_and_size_do_not_matter(strokes, x, y, size):
    moved = [stroke * size + [x, y] for stroke in strokes]
    difference = normalize_strokes(moved).astype(int) - normalize_strokes(strokes)
    assert np.abs(difference).max() <= 40  # a point more or less where points lie thick
    assert np.abs(difference).mean() < 0.5


@given(digits, st.integers(0, 5))
def test_the_order_and_the_direction_of_strokes_hardly_matter(strokes, turn):
    other = [stroke[::-1] for stroke in strokes]
    other = other[turn % len(other) :] + other[: turn % len(other)]
    assert np.abs(normalize_strokes(other).astype(int) - normalize_strokes(strokes)).mean() < 2


def test_a_wider_pen_gives_more_ink_in_the_same_frame():
    strokes = [line((0, 0), (0, 100)), line((0, 50), (60, 50))]
    amounts = [int(normalize_strokes(strokes, radius).sum()) for radius in (0.8, 1.15, 1.6)]
    assert amounts == sorted(set(amounts))


@pytest.mark.parametrize(
    "strokes",
    [
        pytest.param([line((50, 50))], id="a tap"),
        pytest.param([line((50, 50), (50, 50), (50, 50))], id="a tap that rests"),
        pytest.param([line((50, 50)), line((50, 50))], id="two taps on one place"),
    ],
)
def test_a_tap_is_a_dot_in_the_middle(strokes):
    picture = normalize_strokes(strokes)
    assert picture[14, 14] == 255
    assert 1 < (picture > 0).sum() <= 16
    assert np.abs(centre(picture) - 14).max() < 0.05


def test_two_taps_lie_twenty_pixels_apart_with_their_pens():
    picture = normalize_strokes([line((0, 0)), line((0, 300))])
    rows = np.flatnonzero(picture.max(axis=1) > 40)
    assert 18 <= np.ptp(rows) + 1 <= 22


def test_rasterize_draws_a_pen_of_its_width():
    picture = rasterize([line((4, 14), (24, 14))], radius=1.5)
    assert picture.shape == (28, 28)
    assert (picture[13:16, 5:24] == 1).all()
    assert picture[:, 14].sum() == pytest.approx(3.0, abs=0.01)
    assert picture[:11].max() == picture[18:].max() == 0


def test_a_point_more_on_a_straight_line_changes_nothing():
    assert np.allclose(rasterize([line((4, 4), (24, 20))]), rasterize([line((4, 4), (14, 12), (24, 20))]))


class TestGrouping:
    seven: Sequence[Stroke] = (line((0, 0), (60, 0), (20, 100)), line((15, 50), (55, 50)))
    one: Sequence[Stroke] = (line((30, 0), (30, 100)),)

    @staticmethod
    def at(strokes: Sequence[Stroke], x: float, y: float = 100, size: float = 1.0) -> list[Stroke]:
        """The strokes somewhere else."""
        return [stroke * size + [x, y] for stroke in strokes]

    def test_nothing_has_no_groups(self):
        assert group_strokes([], 600) == []

    def test_a_crossed_seven_is_one_digit(self):
        assert group_strokes(self.at(self.seven, 50), 600) == [[[0, 1]]]

    def test_digits_in_a_row_are_apart_and_from_the_left(self):
        strokes = self.at(self.one, 300) + self.at(self.seven, 50) + self.at(self.one, 150)
        assert group_strokes(strokes, 600) == [[[1, 2], [3], [0]]]

    def test_lines_are_apart_and_from_the_top(self):
        strokes = self.at(self.one, 50, 400) + self.at(self.seven, 50, 50) + self.at(self.one, 200, 60)
        assert group_strokes(strokes, 600) == [[[1, 2], [3]], [[0]]]

    def test_a_bar_written_last_belongs_to_its_digit(self):
        strokes = [self.at(self.seven, 50)[0], *self.at(self.one, 200), self.at(self.seven, 50)[1]]
        assert group_strokes(strokes, 600) == [[[0, 2], [1]]]

    def test_a_five_with_its_bar_apart_is_one_digit(self):
        strokes = [line((20, 5), (15, 45), (60, 60), (50, 95), (10, 95)), line((22, 0), (70, 0))]
        assert group_strokes(strokes, 600) == [[[0, 1]]]

    @pytest.mark.parametrize(
        "strokes",
        [
            [line((20, 0), (5, 60), (40, 62)), line((52, 20), (48, 100))],
            [line((52, 20), (48, 100)), line((20, 0), (5, 60), (40, 62))],
            [line((20, 0), (2, 50), (5, 85), (30, 88)), line((45, 55), (38, 100))],
            [line((30, 10), (10, 45), (50, 70), (5, 100)), line((45, 8), (90, 0))],
            [line((30, 0), (30, 90)), line((5, 98), (24, 98))],
        ],
        ids=["an open four", "its stem first", "a low stem", "a five with its roof to the right", "a one with a foot"],
    )
    def test_parts_that_stand_beside_their_digit_belong_to_it(self, strokes):
        assert group_strokes(self.at(strokes, 50), 600) == [[[0, 1]]]
        # So they do with other digits left and right.
        row = self.at(self.one, 30) + self.at(strokes, 100) + self.at(self.seven, 260)
        assert group_strokes(row, 600) == [[[0], [1, 2], [3, 4]]]

    def test_a_two_before_a_one_is_a_digit_of_its_own(self):
        two = line((0, 15), (20, 0), (40, 20), (0, 98), (45, 100))
        assert group_strokes([two, *self.at(self.one, 60, 5)], 600) == [[[0], [1]]]

    def test_a_dash_between_two_digits_belongs_to_none(self):
        strokes = [*self.at(self.one, 0, 0), line((45, 50), (75, 50)), *self.at(self.one, 60, 0)]
        assert group_strokes(strokes, 600) == [[[0], [1], [2]]]

    @given(st.integers(0, 10**6))
    def test_no_two_groups_are_left_that_are_one_digit(self, seed):
        rng = np.random.default_rng(seed)
        steps = [rng.normal(0, rng.uniform(3, 25), (rng.integers(1, 12), 2)) for _ in range(rng.integers(1, 14))]
        strokes = [rng.uniform(0, 300, 2) + np.cumsum(one, axis=0) for one in steps]
        single = [grouping._Group([i], grouping._extent(stroke)) for i, stroke in enumerate(strokes)]
        tallest = grouping._tallest(single)
        merged = grouping._merge(single, strokes, tallest)
        assert sorted(i for one in merged for i in one.strokes) == list(range(len(strokes)))
        assert not any(grouping._same_digit(a, b, strokes, tallest) for a, b in combinations(merged, 2))

    def test_three_hundred_bars_and_hooks_are_grouped_in_seconds(self):
        hook = line((20, 0), (5, 60), (40, 62))
        bars = [np.add(line((0, 0), (12, 1)), [15 * i, 0]) for i in range(150)]
        hooks = [np.add(hook, [14 * i, 140]) for i in range(150)]
        started = time.monotonic()
        group_strokes([*bars, *hooks], 2500)
        assert time.monotonic() - started < 5

    @pytest.mark.parametrize("size", [0.0, 0.05], ids=["a tap", "a slip"])
    def test_slips_of_the_pen_are_left_out(self, size):
        strokes = self.at(self.one, 50) + self.at(self.one, 300, 150, size)
        assert group_strokes(strokes, 600) == [[[0]]]
        assert group_strokes(self.at(self.one, 300, 150, size), 600) == []

    @given(st.lists(digits, min_size=1, max_size=4), st.integers(0, 400), st.integers(0, 200))
    def test_every_stroke_of_digits_far_apart_is_in_its_digit(self, written, x, y):
        strokes, wanted = [], []
        for i, digit in enumerate(written):
            low, tall = np.vstack(digit).min(axis=0), np.ptp(np.vstack(digit)[:, 1])
            wanted.append(list(range(len(strokes), len(strokes) + len(digit))))
            strokes += [(stroke - low) * (100 / tall) + [x + 260 * i, y] for stroke in digit]
        assert [sorted(group) for group in group_strokes(strokes, 1000)[0]] == wanted
