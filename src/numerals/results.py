"""What a reading gives: boxes, digits, lines, and the reading that holds them.

All are frozen and checked when built, and go to plain dictionaries and back.

>>> digit = Digit(value=7, confidence=0.98, probabilities=(0,) * 7 + (0.98, 0.0, 0.02), box=Box(4, 2, 10, 18), line=0)
>>> Reading(digits=(digit,), width=40, height=24, model="cnn", milliseconds=1.5).text
'7'
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

UNREADABLE = "?"
"""Stands in a text for a digit whose confidence is below the threshold."""
MARKS = ("point", "dash", "slash")
"""Kinds of marks beside digits; a comma is a point, a minus a dash."""
_ALWAYS_APART, _MAYBE_APART, _WIDER = 0.9, 0.5, 1.8
"""A gap parts two words from this share of a digit's height on; in any case, or if it is so much wider than usual."""


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels of the image as it is shown (EXIF orientation applied), origin at the top left."""

    x: int
    y: int
    width: int
    height: int

    def __post_init__(self) -> None:
        if self.width < 1 or self.height < 1:
            raise ValueError(f"a box is at least 1 px wide and high, not {self.width} x {self.height}")

    @property
    def right(self) -> int:
        """First column to the right of the box."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """First row below the box."""
        return self.y + self.height

    def to_list(self) -> list[int]:
        """``[x, y, width, height]``."""
        return [self.x, self.y, self.width, self.height]

    def union(self, other: "Box") -> "Box":
        """The smallest box around both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Box(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)


@dataclass(frozen=True)
class Alternative:
    """Another digit it may be, with its probability."""

    value: int
    confidence: float


@dataclass(frozen=True)
class Digit:
    """One digit found.

    Attributes:
        value: 0 to 9, or None when its confidence is below the threshold, or a drawing shows none: unreadable.
        confidence: calibrated probability of the most likely digit, 0 to 1.
        probabilities: of the digits 0 to 9; their sum is 1.
        box: where it stands.
        line: index of its line, from 0 at the top.
    """

    value: int | None
    confidence: float
    probabilities: tuple[float, ...]
    box: Box
    line: int = 0

    def __post_init__(self) -> None:
        if len(self.probabilities) != 10:
            raise ValueError(f"a digit has ten probabilities, not {len(self.probabilities)}")
        if self.value is not None and not 0 <= self.value <= 9:
            raise ValueError(f"a digit's value is 0 to 9 or None, not {self.value}")
        if not 0.0 <= self.confidence <= 1.0 + 1e-6:
            raise ValueError(f"a confidence lies between 0 and 1, not {self.confidence}")

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """The three most likely digits, most likely first."""
        ranked = sorted(range(10), key=lambda value: -self.probabilities[value])
        return tuple(Alternative(value, self.probabilities[value]) for value in ranked[:3])

    @property
    def text(self) -> str:
        """The digit as a character, ``?`` if it is unreadable."""
        return UNREADABLE if self.value is None else str(self.value)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as JSON takes them; probabilities with six decimals."""
        return {
            "value": self.value,
            "confidence": round(self.confidence, 6),
            "alternatives": [
                {"value": other.value, "confidence": round(other.confidence, 6)} for other in self.alternatives
            ],
            "probabilities": [round(p, 6) for p in self.probabilities],
            "box": self.box.to_list(),
            "line": self.line,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Digit":
        """The digit that ``to_dict`` wrote."""
        return cls(data["value"], data["confidence"], tuple(data["probabilities"]), Box(*data["box"]), data["line"])


@dataclass(frozen=True)
class Mark:
    """A point, a dash or a slash beside digits; it is never part of a text.

    Attributes:
        kind: one of MARKS.
        confidence: 0 to 1.
        box: where it stands.
        line: index of the line that it stands in.
    """

    kind: str
    confidence: float
    box: Box
    line: int

    def __post_init__(self) -> None:
        if self.kind not in MARKS:
            raise ValueError(f"a mark is one of {', '.join(MARKS)}, not {self.kind!r}")

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as JSON takes them."""
        box = self.box.to_list()
        return {"kind": self.kind, "confidence": round(self.confidence, 6), "box": box, "line": self.line}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Mark":
        """The mark that ``to_dict`` wrote."""
        return cls(data["kind"], data["confidence"], Box(*data["box"]), data["line"])


