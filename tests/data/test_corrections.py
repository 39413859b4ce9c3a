"""Corrections are looked through, and the same ones are always kept to measure by."""

import numpy as np
import pytest

from digit_sets import digit_split
from numerals.data.corrections import repeats, review
from numerals.data.dataset import Dataset, Split, join, together, validation_split


def corrections(count: int, seed: int = 0) -> Dataset:
    whole = digit_split(count, seed)
    return Dataset("drawings", "unknown", whole.take(np.arange(0, count, 2)), whole.take(np.arange(1, count, 2)))


def keys(split: Split) -> set[bytes]:
    return {image.tobytes() for image in split.images}


def test_a_quarter_is_kept_to_measure_by_and_stays_there_however_many_come():
    few, many = corrections(300), corrections(300)
    more = digit_split(500, seed=5)
    many = Dataset("drawings", "unknown", together([many.train, more]), many.test)
    first, second = review(few).dataset, review(many).dataset
    assert len(first) == 300
    assert 50 < len(first.test) < 100
    assert keys(first.test) < keys(second.test)
    assert keys(first.train) < keys(second.train)
    assert not keys(second.train) & keys(second.test)


def test_blank_ones_copies_and_contradictions_are_left_out():
    good = digit_split(20)
    blank = Split(np.zeros((3, 28, 28), np.uint8), np.array([1, 1, 2]))
    copy, other = good.take(np.array([0, 0, 1])), good.take(np.array([2, 3]))
    contrary = Split(other.images, (other.labels + 1) % 10)
    whole = together([good, blank, copy, contrary])
    found = review(Dataset("drawings", "unknown", whole, whole.take(np.arange(0))))
    assert (found.blank, found.twice, found.contradictory) == (3, 3, 4)
    left = together([found.dataset.train, found.dataset.test])
    assert keys(left) == keys(good) - keys(other)
    assert len(left) == 18


def test_a_repeated_member_is_repeated_in_what_is_learnt_from_only():
    base, some = Dataset("base", "", digit_split(120), digit_split(12, 1)), corrections(48, seed=2)
    joined = join([base, Dataset("drawings", "", some.train, some.test, repeat=5)])
    rest, held = validation_split(joined)
    assert len(rest) == 110 + 5 * 22
    assert len(held) == 10 + 2
    assert not keys(rest) & keys(held)
    assert len(joined.test) == 12 + 24


@pytest.mark.parametrize(
    ("corrections", "others", "share", "times"),
    [(100, 9000, 0.1, 10), (10_000, 9000, 0.1, 1), (1, 60_000, 0.5, 50), (0, 10, 0.5, 10)],
)
def test_how_often_corrections_are_taken(corrections, others, share, times):
    assert repeats(corrections, others, share) == times
