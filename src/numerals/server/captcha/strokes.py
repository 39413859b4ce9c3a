"""Whether strokes were drawn by a hand, as far as their times tell.

A point is ``[x, y, t]``: its place in the digit's own box, whose side is 1, and its time in milliseconds. What is
refused is a drawing that was pasted, that is quicker than the time since it was asked for, that jumps, or that moves
like a machine: each point after the same time, or each at the same speed. A program that knows these few rules
can keep them; they make it wait as long as a person draws.
"""

import numpy as np
from numpy.typing import NDArray

Point = list[float]
Strokes = list[list[Point]]
Array = NDArray[np.float64]

LEAST_POINTS = 5
"""Fewest points of a digit; the quickest one of 7,494 measured at 100 points a second has 9."""
LEAST_TIME = 60.0
"""Least milliseconds from a digit's first to its last point."""
LEAST_SIZE = 0.15
"""Least longer side of a digit, as a share of its box."""
JUMP, JUMP_TIME = 0.25, 4.0
"""A step longer than this share of the box takes at least this many milliseconds."""
SAME_TIME = 0.05
"""Intervals that differ by no more milliseconds than this are the same."""
LEAST_UNEVEN = 0.1
"""Least standard deviation of the speed, as a share of its mean; of the drawings measured one in a thousand has less
than 0.14 (docs/captcha.md)."""
SLACK = 250.0
"""Milliseconds by which the clocks of browser and server may disagree about how long something took."""


def suspicion(drawing: list[Strokes], waited: float) -> str:
    """What shows that no hand drew this; empty if nothing does.

    Args:
        drawing: for each digit its strokes.
        waited: milliseconds since the digits were asked for.
    """
    digits = [[np.array(stroke, np.float64) for stroke in strokes if stroke] for strokes in drawing]
    if any(sum(len(stroke) for stroke in strokes) < LEAST_POINTS for strokes in digits):
        return "too few points"
    # A visitor may mend an earlier digit after a later one: the order is that of time.
    ordered = sorted((stroke for strokes in digits for stroke in strokes), key=lambda stroke: float(stroke[0, 2]))
    times = np.concatenate([stroke[:, 2] for stroke in ordered])
    if np.any(np.diff(times) < 0):
        return "time runs backwards"
    if times[-1] - times[0] > waited + SLACK:
        return "longer than the time since it was asked for"
    for strokes in digits:
        found = _of_digit(strokes)
        if found:
            return found
    intervals = np.concatenate([np.diff(stroke[:, 2]) for stroke in ordered])
    if np.ptp(intervals) <= SAME_TIME:
        return "each point after the same time"
    return ""


def _of_digit(strokes: list[Array]) -> str:
    points = np.vstack(strokes)
    if points[:, 2].max() - points[:, 2].min() < LEAST_TIME:
        return "too quick"
    if np.ptp(points[:, :2], axis=0).max() < LEAST_SIZE:
        return "too small"
    steps = np.vstack([np.diff(stroke, axis=0) for stroke in strokes])
    lengths, intervals = np.hypot(steps[:, 0], steps[:, 1]), steps[:, 2]
    if np.any((lengths > JUMP) & (intervals < JUMP_TIME)):
        return "a jump"
    return "" if _unevenness(lengths, intervals) >= LEAST_UNEVEN else "one speed throughout"


def _unevenness(lengths: Array, intervals: Array) -> float:
    """The speed's standard deviation as a share of its mean."""
    moved = intervals > 0
    if not moved.any():
        return 0.0
    speeds = lengths[moved] / intervals[moved]
    mean = float(speeds.mean())
    return float(speeds.std()) / mean if mean > 0 else 0.0


def shapes(drawing: list[Strokes]) -> list[list[Array]]:
    """For each digit its strokes (n, 2), without times."""
    return [[np.array(stroke, np.float64)[:, :2] for stroke in strokes if stroke] for strokes in drawing]
