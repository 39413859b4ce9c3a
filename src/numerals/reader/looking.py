"""Looks at a picture from several distances, and then from the one at which its digits are best read.

The network reads digits of a certain height best, and a picture does not tell how tall its digits are. So it is seen
from afar and then nearer, each time twice as large, until what was found says how tall digits are; then it is read with
those brought to the height that the network knows best. What stands there in another size is kept from the looks
before.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numerals.imaging.even import padded, resized, stroke_width
from numerals.inference.detections import Detections, agreed, find_peaks, joined, suppress

Ink = NDArray[np.uint8]
Network = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""Maps ink (h, w) in 0..1, sides multiples of DIVISOR, to an answer (OUTPUTS, h / 4, w / 4)."""
Part = tuple[slice, slice]
"""Rows and columns of a picture."""
DIVISOR = 16
BEST_HEIGHT = 28.0
"""Height of digits in pixels that the network reads best."""
_LOOKS = (48, 96, 192, 384, 768)
"""Longer sides in pixels from which a picture is seen first."""
_AROUND = (0.8, 1.25)
"""A picture is read from these distances too, as a share of the best one: what all looks see is surely there."""
_NEAREST = 4.0
"""Pictures are not enlarged more than this to search for digits."""
_TALL_ENOUGH = 26.0
"""Height of digits in pixels from which they need not be searched for from nearer."""
_LEAST_AREA, _MOST_AREA = 40 * 40, 1_400_000
"""Pixels of a look; a larger one costs more than half a second."""
_READABLE = (12.0, 70.0)
"""Heights of digits in pixels that count at one look."""
PAD = 12
"""Empty pixels around a picture, so that digits at its edge are seen as others."""
_LEAST = 0.1
"""Score below which a peak is not even looked at."""
_MOST = 800
"""Digits at one look; where there are more it is texture, which costs no more than that."""
_BELIEVED = 0.4
"""Score from which a digit tells of the height of all."""


@dataclass(frozen=True)
class Look:
    """One look at a picture.

    Attributes:
        scale: pixels of the look for one of the picture.
        answer: of the network.
        digits, marks: found, in pixels of the picture.
    """

    scale: float
    answer: NDArray[np.float32]
    digits: Detections
    marks: Detections


@dataclass(frozen=True)
class Seen:
    """What was found in a picture, each digit once, and the looks that found it; from the last one it is read best.

    Attributes:
        digits, marks: found, in pixels of the picture.
        looks: all of them.
        stroke: width of the picture's strokes in pixels.
    """

    digits: Detections
    marks: Detections
    looks: tuple[Look, ...]
    stroke: float


def look(ink: Ink, scale: float, network: Network, stroke: float, part: Part | None = None) -> Look:
    """Looks once, at the whole picture or at a part of it."""
    rows, columns = part or (slice(0, ink.shape[0]), slice(0, ink.shape[1]))
    answer = network(padded(resized(ink[rows, columns], scale, stroke), PAD, DIVISOR))
    corner = np.array([columns.start, rows.start] * 2, np.float32)
    found = []
    for peaks in find_peaks(answer, _LEAST):
        boxes = np.asarray((peaks.boxes - PAD) / scale + corner, np.float32)
        found.append(Detections(boxes, peaks.scores, peaks.kinds))
    return Look(scale, answer, found[0], found[1])


def _trust(found: Detections, scale: float) -> NDArray[np.float32]:
    """Scores, less for digits that are far from the height that is read best."""
    away = np.log(np.maximum(found.heights * scale, 1.0) / BEST_HEIGHT)
    return np.asarray(found.scores * np.exp(-0.5 * (away / 0.6) ** 2), np.float32)


