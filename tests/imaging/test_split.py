"""Where touching digits may be cut apart."""

from itertools import pairwise

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from numerals import Box
from numerals.imaging.components import Component
from numerals.imaging.split import find_cuts

Grey = NDArray[np.uint8]


def chain(count: int, height: int = 80) -> Component:
    """``count`` rings side by side, joined by thin ligatures, at x=30, y=12 of a page."""
    pen, gap, half = max(2, round(height * 0.08)), round(height * 0.1), round(height * 0.3)
    ink = np.zeros((height, (2 * half + gap) * count), np.uint8)
    middles = [(half + (2 * half + gap) * i, height // 2) for i in range(count)]
    for middle in middles:
        cv2.ellipse(ink, middle, (half - pen // 2, height // 2 - pen), 0, 0, 360, 230, pen)
    for left, right in pairwise(middles):
        cv2.line(ink, (left[0] + half - pen, left[1] + 3), (right[0] - half + pen, right[1] - 3), 230, max(1, pen // 2))
    rows, columns = np.nonzero(ink)
    ink = ink[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    return Component(Box(30, 12, ink.shape[1], ink.shape[0]), ink)


def test_the_rings_of_these_tests_are_one_piece():
    assert cv2.connectedComponents(chain(4).ink)[0] == 2


@pytest.mark.parametrize("count", [2, 3, 4])
@pytest.mark.parametrize("height", [30, 80, 200])
def test_a_cut_is_offered_at_every_ligature(count, height):
    whole = chain(count, height)
    middles = [float(cut.mean()) for cut in find_cuts(whole).cuts[1:-1]]
    for i in range(1, count):
        wanted = whole.box.width * i / count  # but for half a gap
        assert min(abs(wanted - middle) for middle in middles) < 0.1 * whole.box.height


@pytest.mark.parametrize("count", [1, 2, 3, 8])
def test_cuts_go_from_edge_to_edge_in_order(count):
    whole = chain(count)
    cuts = find_cuts(whole).cuts
    assert all(cut.shape == (whole.box.height,) for cut in cuts)
    assert (cuts[0] == 0).all()
    assert (cuts[-1] == whole.box.width).all()
    means = [float(cut.mean()) for cut in cuts]
    assert means == sorted(means)
    assert 2 <= len(cuts) <= 11
    assert all(((cut >= 0) & (cut <= whole.box.width)).all() for cut in cuts)


def test_pieces_lie_inside_the_whole_and_share_its_ink_out():
    whole = chain(3)
    pieces = find_cuts(whole)
    parts = [pieces.between(i, i + 1) for i in range(len(pieces.cuts) - 1)]
    found = [part for part in parts if part is not None]
    assert len(found) >= 3
    for part in found:
        box = part.box
        assert whole.box.union(box) == whole.box
        own = whole.ink[box.y - whole.box.y :, box.x - whole.box.x :][: box.height, : box.width]
        assert ((part.ink == 0) | (part.ink == own)).all()
    assert sum(int(part.ink.sum()) for part in found) <= int(whole.ink.sum())


def test_all_between_the_outer_edges_is_the_whole():
    whole = chain(2)
    pieces = find_cuts(whole)
    again = pieces.between(0, len(pieces.cuts) - 1)
    assert again is not None
    assert again.box == whole.box
    assert np.array_equal(again.ink, whole.ink)


def test_a_slice_with_hardly_any_ink_is_none():
    ink = np.zeros((60, 90), np.uint8)
    ink[:, :8], ink[:, 80:] = 200, 200
    ink[28:34] = 200
    pieces = find_cuts(Component(Box(0, 0, 90, 60), ink))
    inner = [i for i in range(1, len(pieces.cuts) - 2) if pieces.cuts[i].min() > 8 and pieces.cuts[i + 1].max() < 80]
    assert inner
    assert all(pieces.between(i, i + 1) is None for i in inner)


@pytest.mark.parametrize("shape", [(3, 3), (3, 200), (200, 3), (40, 41)])
def test_odd_shapes_give_their_edges_at_least(shape):
    pieces = find_cuts(Component(Box(0, 0, shape[1], shape[0]), np.full(shape, 255, np.uint8)))
    assert len(pieces.cuts) >= 2
