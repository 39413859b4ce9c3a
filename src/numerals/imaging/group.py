"""Which strokes of a drawing make up each digit, and in which order the digits are read.

The browser groups them by the same rules (``web/src/ink/group.ts``); golden files in ``tests/golden`` hold the two
together, so change both or none.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from numerals.imaging.ink import BLOCK, Stroke, segments_of

NARROWEST = 0.16
"""A stroke narrower than this share of the tallest stroke counts as this wide when digits are told apart."""
OVERLAP = 0.45
"""Strokes that overlap sideways by this share of the narrower one belong to one digit."""
TOUCHING = 0.1
"""Strokes nearer than this share of the tallest one touch; then any overlap is enough."""
GAP = 0.35
"""Strokes further apart from top to bottom than this share of the tallest stroke are different digits."""
BAR_WIDTH, BAR_HEIGHT, BAR_SLOPE = 0.08, 0.35, 0.5
"""A stroke is a bar if it is at least so wide and at most so high, as shares of the tallest one, and no steeper."""
HOOK = 0.15
"""The foot of a hook, from its leftmost point to its end, is at least this share of the tallest stroke wide."""
THIRD = 0.3
"""The share of a stroke's height that is its upper and its lower end."""
PART = 0.3
"""A bar or a hook nearer than this share of the tallest stroke to other ink is a part of that digit."""
SPECK = 0.02
"""Ink smaller than this share of the canvas's longer side is a slip of the pen."""

Extent = list[float]
"""Left, top, right, bottom of some ink."""


@dataclass
class _Group:
    """Strokes that make up one digit, as far as is known."""

    strokes: list[int]
    extent: Extent


def _extent(stroke: Stroke) -> Extent:
    low, high = stroke.min(axis=0), stroke.max(axis=0)
    return [float(low[0]), float(low[1]), float(high[0]), float(high[1])]


def _distance(a: Stroke, b: Stroke) -> float:
    """Least distance from a point of one polyline to the other polyline."""

    def one_way(points: Stroke, line: Stroke) -> float:
        if len(points) > BLOCK:
            return min(one_way(points[i : i + BLOCK], line) for i in range(0, len(points), BLOCK))
        x0, y0, x1, y1 = segments_of([line]).T[:, :, None]
        dx, dy = x1 - x0, y1 - y0
        x, y = points[:, 0], points[:, 1]
        along = np.clip(((x - x0) * dx + (y - y0) * dy) / np.maximum(dx * dx + dy * dy, 1e-12), 0.0, 1.0)
        return float(((x - x0 - along * dx) ** 2 + (y - y0 - along * dy) ** 2).min())

    return float(np.sqrt(min(one_way(a, b), one_way(b, a))))


def _overlap(a: Extent, b: Extent, least: float) -> float:
    """How far two extents overlap sideways, as a share of the narrower one, each at least ``least`` wide."""

    def widened(e: Extent) -> tuple[float, float]:
        extra = max(0.0, least - (e[2] - e[0])) / 2
        return e[0] - extra, e[2] + extra

    (left_a, right_a), (left_b, right_b) = widened(a), widened(b)
    return (min(right_a, right_b) - max(left_a, left_b)) / min(right_a - left_a, right_b - left_b)


def _same_digit(a: _Group, b: _Group, strokes: Sequence[Stroke], tallest: float) -> bool:
    """Whether two groups stand over each other closely enough, or touch, so that they are one digit."""
    if max(a.extent[1], b.extent[1]) - min(a.extent[3], b.extent[3]) > GAP * tallest:
        return False
    overlap = _overlap(a.extent, b.extent, NARROWEST * tallest)
    if overlap >= OVERLAP or overlap <= 0.0:
        return overlap >= OVERLAP
    return any(_distance(strokes[i], strokes[j]) <= TOUCHING * tallest for i in a.strokes for j in b.strokes)


def _is_bar(extent: Extent, tallest: float) -> bool:
    """Whether a stroke lies: the roof of a 5, the foot of a 1, the bar of a 7."""
    left, top, right, bottom = extent
    width, height = right - left, bottom - top
    return width >= BAR_WIDTH * tallest and height <= min(BAR_SLOPE * width, BAR_HEIGHT * tallest)


def _is_hook(stroke: Stroke, extent: Extent, tallest: float) -> bool:
    """Whether a stroke falls and then goes to the right, as the first one of an open 4 does.

    A 2 goes to the right before it falls, and a 0 or a 6 comes up again or ends inside.
    """
    x, y = stroke[:, 0], stroke[:, 1]
    left, top, _, bottom = extent
    turn, end = int(x.argmin()), THIRD * (bottom - top)
    falls = y[0] <= top + end and x[: turn + 1].max() - x[0] <= HOOK * tallest
    stays = y[-1] >= bottom - end and y[turn:].min() >= top + end
    return bool(bottom - top >= THIRD * tallest and falls and stays and x[-1] - left >= HOOK * tallest)


