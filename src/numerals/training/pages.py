"""Synthetic pages as the page reader's network sees them, made once and kept in files."""

import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from numerals.data.pages import Glyphs, SampledPage, sample_page
from numerals.errors import DataError
from numerals.imaging.even import even_ink

HEIGHT, WIDTH = 128, 256
SHARD = 500
"""Pages in a file."""


@dataclass(frozen=True)
class Shard:
    """Some pages: ``ink`` (n, HEIGHT, WIDTH) uint8, and for each page its marks (see `models.detector.targets`)."""

    ink: NDArray[np.uint8]
    marks: list[NDArray[np.float32]]


def as_example(page: SampledPage, rng: np.random.Generator) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """The ink of a page somewhere on an empty picture, and its marks there."""
    grey = np.asarray(cv2.cvtColor(page.image, cv2.COLOR_RGB2GRAY), np.uint8)
    ink = even_ink(grey, int(rng.integers(6, 31)), "light" if page.dark else "dark")
    height, width = ink.shape
    left, top = int(rng.integers(0, WIDTH - width + 1)), int(rng.integers(0, HEIGHT - height + 1))
    picture = np.zeros((HEIGHT, WIDTH), np.uint8)
    picture[top : top + height, left : left + width] = ink
    marks = np.array([(mark.label, *mark.box, 0, mark.line) for mark in page.marks], np.float32).reshape(-1, 7)
    seen = np.clip(marks[:, 1:5], 0, [width, height, width, height])
    whole, part = (np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) for boxes in (marks[:, 1:5], seen))
    marks[:, 5] = part >= 0.75 * whole
    place = np.array([left, top, left, top], np.float32)
    marks[:, 1:5] = place + np.where(marks[:, 5:6] > 0, seen, marks[:, 1:5])
    return picture, marks[part > 0]


def make_shard(glyphs: Glyphs | None, seed: int, size: int = SHARD) -> Shard:
    """Some pages; the same seed makes the same."""
    rng = np.random.default_rng([20261121, seed])
    examples = [as_example(sample_page(glyphs, rng, HEIGHT, WIDTH), rng) for _ in range(size)]
    return Shard(np.stack([ink for ink, _ in examples]), [marks for _, marks in examples])


def save_shard(shard: Shard, path: Path) -> None:
    """Writes a shard; a file that is there is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    with partial.open("wb") as file:
        lengths = np.array([len(marks) for marks in shard.marks])
        np.savez(file, ink=shard.ink, marks=np.concatenate(shard.marks), lengths=lengths)
    partial.replace(path)


def load_shard(path: Path) -> Shard:
    """Reads a shard.

    Raises:
        DataError: it cannot be read.
    """
    try:
        with np.load(path) as file:
            ends = np.cumsum(file["lengths"])[:-1]
            return Shard(file["ink"], np.split(file["marks"], ends))
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"{path} is no file of pages ({error}); delete it, it will be made anew") from error


_GLYPHS: list[Glyphs | None] = [None]


def _start(glyphs: Glyphs | None) -> None:
    cv2.setNumThreads(1)
    _GLYPHS[0] = glyphs


def _make(task: tuple[int, int, Path]) -> Path:
    seed, size, path = task
    save_shard(make_shard(_GLYPHS[0], seed, size), path)
    return path


def make_shards(
    folder: Path,
    glyphs: Glyphs | None,
    seeds: range,
    workers: int,
    say: Callable[[int, int], None] = lambda *_: None,
    size: int = SHARD,
) -> list[Path]:
    """Makes the files that are missing.

    Args:
        folder: where they are kept; files made with other glyphs must lie elsewhere.
        glyphs: digits to write with.
        seeds: one for each file.
        workers: processes.
        say: called with the files that are there and those wanted.
        size: pages in a file.

    Returns:
        The files, by their seeds.
    """
    paths = [folder / f"pages-{seed:05d}.npz" for seed in seeds]
    missing = [(seed, size, path) for seed, path in zip(seeds, paths, strict=True) if not path.exists()]
    say(len(paths) - len(missing), len(paths))
    if missing:
        context = multiprocessing.get_context("spawn")
        with context.Pool(workers, _start, (glyphs,)) as pool:
            for done, _ in enumerate(pool.imap(_make, missing), len(paths) - len(missing) + 1):
                say(done, len(paths))
    return paths
