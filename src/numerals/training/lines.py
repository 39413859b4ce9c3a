"""Lines of writing as the line reader's network sees them, cut from the page reader's pages; some hold no digit."""

import multiprocessing
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from numerals.imaging.even import stroke_width
from numerals.imaging.strips import STRIP_HEIGHT, strip_of
from numerals.inference.detections import DIGITS
from numerals.training.pages import Shard, load_shard

STRIP_WIDTH = 256
"""Columns of every strip that is learnt from; reading takes any width."""
LONGEST = 24
"""Symbols on a strip at most."""
_CLEAR, _UNCLEAR = 0.75, 0.35
"""Share of a digit on a strip from which it is to be read, and above which one cannot say whether it is."""
_TYPICAL, _SPREAD = 40.0, 0.45
"""Height in pixels of cuts without digits: median, and the deviation of its logarithm."""
_EMPTY_CUTS = 2
"""Cuts of a page without digits."""
_BESIDE = 0.3
"""Share of pages with digits from which something without any is cut too."""

Marks = NDArray[np.float32]
Corners = NDArray[np.float64]
Rng = np.random.Generator


@dataclass(frozen=True)
class Lines:
    """Strips and what is written on them.

    Attributes:
        strips: (n, STRIP_HEIGHT, STRIP_WIDTH) uint8, the writing anywhere on them.
        symbols: (n, LONGEST) int64 from the left, 0 to 12, -1 beyond the last.
        extents: (n, 2) float32 columns between which a strip was cut; beyond is nothing.
    """

    strips: NDArray[np.uint8]
    symbols: NDArray[np.int64]
    extents: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.strips)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Symbols on each strip, (n,)."""
        return np.asarray((self.symbols >= 0).sum(axis=1), np.int64)

    def text(self, number: int) -> str:
        """The digits of one strip."""
        return "".join(str(symbol) for symbol in self.symbols[number] if 0 <= symbol < DIGITS)

    def of(self, number: int) -> NDArray[np.uint8]:
        """One strip as it was cut, (STRIP_HEIGHT, w)."""
        left, right = self.extents[number].astype(int)
        return self.strips[number, :, left:right]

    def first(self, most: int) -> "Lines":
        """So many of them at most."""
        return Lines(*(getattr(self, one.name)[:most] for one in fields(self)))


def all_of(parts: Sequence[Lines]) -> Lines:
    """The lines of all parts, at least one."""
    return Lines(*(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Lines)))


def _around(marks: Marks) -> Corners:
    return np.concatenate([marks[:, 1:3].min(axis=0), marks[:, 3:5].max(axis=0)]).astype(np.float64)


def _shares(marks: Marks, corners: Corners) -> NDArray[np.float64]:
    """How much of each mark lies within corners, 0 to 1."""
    boxes = marks[:, 1:5].astype(np.float64)
    low, high = np.maximum(boxes[:, :2], corners[:2]), np.minimum(boxes[:, 2:], corners[2:])
    sizes = np.maximum(boxes[:, 2:] - boxes[:, :2], 1e-3)
    return np.asarray((np.maximum(high - low, 0) / sizes).prod(axis=1))


def _pieces(marks: Marks, height: float, rng: Rng) -> Iterator[Marks]:
    """A line's marks, from the left: all, or those between clear gaps, never more than a strip holds."""
    gap = np.inf if rng.random() < 0.55 else rng.uniform(0.35, 1.2) * height
    start = 0
    for end in range(1, len(marks) + 1):
        if end < len(marks):
            piece = _around(marks[start : end + 1])
            tall = max(piece[3] - piece[1], height)
            fits = (piece[2] - piece[0] + height) * STRIP_HEIGHT < STRIP_WIDTH * 1.1 * tall
            if marks[end, 1] - marks[end - 1, 3] < gap and fits and end - start < LONGEST:
                continue
        yield marks[start:end]
        start = end


