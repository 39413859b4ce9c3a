"""Connected pieces of ink, and what becomes of them."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from numerals import Box
from numerals.imaging.components import (
    Component,
    drop_specks,
    find_components,
    is_blot,
    is_rule,
    join,
    merge_parts,
    typical_height,
)

Grey = NDArray[np.uint8]


def piece(x: int, y: int, width: int, height: int, ink: int = 200) -> Component:
    """A piece of ink that fills its box."""
    return Component(Box(x, y, width, height), np.full((height, width), ink, np.uint8))


def boxes(components: list[Component]) -> list[list[int]]:
    """The components' boxes from left to right."""
    return sorted(component.box.to_list() for component in components)


def page(*pieces: Component, shape: tuple[int, int] = (100, 200)) -> Grey:
    """A picture with these pieces."""
    ink = np.zeros(shape, np.uint8)
    for one in pieces:
        ink[one.box.y : one.box.bottom, one.box.x : one.box.right] = one.ink
    return ink


class TestFinding:
    def test_pieces_apart_are_found_with_their_boxes_and_ink(self):
        ink = page(piece(10, 20, 6, 40), piece(50, 10, 20, 60, 90))
        found = find_components((ink > 0) * np.uint8(255), ink)
        assert boxes(found) == [[10, 20, 6, 40], [50, 10, 20, 60]]
        assert found[0].box.height == 60, "the largest comes first"
        assert (found[0].ink == 90).all()
        assert (found[0].area, found[1].area) == (1200, 240)

    def test_corners_touch(self):
        ink = page(piece(10, 10, 10, 10), piece(20, 20, 10, 10))
        assert boxes(find_components(ink, ink)) == [[10, 10, 20, 20]]

    def test_a_piece_holds_its_own_ink_only(self):
        ring = np.zeros((60, 60), np.uint8)
        cv2.circle(ring, (30, 30), 25, 200, 3)
        ring[28:34, 28:34] = 90
        outer, inner = find_components(ring, ring)
        assert inner.box == Box(28, 28, 6, 6)
        assert set(np.unique(outer.ink)) == {0, 200}

    @pytest.mark.parametrize("tight", [True, False])
    def test_specks_of_three_pixels_are_none(self, tight):
        ink = page(piece(10, 10, 3, 3), piece(30, 10, 4, 2))
        assert boxes(find_components(ink, ink, tight)) == [[30, 10, 4, 2]]

    def test_paper_has_none(self):
        empty = np.zeros((50, 50), np.uint8)
        assert find_components(empty, empty) == []

    def test_a_mask_over_paper_without_ink_has_none(self):
        empty = np.zeros((50, 50), np.uint8)
        assert find_components(np.full_like(empty, 255), empty) == []

    def test_strokes_that_only_soft_edges_join_are_parted(self):
        ink = page(piece(10, 20, 20, 30, 240), piece(30, 20, 4, 30, 40), piece(34, 20, 20, 30, 240))
        assert boxes(find_components(ink, ink)) == [[10, 20, 20, 30], [34, 20, 20, 30]]
        assert boxes(find_components(ink, ink, tight=False)) == [[10, 20, 44, 30]]

    def test_one_digit_with_a_faint_middle_stays_whole(self):
        ink = page(piece(10, 10, 10, 20, 240), piece(10, 30, 10, 6, 40), piece(10, 36, 10, 20, 240))
        assert boxes(find_components(ink, ink)) == [[10, 10, 10, 46]]


class TestJoining:
    def test_the_box_is_around_all_and_the_stronger_ink_counts(self):
        joined = join([piece(10, 10, 10, 10, 100), piece(15, 5, 10, 10, 180)])
        assert joined.box == Box(10, 5, 15, 15)
        assert joined.ink[7, 7] == 180
        assert joined.ink[12, 2] == 100
        assert joined.ink[0, 0] == 0

    def test_joining_leaves_the_parts_as_they_were(self):
        parts = [piece(0, 0, 4, 4, 50), piece(2, 2, 4, 4, 90)]
        join(parts)
        assert all(len(np.unique(part.ink)) == 1 for part in parts)


@pytest.mark.parametrize(
    ("heights", "typical"),
    [
        pytest.param([], 0.0, id="nothing"),
        pytest.param([40], 40.0, id="one"),
        pytest.param([40] * 6, 40.0, id="all alike"),
        pytest.param([38, 40, 42, *[3] * 60], 40.0, id="many specks"),
    ],
)
def test_typical_height(heights, typical):
    assert typical_height([piece(0, 0, 5, height) for height in heights]) == pytest.approx(typical, abs=2)


