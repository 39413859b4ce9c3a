"""The line reader's bundle: a network that reads a strip of writing from left to right, and how sure it is."""

import threading
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerals.errors import ModelError
from numerals.inference.bundle import Bundle, open_session, peek
from numerals.inference.ctc import Frames, frames_of, likelihoods
from numerals.inference.detections import DIGITS

SHIPPED_LINES = Path(__file__).resolve().parent.parent / "assets" / "pages" / "line-reader"
"""The line reader that comes with the package."""
FRAME = 4
"""Columns of a strip for each frame."""
PAD = 12
"""Empty columns at both ends of a strip."""
HEARD = 0.3
"""How often a line reader's opinion counts whose card does not tell."""
_LOCK = threading.Lock()


@dataclass(frozen=True)
class LineModel(Bundle):
    """A line reader ready to run. Its card's ``symbols`` are what the network tells of, "nothing new" the last.

    Beside what every card holds there are ``heard``, how often its opinion counts where the page reader's counts once,
    and ``calibration``, by which both are sure of a digit; see `numerals.reader.lines`.
    """

    @property
    def heard(self) -> float:
        """How often its opinion counts."""
        return float(self.card.get("heard", HEARD))

    @property
    def calibration(self) -> list[float]:
        """Weights of 1 and of `numerals.reader.lines.Heard.clues`, whose sum is the logit of a confidence."""
        return [float(weight) for weight in self.card.get("calibration", (0.0, 1.0, 0.0, 0.0))]

    @cached_property
    def _session(self) -> Any:
        return open_session(self.checked_model(), self.model_path)

    def answer(self, strips: NDArray[np.float32]) -> NDArray[np.float32]:
        """Runs the network.

        Args:
            strips: (n, STRIP_HEIGHT, w) in 0..1, w a multiple of FRAME.

        Returns:
            (n, symbols, w / FRAME) logits.
        """
        session = self.__dict__.get("_session")
        if session is None:
            with _LOCK:
                session = self._session
        return np.asarray(session.run(None, {"ink": strips[:, None]})[0], np.float32)

    def frames(self, strip: NDArray[np.uint8]) -> Frames:
        """What the network hears on a strip (STRIP_HEIGHT, w), see `ctc.Frames`."""
        wide = strip.shape[1] + 2 * PAD
        full = np.zeros((1, strip.shape[0], -(-wide // FRAME) * FRAME), np.float32)
        full[0, :, PAD : PAD + strip.shape[1]] = strip.astype(np.float32) / 255
        return frames_of(self.answer(full)[0], self.temperature)


def alternatives(frames: Frames, text: str) -> NDArray[np.float64]:
    """For each digit of a text how likely it is each of the ten (n, 10), if the others are right."""
    others = [text[:i] + str(digit) + text[i + 1 :] for i in range(len(text)) for digit in range(DIGITS)]
    if not others:
        return np.zeros((0, DIGITS))
    logs = likelihoods(frames, others).reshape(-1, DIGITS)
    powers = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float64)


def load_line_model(folder: str | Path | None = None) -> LineModel:
    """Opens a line reader and checks it.

    Args:
        folder: with ``model.onnx`` and ``card.json``, as ``numerals train line-reader`` writes it; None opens the
            shipped one.

    Raises:
        ModelError: a file is missing, or the model is not the one that the card tells of.
    """
    bundle = peek(SHIPPED_LINES if folder is None else Path(folder))
    if "symbols" not in bundle.card:
        raise ModelError(
            f"{bundle.folder} holds {bundle.card['name']}, no line reader; give the folder that "
            "`numerals train line-reader` wrote"
        )
    model = LineModel(bundle.folder, bundle.card)
    model.checked_model()
    return model