def _cuts(marks: Marks, rng: Rng) -> Iterator[tuple[Corners, Marks]]:
    """Where a page's lines stand, with some room around, and what is to be read there."""
    digit, counts = marks[:, 0] < DIGITS, marks[:, 5] == 1
    heights = (marks[:, 4] - marks[:, 2])[digit & counts]
    typical = float(np.median(heights)) if len(heights) else 0.0
    for number in np.unique(marks[digit & counts, 6]):
        for piece in _pieces(marks[counts & (marks[:, 6] == number)], typical, rng):
            if (piece[:, 0] >= DIGITS).all():
                continue
            corners = _around(piece)
            height = max(typical, corners[3] - corners[1])
            room = np.clip(rng.exponential([0.3, 0.18, 0.3, 0.18]), 0.01, [1.2, 0.8, 1.2, 0.8]) * height
            corners += room * [-1, -1, 1, 1]
            short = max(0.0, typical - (corners[3] - corners[1]))  # a lone dash is not made as tall as a digit
            corners[[1, 3]] += [-short * rng.random(), short]
            share = _shares(marks, corners)
            own = (marks[:, 6] == number) & counts & (share >= _CLEAR)
            unclear = ~own & (share > np.where(digit, _UNCLEAR, 0.5))
            if not unclear.any() and own.sum() <= LONGEST:
                yield corners, marks[own]


def _without(ink: NDArray[np.uint8], marks: Marks, rng: Rng) -> Iterator[Corners]:
    """Parts of a page on which no mark stands, most of them where there is ink."""
    for _ in range(_EMPTY_CUTS if not len(marks) else int(rng.random() < _BESIDE)):
        height = float(np.clip(_TYPICAL * np.exp(_SPREAD * rng.normal()), 14, 110))
        width = height * float(rng.uniform(0.5, 0.9 * STRIP_WIDTH / STRIP_HEIGHT))
        places = cv2.findNonZero((ink > 60).astype(np.uint8)) if rng.random() < 0.85 else None
        if places is None:
            middle = rng.random(2) * ink.shape[::-1]
        else:
            middle = places[rng.integers(len(places)), 0] + rng.uniform(-0.4, 0.4, 2) * [width, height]
        half = np.array([width, height]) / 2
        corners = np.concatenate([middle - half, middle + half])
        if not (_shares(marks, corners) > 0.1).any():
            yield corners


def cut_lines(shard: Shard, seed: int) -> Lines:
    """All lines of some pages; the same seed cuts the same."""
    rng = np.random.default_rng([20261127, seed])
    strips: list[NDArray[np.uint8]] = []
    symbols, extents = [], []
    for ink, marks in zip(shard.ink, shard.marks, strict=True):
        stroke = stroke_width(ink)
        cuts = [*_cuts(marks, rng), *((corners, marks[:0]) for corners in _without(ink, marks, rng))]
        for corners, written in cuts:
            strip = strip_of(ink, corners, stroke)
            wide = strip.shape[1]
            if wide > STRIP_WIDTH:
                continue
            left = int(rng.integers(0, STRIP_WIDTH - wide + 1))
            strips.append(np.pad(strip, [(0, 0), (left, STRIP_WIDTH - wide - left)]))
            symbols.append(np.pad(written[:, 0].astype(np.int64), (0, LONGEST - len(written)), constant_values=-1))
            extents.append((left, left + wide))
    return Lines(
        np.array(strips, np.uint8).reshape(-1, STRIP_HEIGHT, STRIP_WIDTH),
        np.array(symbols, np.int64).reshape(-1, LONGEST),
        np.array(extents, np.float32).reshape(-1, 2),
    )


def _cut(path: Path) -> Lines:
    cv2.setNumThreads(1)
    return cut_lines(load_shard(path), int(path.stem.rpartition("-")[2]))


def cut_all(paths: Sequence[Path], workers: int) -> Lines:
    """The lines of the pages in files.

    Args:
        paths: as `numerals.training.pages.make_shards` names them.
        workers: processes.
    """
    if workers == 1 or len(paths) == 1:
        return all_of([_cut(path) for path in paths])
    with multiprocessing.get_context("spawn").Pool(min(workers, len(paths))) as pool:
        return all_of(pool.map(_cut, paths, chunksize=1))
