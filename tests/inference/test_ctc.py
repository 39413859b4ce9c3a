"""From frames to a text: the sums are exact, the search finds the best, and digits have their places."""

import itertools
from collections import defaultdict

import numpy as np
import pytest

from numerals.inference.ctc import Frames, frames_of, likelihoods, likely_texts, spans
from numerals.inference.line_model import alternatives


@pytest.fixture(scope="module")
def frames() -> Frames:
    return frames_of(np.random.default_rng(0).normal(0, 2, (14, 4)))


@pytest.fixture(scope="module")
def every(frames) -> dict[str, float]:
    """The probability of each text there is, by all ways to spell it."""
    found: dict[str, float] = defaultdict(float)
    for way in itertools.product(range(11), repeat=len(frames)):
        heard = [symbol for symbol, _ in itertools.groupby(way)]
        text = "".join(str(symbol) for symbol in heard if symbol < 10)
        found[text] += float(np.prod(frames[range(len(frames)), way]))
    return found


def test_points_dashes_and_slashes_are_no_new_digit():
    answer = np.full((14, 5), -9.0)
    answer[(7, 10, 7, 12, 13), range(5)] = 9.0
    assert likely_texts(frames_of(answer))[0][0] == "77"


def test_a_text_is_as_likely_as_all_ways_to_spell_it(frames, every):
    texts = list(every)
    assert np.allclose(np.exp(likelihoods(frames, texts)), [every[text] for text in texts])
    assert np.exp(likelihoods(frames, ["12345"]))[0] < 1e-12


def test_the_search_finds_the_likeliest(frames, every):
    found = likely_texts(frames, width=40)
    best = sorted(every, key=lambda text: -every[text])[:3]
    assert [text for text, _ in found[:3]] == best
    assert np.isclose(np.exp(found[0][1]), every[best[0]])


def test_digits_stand_where_they_are_heard():
    answer = np.full((14, 9), -9.0)
    answer[(13, 4, 4, 13, 4, 13, 13, 2, 13), range(9)] = 9.0
    assert spans(frames_of(answer), "442").tolist() == [[1, 3], [4, 5], [7, 8]]
    assert spans(frames_of(answer), "").shape == (0, 2)


def test_what_else_a_digit_may_be():
    answer = np.full((14, 3), -9.0)
    answer[(13, 4, 13), range(3)] = 9.0
    answer[9, 1] = 8.0
    found = alternatives(frames_of(answer), "4")
    assert found.shape == (1, 10)
    assert np.isclose(found.sum(), 1)
    assert np.argsort(-found[0])[:2].tolist() == [4, 9]
    assert alternatives(frames_of(answer), "").shape == (0, 10)


def test_no_texts_have_no_likelihoods():
    assert likelihoods(np.full((5, 11), 1 / 11), []).shape == (0,)
