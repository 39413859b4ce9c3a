"""What was found on a line and what is heard on it, weighed against each other."""

import numpy as np
import pytest

from numerals.inference.ctc import Frames, frames_of
from numerals.reader.lines import FoundLine, Weighing, found_lines, opinions, texts_of, told_of
from numerals.results import Box


def _told(*boxes: dict[int, float]) -> np.ndarray:
    told = np.zeros((len(boxes), 10))
    for row, digits in zip(told, boxes, strict=True):
        for digit, chance in digits.items():
            row[digit] = chance
    return told


def _line(*boxes: dict[int, float]) -> FoundLine:
    return FoundLine(tuple(range(len(boxes))), tuple(Box(20 * i, 10, 16, 28) for i in range(len(boxes))), _told(*boxes))


def _heard(text: str, sure: float) -> Frames:
    answer = np.full((14, 2 * len(text) + 1), 0.0)
    answer[13, ::2] = sure
    for place, digit in enumerate(text):
        answer[int(digit), 2 * place + 1] = sure
    return frames_of(answer)


def test_a_text_is_told_by_boxes_that_are_there_and_by_none_that_are_not():
    line = _line({4: 0.9, 9: 0.1}, {1: 0.3}, {2: 0.95})
    texts = ["42", "412", "92", "4", "427"]
    told = dict(zip(texts, told_of(line, texts, 1e-3), strict=True))
    assert told["42"] > told["412"] > told["92"] > told["4"]
    assert told["427"] < told["42"] - 5
    assert np.isclose(np.exp(told["42"]), 0.9 * 0.7 * 0.95, rtol=0.01)
    assert texts_of(line)[:2] == ["42", "412"]


@pytest.mark.parametrize(("sure", "text"), [(6.0, "412"), (0.5, "42")])
def test_what_is_heard_counts_as_much_as_it_is_sure(sure, text):
    line = _line({4: 0.98}, {1: 0.4}, {2: 0.98})
    found = opinions(line, _heard("412", sure)).likely(Weighing(1.0))
    assert found[0][0] == text
    assert sum(chance for _, chance in found) == pytest.approx(1)


def test_another_engine_has_a_say_and_is_asked_for_texts_that_nobody_else_thought_of():
    line, heard = _line({6: 0.9}, {8: 0.99}, {9: 0.99}), _heard("6789", 5.0)
    other = _line({6: 0.9}, {7: 0.99}, {8: 0.99}, {9: 0.99})
    alone = opinions(line, heard)
    beside = alone.asking(other)
    chances = [dict(one.likely(Weighing(1.0, 0.5))).get("6789", 0.0) for one in (alone, beside)]
    assert chances[1] > 5 * chances[0]
    assert opinions(line, _heard("689", 1.0)).asking(other).likely(Weighing(0.3, 9.0))[0][0] == "6789"


def test_what_is_unsure_makes_no_line():
    boxes = [Box(0, 10, 16, 28), Box(20, 10, 16, 28), Box(0, 80, 16, 28)]
    told = _told({4: 0.9}, {1: 0.2}, {7: 0.3})
    lines = found_lines(boxes, told, np.array([True, False, False]))
    assert [line.boxes for line in lines] == [(boxes[0], boxes[1])]
    assert lines[0].numbers == (0, 1)
    assert lines[0].corners(across=0.5, down=0.25).tolist() == [-14, 3, 50, 45]


class TestWeighed:
    """What becomes of a line: its digits, each with a place, and how sure all are of it."""

    def test_a_digit_keeps_its_box_and_one_without_gets_what_was_heard(self):
        line = _line({4: 0.99}, {2: 0.99})
        told = opinions(line, _heard("472", 14.0)).weighed(Weighing(1.0))
        assert told.text == "472"
        assert told.places == (0, None, 1)
        assert told.boxes[0] == line.boxes[0]
        assert told.boxes[2] == line.boxes[1]
        top, bottom = min(box.y for box in line.boxes), max(box.bottom for box in line.boxes)
        assert (told.boxes[1].y, told.boxes[1].bottom) == (top, bottom)
        assert told.seen.tolist() == pytest.approx([0.99, 0.0, 0.99])

    @pytest.mark.parametrize(("heard", "text"), [(0.0, "41"), (0.3, "91"), (1.0, "97")])
    def test_the_likeliest_of_each_place_is_what_the_text_says(self, heard, text):
        told = opinions(_line({4: 0.5, 9: 0.45}, {1: 0.6, 7: 0.35}), _heard("97", 2.0)).weighed(Weighing(heard))
        assert "".join(map(str, told.probabilities.argmax(axis=1))) == told.text == text
        assert told.probabilities.sum(axis=1) == pytest.approx(1)

    def test_what_both_say_is_surer_than_what_one_denies(self):
        line = _line({4: 0.9}, {1: 0.9})
        agreed, denied = (opinions(line, _heard(text, 4.0)).weighed(Weighing(1.0)) for text in ("41", "47"))
        assert agreed.text == denied.text == "41"
        assert agreed.share[1] > denied.share[1] + 0.05
        weights = (-0.5, 1.0, 0.5, 0.0)
        assert agreed.confidences(weights)[1] > denied.confidences(weights)[1] + 0.05
        assert (agreed.confidences((-9.0, 0.0, 0.0, 0.0)) < 0.001).all()

    def test_the_other_boxes_of_a_line_tell_whether_there_is_a_number(self):
        weights = (0.0, 0.0, 0.0, 1.0)
        among_digits, among_doubts = (
            opinions(_line({4: sure}, {1: 0.6}, {7: sure}), _heard("417", 3.0)).weighed(Weighing(0.3))
            for sure in (0.99, 0.6)
        )
        assert among_digits.confidences(weights)[1] > among_doubts.confidences(weights)[1] + 0.2
        lone = opinions(_line({1: 0.6}), _heard("1", 3.0)).weighed(Weighing(0.3))
        assert lone.confidences(weights).tolist() == [0.5]

    def test_a_line_on_which_nothing_is_heard_may_be_empty(self):
        told = opinions(_line({1: 0.1}), _heard("", 9.0)).weighed(Weighing(1.0))
        assert told.text == ""
        assert told.boxes == ()
        assert told.confidences((0.0, 1.0, 0.0, 0.0)).shape == (0,)


def test_another_engine_that_thinks_of_the_same_texts_changes_only_how_likely_they_are():
    line, heard = _line({4: 0.9, 9: 0.05}, {1: 0.9}), _heard("41", 4.0)
    alone = opinions(line, heard)
    beside = alone.asking(_line({9: 0.99}, {1: 0.99}))
    assert beside.texts == alone.texts
    assert np.array_equal(beside.told[:, :2], alone.told[:, :2])
    assert beside.told[alone.texts.index("91"), 2] > beside.told[alone.texts.index("41"), 2]
    assert alone.asking(None) is alone
