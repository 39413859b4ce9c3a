"""From labelled digits to a bundle: split, train, calibrate, measure once, export."""

import platform
import subprocess
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from numerals.confidence.calibration import Probabilities, calibration_error, choose_threshold, fit_temperature, softmax
from numerals.data.sources import Dataset, Split, hold_out
from numerals.inference.bundle import Bundle, write_bundle
from numerals.models.cnn import CNN, count_parameters
from numerals.training.augment import augment
from numerals.training.export import check_parity, to_onnx
from numerals.training.fit import NO_DIGIT, Fitted, Progress, Recipe, fit, predict_logits, to_tensor
from numerals.training.pool import non_digits, pen_digits

VALIDATION_SHARE = 1 / 12
"""Part of the training digits held out to choose the epoch, the temperature and the threshold: 5,000 of MNIST's."""
PEN_SHARE, NO_DIGIT_SHARE = 0.22, 0.11
"""Synthetic pen digits and non-digits added, relative to the training digits: 12,000 and 6,000 for MNIST."""


@dataclass(frozen=True)
class Held:
    """What is held out: real digits, synthetic pen digits, and pictures that are no digit."""

    digits: Split
    pen: Split
    none: NDArray[np.uint8]


def _prepare(train: Split, seed: int) -> tuple[Split, NDArray[np.int64], Held]:
    """Training images with labels (NO_DIGIT among them), and what is held out."""
    rest, held = hold_out(train, round(len(train) * VALIDATION_SHARE), seed)
    pen_images, pen_labels = pen_digits(round(len(rest) * PEN_SHARE), seed + 1)
    none = non_digits(rest.images, rest.labels, round(len(rest) * NO_DIGIT_SHARE), seed + 2)
    images = np.concatenate([rest.images, pen_images, none])
    labels = np.concatenate([rest.labels, pen_labels, np.full(len(none), NO_DIGIT)])
    other = Held(held, Split(*pen_digits(2000, seed + 3)), non_digits(held.images, held.labels, 2000, seed + 4))
    return Split(images, labels), rest.labels, other


def _changed(images: NDArray[np.uint8], seed: int) -> NDArray[np.uint8]:
    """Held-out pictures changed as in training: a photo's digits are less even than MNIST's."""
    changed = augment(to_tensor(images), torch.Generator().manual_seed(seed))
    return np.asarray((changed.squeeze(1) * 255).round().byte().numpy(), np.uint8)


def _calibrated(fitted: Fitted, held: Held, seed: int) -> dict[str, Any]:
    """Temperature and threshold, chosen on what was held out, with the figures that they reach there."""
    logits = predict_logits(fitted.network, held.digits.images)
    temperature = fit_temperature(logits, held.digits.labels)

    def probabilities(images: NDArray[np.uint8]) -> Probabilities:
        return softmax(predict_logits(fitted.network, images), temperature)

    real = softmax(logits, temperature)
    digits = probabilities(_changed(np.concatenate([held.digits.images, held.pen.images]), seed))
    none = probabilities(_changed(held.none, seed))
    threshold = choose_threshold(digits, none)
    return {
        "temperature": round(temperature, 4),
        "threshold": threshold,
        "validation": {
            "accuracy": round(float((real.argmax(1) == held.digits.labels).mean()), 5),
            "calibration_error": round(calibration_error(real, held.digits.labels), 5),
            "pen_accuracy": round(float((probabilities(held.pen.images).argmax(1) == held.pen.labels).mean()), 5),
            "unreadable_digits": round(float((real.max(1) < threshold).mean()), 5),
            "unreadable_changed_digits": round(float((digits.max(1) < threshold).mean()), 5),
            "unreadable_changed_non_digits": round(float((none.max(1) < threshold).mean()), 5),
        },
    }


def _tested(fitted: Fitted, test: Split, temperature: float) -> dict[str, Any]:
    """The test part's figures, looked at once, to report."""
    probabilities = softmax(predict_logits(fitted.network, test.images), temperature)
    predicted = probabilities.argmax(1)
    matrix = np.zeros((10, 10), int)
    np.add.at(matrix, (test.labels, predicted), 1)
    return {
        "accuracy": round(float((predicted == test.labels).mean()), 5),
        "errors": int((predicted != test.labels).sum()),
        "images": len(test),
        "calibration_error": round(calibration_error(probabilities, test.labels), 5),
        "confusion_matrix": matrix.tolist(),
    }


def _commit() -> str:
    """The checkout's commit, with ``+`` when files were changed; "unknown" outside a checkout."""
    command = ["git", "describe", "--always", "--dirty=+", "--abbrev=12"]
    try:
        head = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:
        return "unknown"
    return head.stdout.strip() or "unknown"


def train(
    data: Dataset, out: Path, recipe: Recipe, command: str = "", say: Callable[[Progress], None] = lambda _: None
) -> Bundle:
    """Trains the CNN and writes its bundle.

    Args:
        data: the training part is split to train and to choose; the test part is only reported.
        out: folder of the bundle.
        recipe: of the training loop.
        command: what a user typed; lands in the card, to do it again.
        say: called after each epoch.

    Returns:
        The bundle. Ctrl-C ends the training early; the best epoch so far is written, and the card says so.
    """
    started = time.monotonic()
    torch.manual_seed(recipe.seed)
    training, digits, held = _prepare(data.train, recipe.seed)
    network = CNN()
    fitted = fit(network, training.images, training.labels, (held.digits.images, held.digits.labels), recipe, say)
    calibrated = _calibrated(fitted, held, recipe.seed + 5)
    model = to_onnx(fitted.network)
    parity = check_parity(fitted.network, model, data.test.images[:500])
    card = {
        "name": "cnn",
        "task": "one handwritten digit, 28x28 grey, MNIST's geometry -> ten probabilities",
        "input": "images (n, 1, 28, 28) float32, ink 1.0 on paper 0.0",
        "output": "logits (n, 10); probabilities = softmax(logits / temperature)",
        **calibrated,
        "test": _tested(fitted, data.test, calibrated["temperature"]),
        "parameters": count_parameters(fitted.network),
        "recipe": {**asdict(recipe), "best_epoch": fitted.epoch, "interrupted": fitted.interrupted},
        "data": {
            "name": data.name,
            "licence": data.licence,
            "train_sha256": data.train.fingerprint,
            "test_sha256": data.test.fingerprint,
            "train_digits": len(digits),
            "validation_digits": len(held.digits),
            "synthetic": "pen digits and non-digits made by numerals.data.pen and numerals.training.pool",
        },
        "command": command,
        "commit": _commit(),
        "software": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "threads": torch.get_num_threads(),
        },
        "onnx_parity": float(f"{parity:.2g}"),
        "minutes": round((time.monotonic() - started) / 60, 1),
        "licence": "MIT (weights); trained on MNIST (CC BY-SA 3.0) and synthetic digits",
    }
    return write_bundle(out, model, card)