def part_words(boxes: Sequence[Box]) -> list[list[int]]:
    """Parts the boxes of a line, left to right, where gaps are clear; indices of the boxes, word by word."""
    if not boxes:
        return []
    height = median(box.height for box in boxes)
    gaps = [after.x - before.right for before, after in pairwise(boxes)]
    usual = median(gaps) if gaps else 0.0
    limit = min(max(_WIDER * usual, _MAYBE_APART * height), _ALWAYS_APART * height)
    words = [[0]]
    for number, gap in enumerate(gaps, 1):
        if gap > limit:
            words.append([number])
        else:
            words[-1].append(number)
    return words


@dataclass(frozen=True)
class Line:
    """The digits of one line, left to right.

    Attributes:
        digits: at least one.
        is_number: whether it is one number of a column, parted from its neighbours already.
    """

    digits: tuple[Digit, ...]
    is_number: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """The numbers that clear gaps part: ``("404", "1000")``."""
        if self.is_number:
            return (self.text,)
        parts = part_words([digit.box for digit in self.digits])
        return tuple("".join(self.digits[i].text for i in part) for part in parts)

    @property
    def text(self) -> str:
        """The digits without spaces."""
        return "".join(digit.text for digit in self.digits)

    @property
    def box(self) -> Box:
        """The smallest box around all its digits."""
        box = self.digits[0].box
        for digit in self.digits[1:]:
            box = box.union(digit.box)
        return box


@dataclass(frozen=True)
class Reading:
    """All that was read from one image.

    Attributes:
        digits: in reading order: lines from the top, each from the left.
        width, height: of the image in pixels, EXIF orientation applied.
        model: name and version of the model that read.
        milliseconds: time taken, decoding included.
        image: the picture that was read, for ``draw``; it is not part of ``to_dict``.
        marks: points, dashes and slashes beside the digits, where the engine sees such.
        order: ``rows``, or ``columns``, of which each line is one number.
    """

    digits: tuple[Digit, ...]
    width: int
    height: int
    model: str
    milliseconds: float
    image: "NDArray[np.uint8] | None" = field(default=None, repr=False, compare=False)
    marks: tuple[Mark, ...] = ()
    order: str = "rows"

    def __post_init__(self) -> None:
        lines = [digit.line for digit in self.digits]
        if lines != sorted(lines):
            raise ValueError("digits stand in reading order, so their line numbers never fall")

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines from the top."""
        numbers = sorted({digit.line for digit in self.digits})
        parts = (tuple(digit for digit in self.digits if digit.line == number) for number in numbers)
        return tuple(Line(part, is_number=self.order == "columns") for part in parts)

    @property
    def text(self) -> str:
        """The digits, a line of text for each line of the image; ``?`` for an unreadable one."""
        return "\n".join(line.text for line in self.lines)

    @property
    def confidence(self) -> float | None:
        """How sure it is that every digit told is right, if one does not depend on another; None without digits."""
        return math.prod(digit.confidence for digit in self.digits) if self.digits else None

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as JSON takes them."""
        return {
            "text": self.text,
            "lines": [line.text for line in self.lines],
            "words": [list(line.words) for line in self.lines],
            "confidence": None if self.confidence is None else round(self.confidence, 6),
            "digits": [digit.to_dict() for digit in self.digits],
            "width": self.width,
            "height": self.height,
            "milliseconds": round(self.milliseconds, 2),
            "model": self.model,
            "marks": [mark.to_dict() for mark in self.marks],
            "order": self.order,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Reading":
        """The reading that ``to_dict`` wrote, without its picture."""
        digits = tuple(Digit.from_dict(digit) for digit in data["digits"])
        marks = tuple(Mark.from_dict(mark) for mark in data.get("marks", []))
        size, order = (data["width"], data["height"]), data.get("order", "rows")
        return cls(digits, *size, data["model"], data["milliseconds"], marks=marks, order=order)

    def draw(self, image: "NDArray[np.uint8] | None" = None) -> "Image":
        """The picture with a box and the value at each digit.

        Args:
            image: (h, w) or (h, w, 3) RGB to draw on; by default the picture that was read.

        Raises:
            ValueError: no picture is at hand, because the reading came from ``from_dict``.
        """
        picture = self.image if image is None else image
        if picture is None:
            raise ValueError("this reading carries no picture; give one: reading.draw(image)")
        from numerals.overlay import draw_reading

        return draw_reading(self, picture)
