"""The page reader's bundle: a detector of digits over a whole picture, and how sure its answers are."""

import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerals.errors import ModelError
from numerals.inference.bundle import Bundle, open_session, peek
from numerals.results import Box

SHIPPED_PAGES = Path(__file__).resolve().parent.parent / "assets" / "pages" / "page-reader"
"""The page reader that comes with the package."""
THREADS = min(2, os.cpu_count() or 1)
"""Threads that share one look at a picture: with two it takes 0.6 of the time, with more hardly less."""
_LOCK = threading.Lock()


@dataclass(frozen=True)
class PageModel(Bundle):
    """A page reader ready to run.

    Its card holds, beside what every card does, ``least``, the score below which a peak of the heat map is nothing,
    ``second_look``, how much the model of single digits counts, and ``calibration``: weights of 1 and of what
    `clues_of` gives, whose sum is the logit of the confidence.

    Attributes:
        threads: that share one look at a picture.
    """

    threads: int = THREADS

    @property
    def least(self) -> float:
        """Score below which nothing is told."""
        return float(self.card["least"])

    @cached_property
    def _session(self) -> Any:
        return open_session(self.checked_model(), self.model_path, self.threads)

    def answer(self, ink: NDArray[np.float32]) -> NDArray[np.float32]:
        """Runs the network.

        Args:
            ink: (h, w) in 0..1, sides multiples of 16.

        Returns:
            (19, h / 4, w / 4), see `numerals.inference.detections.find_peaks`.
        """
        session = self.__dict__.get("_session")
        if session is None:
            with _LOCK:
                session = self._session
        return np.asarray(session.run(None, {"ink": ink[None, None]})[0][0], np.float32)

    @property
    def second_look(self) -> float:
        """How much the model of single digits counts, see `numerals.reader.neural.combined`."""
        return float(self.card.get("second_look", 0.0))

    def confidences(
        self, scores: NDArray[np.floating], kinds: NDArray[np.floating], around: "Surroundings"
    ) -> NDArray[np.float64]:
        """How sure it is that the likeliest digit stands there.

        Args:
            scores: (n,) of what was found.
            kinds: (n, 10) probabilities of the digits.
            around: of the picture that it was found in.

        Returns:
            (n,) 0 to 1.
        """
        weights = [float(weight) for weight in self.card["calibration"]]
        clues = clues_of(scores, kinds, [around] * len(scores))
        # Those who calibrated without their surroundings have three weights.
        sure = weights[0] + clues[:, : len(weights) - 1] @ np.array(weights[1:])
        return np.asarray(1 / (1 + np.exp(-sure)), np.float64)


@dataclass(frozen=True)
class Surroundings:
    """What else a picture holds tells whether digits are written there: a letter among letters looks like a digit too.

    Attributes:
        explained: share of the strong ink that lies in the boxes of all that was found, 0 to 1.
        expected: sum of their scores.
    """

    explained: float
    expected: float


_MANY = 12.0
"""Digits from which more of them tell nothing: texture is full of what looks like digits."""
_STRONG = 60
"""Ink, of 255, that tells of a pen; fainter is grain or what shines through."""


def surroundings(ink: NDArray[np.uint8], boxes: Sequence[Box], scores: NDArray[np.floating]) -> Surroundings:
    """Of what was found in ink (h, w), with its boxes and scores (n,)."""
    strong = ink >= _STRONG
    whole = int(strong.sum())
    for box in boxes:
        strong[box.y : box.bottom, box.x : box.right] = False
    return Surroundings((whole - int(strong.sum())) / max(1, whole), float(scores.sum()))


def clues_of(
    scores: NDArray[np.floating], kinds: NDArray[np.floating], around: Sequence[Surroundings]
) -> NDArray[np.float64]:
    """By what a confidence is judged, (n, 5).

    Args:
        scores: (n,) of what was found.
        kinds: (n, 10) probabilities of the digits.
        around: for each.
    """
    explained = np.array([np.clip(one.explained, 0.02, 0.98) for one in around])
    share, count = logit(explained), np.log(np.array([min(one.expected, _MANY) for one in around]) + 0.1)
    # The more digits there are, the less other ink speaks against them.
    return np.column_stack([logit(scores), logit(kinds.max(axis=1, initial=0.0)), share, count, share * count])


def logit(p: NDArray[np.floating]) -> NDArray[np.float64]:
    """log(p / (1 - p)), within what two in a million can say."""
    p = np.clip(p.astype(np.float64), 1e-6, 1 - 1e-6)
    return np.asarray(np.log(p / (1 - p)))


def load_page_model(folder: str | Path | None = None, threads: int = THREADS) -> PageModel:
    """Opens a page reader and checks it.

    Args:
        folder: with ``model.onnx`` and ``card.json``; None opens the shipped one.
        threads: that share one look at a picture; 1 where as many readers run as there are cores.

    Raises:
        ModelError: a file is missing, or the model is not the one that the card tells of.
    """
    bundle = peek(SHIPPED_PAGES if folder is None else Path(folder))
    if "least" not in bundle.card:
        raise ModelError(
            f"{bundle.folder} holds {bundle.card['name']}, no page reader; give the folder that "
            "`numerals train page-reader` wrote"
        )
    model = PageModel(bundle.folder, bundle.card, threads)
    model.checked_model()
    return model
