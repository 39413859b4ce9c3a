"""From labelled digits to a space of them: hold out, learn, export, measure once."""

import platform
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from numerals.confidence.verification import Judge, Pairs, area_under_curve, draw_pairs, equal_error_rate
from numerals.data.sources import Dataset, Split, validation_split
from numerals.errors import ModelError
from numerals.inference.bundle import load_bundle
from numerals.inference.nearest import nearest
from numerals.inference.space import SHIPPED, Space, load_space, write_space
from numerals.models.autoencoder import Autoencoder
from numerals.models.base import SpaceLearner
from numerals.models.loop import NO_DIGIT
from numerals.models.networks import default_device
from numerals.models.watch import CHECKPOINT, Progress, Watch
from numerals.models.zoo import Kind
from numerals.training.exposure import exposed, with_letters
from numerals.training.join import joined
from numerals.training.parity import TOLERANCE
from numerals.training.train import checkout_commit, data_card

PAIRS, PAIRS_SEED = 20_000, 7
"""Of the test part, drawn by this seed; as many of the validation digits calibrate the answer."""
REFUSED = 0.01
"""Share of true digits that a guard may refuse."""
NEIGHBOURS = 5
"""That vote for a digit."""
_SAMPLES = 5000
"""Codes an image of the likelihood's estimate."""
_FEW = {"cpu": {"full": 50, "conv": 10}, "cuda": {"full": 500, "conv": 200}}
"""Those with which all images are looked at, by where and by the network."""
_ESTIMATED = {"cpu": {"full": 300, "conv": 30}, "cuda": {"full": 10_000, "conv": 4000}}
"""How many images get all codes."""
Say = Callable[[Progress], None]


@dataclass(frozen=True)
class Learnt:
    """What a training gives: the space as written, and what made it."""

    space: Space
    estimator: SpaceLearner
    history: list[dict[str, float]]


def train_space(
    kind: Kind,
    estimator: SpaceLearner,
    data: Dataset,
    out: Path,
    command: str = "",
    say: Say = lambda _: None,
    *,
    resume: bool = False,
) -> Learnt:
    """Trains one of `numerals.models.zoo.SPACES` and writes its folder.

    Args:
        kind: of the estimator.
        estimator: made by `numerals.models.zoo.make_space`.
        data: a fixed share of the training part is held out to calibrate by; the test part is only reported.
        out: folder of the space, and of the checkpoint while it is trained.
        command: what a user typed; lands in the card.
        say: called after each epoch.
        resume: go on from the checkpoint.

    Raises:
        KeyboardInterrupt: before there was anything to keep.
        ModelError: nothing to resume, or what was exported differs from what was trained.
    """
    started, commit = time.monotonic(), checkout_commit()
    rest, held = validation_split(data)
    seed = int(estimator.get_params()["seed"])
    letters = int(estimator.get_params().get("letters", 0))
    shown = rest, held
    if kind.extras:
        shown = exposed(rest, seed + 1), exposed(held, seed + 2, held=True, share=0.25)
    elif letters:
        shown = with_letters(rest, letters, seed + 1), held
    estimator.fit(
        shown[0].images, shown[0].labels, Watch(say, (shown[1].images, shown[1].labels), out / CHECKPOINT, resume)
    )
    minutes = round((time.monotonic() - started) / 60, 2)
    graphs = estimator.to_onnx()
    with tempfile.TemporaryDirectory() as folder:
        draft = write_space(Path(folder), graphs, {"name": kind.name})
        parity = _checked(estimator, draft, data.test.images[:500])
        figures = _FIGURES[kind.name](estimator, draft, data, rest, held)
    card = {
        "name": kind.name,
        "task": kind.about,
        "input": "images (n, 1, 28, 28) float32, ink 1.0 on paper 0.0",
        **figures,
        "parameters": estimator.count_parameters(),
        "recipe": estimator.recipe(),
        "command": command,
        "commit": commit,
        "minutes": minutes,
        "data": data_card(data, rest, held, extras=kind.extras),
        "software": {
            "python": platform.python_version(), "torch": torch.__version__, "threads": torch.get_num_threads(),
        },
        "onnx_parity": float(f"{parity:.2g}"),
        "licence": f"MIT (weights); trained on {data.name} ({data.licence})" + " and synthetic drawings" * kind.extras,
    }  # fmt: skip
    space = write_space(out, graphs, card)
    if not estimator.interrupted_:
        (out / CHECKPOINT).unlink(missing_ok=True)
    return Learnt(space, estimator, estimator.history_)


def _checked(estimator: SpaceLearner, draft: Space, images: NDArray[np.uint8]) -> float:
    """The largest difference of a value of a code between what was trained and what was exported.

    Raises:
        ModelError: it is above `numerals.training.parity.TOLERANCE`.
    """
    difference = float(np.abs(estimator.transform(images) - draft.encode(images)).max())
    if not difference <= TOLERANCE:  # an answer that is no number compares as false to everything
        raise ModelError(f"the exported model differs from the trained one by {difference:.2g}; it was not written")
    return difference


