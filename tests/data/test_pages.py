"""Synthetic pages."""

from itertools import pairwise

import numpy as np
import pytest

from numerals.data.pages import write_page

LOOKS = {
    "plain": {},
    "small": {"height": 30, "pen": 2},
    "large": {"height": 200, "pen": 15},
    "ruled": {"ruled": True},
    "chalk": {"paper": (40, 50, 45), "ink": (230, 230, 220)},
}


@pytest.mark.parametrize("look", LOOKS)
def test_the_same_seed_writes_the_same_page(look):
    first, again, other = (write_page(["40", "7"], seed, **LOOKS[look]) for seed in (5, 5, 6))
    assert np.array_equal(first.image, again.image)
    assert (first.text, first.boxes) == (again.text, again.boxes)
    assert other.boxes != first.boxes


@pytest.mark.parametrize("look", LOOKS)
def test_each_box_holds_its_digits_ink(look):
    options = {**LOOKS[look], "shadow": 0.0, "grain": 0.0}
    page = write_page(["462", "119"], 3, **options)
    assert page.image.dtype == np.uint8
    height, width = page.image.shape[:2]
    paper = np.median(page.image[:, :, 1])
    outside = np.abs(page.image[:, :, 1].astype(int) - paper) > 60
    for left, top, right, bottom in page.boxes:
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height
        inside = np.abs(page.image[top:bottom, left:right, 1].astype(int) - paper) > 60
        assert inside.any(axis=0).mean() > 0.8
        assert inside.any(axis=1).mean() > 0.9
        outside[max(0, top - 3) : bottom + 3, max(0, left - 3) : right + 3] = False  # the camera's blur
    assert not outside.any()


@pytest.mark.parametrize(
    ("lines", "text", "boxes"),
    [
        (["462", "119"], "462\n119", 6),
        (["1 2", " 3"], "12\n3", 3),
        (["7"], "7", 1),
        ([], "", 0),
    ],
    ids=["two lines", "gaps", "one digit", "nothing"],
)
def test_text_and_boxes_stand_in_reading_order(lines, text, boxes):
    page = write_page(lines, 1)
    assert (page.text, len(page.boxes)) == (text, boxes)
    rows = np.cumsum([0, *(len(line) for line in text.split("\n"))])
    for first, last in pairwise(rows):
        own = page.boxes[first:last]
        assert list(own) == sorted(own)


def test_light_grain_and_rules_are_what_was_asked_for():
    even = write_page(["1"], 2, shadow=0.0, grain=0.0)
    assert (even.image[:10] == even.image[0, 0]).all()
    assert write_page(["1"], 2, shadow=0.0, grain=8.0).image[:10].std() > 4
    dark = write_page(["1"], 2, shadow=0.6, grain=0.0).image[:, :, 0]
    corners = [int(dark[y, x]) for y in (0, -1) for x in (0, -1)]
    assert min(corners) < 0.55 * max(corners)
    ruled = write_page(["1"], 2, shadow=0.0, grain=0.0, ruled=True)
    changed = (ruled.image != even.image).any(axis=2)
    assert changed.any(axis=1).sum() == 2
    assert changed.all(axis=1).sum() == 2
