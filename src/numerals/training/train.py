"""From labelled digits to a bundle: hold out, train, export, calibrate, measure once."""

import platform
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
import torch
from numpy.typing import NDArray

from numerals.confidence.calibration import Probabilities, calibration_error, choose_threshold, fit_temperature, softmax
from numerals.data.sources import Dataset, Split, validation_split
from numerals.inference.bundle import Bundle, write_bundle
from numerals.models.augment import augment
from numerals.models.base import DigitClassifier
from numerals.models.loop import NO_DIGIT, to_tensor
from numerals.models.watch import CHECKPOINT, Progress, Watch
from numerals.models.zoo import Kind, check_resumable
from numerals.training.parity import check_parity
from numerals.training.pool import non_digits, pen_digits
from numerals.training.reference import reference

PEN_SHARE, NO_DIGIT_SHARE = 0.22, 0.11
"""Synthetic pen digits and non-digits added, relative to the training digits: 12,000 and 6,000 for MNIST."""
_TIMED = 60
"""Images that are timed one by one for the card."""


@dataclass(frozen=True)
class Trained:
    """What a training gives.

    Attributes:
        bundle: as written.
        estimator: fitted, in scikit-learn's form.
        history: one entry a round: epoch, loss, validation_accuracy.
    """

    bundle: Bundle
    estimator: DigitClassifier
    history: list[dict[str, float]]


def _with_extras(rest: Split, seed: int) -> Split:
    """The training digits, synthetic pen digits, and pictures of no digit (labelled NO_DIGIT)."""
    pen_images, pen_labels = pen_digits(round(len(rest) * PEN_SHARE), seed + 1)
    none = non_digits(rest.images, rest.labels, round(len(rest) * NO_DIGIT_SHARE), seed + 2)
    return Split(
        np.concatenate([rest.images, pen_images, none]),
        np.concatenate([rest.labels, pen_labels, np.full(len(none), NO_DIGIT)]),
    )


def _changed(images: NDArray[np.uint8], seed: int) -> NDArray[np.uint8]:
    """Held-out pictures changed as in training: a photo's digits are less even than MNIST's."""
    changed = augment(to_tensor(images), torch.Generator().manual_seed(seed))
    return np.asarray((changed.squeeze(1) * 255).round().byte().numpy(), np.uint8)


def calibrate(logits: Callable[[NDArray[np.uint8]], NDArray[np.float32]], held: Split, seed: int = 0) -> dict[str, Any]:
    """Temperature and threshold of a model, chosen on what was held out, with the figures that it reaches there.

    Args:
        logits: runs the model on images (n, 28, 28).
        held: digits that it was not trained on.
        seed: of the synthetic pictures and changes.
    """
    pen = Split(*pen_digits(2000, seed + 3))
    nothing = non_digits(held.images, held.labels, 2000, seed + 4)
    plain = logits(held.images)
    temperature = fit_temperature(plain, held.labels)

    def probabilities(images: NDArray[np.uint8]) -> Probabilities:
        return softmax(logits(images), temperature)

    real = softmax(plain, temperature)
    digits = probabilities(_changed(np.concatenate([held.images, pen.images]), seed + 5))
    none = probabilities(_changed(nothing, seed + 5))
    threshold = choose_threshold(digits, none)
    return {
        "temperature": round(temperature, 4),
        "threshold": threshold,
        "validation": {
            "accuracy": round(float((real.argmax(1) == held.labels).mean()), 5),
            "errors": int((real.argmax(1) != held.labels).sum()),
            "images": len(held),
            "calibration_error": round(calibration_error(real, held.labels), 5),
            "pen_accuracy": round(float((probabilities(pen.images).argmax(1) == pen.labels).mean()), 5),
            "unreadable_digits": round(float((real.max(1) < threshold).mean()), 5),
            "unreadable_changed_digits": round(float((digits.max(1) < threshold).mean()), 5),
            "unreadable_changed_non_digits": round(float((none.max(1) < threshold).mean()), 5),
        },
    }


def _tested(bundle: Bundle, test: Split, temperature: float) -> dict[str, Any]:
    """The test part's figures, looked at once, to report."""
    probabilities = softmax(bundle.logits(test.images), temperature)
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


def _milliseconds(bundle: Bundle, images: NDArray[np.uint8]) -> float:
    """Median time of one image."""
    times = []
    for image in images[:_TIMED]:
        started = time.perf_counter()
        bundle.logits(image[None])
        times.append(time.perf_counter() - started)
    return round(1000 * statistics.median(times), 3)


def checkout_commit() -> str:
    """The checkout's commit, with ``+`` when files were changed; "unknown" outside a checkout."""
    command = ["git", "describe", "--always", "--dirty=+", "--abbrev=12"]
    try:
        head = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:
        return "unknown"
    return head.stdout.strip() or "unknown"


