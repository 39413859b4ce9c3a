"""How sure a page reader is, by what it found and by what else stands on the page."""

from pathlib import Path

import numpy as np
import pytest

from numerals.inference.page_model import PageModel, Surroundings, clues_of, load_page_model, surroundings
from numerals.results import Box

SCORES, KINDS = np.array([0.7, 0.9]), np.full((2, 10), 0.02) + 0.8 * np.eye(10)[[3, 5]]


def _model(*calibration: float) -> PageModel:
    return PageModel(Path("nowhere"), {"calibration": list(calibration)})


def test_ink_in_boxes_is_explained():
    ink = np.zeros((40, 60), np.uint8)
    ink[5:15, 5:10] = ink[5:15, 30:35] = 200
    ink[30:, :] = 30  # grain is no writing
    around = surroundings(ink, [Box(4, 4, 8, 12)], np.array([0.8]))
    assert around == Surroundings(explained=0.5, expected=0.8)
    assert surroundings(np.zeros((4, 4), np.uint8), [], np.zeros(0)).explained == 0


def test_those_calibrated_without_surroundings_do_not_look_at_them():
    model = _model(0.1, 1.0, 0.5)
    sure = [model.confidences(SCORES, KINDS, Surroundings(*one)) for one in ((0.1, 1.0), (1.0, 9.0))]
    assert sure[0] == pytest.approx(sure[1])


def test_other_ink_speaks_against_few_digits_more_than_against_many():
    model = load_page_model()

    def doubt(expected: float) -> float:
        sure = [model.confidences(SCORES, KINDS, Surroundings(share, expected)).mean() for share in (0.9, 0.2)]
        return float(sure[0] - sure[1])

    assert doubt(1.0) > 0.02
    assert doubt(1.0) > doubt(8.0)


def test_nothing_found_is_no_error():
    assert clues_of(np.zeros(0), np.zeros((0, 10)), []).shape == (0, 5)
    model = _model(0.1, 1.0, 0.5, 1.0, 1.0, -1.0)
    assert model.confidences(np.zeros(0), np.zeros((0, 10)), Surroundings(0, 0)).size == 0


def test_two_threads_see_what_one_sees():
    ink = np.zeros((64, 96), np.float32)
    ink[20:44, 30:33] = ink[20:23, 50:60] = ink[23:44, 57:60] = 1
    one, two = (load_page_model(threads=threads).answer(ink) for threads in (1, 2))
    assert np.abs(one - two).max() < 1e-3
    assert one.max() > 0
