"""How far a reading is from the truth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numerals.evaluation.metrics import digits_only, edit_distance, normalized


@pytest.mark.parametrize(
    ("found", "true", "distance"),
    [
        ("", "", 0),
        ("123", "123", 0),
        ("", "123", 3),
        ("123", "", 3),
        ("124", "123", 1),
        ("12", "123", 1),
        ("1123", "123", 1),
        ("321", "123", 2),
        ("?23", "123", 1),
        ("0123456789", "1234567890", 2),
    ],
)
def test_edit_distance_of_known_pairs(found, true, distance):
    assert edit_distance(found, true) == distance


texts = st.text("0123?", max_size=12)


@given(texts, texts, texts)
def test_edit_distance_is_a_distance(a, b, c):
    assert edit_distance(a, b) == edit_distance(b, a)
    assert (edit_distance(a, b) == 0) == (a == b)
    assert edit_distance(a, c) <= edit_distance(a, b) + edit_distance(b, c)
    assert abs(len(a) - len(b)) <= edit_distance(a, b) <= max(len(a), len(b))


@pytest.mark.parametrize(
    ("text", "compared", "digits"),
    [
        ("", "", ""),
        ("462", "462", "462"),
        ("4 6\t2", "462", "462"),
        (" 46\n2 ", "46\n2", "462"),
        ("46\n\n \n2\n", "46\n2", "462"),
        ("4?\r\n2", "4?\n2", "4?2"),
    ],
)
def test_spaces_and_empty_lines_do_not_count_and_line_breaks_do(text, compared, digits):
    assert normalized(text) == compared
    assert digits_only(text) == digits
