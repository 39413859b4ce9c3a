"""A space of digits against the champion of its kind, on the frozen validation digits: which is to serve?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerals.confidence.verification import Judge, area_under_curve, draw_pairs
from numerals.data.sources import Dataset, Split, validation_split
from numerals.errors import ModelError
from numerals.inference.space import Space

PAIRS, SEED = 20_000, 7
MARKS = 1.0
"""Marks by rule for each validation digit, against which guards are measured."""


@dataclass(frozen=True)
class Figure:
    """What decides between spaces of a kind.

    Attributes:
        name: what it is, as a person reads it.
        measure: of a space and the validation digits; the more the better.
        form: how it is told.
    """

    name: str
    measure: Callable[[Space, Split], float]
    form: Callable[[float], str]


@dataclass(frozen=True)
class SpaceContest:
    """What both reach on the same digits; told as `numerals.evaluation.contest.Contest` is.

    Attributes:
        candidate, champion: their versions.
        figure: what was measured.
        values: of the candidate and of the champion.
        data: whose validation digits these are, and how many.
        seen: versions that may have been trained on these digits.
    """

    candidate: str
    champion: str
    figure: Figure
    values: tuple[float, float]
    data: str
    images: int
    seen: tuple[str, ...]

    @property
    def ahead(self) -> float:
        """By how much the candidate is better; negative when it is worse."""
        return self.values[0] - self.values[1]

    def lines(self) -> list[str]:
        """What is told of it."""
        form, (first, second) = self.figure.form, self.values
        told = [
            f"candidate  {self.candidate}  {form(first)} {self.figure.name}",
            f"champion   {self.champion}  {form(second)} {self.figure.name}",
        ]
        if self.ahead == 0:
            return [*told, f"equally good on {self.images:,} validation digits of {self.data}"]
        word = "better" if self.ahead > 0 else "worse"
        return [*told, f"the candidate is {word} on {self.images:,} validation digits of {self.data}"]

    @property
    def lead(self) -> str:
        """By how much it is ahead or behind, in words."""
        return self.figure.form(abs(self.ahead))

    def to_dict(self) -> dict[str, Any]:
        """The figures, for JSON."""
        return {
            "data": self.data, "part": "validation", "images": self.images, "figure": self.figure.name,
            "candidate": {"model": self.candidate, "value": self.values[0]},
            "champion": {"model": self.champion, "value": self.values[1]},
            "ahead": self.ahead, "may_have_seen": list(self.seen),
        }  # fmt: skip


def contest_of_spaces(candidate: Space, champion: Space, dataset: Dataset) -> SpaceContest:
    """Measures both on the validation digits of a source; what their cards claim does not count.

    Raises:
        ModelError: there is no figure for this kind, or a graph cannot be run.
    """
    figure = FIGURES.get(candidate.slot)
    if figure is None:
        raise ModelError(f"{candidate.version} is of a kind that cannot be promoted; known are {', '.join(FIGURES)}")
    _, held = validation_split(dataset)
    values = tuple(figure.measure(space, held) for space in (candidate, champion))
    seen = tuple(one.version for one in (candidate, champion) if _may_have_seen(one, dataset, held))
    return SpaceContest(
        candidate.version, champion.version, figure, (values[0], values[1]), dataset.name, len(held), seen
    )


def _may_have_seen(space: Space, dataset: Dataset, held: Split) -> bool:
    told = space.card.get("data", {})
    return bool(
        told.get("train_sha256") == dataset.train.fingerprint and told.get("validation_sha256") != held.fingerprint
    )


def _pairs(space: Space, held: Split) -> float:
    """The share of pairs, half of the same digit, that the space's judge tells rightly."""
    codes, pairs = space.encode(held.images), draw_pairs(held.labels, PAIRS, SEED)
    told = space.card["judge"]
    judge = Judge(np.array(told["weights"], np.float64), float(told["bias"]))
    return float(((judge(codes[pairs.first], codes[pairs.second]) >= 0.5) == pairs.same).mean())


def _explained(space: Space, held: Split) -> float:
    """Minus what a binarised digit costs by its code's mean: the error of the reconstruction and the code's own."""
    black = np.random.default_rng(SEED).random(held.images.shape) < held.images / 255
    codes, rate = space.look(np.where(black, 255, 0).astype(np.uint8))
    drawn = np.clip(space.run("decoder", codes)[0][:, 0].astype(np.float64), 1e-6, 1 - 1e-6)
    error = -np.log(np.where(black, drawn, 1 - drawn)).sum(axis=(1, 2))
    return -float((error + rate).mean())


def _told_apart(space: Space, held: Split) -> float:
    """The area under the curve of digits against marks by rule that no guard learns from."""
    from numerals.training.exposure import marks

    none = marks(held.images, held.labels, round(MARKS * len(held)), SEED, held=True)

    def scores(images: NDArray[np.uint8]) -> NDArray[np.float64]:
        return space.encode(images)[:, 0].astype(np.float64)

    return area_under_curve(scores(held.images), scores(none))


FIGURES = {
    "siamese": Figure("of the pairs right", _pairs, lambda value: f"{value:.2%}"),
    "vae": Figure("nats for a digit by its mean code", _explained, lambda value: f"{abs(value):.2f}"),
    "map": Figure("nats for a digit by its mean code", _explained, lambda value: f"{abs(value):.2f}"),
    "guard": Figure("area under the curve against marks", _told_apart, lambda value: f"{value:.4f}"),
}
"""By slot."""
