"""Boxes, digits, lines, readings: checked when built, to dictionaries and back, drawn."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from numerals import Box, Digit, Line, Reading
from numerals.results import Mark

GREEN, RED = (20, 130, 60), (200, 60, 20)


BOX = Box(4, 2, 10, 18)


def digit(value: int | None = 7, line: int = 0, box: Box = BOX, confidence: float = 0.9) -> Digit:
    """A digit whose second guess is the next one."""
    sure = 7 if value is None else value
    probabilities = [0.0] * 10
    probabilities[sure], probabilities[(sure + 1) % 10] = confidence, 1 - confidence
    return Digit(value, confidence, tuple(probabilities), box, line)


def reading(*digits: Digit, image: Any = None) -> Reading:
    """A reading of a picture of 60 x 40."""
    return Reading(tuple(digits), 60, 40, "cnn-12345678", 1.5, image)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        pytest.param({"width": 0}, "not 0 x 5", id="no width"),
        pytest.param({"height": 0}, "not 5 x 0", id="no height"),
        pytest.param({"width": -3}, "not -3 x 5", id="negative width"),
    ],
)
def test_a_box_without_area_is_refused(values, says):
    with pytest.raises(ValueError, match=says):
        Box(**({"x": 0, "y": 0, "width": 5, "height": 5} | values))


@pytest.mark.parametrize(
    ("values", "says"),
    [
        pytest.param({"probabilities": (0.5, 0.5)}, "ten probabilities, not 2", id="two probabilities"),
        pytest.param({"probabilities": ()}, "ten probabilities, not 0", id="no probabilities"),
        pytest.param({"value": 10}, "0 to 9 or None, not 10", id="ten"),
        pytest.param({"value": -1}, "0 to 9 or None, not -1", id="minus one"),
        pytest.param({"confidence": 1.2}, "between 0 and 1, not 1.2", id="more than certain"),
        pytest.param({"confidence": -0.1}, "between 0 and 1, not -0.1", id="less than nothing"),
        pytest.param({"confidence": float("nan")}, "between 0 and 1, not nan", id="not a number"),
    ],
)
def test_a_wrong_digit_is_refused(values, says):
    right = {"value": 1, "confidence": 1.0, "probabilities": (0.0, 1.0) + (0.0,) * 8, "box": Box(0, 0, 1, 1)}
    Digit(**right)
    with pytest.raises(ValueError, match=says):
        Digit(**(right | values))


def test_digits_out_of_reading_order_are_refused():
    with pytest.raises(ValueError, match="reading order"):
        reading(digit(line=1), digit(line=0))


def test_values_are_frozen():
    one = digit()
    with pytest.raises(AttributeError):
        one.value = 3  # type: ignore[misc]
    with pytest.raises(AttributeError):
        one.box.x = 3  # type: ignore[misc]


def test_a_box_knows_its_edges():
    box = Box(4, 2, 10, 18)
    assert (box.right, box.bottom, box.to_list()) == (14, 20, [4, 2, 10, 18])


sides = st.integers(-50, 50)
boxes = st.builds(Box, sides, sides, st.integers(1, 60), st.integers(1, 60))


@given(boxes, boxes)
def test_a_union_is_the_smallest_box_around_both(a, b):
    both = a.union(b)
    assert both == b.union(a)
    assert (both.x, both.y) == (min(a.x, b.x), min(a.y, b.y))
    assert (both.right, both.bottom) == (max(a.right, b.right), max(a.bottom, b.bottom))
    assert a.union(a) == a


@pytest.mark.parametrize(
    ("digits", "text", "lines"),
    [
        pytest.param([], "", [], id="nothing"),
        pytest.param([(4, 0), (6, 0), (2, 0)], "462", ["462"], id="one line"),
        pytest.param([(4, 0), (6, 0), (1, 1)], "46\n1", ["46", "1"], id="two lines"),
        pytest.param([(4, 0), (None, 0), (1, 2)], "4?\n1", ["4?", "1"], id="unreadable, and a line left out"),
        pytest.param([(0, 0), (0, 0)], "00", ["00"], id="zeros stay"),
    ],
)
def test_text_has_a_line_for_each_line(digits, text, lines):
    result = reading(*(digit(value, line) for value, line in digits))
    assert result.text == text
    assert [line.text for line in result.lines] == lines


def test_a_line_has_the_box_around_its_digits():
    assert Line((digit(box=Box(4, 2, 10, 18)), digit(box=Box(20, 6, 5, 18)))).box == Box(4, 2, 21, 22)


def test_alternatives_are_the_three_most_likely_with_the_best_first():
    probabilities = (0.0, 0.05, 0.0, 0.3, 0.0, 0.5, 0.0, 0.0, 0.15, 0.0)
    best = Digit(5, 0.5, probabilities, Box(0, 0, 1, 1)).alternatives
    assert [(other.value, other.confidence) for other in best] == [(5, 0.5), (3, 0.3), (8, 0.15)]


def test_an_unreadable_digit_still_says_what_it_may_be():
    unreadable = digit(None, confidence=0.5)
    assert unreadable.text == "?"
    assert unreadable.alternatives[0].value == 7


@st.composite
def digits(draw: st.DrawFn, line: int) -> Digit:
    """A digit whose probabilities have six decimals, as a dictionary holds them."""
    weights = draw(st.lists(st.integers(0, 1000), min_size=10, max_size=10).filter(any))
    probabilities = [round(weight / sum(weights), 6) for weight in weights]
    value = draw(st.sampled_from([None, int(np.argmax(probabilities))]))
    return Digit(value, max(probabilities), tuple(probabilities), draw(boxes), line)


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """A reading of up to three lines."""
    lines = sorted(draw(st.lists(st.integers(0, 2), max_size=6)))
    found = tuple(draw(digits(line)) for line in lines)
    width, height = draw(st.integers(1, 9000)), draw(st.integers(1, 9000))
    return Reading(found, width, height, draw(st.text(max_size=12)), draw(st.integers(0, 10**6)) / 100)


@given(readings())
def test_a_reading_survives_json_and_comes_back_equal(result):
    plain = result.to_dict()
    assert Reading.from_dict(json.loads(json.dumps(plain))) == result
    assert plain["text"] == result.text
    assert plain["lines"] == [line.text for line in result.lines]


def test_a_dictionary_holds_what_is_promised():
    plain = reading(digit(7, box=Box(1, 2, 3, 4))).to_dict()
    assert set(plain) == {
        "text", "lines", "words", "confidence", "digits", "width", "height", "milliseconds", "model", "marks",
        "order"
    }  # fmt: skip
    (only,) = plain["digits"]
    assert (only["value"], only["confidence"], only["box"], only["line"]) == (7, 0.9, [1, 2, 3, 4], 0)
    assert [other["value"] for other in only["alternatives"]] == [7, 8, 0]
    assert only["alternatives"][1] == {"value": 8, "confidence": 0.1}


@pytest.mark.parametrize("shape", [(40, 60), (40, 60, 3)], ids=["grey", "rgb"])
def test_draw_colours_the_edges_of_the_boxes(shape):
    image = np.full(shape, 255, np.uint8)
    drawn = reading(digit(7, box=Box(10, 15, 8, 12)), digit(None, box=Box(40, 15, 8, 12)), image=image).draw()
    assert isinstance(drawn, Image.Image)
    assert (drawn.size, drawn.mode) == ((60, 40), "RGB")
    row = {x: drawn.getpixel((x, 20)) for x in range(60)}
    assert row[9] == GREEN
    assert GREEN in (row[18], row[19])
    assert row[39] == RED
    assert RED in (row[48], row[49])
    assert all(row[x] == (255, 255, 255) for x in (*range(9), *range(10, 18), *range(20, 39), *range(40, 48)))
    assert image.min() == 255, "the picture itself must stay"


def test_draw_fits_boxes_to_a_reduced_picture():
    result = Reading((digit(7, box=Box(100, 100, 100, 200)),), 600, 400, "cnn", 1.0)
    drawn = np.asarray(result.draw(np.full((200, 300, 3), 255, np.uint8)))
    assert drawn.shape == (200, 300, 3)
    rows, columns = np.nonzero((drawn[60:140] == GREEN).all(axis=2))
    assert 45 <= columns.min() <= 50
    assert 100 <= columns.max() <= 105
    assert len(rows)


def test_draw_of_nothing_gives_the_picture_itself():
    image = np.random.default_rng(0).integers(0, 255, (40, 60, 3), np.uint8)
    assert np.array_equal(np.asarray(reading(image=image).draw()), image)


def test_draw_without_a_picture_says_what_to_do():
    result = Reading.from_dict(reading(digit(), image=np.zeros((40, 60), np.uint8)).to_dict())
    with pytest.raises(ValueError, match=r"give one: reading\.draw\(image\)"):
        result.draw()


def _digit(value: int, x: int, line: int = 0, confidence: float = 0.9, width: int = 20) -> Digit:
    return Digit(value, confidence, (0.1,) * 10, Box(x, 10 + 60 * line, width, 40), line)


@pytest.mark.parametrize(
    ("places", "words"),
    [
        ([0, 24, 48], ("012",)),
        ([0, 24, 48, 110, 134], ("012", "34")),
        ([0, 50, 100], ("012",)),  # written wide, but evenly
        ([0, 70, 94], ("0", "12")),
        ([0], ("0",)),
        ([0, 15, 30, 45], ("0123",)),  # overlapping
    ],
)
def test_clear_gaps_part_words(places, words):
    line = Line(tuple(_digit(value, x) for value, x in enumerate(places)))
    assert line.words == words
    assert line.text == "".join(words)


def test_a_line_of_a_column_is_one_number_however_its_gaps_are():
    digits = tuple(_digit(value, x) for value, x in enumerate([0, 70, 94, 118]))
    in_rows, in_columns = (Reading(digits, 200, 100, "m", 1.0, order=order) for order in ("rows", "columns"))
    assert in_rows.lines[0].words == ("0", "123")
    assert in_columns.lines[0].words == ("0123",)
    assert Reading.from_dict(in_columns.to_dict()).lines == in_columns.lines


def test_the_whole_reading_is_less_sure_than_its_parts():
    reading = Reading((_digit(1, 0), _digit(2, 30)), 100, 100, "m", 1.0)
    assert reading.confidence == pytest.approx(0.81)
    assert Reading((), 100, 100, "m", 1.0).confidence is None


def test_marks_go_to_a_dictionary_and_back_and_stay_out_of_the_text():
    mark = Mark("point", 0.75, Box(20, 45, 4, 5), 0)
    reading = Reading((_digit(1, 0), _digit(2, 30)), 100, 100, "m", 1.0, marks=(mark,))
    assert reading.text == "12"
    assert Reading.from_dict(reading.to_dict()).marks == (mark,)
    with pytest.raises(ValueError, match="comma"):
        Mark("comma", 0.5, Box(0, 0, 1, 1), 0)