def _siamese(estimator: SpaceLearner, draft: Space, data: Dataset, rest: Split, held: Split) -> dict[str, Any]:
    """The judge, calibrated on validation digits, and what it reaches on the test part."""
    given = estimator.get_params()
    unseen, letters = given["held"], int(given["letters"])
    codes, labels = draft.encode(held.images), held.labels
    known = ~np.isin(labels, unseen)
    judge = fit_judge(codes[known], labels[known])
    tested, truth = draft.encode(data.test.images), data.test.labels
    seen = ~np.isin(truth, unseen)
    test = verified(judge, tested[seen], truth[seen])
    kept = ~np.isin(rest.labels, unseen)
    test["neighbour_accuracy"] = round(
        _voted(draft.encode(rest.images[kept]), rest.labels[kept], tested[seen], truth[seen]), 5
    )
    told: dict[str, Any] = {
        "output": "code (n, d) of length 1; the same digit by judge", "length": codes.shape[1], "test": test,
        "validation": verified(judge, codes[known], labels[known]),
    }  # fmt: skip
    if unseen:
        stranger = judge
        if letters:  # how far apart signs are that it hasn't learnt is told by letters that it hasn't learnt
            others = with_letters(held.take(np.arange(0)), letters, int(given["seed"]) + 4, held=True)
            stranger = fit_judge(draft.encode(others.images), others.labels)
        told["unseen"] = {"digits": list(unseen), **verified(stranger, tested[~seen], truth[~seen])}
        told["unseen_validation"] = verified(stranger, codes[~known], labels[~known])
    weights = [float(f"{weight:.6g}") for weight in judge.weights]
    return {"judge": {"weights": weights, "bias": round(judge.bias, 6)}, **told}


def fit_judge(codes: NDArray[np.float32], labels: NDArray[np.int64]) -> Judge:
    """A calibrated judge of pairs, from codes (n, d) of digits that were not trained on."""
    pairs = draw_pairs(labels, PAIRS, PAIRS_SEED + 1)
    apart = np.abs(codes[pairs.first] - codes[pairs.second])
    model = LogisticRegression(C=100.0, max_iter=2000).fit(apart, pairs.same)
    return Judge(np.asarray(model.coef_[0], np.float64), float(model.intercept_[0]))


def verified(judge: Judge, codes: NDArray[np.float32], labels: NDArray[np.int64]) -> dict[str, Any]:
    """How well pairs, drawn by a fixed seed, are told apart."""
    pairs: Pairs = draw_pairs(labels, PAIRS, PAIRS_SEED)
    scores = judge(codes[pairs.first], codes[pairs.second])
    return {
        "accuracy": round(float(((scores >= 0.5) == pairs.same).mean()), 5),
        "equal_error_rate": round(equal_error_rate(scores, pairs.same), 5),
        "pairs": PAIRS,
    }


def _voted(
    points: NDArray[np.float32], labels: NDArray[np.int64], queries: NDArray[np.float32], truth: NDArray[np.int64]
) -> float:
    """The accuracy of the nearest training digits' vote."""
    near = labels[nearest(points, NEIGHBOURS, queries).places]
    votes = (near[:, :, None] == np.arange(10)).sum(axis=1)
    # The nearest one decides between digits that have as many votes.
    votes = votes * 10 + (near[:, :1] == np.arange(10))
    return float((votes.argmax(axis=1) == truth).mean())


def _vae(estimator: SpaceLearner, draft: Space, data: Dataset, rest: Split, _: Split) -> dict[str, Any]:
    """How well the test digits are explained, and where the training digits' codes lie."""
    learner = cast(Autoencoder, estimator)
    network, device = learner.network, default_device().type
    found = learner.likelihood(data.test.images, _SAMPLES, _FEW[device][network], _ESTIMATED[device][network])
    codes = draft.encode(rest.images)
    means = [np.round(codes[rest.labels == digit].mean(axis=0), 3).tolist() for digit in range(10)]
    return {
        "output": "encoder: code (n, latent), rate (n,) in nats; decoder: images, probabilities of ink",
        "latent": learner.latent,
        "test": {
            **asdict(found),
            "binarisation": "dynamic, seed 0",
            "unit": "nats an image",
            "cost": round(reconstruction_cost(draft, data.test.images), 3),
        },
        "validation": {"bound": -round(learner.history_[-1].get("validation_bound", float("nan")), 3)},
        "means": means,
    }


def reconstruction_cost(autoencoder: Space, images: NDArray[np.uint8]) -> float:
    """What an image costs on average, in nats, as the Dream page counts it: by its mean code, against its grey levels.

    Less than minus the lower bound, which draws the code and binarises the pixels.
    """
    codes, rate = autoencoder.look(images)
    drawn = np.clip(autoencoder.run("decoder", codes)[0][:, 0].astype(np.float64), 1e-6, 1 - 1e-6)
    grey = images / 255
    error = -(grey * np.log(drawn) + (1 - grey) * np.log(1 - drawn)).sum(axis=(1, 2))
    return float((rate + error).mean())


def _guard(estimator: SpaceLearner, draft: Space, data: Dataset, _: Split, held: Split) -> dict[str, Any]:
    """How well digits are told from marks that it was not trained on, both made anew."""
    shown = exposed(held, int(estimator.get_params()["seed"]) + 3, held=True)
    scores = draft.encode(shown.images)[:, 0].astype(np.float64)
    digits, none = scores[shown.labels != NO_DIGIT], scores[shown.labels == NO_DIGIT]
    threshold = float(np.quantile(digits, REFUSED))
    tested = draft.encode(data.test.images)[:, 0]
    return {
        "output": "digit (n, 1), a logit",
        "threshold": round(threshold, 4),
        "validation": {
            "area_under_curve": round(area_under_curve(digits, none), 5),
            "refused_digits": REFUSED,
            "passed_marks": round(float((none >= threshold).mean()), 5),
        },
        "test": {"refused_digits": round(float((tested < threshold).mean()), 5), "images": len(tested)},
        **joined(draft, load_bundle(), load_space(SHIPPED / "vae"), data),
    }


_FIGURES: dict[str, Callable[[SpaceLearner, Space, Dataset, Split, Split], dict[str, Any]]] = {
    "siamese": _siamese,
    "vae": _vae,
    "guard": _guard,
}
