"""Lines and reading order, from boxes alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from numerals import Box
from numerals.imaging.layout import group_columns, group_lines


def row(xs: list[int], y: float = 0, height: int = 40, slope: float = 0.0) -> list[Box]:
    """Boxes of 24 px width in a line that falls by ``slope`` px a px."""
    return [Box(x, round(y + slope * x), 24, height) for x in xs]


def test_nothing_has_no_lines():
    assert group_lines([]) == []


def test_one_box_is_one_line():
    assert group_lines(row([10])) == [[0]]


@pytest.mark.parametrize("slope", [-0.25, -0.15, -0.05, 0.0, 0.05, 0.15, 0.25])
def test_sloping_lines_stay_whole_and_apart(slope):
    xs = list(range(0, 400, 40))
    boxes = row(xs, 120, slope=slope) + row(xs, 200, slope=slope) + row(xs, 280, slope=slope)
    assert group_lines(boxes) == [list(range(10)), list(range(10, 20)), list(range(20, 30))]


def test_a_long_sloping_line_ends_lower_than_the_next_begins():
    xs = list(range(0, 1200, 40))
    boxes = row(xs, 0, slope=0.1) + row(xs, 80, slope=0.1)
    assert boxes[29].y > boxes[30].y
    assert group_lines(boxes) == [list(range(30)), list(range(30, 60))]


def test_dancing_digits_are_one_line():
    dance = [0, 14, -12, 10, -14, 12, 0]
    assert group_lines([Box(40 * i, 100 + y, 24, 40) for i, y in enumerate(dance)]) == [list(range(7))]


def test_small_and_large_digits_stand_on_one_line():
    assert group_lines([Box(0, 0, 30, 60), Box(40, 30, 14, 28), Box(60, 4, 30, 58)]) == [[0, 1, 2]]


def test_columns_of_single_digits_are_read_line_by_line():
    columns = [Box(x, y, 24, 40) for x in (0, 200, 400) for y in (0, 80, 160)]
    assert group_lines(columns) == [[0, 3, 6], [1, 4, 7], [2, 5, 8]]


def test_a_line_with_a_gap_and_one_without():
    boxes = [*row([0, 40, 300], 0), *row([0, 40, 80, 120], 80)]
    assert group_lines(boxes) == [[0, 1, 2], [3, 4, 5, 6]]


places = st.lists(
    st.builds(Box, st.integers(0, 900), st.integers(0, 900), st.integers(5, 60), st.integers(5, 60)), max_size=25
)


@given(places)
def test_every_box_is_in_one_line_from_left_to_right(boxes):
    lines = group_lines(boxes)
    assert sorted(i for line in lines for i in line) == list(range(len(boxes)))
    assert all(lines)
    for line in lines:
        middles = [boxes[i].x + boxes[i].width / 2 for i in line]
        assert middles == sorted(middles)


@given(st.integers(0, 10_000))
def test_the_order_in_which_boxes_come_does_not_matter(seed):
    rng = np.random.default_rng(seed)
    boxes = [box for y in (0, 90, 180) for box in row(list(range(0, 320, 40)), y, slope=0.1)]
    shuffled = rng.permutation(len(boxes))
    lines = group_lines([boxes[i] for i in shuffled])
    assert [[int(shuffled[i]) for i in line] for line in lines] == [list(range(8 * n, 8 * n + 8)) for n in range(3)]


def test_columns_are_read_one_after_the_other_number_by_number():
    """Two columns of two-digit numbers; the second row of the right one is empty."""
    boxes = [*row([0, 30]), *row([200, 230]), *row([4, 34], y=80), *row([2, 32], y=160), *row([198, 228], y=160)]
    order = group_columns(boxes, group_lines(boxes))
    assert order == [[0, 1], [4, 5], [6, 7], [2, 3], [8, 9]]


def test_no_boxes_have_no_columns():
    assert group_columns([], []) == []
