"""What several looks at one picture found, taken together."""

import numpy as np

from numerals.inference.detections import KINDS, Detections, agreed, overlaps


def _found(*rows: tuple[float, float, int]) -> Detections:
    """Digits of 18 x 28 px from (left, score, kind)."""
    boxes = np.array([(left, 10, left + 18, 38) for left, _, _ in rows], np.float32).reshape(-1, 4)
    kinds = np.full((len(rows), KINDS), 0.01, np.float32)
    for row, (_, _, kind) in enumerate(rows):
        kinds[row, kind] = 0.88
    return Detections(boxes, np.array([score for _, score, _ in rows], np.float32), kinds)


def test_what_all_looks_see_keeps_its_score_and_what_one_sees_loses():
    together = agreed([_found((10, 0.9, 3), (60, 0.9, 1)), _found((12, 0.6, 3)), _found((10, 0.9, 3))])
    order = np.argsort(together.boxes[:, 0])
    assert np.allclose(together.scores[order], [0.8, 0.3])
    assert together.kinds[order].argmax(axis=1).tolist() == [3, 1]
    assert np.allclose(together.boxes[order[0]], [10.5, 10, 28.5, 38], atol=0.01)


def test_the_surer_looks_say_which_digit_it_is():
    together = agreed([_found((10, 0.9, 7)), _found((10, 0.3, 1)), _found((10, 0.3, 1))])
    assert together.kinds.argmax(axis=1).tolist() == [7]


def test_two_digits_of_one_look_stay_two():
    together = agreed([_found((10, 0.9, 7), (14, 0.8, 7)), _found((12, 0.7, 7))])
    assert len(together) == 2


def test_looks_that_see_nothing_give_nothing():
    assert len(agreed([_found(), _found()])) == 0


def test_boxes_overlap_by_their_common_part():
    shares = overlaps(_found((0, 1, 0)).boxes, _found((0, 1, 0), (9, 1, 0), (50, 1, 0)).boxes)
    assert np.allclose(shares, [[1, 1 / 3, 0]], atol=1e-4)
