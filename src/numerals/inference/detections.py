"""From the page reader's answer to digits: peaks of the heat map, their boxes and kinds, each digit found once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STRIDE = 4
"""Pixels of the picture for each cell of the answer."""
KINDS, DIGITS = 13, 10
"""Ten digits, then point, dash and slash."""
_TYPICAL = (18.0, 28.0)
"""Width and height in pixels that the network says 0 for."""
_OVERLAP = 0.45
"""Intersection over union from which two boxes are one digit."""
_NEAR = 0.32
"""Middles nearer than this share of the boxes' mean width and height are one digit."""


@dataclass(frozen=True)
class Detections:
    """Digits or marks found in a picture.

    Attributes:
        boxes: (n, 4) float32 left, top, right, bottom in pixels.
        scores: (n,) float32 how sure it is that something stands there, 0 to 1.
        kinds: (n, KINDS) float32 probabilities of what it is.
    """

    boxes: NDArray[np.float32]
    scores: NDArray[np.float32]
    kinds: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.scores)

    @property
    def heights(self) -> NDArray[np.float32]:
        """Heights in pixels, (n,)."""
        return self.boxes[:, 3] - self.boxes[:, 1]

    def pick(self, chosen: NDArray[np.intp] | NDArray[np.bool_]) -> "Detections":
        """Some of them, by index or mask."""
        return Detections(self.boxes[chosen], self.scores[chosen], self.kinds[chosen])

    def scaled(self, by: float) -> "Detections":
        """The same with boxes in pixels of a picture ``by`` times as large."""
        return Detections(self.boxes * np.float32(by), self.scores, self.kinds)


def joined(parts: list[Detections]) -> Detections:
    """All of several; none of them gives none."""
    if not parts:
        return Detections(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), np.zeros((0, KINDS), np.float32))
    return Detections(*(np.concatenate([getattr(p, name) for p in parts]) for name in ("boxes", "scores", "kinds")))


def sigmoid(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """1 / (1 + exp(-logits))."""
    return np.asarray(1 / (1 + np.exp(-logits.clip(-30, 30))), np.float32)


def softmax_rows(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Probabilities of each row (n, k)."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


def _highest_near(heat: NDArray[np.float32]) -> NDArray[np.float32]:
    """The highest value in the 3x3 cells around each cell."""
    for turned in (False, True):
        highest = heat.copy()
        here, there = (highest.T, heat.T) if turned else (highest, heat)
        np.maximum(here[1:], there[:-1], out=here[1:])
        np.maximum(here[:-1], there[1:], out=here[:-1])
        heat = highest
    return heat


def find_peaks(answer: NDArray[np.float32], least: float) -> tuple[Detections, Detections]:
    """Digits and marks in one answer of the network.

    Args:
        answer: (2 + KINDS + 4, h, w): logits of a digit's and of a mark's middle, logits of the kinds, the box.
        least: score below which a peak is nothing.

    Returns:
        Digits, whose kinds after the tenth are 0, and marks, whose first ten are; boxes in pixels of the picture.
    """
    found = []
    for channel in (0, 1):
        heat = sigmoid(answer[channel])
        rows, columns = np.nonzero((heat >= _highest_near(heat)) & (heat >= least))
        found.append(_at(answer, rows, columns, heat[rows, columns], marks=channel == 1))
    return found[0], found[1]


def _at(
    answer: NDArray[np.float32],
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    scores: NDArray[np.float32],
    *,
    marks: bool,
) -> Detections:
    """What the answer says at some cells."""
    logits = answer[2:-4, rows, columns].T.copy()
    logits[:, slice(DIGITS) if marks else slice(DIGITS, None)] = -30
    dx, dy, wide, tall = answer[-4:, rows, columns]
    x, y = (columns + 0.5 + dx) * STRIDE, (rows + 0.5 + dy) * STRIDE
    across, down = (_TYPICAL[i] / 2 * np.exp(np.clip(size, -4, 3)) for i, size in ((0, wide), (1, tall)))
    boxes = np.column_stack([x - across, y - down, x + across, y + down]).astype(np.float32)
    return Detections(boxes, scores.astype(np.float32), softmax_rows(logits))


def overlaps(boxes: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float32]:
    """Intersection over union of boxes (n, 4) and others (m, 4); (n, m)."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    common = np.maximum(high - low, 0).prod(axis=2)
    areas = [(b[:, 2:] - b[:, :2]).prod(axis=1) for b in (boxes, others)]
    return np.asarray(common / np.maximum(areas[0][:, None] + areas[1][None] - common, 1e-3), np.float32)


def suppress(found: Detections, order: NDArray[np.float32]) -> NDArray[np.intp]:
    """Finds each digit once.

    Args:
        found: with several boxes for some digits.
        order: (n,) the box with the most stays.

    Returns:
        Indices of those that stay, best first.
    """
    boxes = found.boxes
    size = boxes[:, 2:] - boxes[:, :2]
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    left = np.argsort(-order, kind="stable")
    kept = []
    while len(left):
        best, left = left[0], left[1:]
        kept.append(best)
        overlap = overlaps(boxes[best : best + 1], boxes[left])[0]
        away = np.abs(middle[left] - middle[best]) / np.maximum((size[left] + size[best]) / 2, 1e-3)
        left = left[(overlap < _OVERLAP) & (away > _NEAR).any(axis=1)]
    return np.array(kept, np.intp)


def agreed(parts: list[Detections]) -> Detections:
    """What several looks at one picture found, taken together, each digit once.

    The score is the mean over all looks, 0 from those that did not see it; box and kinds are means by score. What one
    look sees and the others do not is so believed less.

    Args:
        parts: of each look, in pixels of the same picture, none with one digit twice; at least one.
    """
    every = joined(parts)
    of_look = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    group = np.full(len(every), -1)
    heads: list[int] = []
    for i in np.argsort(-every.scores, kind="stable"):
        if group[i] >= 0:
            continue
        group[i] = len(heads)
        heads.append(int(i))
        shares = np.where(group < 0, overlaps(every.boxes[i : i + 1], every.boxes)[0], 0)
        for look in set(range(len(parts))) - {int(of_look[i])}:
            own = np.where(of_look == look, shares, 0)
            if own.max(initial=0) > _OVERLAP:
                group[own.argmax()] = group[i]
    total = np.bincount(group, every.scores, len(heads))

    def mean(values: NDArray[np.float32]) -> NDArray[np.float32]:
        sums = np.zeros((len(heads), values.shape[1]))
        np.add.at(sums, group, values * every.scores[:, None])
        return np.asarray(sums / total[:, None], np.float32)

    return Detections(mean(every.boxes), np.asarray(total / len(parts), np.float32), mean(every.kinds))
