"""What is odd is counted."""

from dataclasses import replace

import numpy as np
import pytest

from digit_sets import digit_set, digit_split
from numerals.data.dataset import Dataset, Split
from numerals.data.findings import Finding, findings
from numerals.data.sources import load


def found(dataset: Dataset) -> dict[tuple[str, str], Finding]:
    return {(finding.kind, finding.part): finding for finding in findings(dataset)}


def joined(*splits: Split) -> Split:
    return Split(np.concatenate([s.images for s in splits]), np.concatenate([s.labels for s in splits]))


MADE = digit_set(200, 100)
AGAIN = MADE.train.take(np.arange(7))


def test_nothing_is_odd_about_a_plain_set():
    assert findings(MADE) == []


def test_duplicates_of_each_part_are_counted():
    odd = found(replace(MADE, train=joined(MADE.train, AGAIN, AGAIN)))
    assert {key: finding.count for key, finding in odd.items()} == {("duplicates", "train"): 14}
    assert odd["duplicates", "train"].text == "14 images of the train part repeat an earlier one"
    assert not odd["duplicates", "train"].serious


def test_one_of_a_kind_is_told_as_one():
    one, blank = MADE.train.take(np.arange(1)), Split(np.zeros((1, 28, 28), np.uint8), np.array([5]))
    other = Split(one.images, (one.labels + 1) % 10)
    odd = found(replace(MADE, train=joined(MADE.train, one), test=joined(MADE.test, blank)))
    assert odd["duplicates", "train"].text == "1 image of the train part repeats an earlier one"
    assert odd["empty", "test"].text == "1 image of the test part is blank"
    assert found(replace(MADE, test=joined(MADE.test, other)))["contradictions", "both"].text.startswith(
        "2 images that appear "
    )


def test_images_in_both_parts_are_counted():
    odd = found(replace(MADE, test=joined(MADE.test, AGAIN)))
    assert {key: finding.count for key, finding in odd.items()} == {("leak", "both"): 7}
    assert odd["leak", "both"].serious


def test_images_with_two_labels_are_counted_in_and_across_parts():
    other = Split(AGAIN.images, (AGAIN.labels + 1) % 10)
    inside, across = (
        found(replace(MADE, train=joined(MADE.train, other))),
        found(replace(MADE, test=joined(MADE.test, other))),
    )
    assert inside["contradictions", "both"].count == 14
    assert across["contradictions", "both"].count == 14
    assert across["leak", "both"].count == 7


@pytest.mark.parametrize("value", [0, 90, 255])
def test_blank_images_are_counted(value):
    blank = Split(np.full((3, 28, 28), value, np.uint8), np.array([5, 5, 5]))
    odd = found(replace(MADE, test=joined(MADE.test, blank)))
    assert odd["empty", "test"].text == "3 images of the test part are blank"
    assert odd["empty", "test"].serious


def test_missing_and_rare_digits_are_named():
    nine = digit_split(270, classes=9)
    some = nine.take(np.flatnonzero((nine.labels != 4) | (np.arange(270) < 9)))
    odd = found(replace(MADE, train=some))
    assert odd["missing", "train"].text == "no image of 9 in the train part"
    assert odd["rare", "train"].text == "less than 1% of the train part are 4"
    assert (odd["missing", "train"].count, odd["rare", "train"].count) == (1, 1)


def test_dim_images_are_told():
    dim = Dataset("dim", "", *(Split(split.images // 8, split.labels) for split in MADE.parts.values()))
    assert "the brightest value is 31 of 255" in found(dim)["dim", "both"].text


def test_serious_things_come_first_and_are_said_when_the_data_are_loaded(tmp_path):
    odd = replace(MADE, train=joined(MADE.train, AGAIN), test=joined(MADE.test, AGAIN))
    assert [finding.kind for finding in findings(odd)] == ["leak", "duplicates"]
    np.savez(
        tmp_path / "set.npz",
        x_train=odd.train.images,
        y_train=odd.train.labels,
        x_test=odd.test.images,
        y_test=odd.test.labels,
    )
    said: list[str] = []
    load(str(tmp_path / "set.npz"), say=said.append)
    assert said == [f"{tmp_path / 'set.npz'}: 7 images of the test part also in the training part"]


@pytest.mark.mnist
def test_mnist_repeats_nothing(mnist):
    images, labels = mnist
    split = Split(images, labels)
    assert findings(Dataset("mnist", "", digit_split(100), split)) == []