def data_card(data: Dataset, rest: Split, held: Split, *, extras: bool) -> dict[str, Any]:
    """What the card tells of the data."""
    return {
        "name": data.name,
        "licence": data.licence,
        "train_sha256": data.train.fingerprint,
        "test_sha256": data.test.fingerprint,
        "validation_sha256": held.fingerprint,
        "train_digits": len(rest),
        "validation_digits": len(held),
        "synthetic": "pen digits and non-digits made by numerals.data.pen and numerals.training.pool"
        if extras
        else "none",
    }


def make_bundle(
    name: str, model: bytes, parity: float, data: Dataset, out: Path, facts: dict[str, Any], *, extras: bool
) -> Bundle:
    """Calibrates and measures an exported model, and writes it with its card.

    Args:
        name: the kind of model.
        model: ONNX, from ``images`` to ``logits``.
        parity: largest difference of a logit between trained and exported model.
        data: its training part holds the frozen validation set; its test part is measured once.
        out: folder of the bundle.
        facts: further entries of the card: parameters, recipe, command, commit, minutes.
        extras: whether synthetic pictures were trained on.
    """
    rest, held = validation_split(data)
    with tempfile.TemporaryDirectory() as folder:
        draft = write_bundle(Path(folder), model, {"name": name, "temperature": 1.0, "threshold": 0.5})
        calibrated = calibrate(draft.logits, held)
        tested = _tested(draft, data.test, calibrated["temperature"])
        seen = reference(replace(draft, card=draft.card | calibrated), held)
        milliseconds = _milliseconds(draft, data.test.images)
    card = {
        "name": name,
        "task": "one handwritten digit, 28x28 grey, MNIST's geometry -> ten probabilities",
        "input": "images (n, 1, 28, 28) float32, ink 1.0 on paper 0.0",
        "output": "logits (n, 10); probabilities = softmax(logits / temperature)",
        **calibrated,
        "test": tested,
        **facts,
        "data": data_card(data, rest, held, extras=extras),
        "software": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "scikit-learn": sklearn.__version__,
            "threads": torch.get_num_threads(),
        },
        "onnx_parity": float(f"{parity:.2g}"),
        "milliseconds": milliseconds,
        "reference": seen,
        "licence": f"MIT (weights); trained on {data.name} ({data.licence})" + (" and synthetic digits" * extras),
    }
    return write_bundle(out, model, card)


def train(
    kind: Kind,
    estimator: DigitClassifier,
    data: Dataset,
    out: Path,
    command: str = "",
    say: Callable[[Progress], None] = lambda _: None,
    *,
    resume: bool = False,
    extras: bool | None = None,
) -> Trained:
    """Trains a model and writes its bundle.

    Args:
        kind: of the zoo.
        estimator: made by `numerals.models.zoo.make`.
        data: a fixed share of the training part is held out to choose by; the test part is only reported.
        out: folder of the bundle, and of the checkpoint while it is trained.
        command: what a user typed; lands in the card, to do it again.
        say: called after each round.
        resume: go on from the checkpoint.
        extras: add synthetic pen digits and pictures of no digit to the training digits; None does as the kind does.

    Returns:
        The bundle and what made it. Ctrl-C ends the training early; the best so far is written and the card says so.

    Raises:
        KeyboardInterrupt: before there was anything to keep.
        DataError: a digit without samples.
        ModelError: nothing to resume, or the exported model differs from the trained one.
    """
    if resume:
        check_resumable(kind)
    started, commit = time.monotonic(), checkout_commit()  # now: it may be another one when the training ends
    rest, held = validation_split(data)
    extras = kind.extras if extras is None else extras
    training = _with_extras(rest, int(estimator.get_params()["seed"])) if extras else rest
    checkpoint = out / CHECKPOINT if kind.neural else None
    watch = Watch(say, (held.images, held.labels), checkpoint, resume)
    estimator.fit(training.images, training.labels, watch)
    minutes = round((time.monotonic() - started) / 60, 2)
    model = estimator.to_onnx()
    parity = check_parity(estimator, model, data.test.images[:500])
    facts = {
        "parameters": estimator.count_parameters(),
        "recipe": estimator.recipe(),
        "command": command,
        "commit": commit,
        "minutes": minutes,
    }
    bundle = make_bundle(kind.name, model, parity, data, out, facts, extras=extras)
    if not estimator.interrupted_:
        for done in out.glob(f"*{CHECKPOINT}"):  # a committee has one for each member
            done.unlink()
    return Trained(bundle, estimator, estimator.history_)
