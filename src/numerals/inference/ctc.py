"""From the frames of a line to its text: how likely each text is, which ones are likely, and where their digits stand.

A frame says for a few columns of the line how likely each digit begins or goes on there, or nothing new does. A text's
probability is the sum over all ways in which frames can spell it (Graves et al. 2006, "Connectionist Temporal
Classification").
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from numerals.inference.detections import DIGITS

Frames = NDArray[np.float64]
"""(frames, DIGITS + 1) probabilities of the ten digits and, last, of nothing new; rows sum to 1."""
_TINY = 1e-300
_HEARD = 1e-4
"""Probability below which a digit is not tried in a frame."""


def frames_of(answer: NDArray[np.floating], temperature: float = 1.0) -> Frames:
    """Frames of a network's answer (symbols and blank, frames); a point, dash or slash is no new digit."""
    scaled = answer.T.astype(np.float64) / temperature
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    every = powers / powers.sum(axis=1, keepdims=True)
    return np.column_stack([every[:, :DIGITS], every[:, DIGITS:].sum(axis=1)])


def likelihoods(frames: Frames, texts: Sequence[str]) -> NDArray[np.float64]:
    """Logarithm of each text's probability, (n,)."""
    labels, skips = _spelt(texts)
    lengths = np.array([2 * len(text) + 1 for text in texts], np.intp)
    alpha = np.zeros(labels.shape)
    alpha[:, 0] = 1.0
    total = np.zeros(len(texts))
    for number, frame in enumerate(frames):
        moved = alpha.copy()
        moved[:, 1:] += alpha[:, :-1]
        moved[:, 2:] += alpha[:, :-2] * skips[:, 2:]
        if number == 0:
            moved[:, 2:] = 0  # a line begins with its first digit, or with nothing
        alpha = moved * frame[labels]
        sums = np.maximum(alpha.sum(axis=1), _TINY)
        total += np.log(sums)
        alpha /= sums[:, None]
    rows = np.arange(len(texts))
    ends = alpha[rows, lengths - 1] + np.where(lengths > 1, alpha[rows, lengths - 2], 0)
    return np.asarray(total + np.log(np.maximum(ends, _TINY)), np.float64)


def _spelt(texts: Sequence[str]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Each text with nothing new before, between and behind its digits, and where that may be left out."""
    room = 2 * max((len(text) for text in texts), default=0) + 1
    labels = np.full((len(texts), room), DIGITS, np.intp)
    for row, text in zip(labels, texts, strict=True):
        row[1 : 2 * len(text) : 2] = [int(digit) for digit in text]
    skips = np.zeros(labels.shape, bool)
    skips[:, 2:] = (labels[:, 2:] != DIGITS) & (labels[:, 2:] != labels[:, :-2])
    return labels, skips


def likely_texts(frames: Frames, width: int = 8) -> list[tuple[str, float]]:
    """The most likely texts with the logarithms of their probabilities, best first, by a search of prefixes.

    Args:
        frames: of the line.
        width: prefixes that are followed at a time.
    """
    beam: dict[str, tuple[float, float]] = {"": (1.0, 0.0)}  # ends with nothing new, ends within its last digit
    for frame in frames:
        heard = [(str(digit), frame[digit]) for digit in np.flatnonzero(frame[:DIGITS] > _HEARD)]
        nothing = frame[DIGITS]
        found: dict[str, tuple[float, float]] = {}
        for prefix, (paused, within) in beam.items():
            goes_on = within * frame[int(prefix[-1])] if prefix else 0.0
            old = found.get(prefix, (0.0, 0.0))
            found[prefix] = (old[0] + (paused + within) * nothing, old[1] + goes_on)
            for digit, chance in heard:
                longer = prefix + digit
                came = paused if prefix.endswith(digit) else paused + within
                old = found.get(longer, (0.0, 0.0))
                found[longer] = (old[0], old[1] + came * chance)
        best = sorted(found.items(), key=lambda item: -sum(item[1]))[:width]
        total = sum(sum(chances) for _, chances in best)
        beam = {prefix: (paused / total, within / total) for prefix, (paused, within) in best}
    texts = list(beam)
    told = zip(texts, likelihoods(frames, texts).tolist(), strict=True)
    return sorted(told, key=lambda item: -item[1])


def spans(frames: Frames, text: str) -> NDArray[np.int64]:
    """First frame of each digit and the one behind its last (n, 2), on the likeliest way to spell a text."""
    labels, skips = (part[0] for part in _spelt([text]))
    logs = np.log(np.maximum(frames, _TINY))
    score = np.full(len(labels), -np.inf)
    score[:2] = logs[0, labels[:2]]
    came = np.zeros((len(frames), len(labels)), np.int64)
    for number, frame in enumerate(logs[1:], 1):
        ways = np.full((3, len(labels)), -np.inf)
        ways[0], ways[1, 1:] = score, score[:-1]
        ways[2, 2:] = np.where(skips[2:], score[:-2], -np.inf)
        came[number] = ways.argmax(axis=0)
        score = ways.max(axis=0) + frame[labels]
    place = len(labels) - 1 - int(len(labels) > 1 and score[-2] > score[-1])
    found = np.zeros((len(text), 2), np.int64)
    for number in range(len(frames) - 1, -1, -1):
        if place % 2:
            digit = found[place // 2]
            digit[0], digit[1] = number, digit[1] or number + 1
        place -= int(came[number, place])
    return found