def _votes(looks: list[Look]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Heights in pixels of the picture of all that was surely found, each digit once, and the trust in each."""
    every = joined([one.digits for one in looks])
    trust = np.concatenate([_trust(one.digits, one.scale) for one in looks])
    stay = suppress(every, trust)
    stay = stay[(every.scores[stay] >= _BELIEVED) & (every.heights[stay] > 1)]
    return every.heights[stay], trust[stay]


def typical_height(looks: list[Look]) -> float | None:
    """The height in pixels of the picture that most of what was found has; None where nothing was.

    Found digits vote with the trust in them for heights near their own.
    """
    heights, trust = _votes(looks)
    if not len(heights):
        return None
    logs = np.log(heights)
    votes = (trust[None] * np.exp(-0.5 * ((logs[:, None] - logs[None]) / 0.25) ** 2)).sum(axis=1)
    mode = logs[votes.argmax()]
    near = np.abs(logs - mode) < 0.5
    return float(np.exp(np.average(logs[near], weights=trust[near] + 1e-6)))


def _cover(boxes: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float32]:
    """Share of each box (n, 4) that others (m, 4) cover, as if these did not overlap; (n,)."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    common = np.maximum(high - low, 0).prod(axis=2).sum(axis=1)
    return np.asarray(common / np.maximum((boxes[:, 2:] - boxes[:, :2]).prod(axis=1), 1e-3), np.float32)


def _gather(looks: list[Look], part: str) -> Detections:
    """What the last look found, each once, and from the looks before what it could not see for its size."""
    reading = looks[-1]
    found: Detections = getattr(reading, part)
    low, high = _READABLE
    if part == "digits":
        found = found.pick((found.heights * reading.scale > low) & (found.heights * reading.scale < high))
    found = found.pick(np.argsort(-found.scores, kind="stable")[:_MOST])
    found = found.pick(suppress(found, found.scores))
    if part != "digits":
        return found
    for one in sorted(looks[:-1], key=lambda one: abs(np.log(one.scale / reading.scale))):
        other = one.digits.pick(one.digits.scores >= _BELIEVED)
        seen_there = (other.heights * one.scale > 1.2 * low) & (other.heights * one.scale < 0.8 * high)
        hidden_here = (other.heights * reading.scale < 1.2 * low) | (other.heights * reading.scale > 0.8 * high)
        other = other.pick(seen_there & hidden_here)
        other = other.pick(suppress(other, other.scores))
        found = joined([found, other.pick(_cover(other.boxes, found.boxes) < 0.3)])
    return found


def see(ink: Ink, network: Network) -> Seen:
    """Finds the digits of a picture.

    Args:
        ink: (h, w), 0 on paper, see `numerals.imaging.even`.
        network: the page reader's.
    """
    stroke = stroke_width(ink)
    looks = _search(ink, network, stroke)
    for _ in range(2):  # the second time with the height that the first has found
        height = typical_height(looks)
        if height is None:
            break
        scale = _fitting(BEST_HEIGHT / height, ink.shape)
        away = [abs(float(np.log(one.scale / scale))) for one in looks]
        if min(away) < 0.1:
            looks.append(looks.pop(int(np.argmin(away))))
            break
        looks.append(look(ink, scale, network, stroke))
    best, part = looks[-1], _written(looks, ink.shape)
    around = [look(ink, best.scale * share, network, stroke, part) for share in _AROUND] if part else []
    digits = agreed([_gather([*looks, one], "digits") for one in (best, *around)])
    return Seen(digits.pick(suppress(digits, digits.scores)), _gather(looks, "marks"), (*around, *looks), stroke)


def _written(looks: list[Look], shape: tuple[int, ...]) -> Part | None:
    """The part of a picture in which the last look has seen anything like a digit, with room around.

    None where there is nothing to look at once more: no digits, or texture.
    """
    boxes = looks[-1].digits.boxes
    if not 0 < len(boxes) <= _MOST:
        return None
    room = 1.5 * float(np.median(boxes[:, 3] - boxes[:, 1]))
    left, top = np.floor(np.maximum(boxes[:, :2].min(axis=0) - room, 0)).astype(int).tolist()
    right, bottom = np.ceil(np.minimum(boxes[:, 2:].max(axis=0) + room, shape[1::-1])).astype(int).tolist()
    return slice(top, max(bottom, top + 1)), slice(left, max(right, left + 1))


def _search(ink: Ink, network: Network, stroke: float) -> list[Look]:
    """Looks from afar and nearer, until two looks agree on digits that need not be seen from nearer."""
    looks: list[Look] = []
    before: float | None = None
    for side in _LOOKS:
        scale = side / max(ink.shape)
        if looks and scale > _NEAREST:
            break
        looks.append(look(ink, scale, network, stroke))
        height = typical_height(looks[-1:])
        if height and before and abs(np.log(height / before)) < 0.25 and height * scale > _TALL_ENOUGH:
            break
        before = height
    return looks


def _fitting(scale: float, shape: tuple[int, ...]) -> float:
    """A scale that makes the picture neither too large nor too small to look at."""
    area = shape[0] * shape[1]
    return float(np.clip(scale, (_LEAST_AREA / area) ** 0.5, (_MOST_AREA / area) ** 0.5))
