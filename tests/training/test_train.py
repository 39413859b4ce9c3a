"""From labelled digits to a bundle."""

import json
from pathlib import Path

import numpy as np
import pytest

from numerals import Reader, load_bundle
from numerals.data.sources import Dataset, Split, load
from numerals.inference.bundle import Bundle
from numerals.training.fit import Progress, Recipe
from numerals.training.train import train

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def data() -> Dataset:
    """A part of scikit-learn's digits."""
    whole = load("digits")
    return Dataset(
        whole.name,
        whole.licence,
        Split(whole.train.images[:480], whole.train.labels[:480]),
        Split(whole.test.images[:100], whole.test.labels[:100]),
    )


@pytest.fixture(scope="module")
def trained(data, tmp_path_factory) -> tuple[Bundle, list[Progress], Path]:
    """A bundle of one epoch."""
    out, said = tmp_path_factory.mktemp("trained") / "cnn", list[Progress]()
    bundle = train(
        data, out, Recipe(epochs=1, batch=32, average=0.9, seed=4), "numerals train cnn --seed 4", said.append
    )
    return bundle, said, out


def test_the_card_tells_how_the_model_came_to_be(trained, data):
    card = json.loads((trained[2] / "card.json").read_text())
    assert (card["format"], card["name"], card["command"]) == (1, "cnn", "numerals train cnn --seed 4")
    assert card["recipe"] == {
        "epochs": 1,
        "batch": 32,
        "rate": 4e-3,
        "decay": 2e-2,
        "average": 0.9,
        "smoothing": 0.02,
        "gentle": 0.4,
        "seed": 4,
        "best_epoch": 1,
        "interrupted": False,
    }
    assert (card["data"]["name"], card["data"]["licence"]) == (data.name, data.licence)
    assert card["data"]["train_sha256"] == data.train.fingerprint
    assert card["data"]["test_sha256"] == data.test.fingerprint
    assert card["data"]["train_digits"] + card["data"]["validation_digits"] == 480
    assert {"commit", "software", "licence", "parameters", "onnx_parity", "minutes", "input", "output"} <= set(card)
    assert set(card["validation"]) == {
        "accuracy",
        "calibration_error",
        "pen_accuracy",
        "unreadable_digits",
        "unreadable_changed_digits",
        "unreadable_changed_non_digits",
    }


def test_the_card_tells_what_the_shipped_file_does_on_the_test_part(trained, data):
    bundle = trained[0]
    told = bundle.card["test"]
    predicted = bundle.logits(data.test.images).argmax(axis=1)
    matrix = np.zeros((10, 10), int)
    np.add.at(matrix, (data.test.labels, predicted), 1)
    assert told["confusion_matrix"] == matrix.tolist()
    assert told["images"] == 100
    assert told["errors"] == 100 - np.trace(matrix)
    assert told["accuracy"] == pytest.approx(np.trace(matrix) / 100)


def test_temperature_and_threshold_are_in_their_ranges(trained):
    assert 0.1 <= trained[0].temperature <= 10
    assert 0.2 <= trained[0].threshold <= 0.95


def test_the_reader_can_use_the_bundle(trained):
    reader = Reader(trained[2])
    assert reader.name == trained[0].version == load_bundle(trained[2]).version
    page = np.full((120, 80), 255, np.uint8)
    page[20:100, 36:44] = 0
    assert len(reader.read(page, min_confidence=0).digits) == 1


def test_progress_is_told(trained):
    assert [progress.epoch for progress in trained[1]] == [1]
