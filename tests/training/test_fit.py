"""The training loop, on a small part of scikit-learn's digits with a narrow network."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from numerals import ModelError
from numerals.data.sources import hold_out, load
from numerals.inference.bundle import write_bundle
from numerals.models.cnn import CNN, INPUT_SHAPE, count_parameters
from numerals.training.export import TOLERANCE, check_parity, to_onnx
from numerals.training.fit import NO_DIGIT, Fitted, Progress, Recipe, fit, predict_logits

Part = tuple[NDArray[np.uint8], NDArray[np.int64]]
WIDTHS = (8, 12, 16, 24, 32)


@pytest.fixture(scope="module")
def parts() -> tuple[Part, Part]:
    """640 digits to train on, 200 to choose by."""
    rest, held = hold_out(load("digits").train, 200, 0)
    return (rest.images[:640], rest.labels[:640]), (held.images, held.labels)


def trained(
    parts: tuple[Part, Part], say: Callable[[Progress], None] = lambda _: None, seed: int = 0, epochs: int = 2
) -> Fitted:
    """A narrow network after a few epochs."""
    torch.manual_seed(seed)
    (images, labels), validation = parts
    recipe = Recipe(epochs=epochs, batch=16, rate=1e-2, average=0.9, seed=seed)
    return fit(CNN(WIDTHS, dropout=0.0), images, labels, validation, recipe, say)


def weights(fitted: Fitted) -> list[torch.Tensor]:
    """All values of a network."""
    return list(fitted.network.state_dict().values())


@pytest.fixture(scope="module")
def learned(parts) -> tuple[Fitted, list[Progress]]:
    """The network after four epochs, and what was said."""
    said: list[Progress] = []
    return trained(parts, said.append, epochs=4), said


def test_it_learns(learned, parts):
    fitted, said = learned
    assert fitted.accuracy > 0.5
    assert said[-1].loss < said[0].loss
    found = (predict_logits(fitted.network, parts[1][0]).argmax(1) == parts[1][1]).mean()
    assert found == pytest.approx(fitted.accuracy)


def test_the_best_epoch_is_kept(learned):
    fitted, said = learned
    assert fitted.accuracy == max(progress.accuracy for progress in said)
    assert said[fitted.epoch - 1].accuracy == fitted.accuracy
    assert not fitted.interrupted
    assert not fitted.network.training


def test_progress_is_told_after_each_epoch(learned):
    said = learned[1]
    assert [(progress.epoch, progress.epochs) for progress in said] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert said[-1].seconds_left == 0
    assert said[0].seconds_left == pytest.approx(3 * said[0].seconds)


def test_the_same_seed_gives_the_same_weights(parts):
    first, again, other = (trained(parts, seed=seed, epochs=1) for seed in (1, 1, 2))
    assert all(torch.equal(a, b) for a, b in zip(weights(first), weights(again), strict=True))
    assert not all(torch.equal(a, b) for a, b in zip(weights(first), weights(other), strict=True))


def test_ctrl_c_keeps_the_best_epoch(parts):
    def stop_in_the_second(progress: Progress) -> None:
        if progress.epoch == 2:
            raise KeyboardInterrupt

    fitted = trained(parts, stop_in_the_second, epochs=5)
    assert fitted.interrupted
    assert fitted.epoch in {1, 2}
    assert (predict_logits(fitted.network, parts[1][0]).argmax(1) == parts[1][1]).mean() == fitted.accuracy


class Interrupted(CNN):
    """Ctrl-C comes at the first step."""

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        raise KeyboardInterrupt


def test_ctrl_c_before_the_first_epoch_ends_has_nothing_to_keep(parts):
    with pytest.raises(KeyboardInterrupt):
        fit(Interrupted(WIDTHS), *parts[0], parts[1], Recipe(epochs=2, batch=16))


def test_pictures_of_no_digit_are_learned_as_unsure(parts):
    (images, labels), validation = parts
    noise = np.random.default_rng(0).integers(0, 256, (160, 28, 28), np.uint8)
    all_images = np.concatenate([images[:320], noise])
    all_labels = np.concatenate([labels[:320], np.full(160, NO_DIGIT)])
    torch.manual_seed(0)
    recipe = Recipe(epochs=3, batch=16, rate=1e-2, average=0.9)
    fitted = fit(CNN(WIDTHS, dropout=0.0), all_images, all_labels, validation, recipe)
    spread = np.ptp(predict_logits(fitted.network, noise), axis=1).mean()
    assert spread < 0.8 * np.ptp(predict_logits(fitted.network, images), axis=1).mean()


def test_the_default_network_has_the_size_its_page_tells():
    network = CNN()
    assert 230_000 < count_parameters(network) < 240_000
    assert network(torch.zeros(3, *INPUT_SHAPE)).shape == (3, 10)


@pytest.fixture(scope="module")
def exported(learned) -> bytes:
    """The trained network as ONNX."""
    return to_onnx(learned[0].network)


def test_onnx_answers_as_pytorch_does(learned, exported, parts, tmp_path):
    images = parts[1][0][:50]
    assert check_parity(learned[0].network, exported, images) < TOLERANCE
    bundle = write_bundle(tmp_path, exported, {"name": "cnn", "temperature": 1.0, "threshold": 0.5})
    for count in (1, 7, 50):
        expected = predict_logits(learned[0].network, images[:count])
        assert np.abs(bundle.logits(images[:count]) - expected).max() < TOLERANCE


def test_a_model_that_answers_otherwise_is_refused(exported, parts):
    torch.manual_seed(9)
    with pytest.raises(ModelError, match=r"the exported model differs from the trained one by .*; it was not written"):
        check_parity(CNN(WIDTHS, dropout=0.0).eval(), exported, parts[1][0][:50])
