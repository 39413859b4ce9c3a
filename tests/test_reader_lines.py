"""What was found on a line and what is heard on it, weighed against each other."""

import numpy as np
import pytest

from numerals.inference.ctc import Frames, frames_of
from numerals.reader.lines import FoundLine, Weighing, found_lines, texts_of, told_of, weighed
from numerals.results import Box


def _told(*boxes: dict[int, float]) -> np.ndarray:
    told = np.zeros((len(boxes), 10))
    for row, digits in zip(told, boxes, strict=True):
        for digit, chance in digits.items():
            row[digit] = chance
    return told


def _line(*boxes: dict[int, float]) -> FoundLine:
    return FoundLine(tuple(Box(20 * i, 10, 16, 28) for i in range(len(boxes))), _told(*boxes))


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
    found = weighed(line, _heard("412", sure), Weighing())
    assert found[0][0] == text
    assert sum(chance for _, chance in found) == pytest.approx(1)


def test_a_digit_without_a_box_is_added_where_it_is_surely_heard():
    line = _line({4: 0.99}, {2: 0.99})
    assert weighed(line, _heard("4172", 9.0), Weighing(missed=1e-2))[0][0] == "4172"
    assert weighed(line, _heard("4172", 1.0), Weighing(missed=1e-2))[0][0] == "42"


def test_what_is_unsure_makes_no_line():
    boxes = [Box(0, 10, 16, 28), Box(20, 10, 16, 28), Box(0, 80, 16, 28)]
    told = _told({4: 0.9}, {1: 0.2}, {7: 0.3})
    lines = found_lines(boxes, told, np.array([True, False, False]))
    assert [line.boxes for line in lines] == [(boxes[0], boxes[1])]
    assert lines[0].corners(Weighing(across=0.5, down=0.25)).tolist() == [-14, 3, 50, 45]
