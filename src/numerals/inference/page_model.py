"""The page reader's bundle: a detector of digits over a whole picture, and how sure its answers are."""

import threading
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerals.inference.bundle import Bundle, open_session, peek

SHIPPED_PAGES = Path(__file__).resolve().parent.parent / "assets" / "pages" / "page-reader"
"""The page reader that comes with the package."""
_LOCK = threading.Lock()


@dataclass(frozen=True)
class PageModel(Bundle):
    """A page reader ready to run.

    Its card holds, beside what every card does, ``least``, the score below which a peak of the heat map is nothing,
    ``second_look``, how much the model of single digits counts, and ``calibration``: three weights, of 1, of the
    score's logit and of the likeliest digit's logit, whose sum is the logit of the confidence.
    """

    @property
    def least(self) -> float:
        """Score below which nothing is told."""
        return float(self.card["least"])

    @cached_property
    def _session(self) -> Any:
        return open_session(self.checked_model(), self.model_path)

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

    def confidences(self, scores: NDArray[np.floating], kinds: NDArray[np.floating]) -> NDArray[np.float64]:
        """How sure it is that the likeliest digit stands there.

        Args:
            scores: (n,) of what was found.
            kinds: (n, 10) probabilities of the digits.

        Returns:
            (n,) 0 to 1.
        """
        bias, of_score, of_kind = (float(weight) for weight in self.card["calibration"])
        sure = bias + of_score * logit(scores) + of_kind * logit(kinds.max(axis=1, initial=0.0))
        return np.asarray(1 / (1 + np.exp(-sure)), np.float64)


def logit(p: NDArray[np.floating]) -> NDArray[np.float64]:
    """log(p / (1 - p)), within what two in a million can say."""
    p = np.clip(p.astype(np.float64), 1e-6, 1 - 1e-6)
    return np.asarray(np.log(p / (1 - p)))


def load_page_model(folder: Path | None = None) -> PageModel:
    """Opens a page reader and checks it.

    Args:
        folder: with ``model.onnx`` and ``card.json``; None opens the shipped one.

    Raises:
        ModelError: a file is missing, or the model is not the one that the card tells of.
    """
    bundle = peek(SHIPPED_PAGES if folder is None else folder)
    model = PageModel(bundle.folder, bundle.card)
    model.checked_model()
    return model
