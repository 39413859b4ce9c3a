"""Lines and reading order."""

from collections.abc import Sequence

from numerals.results import Box, part_words


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


def group_columns(boxes: Sequence[Box], lines: Sequence[Sequence[int]]) -> list[list[int]]:
    """Groups boxes into the numbers of columns, the leftmost column first, each from the top.

    Args:
        boxes: in any order.
        lines: indices of the boxes, line by line, as `group_lines` gives them.

    Returns:
        Indices of the boxes, number by number.
    """
    words = [[line[i] for i in part] for line in lines for part in part_words([boxes[i] for i in line])]
    around = [_around([boxes[i] for i in word]) for word in words]
    columns: list[list[int]] = []
    for word in sorted(range(len(words)), key=lambda w: around[w].x):
        for column in columns:
            extent = _around([around[w] for w in column])
            common = min(extent.right, around[word].right) - max(extent.x, around[word].x)
            if common > 0.5 * min(extent.width, around[word].width):
                column.append(word)
                break
        else:
            columns.append([word])
    return [words[w] for column in columns for w in sorted(column, key=lambda w: around[w].y)]


def _around(boxes: Sequence[Box]) -> Box:
    """The smallest box around all."""
    box = boxes[0]
    for other in boxes[1:]:
        box = box.union(other)
    return box
