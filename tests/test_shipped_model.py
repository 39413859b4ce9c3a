"""The shipped model is as good as its card says, and as was promised."""

import numpy as np
import pytest
from numpy.typing import NDArray

from numerals import load_bundle
from numerals.confidence.calibration import calibration_error, softmax
from numerals.inference.bundle import SHIPPED, Bundle

pytestmark = pytest.mark.mnist


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    """The shipped one."""
    return load_bundle()


@pytest.fixture(scope="module")
def logits(bundle, mnist) -> NDArray[np.float32]:
    """Its answers to MNIST's test part."""
    return bundle.logits(mnist[0])


def test_at_least_9960_of_10000_test_digits_are_right(logits, mnist):
    assert (logits.argmax(axis=1) == mnist[1]).sum() >= 9960


def test_the_card_tells_the_true_accuracy_and_confusion_matrix(bundle, logits, mnist):
    predicted = logits.argmax(axis=1)
    matrix = np.zeros((10, 10), int)
    np.add.at(matrix, (mnist[1], predicted), 1)
    told = bundle.card["test"]
    assert told["images"] == 10_000
    assert told["errors"] == int((predicted != mnist[1]).sum())
    assert told["accuracy"] == pytest.approx((predicted == mnist[1]).mean(), abs=1e-6)
    assert told["confusion_matrix"] == matrix.tolist()


def test_its_probabilities_are_honest(bundle, logits, mnist):
    error = calibration_error(softmax(logits, bundle.temperature), mnist[1])
    assert error < 0.005
    assert bundle.card["test"]["calibration_error"] == pytest.approx(error, abs=1e-4)


def test_hardly_any_test_digit_is_unreadable(bundle, logits):
    unsure = softmax(logits, bundle.temperature).max(axis=1) < bundle.threshold
    assert unsure.mean() <= 0.01


def test_it_is_under_a_megabyte(bundle):
    assert bundle.model_path.stat().st_size < 1_000_000


def test_the_card_says_how_to_make_it_again(bundle):
    card = bundle.card
    assert card["command"].startswith("numerals train cnn --data mnist")
    assert card["data"]["name"] == "mnist"
    assert {"train_sha256", "test_sha256"} <= set(card["data"])
    assert {"recipe", "commit", "licence", "software"} <= set(card)
    assert f"--seed {card['recipe']['seed']}" in card["command"]
    assert not card["recipe"]["interrupted"]


ASSETS = SHIPPED.parent


@pytest.mark.parametrize(
    ("name", "least"), [("cnn", 0.9960), ("tiny-cnn", 0.9955), ("mlp", 0.984), ("logistic", 0.923)]
)
def test_every_shipped_model_does_what_its_card_tells(name, least, mnist, bundle, logits):
    small = load_bundle(ASSETS / name)
    images, labels = mnist
    answers = logits if small.sha256 == bundle.sha256 else small.logits(images)
    accuracy = (answers.argmax(axis=1) == labels).mean()
    assert accuracy >= least
    assert small.card["test"]["accuracy"] == pytest.approx(accuracy, abs=1e-4)
    assert small.name == name


def test_the_shipped_models_are_small():
    files = [file for file in ASSETS.rglob("*") if file.is_file()]
    classifiers, spaces = {"cnn", "tiny-cnn", "mlp", "logistic"}, {"siamese", "vae", "map", "guard"}
    assert {file.parent.name for file in files} == classifiers | spaces | {"page-reader", "line-reader"}
    readers = [file for file in files if file.parent.parent.name == "pages"]
    assert sum(file.stat().st_size for file in readers) <= 5_000_000
    assert sum(file.stat().st_size for file in files) <= 9_000_000
    assert (ASSETS / "cnn" / "model.onnx").stat().st_size < 1_000_000
    assert load_bundle(ASSETS / "tiny-cnn").card["parameters"] < 8_000
