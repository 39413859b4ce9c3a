"""Traces the letters of a font into pen strokes: ``python scripts/make_alphabets.py`` writes the package's alphabets.

The font is DejaVu Sans as matplotlib brings it, which has the letters of some twenty scripts and many signs. Each is
drawn large, thinned to its centre lines, and those are followed. Digits are left out, and so is every sign that has the
shape of one: whose centre lines lie nowhere far from those of a digit as `numerals.data.pen` writes it.
"""

import unicodedata
from pathlib import Path

import cv2
import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray
from PIL import ImageFont

from numerals.data.alphabets import FILE
from numerals.data.pen import sample_digit
from numerals.imaging.ink import normalize_strokes

FONT = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
SIDE = 64
"""Longest side of a letter when it is thinned, in pixels."""
_SPUR, _SLACK = 5, 0.8
"""Shortest free end and greatest departure of a stroke's points, in pixels of that."""
_LIKE = 0.75
"""Mean distance of two centre lines, in pixels of 28, below which a sign has the shape of a digit."""
_KINDS = ("Lu", "Ll", "Lo", "Lt", "Sm", "Sc", "So")
_SKIPPED = ("BRAILLE", "BOX", "DOMINO", "PLAYING", "TETRAGRAM", "HEXAGRAM", "BLACK", "BLOCK", "DIGIT", "NUMBER",
            "FRACTION", "SUPERSCRIPT", "SUBSCRIPT", "CIRCLED", "LIGATURE", "ROMAN NUMERAL", "DINGBAT", "DIGRAM", "DIE ",
            "HEAVY", "SQUARE", "QUADRANT", "PRESENTATION FORM", "INDIC", "SHADE", "MONOGRAM", "TRIGRAM")  # fmt: skip
_RING = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))
"""Rows and columns of the neighbours, from the upper one round."""
Mask = NDArray[np.uint8]
Line = NDArray[np.float64]


def letters() -> list[str]:
    """Characters of the font that are letters or signs."""
    from fontTools.ttLib import TTFont

    known = sorted(TTFont(FONT).getBestCmap())
    return [chr(code) for code in known
            if unicodedata.category(chr(code)) in _KINDS
            and not any(word in unicodedata.name(chr(code), "BOX") for word in _SKIPPED)]  # fmt: skip


def drawn(letter: str) -> Mask | None:
    """A letter's ink, 1 on 0, its longest side `SIDE`; None where there is none."""
    font = ImageFont.truetype(str(FONT), 96)
    mask = font.getmask(letter, mode="L")
    if min(mask.size) < 4:
        return None
    grey = np.array(mask, np.uint8).reshape(mask.size[::-1])
    scale = SIDE / max(grey.shape)
    size = (max(3, round(grey.shape[1] * scale)), max(3, round(grey.shape[0] * scale)))
    return np.pad((cv2.resize(grey, size, interpolation=cv2.INTER_AREA) > 110).astype(np.uint8), 2)


def thinned(ink: Mask) -> Mask:
    """Centre lines of one pixel (Zhang and Suen 1984)."""
    ink = ink.copy()
    changed = True
    while changed:
        changed = False
        for step in (0, 1):
            p = np.pad(ink, 1)
            height, width = ink.shape
            ring = [p[1 + dy : 1 + dy + height, 1 + dx : 1 + dx + width] for dy, dx in _RING]
            count = sum(ring)
            turns = sum((a == 0) & (b == 1) for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))
            n, e, s, w = ring[0], ring[2], ring[4], ring[6]
            free = (n * e * s == 0) & (e * s * w == 0) if step == 0 else (n * e * w == 0) & (n * s * w == 0)
            gone = (ink == 1) & (count >= 2) & (count <= 6) & (turns == 1) & free
            changed |= bool(gone.any())
            ink[gone] = 0
    return ink


Place = tuple[int, int]


