"""Ink as the page reader sees it: as strong and as broad whatever pen and paper were."""

import cv2
import numpy as np
import pytest

from numerals.imaging.even import even_ink, padded, resized, strengthen, stroke_width


def _lined(paper: int, ink: int, width: int = 4, noise: float = 0.0) -> np.ndarray:
    picture = np.full((200, 300), paper, np.uint8)
    cv2.line(picture, (60, 150), (240, 50), ink, width)
    grain = np.random.default_rng(0).normal(0, noise, picture.shape)
    return np.clip(picture + grain, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(("paper", "ink"), [(230, 20), (230, 170), (40, 240), (120, 160)])
def test_ink_is_strong_on_every_paper(paper, ink):
    found = even_ink(_lined(paper, ink), 10)
    assert found[100, 150] > 120
    assert found[20, 20] < 20


def test_faint_ink_is_raised_four_times_at_most_and_empty_paper_stays_empty():
    faint = np.zeros((100, 100), np.uint8)
    faint[40:60] = 20
    assert strengthen(faint).max() == 80
    assert not strengthen(np.zeros((50, 50), np.uint8)).any()


@pytest.mark.parametrize("width", [3, 6, 12])
def test_the_width_of_strokes_is_measured_past_grain(width):
    ink = 255 - _lined(255, 0, width)
    assert stroke_width(ink) == pytest.approx(width, abs=1.8)
    ink[::7, ::7] = 255  # specks
    assert stroke_width(ink) == pytest.approx(width, abs=1.8)
    assert stroke_width(np.zeros((40, 40), np.uint8)) == 0


def test_a_fine_pen_is_still_to_be_seen_from_afar():
    ink = 255 - _lined(255, 0, 2)
    assert resized(ink, 0.1, stroke_width(ink)).max() > 200
    assert resized(ink, 2.0).shape == (400, 600)


def test_padding_makes_sides_multiples_and_keeps_the_ink_in_place():
    full = padded(np.full((30, 50), 255, np.uint8), 12, 16)
    assert full.shape == (64, 80)
    assert full.dtype == np.float32
    assert full[12:42, 12:62].min() == 1
    assert full.sum() == 30 * 50


def test_from_afar_half_the_pixels_tell_as_much():
    ink = 255 - _lined(255, 0, 12)
    large = cv2.resize(ink, None, fx=4, fy=4, interpolation=cv2.INTER_NEAREST)
    direct = strengthen(np.asarray(cv2.resize(large, (120, 80), interpolation=cv2.INTER_AREA), np.uint8))
    assert np.abs(resized(large, 0.1).astype(int) - direct).max() <= 3
    assert resized(ink[:, :1], 0.2).shape == (40, 1)