def _reach(part: Stroke, own: Extent, other: Extent, tallest: float) -> float:
    """How far a bar or a hook may be from a digit that it is a part of; negative if it is none of this one."""
    left, top, _, bottom = other
    if _is_bar(own, tallest):
        middle = (own[1] + own[3]) / 2
        # At half height it may as well be a dash between two digits.
        beside = min(middle - top, bottom - middle) > THIRD * (bottom - top)
        return (TOUCHING if beside else PART) * tallest
    # The stem of a 4 stands to the right of the hook and goes further down.
    stem = left >= own[0] + TOUCHING * tallest and bottom >= float(part[-1, 1]) + TOUCHING * tallest
    return PART * tallest if stem else -1.0


def _apart(a: Extent, b: Extent) -> float:
    """The greater of the free distances sideways and from top to bottom; two strokes are at least so far apart."""
    return max(a[0] - b[2], b[0] - a[2], a[1] - b[3], b[1] - a[3])


def _parts(groups: Sequence[_Group], strokes: Sequence[Stroke], tallest: float) -> list[tuple[float, int, int]]:
    """Bars and hooks with the digits near them, the nearest first: distance, place of the part and of the digit."""
    found = []
    for i, group in enumerate(groups):
        part = strokes[group.strokes[0]]
        bar = _is_bar(group.extent, tallest)
        if len(group.strokes) > 1 or not (bar or _is_hook(part, group.extent, tallest)):
            continue
        near = part if bar else part[-1:]  # a hook touches the stem with its end
        for j, other in enumerate(groups):
            reach = _reach(part, group.extent, other.extent, tallest)
            if i != j and _apart(group.extent, other.extent) <= reach:
                away = min(_distance(near, strokes[k]) for k in other.strokes)
                if away <= reach:
                    found.append((away, i, j))
    return sorted(found)


def _union(a: _Group, b: _Group) -> _Group:
    low = [min(a.extent[k], b.extent[k]) for k in (0, 1)]
    high = [max(a.extent[k], b.extent[k]) for k in (2, 3)]
    return _Group(sorted(a.strokes + b.strokes), low + high)


def _merge(groups: list[_Group], strokes: Sequence[Stroke], tallest: float) -> list[_Group]:
    """Joins the first two groups that are one digit, and again, until no two are.

    Only the group that has just grown can be near an earlier one, so that no other pair is looked at twice.
    """
    groups, at, settled = list(groups), 0, 0
    while at < len(groups):
        others = (k for k in range(len(groups)) if k != at and _same_digit(groups[at], groups[k], strokes, tallest))
        other = next(others, None)
        if other is None:
            settled += at == settled
            at = settled
            continue
        at, gone = min(at, other), max(at, other)
        groups[at] = _union(groups[at], groups.pop(gone))
        settled -= gone < settled
    return groups


def _attach(groups: list[_Group], strokes: Sequence[Stroke], tallest: float) -> list[_Group]:
    """Joins bars and hooks, each with the digit nearest to it."""
    groups, place, joined = list(groups), list(range(len(groups))), set()
    for _, part, other in _parts(groups, strokes, tallest):
        if part not in joined and place[part] != place[other]:
            joined.add(part)
            gone, kept = place[part], place[other]
            groups[kept] = _union(groups[kept], groups[gone])
            place = [kept if at == gone else at for at in place]
    return [groups[at] for at in sorted(set(place))]


def _tallest(groups: Sequence[_Group]) -> float:
    """The height of the tallest stroke, or half the width of the widest one where that is more."""
    return max(
        (max(bottom - top, 0.5 * (right - left)) for left, top, right, bottom in (g.extent for g in groups)),
        default=0.0,
    )


def group_strokes(strokes: Sequence[Stroke], canvas: float) -> list[list[list[int]]]:
    """Finds which strokes make up each digit, and the digits' order.

    Args:
        strokes: polylines, shape (n, 2), in canvas units.
        canvas: the canvas's longer side, in the same unit.

    Returns:
        For each line from the top, for each digit from the left, the indices of its strokes; empty for a
        canvas that is empty or holds slips of the pen only.
    """
    groups = [_Group([i], _extent(stroke)) for i, stroke in enumerate(strokes)]
    tallest = _tallest(groups)
    merged = _attach(_merge(groups, strokes, tallest), strokes, tallest)
    found = [g for g in merged if max(g.extent[2] - g.extent[0], g.extent[3] - g.extent[1]) >= SPECK * canvas]
    lines: list[list[_Group]] = []
    for group in sorted(found, key=lambda g: (g.extent[1] + g.extent[3]) / 2):
        middle = (group.extent[1] + group.extent[3]) / 2
        if lines and middle <= max(other.extent[3] for other in lines[-1]):
            lines[-1].append(group)
        else:
            lines.append([group])
    return [[group.strokes for group in sorted(line, key=lambda g: g.extent[0])] for line in lines]