@pytest.mark.parametrize(
    ("component", "rule"),
    [
        pytest.param(piece(100, 300, 400, 4), True, id="rule"),
        pytest.param(piece(50, 20, 3, 550), True, id="margin"),
        pytest.param(piece(0, 100, 10, 300), True, id="left edge of the sheet"),
        pytest.param(piece(790, 100, 10, 300), True, id="right edge of the sheet"),
        pytest.param(piece(0, 0, 200, 150), True, id="dark corner"),
        pytest.param(piece(300, 200, 8, 90), False, id="one"),
        pytest.param(piece(300, 200, 60, 90), False, id="digit"),
        pytest.param(piece(300, 200, 90, 12), False, id="dash"),
    ],
)
def test_rules_and_edges_are_told_from_strokes(component, rule):
    assert is_rule(component, (600, 800)) == rule


def test_a_frame_is_a_rule():
    ink = np.zeros((590, 790), np.uint8)
    cv2.rectangle(ink, (0, 0), (789, 589), 200, 4)
    assert is_rule(Component(Box(5, 5, 790, 590), ink), (600, 800))


@pytest.mark.parametrize(
    ("draw", "blot"),
    [
        pytest.param(lambda ink: cv2.circle(ink, (50, 50), 40, 255, -1), True, id="disc"),
        pytest.param(lambda ink: cv2.rectangle(ink, (10, 20), (90, 80), 255, -1), True, id="block"),
        pytest.param(lambda ink: cv2.circle(ink, (50, 50), 40, 255, 8), False, id="zero"),
        pytest.param(lambda ink: cv2.circle(ink, (50, 50), 35, 255, 18), False, id="fat zero"),
        pytest.param(lambda ink: cv2.line(ink, (50, 10), (50, 90), 255, 12), False, id="fat one"),
    ],
)
def test_blots_are_told_from_strokes(draw, blot):
    ink = np.zeros((100, 100), np.uint8)
    draw(ink)
    rows, columns = np.nonzero(ink)
    tight = ink[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    assert is_blot(Component(Box(0, 0, tight.shape[1], tight.shape[0]), tight)) == blot


class TestSpecks:
    components = (piece(0, 0, 20, 40), piece(30, 0, 20, 40), piece(60, 30, 5, 5), piece(70, 20, 25, 6))

    def test_what_is_low_goes(self):
        assert boxes(drop_specks(self.components, 0.35)) == [[0, 0, 20, 40], [30, 0, 20, 40]]

    def test_what_is_flat_may_stay(self):
        assert len(drop_specks(self.components, 0.35, flat=True)) == 3

    def test_a_share_of_nought_keeps_all(self):
        assert len(drop_specks(self.components, 0.0, flat=True)) == 4

    def test_nothing_stays_nothing(self):
        assert drop_specks([], 0.5) == []


class TestMerging:
    neighbours = tuple(piece(x, 0, 24, 40) for x in range(100, 340, 40))

    @pytest.mark.parametrize(
        ("parts", "merged"),
        [
            pytest.param([piece(0, 0, 20, 6), piece(0, 8, 20, 32)], [[0, 0, 20, 40]], id="bar above a five"),
            pytest.param([piece(0, 0, 24, 40), piece(10, 12, 6, 8)], [[0, 0, 24, 40]], id="dot inside a zero"),
            pytest.param([piece(0, 0, 20, 22), piece(10, 14, 14, 26)], [[0, 0, 24, 40]], id="two parts of a four"),
            pytest.param(
                [piece(0, 0, 24, 40), piece(0, 60, 24, 40)], [[0, 0, 24, 40], [0, 60, 24, 40]], id="two lines"
            ),
            pytest.param(
                [piece(0, 0, 24, 40), piece(30, 0, 24, 40)], [[0, 0, 24, 40], [30, 0, 24, 40]], id="neighbours"
            ),
        ],
    )
    def test_parts_of_one_digit_are_joined_and_digits_are_not(self, parts, merged):
        others = boxes(list(self.neighbours))
        assert boxes(merge_parts([*parts, *self.neighbours], 0.5)) == sorted(merged + others)

    def test_overlap_one_joins_nothing(self):
        parts = [piece(0, 0, 24, 40), piece(10, 12, 6, 8)]
        assert boxes(merge_parts(parts, 1.0)) == boxes(parts)

    def test_the_order_does_not_matter(self):
        parts = [piece(0, 0, 20, 6), piece(0, 8, 20, 32), *self.neighbours]
        assert boxes(merge_parts(parts, 0.5)) == boxes(merge_parts(parts[::-1], 0.5))

    def test_no_ink_is_lost(self):
        parts = [piece(0, 0, 20, 6), piece(0, 8, 20, 32), *self.neighbours]
        assert sum(c.area for c in merge_parts(parts, 0.5)) == sum(c.area for c in parts)
