"""How good a line reader's answers are on lines of digits that it has not seen, and what is chosen by them."""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray

from numerals.inference.ctc import frames_of, likely_texts
from numerals.inference.detections import DIGITS
from numerals.inference.line_model import LineModel
from numerals.training.lines import Lines

THRESHOLD = 0.5
"""A line that is more likely wrong than right is unreadable."""
_BATCH = 200
_TEMPERATURES = np.exp(np.arange(-0.7, 1.11, 0.05))


def answers_on(model: LineModel, lines: Lines) -> NDArray[np.float32]:
    """Logits of all strips, (n, symbols, frames)."""
    strips = np.asarray(lines.strips.astype(np.float32) / np.float32(255), np.float32)
    return np.concatenate([model.answer(strips[i : i + _BATCH]) for i in range(0, len(strips), _BATCH)])


def best_temperature(answers: NDArray[np.float32], lines: Lines) -> float:
    """By what logits are divided so that the written digits surprise least."""
    texts = [lines.text(number) for number in range(len(lines))]
    lengths = torch.tensor([len(text) for text in texts])
    digits = torch.zeros(len(texts), max(1, int(lengths.max())), dtype=torch.long)
    for row, text in zip(digits, texts, strict=True):
        row[: len(text)] = torch.tensor([int(digit) for digit in text])
    frames = torch.full((len(texts),), answers.shape[2])

    def surprise(temperature: float) -> float:
        every = (torch.from_numpy(answers) / temperature).log_softmax(1)
        nothing = every[:, DIGITS:].logsumexp(1, keepdim=True)
        log_p = torch.cat([every[:, :DIGITS], nothing], 1).permute(2, 0, 1)
        each = F.ctc_loss(log_p, digits, frames, lengths, DIGITS, reduction="none")
        # A line that cannot be read at all surprises without end, whatever the temperature.
        return float(each.clamp_max(30).mean())

    return round(float(min(_TEMPERATURES, key=surprise)), 3)


@dataclass(frozen=True)
class LineFigures:
    """What a line reader made of some lines.

    Attributes:
        texts: that it read.
        confidences: (n,) how sure it was of each.
        truths: the digits that are written.
    """

    texts: list[str]
    confidences: NDArray[np.float64]
    truths: list[str]

    def figures(self) -> dict[str, float]:
        """How good that is."""
        right = np.array([text == truth for text, truth in zip(self.texts, self.truths, strict=True)])
        written = np.array([bool(truth) for truth in self.truths])
        told = np.array([bool(text) for text in self.texts]) & (self.confidences >= THRESHOLD)
        place = np.minimum((self.confidences * 15).astype(int), 14)
        gaps = [abs((self.confidences - right)[place == b].sum()) for b in range(15)]
        found = {
            "lines_right": right[written].mean() if written.any() else 0.0,
            "nothing_told_as_digits": told[~written].mean() if not written.all() else 0.0,
            "calibration_error": sum(gaps) / max(1, len(right)),
        }
        return {name: round(float(value), 5) for name, value in found.items()}


def read_all(answers: NDArray[np.float32], temperature: float, lines: Lines) -> LineFigures:
    """Reads every strip from the network's answers to it."""
    best = [likely_texts(frames_of(answer, temperature))[0] for answer in answers]
    truths = [lines.text(number) for number in range(len(lines))]
    return LineFigures([text for text, _ in best], np.exp([surprise for _, surprise in best]), truths)
