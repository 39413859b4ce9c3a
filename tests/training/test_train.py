"""From labelled digits to a bundle."""

import json
from pathlib import Path

import numpy as np
import pytest

from lab import QUICK, SMALL, WIDTHS, few
from numerals import ModelError, Reader, load_bundle
from numerals.data.sources import validation_split
from numerals.models.watch import CHECKPOINT, Progress
from numerals.models.zoo import find, make
from numerals.training.parity import TOLERANCE, check_parity
from numerals.training.train import Trained, train

SETTINGS = {**QUICK, "widths": WIDTHS, "epochs": 1, "seed": 4}


@pytest.fixture(scope="module")
def trained(tmp_path_factory) -> tuple[Trained, list[Progress], Path]:
    """A bundle of a small network after one epoch."""
    out, said = tmp_path_factory.mktemp("trained") / "cnn", list[Progress]()
    return (
        train(find("cnn"), make("cnn", **SETTINGS), few(), out, "numerals train cnn --seed 4", said.append),
        said,
        out,
    )


def test_the_card_tells_how_the_model_came_to_be(trained):
    card, data = json.loads((trained[2] / "card.json").read_text()), few()
    assert (card["format"], card["name"], card["command"]) == (1, "cnn", "numerals train cnn --seed 4")
    assert card["recipe"]["seed"] == 4
    assert card["recipe"]["widths"] == list(WIDTHS)
    assert (card["recipe"]["epoch"], card["recipe"]["interrupted"]) == (1, False)
    assert (card["data"]["name"], card["data"]["licence"]) == (data.name, data.licence)
    assert card["data"]["train_sha256"] == data.train.fingerprint
    assert card["data"]["test_sha256"] == data.test.fingerprint
    assert card["data"]["validation_sha256"] == validation_split(data)[1].fingerprint
    assert card["data"]["train_digits"] + card["data"]["validation_digits"] == len(data.train)
    assert {"commit", "software", "licence", "minutes", "milliseconds", "input", "output"} <= set(card)
    assert card["parameters"] == trained[0].estimator.count_parameters()
    assert 0 <= card["onnx_parity"] < TOLERANCE


def test_the_card_tells_what_the_file_does_on_the_test_part(trained):
    bundle, test = trained[0].bundle, few().test
    told = bundle.card["test"]
    predicted = bundle.logits(test.images).argmax(axis=1)
    matrix = np.zeros((10, 10), int)
    np.add.at(matrix, (test.labels, predicted), 1)
    assert told["confusion_matrix"] == matrix.tolist()
    assert (told["images"], told["errors"]) == (100, 100 - np.trace(matrix))
    assert told["accuracy"] == pytest.approx(np.trace(matrix) / 100)


def test_the_card_tells_what_the_file_does_on_the_validation_digits(trained):
    held = validation_split(few())[1]
    told = trained[0].bundle.card["validation"]
    wrong = (trained[0].bundle.logits(held.images).argmax(1) != held.labels).sum()
    assert (told["errors"], told["images"]) == (wrong, len(held))
    assert told["accuracy"] == pytest.approx(1 - wrong / len(held), abs=1e-5)


def test_temperature_and_threshold_are_in_their_ranges(trained):
    assert 0.1 <= trained[0].bundle.temperature <= 10
    assert 0.2 <= trained[0].bundle.threshold <= 0.95


def test_the_estimator_is_the_one_in_the_bundle(trained):
    images = few().test.images[:20]
    done = trained[0]
    assert np.abs(done.bundle.logits(images) - done.estimator.decision_function(images)).max() < TOLERANCE


def test_the_reader_can_use_the_bundle(trained):
    reader = Reader(trained[2])
    assert reader.name == trained[0].bundle.version == load_bundle(trained[2]).version
    page = np.full((120, 80), 255, np.uint8)
    page[20:100, 36:44] = 0
    assert len(reader.read(page, min_confidence=0).digits) == 1


def test_progress_is_told_and_kept(trained):
    done, said, out = trained
    assert [(one.unit, one.done) for one in said] == [("epoch", 1)]
    assert done.history == done.estimator.history_ == [{"epoch": 1, **said[0].figures}]
    assert set(said[0].figures) == {"loss", "validation_accuracy"}
    assert sorted(one.name for one in out.iterdir()) == ["card.json", "model.onnx"]


def test_a_stopped_training_is_written_and_goes_on(tmp_path):
    def stop(progress: Progress) -> None:
        if progress.done == 2:
            raise KeyboardInterrupt

    settings, kind = {**SMALL["mlp"], "epochs": 3}, find("mlp")
    stopped = train(kind, make("mlp", **settings), few(), tmp_path / "stopped", say=stop)
    assert stopped.bundle.card["recipe"]["interrupted"]
    assert load_bundle(tmp_path / "stopped").sha256 == stopped.bundle.sha256
    assert (tmp_path / "stopped" / CHECKPOINT).exists()
    resumed = train(kind, make("mlp", **settings), few(), tmp_path / "stopped", resume=True)
    whole = train(kind, make("mlp", **settings), few(), tmp_path / "whole")
    assert resumed.bundle.sha256 == whole.bundle.sha256
    assert not resumed.bundle.card["recipe"]["interrupted"]
    assert not (tmp_path / "stopped" / CHECKPOINT).exists()


def test_a_model_without_checkpoints_is_trained_to_the_same_form(tmp_path):
    done = train(find("logistic"), make("logistic"), few(), tmp_path)
    assert done.bundle.card["data"]["synthetic"] == "none"
    assert done.bundle.card["test"]["accuracy"] > 0.8
    assert load_bundle(tmp_path).logits(few().test.images[:3]).shape == (3, 10)


@pytest.mark.parametrize("name", ["logistic", "forest"])
def test_a_kind_without_checkpoints_cannot_go_on(name, tmp_path):
    with pytest.raises(ModelError, match=f"{name} keeps no checkpoint that a training could go on from"):
        train(find(name), make(name), few(), tmp_path / "out", resume=True)
    assert not (tmp_path / "out").exists()


def test_a_loss_that_is_no_number_names_the_rate(tmp_path):
    wild = make("mlp", **{**SMALL["mlp"], "rate": 1.0, "decay": 1e30})
    with pytest.raises(ModelError, match="the loss is no number any more in epoch 1: a rate of 1 is too high"):
        train(find("mlp"), wild, few(), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_model_that_answers_otherwise_is_refused():
    images, labels = few().train.images, few().train.labels
    one, other = (make("logistic", C=C).fit(images, labels) for C in (0.01, 1.0))
    with pytest.raises(ModelError, match=r"the exported model differs from the trained one by .*; it was not written"):
        check_parity(one, other.to_onnx(), images[:50])


def test_an_answer_that_is_no_number_is_refused():
    images, labels = few().train.images, few().train.labels
    model = make("logistic").fit(images, labels)
    exported = model.to_onnx()
    model.model_.coef_[0, 300] = np.nan
    with pytest.raises((ModelError, ValueError), match=r"differs from the trained one by nan|NaN"):
        check_parity(model, exported, images[:50])
