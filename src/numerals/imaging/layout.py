"""Lines and reading order."""

from collections.abc import Sequence

from numerals.results import Box


def group_lines(boxes: Sequence[Box]) -> list[list[int]]:
    """Groups boxes into lines, top to bottom, each left to right.

    Lines may slope and digits may dance: going from left to right, a box joins the line whose last digits
    it overlaps most in height.

    Args:
        boxes: in any order.

    Returns:
        Indices of the boxes, line by line.
    """
    lines: list[list[int]] = []
    for i in sorted(range(len(boxes)), key=lambda i: boxes[i].x + boxes[i].width / 2):
        best, best_share = None, 0.35
        for line in lines:
            share = _vertical_overlap(boxes[i], [boxes[j] for j in line[-2:]])
            if share > best_share:
                best, best_share = line, share
        if best is None:
            lines.append([i])
        else:
            best.append(i)
    return _ordered(lines, boxes)


def _vertical_overlap(box: Box, last: Sequence[Box]) -> float:
    """Share of the lower height by which a box overlaps the mean extent of a line's last digits."""
    top = sum(other.y for other in last) / len(last)
    bottom = sum(other.bottom for other in last) / len(last)
    common = min(box.bottom, bottom) - max(box.y, top)
    return common / min(box.height, bottom - top)


def _ordered(lines: list[list[int]], boxes: Sequence[Box]) -> list[list[int]]:
    """Sorts lines from the top by their mean middle."""

    def middle(line: list[int]) -> float:
        return sum(boxes[i].y + boxes[i].height / 2 for i in line) / len(line)

    return sorted(lines, key=middle)
