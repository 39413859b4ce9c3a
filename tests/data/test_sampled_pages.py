"""Pages made to train on: what their labels say stands there, and the same seed makes the same page."""

import numpy as np
import pytest

from numerals.data.pages import DASH, Glyphs, SampledPage, camera, sample_page
from numerals.data.pages.canvas import Canvas, draw_glyph, draw_strokes, outline_of
from numerals.data.pages.empty import KINDS, empty_page
from numerals.data.pages.layouts import sample_number


def _pages(count: int, glyphs: Glyphs | None = None) -> list[SampledPage]:
    return [sample_page(glyphs, np.random.default_rng(seed)) for seed in range(count)]


def _block(label: int) -> np.ndarray:
    """A digit's stand-in: a bar as tall as a digit, wider for greater labels."""
    glyph = np.zeros((28, 28), np.uint8)
    glyph[4:24, 8 : 10 + label] = 255
    return glyph


GLYPHS = Glyphs(np.stack([_block(label) for label in range(10)]), np.arange(10))


def test_the_same_seed_makes_the_same_page_and_another_one_another():
    one, same, other = (sample_page(GLYPHS, np.random.default_rng(seed)) for seed in (3, 3, 4))
    assert np.array_equal(one.image, same.image)
    assert [mark.box for mark in one.marks] == [mark.box for mark in same.marks]
    assert one.image.shape != other.image.shape or not np.array_equal(one.image, other.image)


@pytest.mark.parametrize("glyphs", [None, GLYPHS], ids=["pen", "glyphs"])
def test_pages_have_the_asked_size_or_are_cut_out(glyphs):
    for page in _pages(40, glyphs):
        height, width = page.image.shape[:2]
        assert page.image.dtype == np.uint8
        assert page.image.shape[2] == 3
        assert 1 <= height <= 128
        assert 1 <= width <= 256


def test_what_is_marked_differs_from_the_paper():
    """Within most boxes there is more contrast than on the paper beside: something is written there."""
    written = empty = 0
    for page in _pages(60, GLYPHS):
        grey = page.image.mean(axis=2)
        for mark in page.visible(0.99):
            left, top, right, bottom = (round(v) for v in mark.box)
            if mark.label < 10 and right - left >= 3 and bottom - top >= 8:
                inside = grey[top:bottom, left:right]
                ink = np.percentile(inside, 98) if page.dark else np.percentile(inside, 2)
                around = np.median(grey[max(0, top - 3) : bottom + 3, max(0, left - 3) : right + 3])
                written += abs(ink - around) > 8
                empty += abs(ink - around) <= 8
    assert written > 300
    assert empty < 0.06 * written  # the faintest pens on the darkest photos


def test_some_pages_are_empty_and_some_have_marks_beside_digits():
    pages = _pages(150)
    assert 5 <= sum(not page.marks for page in pages) <= 35
    assert any(mark.label >= DASH for page in pages for mark in page.marks)


def test_the_text_is_that_of_the_visible_digits():
    page = next(page for page in _pages(50) if len(page.visible()) > 6)
    digits = [str(mark.label) for mark in page.visible() if mark.label < 10]
    assert page.text.replace("\n", "") == "".join(digits)


def test_what_the_edge_cuts_counts_as_little_visible():
    page = next(page for page in _pages(60) if len(page.visible(0.99)) < len(page.marks))
    whole = {id(mark) for mark in page.visible(0.99)}
    cut = [mark for mark in page.marks if id(mark) not in whole]
    height, width = page.image.shape[:2]
    assert all(m.box[0] < 1 or m.box[1] < 1 or m.box[2] > width - 1 or m.box[3] > height - 1 for m in cut)


def test_numbers_hold_digits_and_their_signs_only():
    rng = np.random.default_rng(0)
    numbers = [sample_number(rng, 10) for _ in range(300)]
    assert all(set(number) <= set("0123456789 .,-/") and any(c.isdigit() for c in number) for number in numbers)
    assert {"/", ".", "-", " "} <= set("".join(numbers))


def test_ink_outside_of_a_layer_is_lost_and_no_error():
    canvas = Canvas(20, 30)
    draw_strokes(canvas.pen, [np.array([[-40.0, -40.0], [-30.0, -30.0]])], 2.0)
    assert not canvas.pen.any()
    draw_strokes(canvas.pen, [np.array([[-5.0, 10.0], [35.0, 10.0]])], 2.0)
    assert canvas.pen[10].min() > 100
    assert not canvas.pen[:7].any()
    draw_glyph(canvas.pen, _block(3), np.array([[1.0, 0, 25.0], [0, 1.0, 15.0]]), 0.0, 1.0)
    assert canvas.pen.shape == (20, 30)


def test_the_outline_of_a_glyph_goes_around_its_ink():
    outline = outline_of(_block(5))
    assert outline.min(axis=0).tolist() == [8, 4]
    assert outline.max(axis=0).tolist() == [14, 23]


@pytest.mark.parametrize("kind", KINDS)
def test_pages_of_nothing_are_made_of_every_kind(kind):
    page = empty_page(kind, np.random.default_rng(1), 120, 160)
    assert page.shape == (120, 160, 3)
    assert page.dtype == np.uint8


def test_an_unknown_kind_of_nothing_is_named():
    with pytest.raises(ValueError, match="letters"):
        empty_page("music", np.random.default_rng(0))


def test_a_finger_lies_beside_what_is_written_and_a_vignette_darkens_corners(monkeypatch):
    def pages(fingers: float, vignettes: float) -> list[SampledPage]:
        monkeypatch.setattr(camera, "_FINGERS", fingers)
        monkeypatch.setattr(camera, "_VIGNETTES", vignettes)
        return [sample_page(None, np.random.default_rng([7, i])) for i in range(40)]

    bare = pages(0, 0)
    covered = 0
    for page, with_finger in zip(bare, pages(1, 0), strict=True):
        assert [mark.box for mark in page.marks] == [mark.box for mark in with_finger.marks]
        change = np.abs(page.image.astype(int) - with_finger.image).max(axis=2) > 80  # more than JPEG does
        covered += bool(change.any())
        for mark in page.visible(0.99):
            left, top, right, bottom = (round(side) for side in mark.box)
            assert not change[top:bottom, left:right].any()
    assert covered > 5
    darker = [page.image.mean() - dim.image.mean() for page, dim in zip(bare, pages(0, 1), strict=True)]
    assert min(darker) > -1
    assert max(darker) > 10