def linked(skeleton: Mask) -> dict[Place, list[Place]]:
    """The neighbours of each pixel; a corner that a straight step leads round is none."""
    pixels = {(int(y), int(x)) for y, x in zip(*np.nonzero(skeleton), strict=True)}

    def near(y: int, x: int) -> list[Place]:
        found = [(y + dy, x + dx) for dy, dx in _RING[::2] if (y + dy, x + dx) in pixels]
        corners = [(y + dy, x + dx) for dy, dx in _RING[1::2] if not {(y + dy, x), (y, x + dx)} & pixels]
        return found + [corner for corner in corners if corner in pixels]

    return {at: near(*at) for at in pixels}


class Trace:
    """Follows the centre lines of one letter from end or crossing to end or crossing."""

    def __init__(self, skeleton: Mask) -> None:
        self.links = linked(skeleton)
        self.used: set[frozenset[Place]] = set()

    def paths(self) -> list[list[Place]]:
        """All of them; those of rings without a crossing last."""
        ends = sorted(at for at, near in self.links.items() if len(near) != 2)
        found = [[at] for at in ends if not self.links[at]]
        for at in [*ends, *sorted(self.links)]:
            found += [self._from(at, to) for to in self.links[at] if frozenset((at, to)) not in self.used]
        crossed = len(ends) > 2
        return [path for path in found if not (crossed and self._free(path) and 1 < len(path) < _SPUR)]

    def _free(self, path: list[Place]) -> bool:
        return 1 in (len(self.links[path[0]]), len(self.links[path[-1]]))

    def _from(self, start: Place, to: Place) -> list[Place]:
        path = [start, to]
        self.used.add(frozenset(path))
        while len(self.links[path[-1]]) == 2:
            onward = next((one for one in self.links[path[-1]] if frozenset((path[-1], one)) not in self.used), None)
            if onward is None:
                break
            self.used.add(frozenset((path[-1], onward)))
            path.append(onward)
        return path


def traced(skeleton: Mask) -> list[Line]:
    """The centre lines as polylines, columns x and y."""
    lines = [np.array([place[::-1] for place in path], np.float32)[:, None] for path in Trace(skeleton).paths()]
    return [cv2.approxPolyDP(line, _SLACK, False)[:, 0].astype(float) for line in lines]


def shape(strokes: list[Line]) -> Mask:
    """How strokes look with a thin pen."""
    return normalize_strokes(strokes, 0.7) > 60


def apart(one: Mask, other: Mask) -> float:
    """Mean distance of each of two shapes from the other, the greater one of both, in pixels."""
    fields = [cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, 3) for mask in (one, other)]
    return float(max(fields[1][one].mean(), fields[0][other].mean()))


def main() -> None:
    """Writes the file."""
    rng = np.random.default_rng(0)
    digits = [shape(sample_digit(rng)[0]) for _ in range(600)]
    kept, seen = {}, set()
    for letter in letters():
        ink = drawn(letter)
        strokes = traced(thinned(ink)) if ink is not None else []
        if not strokes or max(np.ptp(np.vstack(strokes), axis=0)) < SIDE / 3:
            continue
        look = shape(strokes)
        key = np.packbits(cv2.resize(look.astype(np.uint8), (14, 14), interpolation=cv2.INTER_AREA)).tobytes()
        if key in seen or min(apart(look, digit) for digit in digits) < _LIKE:
            continue
        seen.add(key)
        kept[letter] = strokes
    points = np.concatenate([stroke for strokes in kept.values() for stroke in strokes])
    lengths = np.array([len(stroke) for strokes in kept.values() for stroke in strokes], np.uint8)
    counts = np.array([len(strokes) for strokes in kept.values()], np.uint8)
    codes = np.array([ord(letter) for letter in kept], np.uint32)
    np.savez_compressed(FILE, points=np.rint(points).astype(np.uint8), lengths=lengths, counts=counts, codes=codes)
    print(f"{len(kept)} letters, {len(lengths)} strokes, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
