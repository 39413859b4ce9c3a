"""What the guard learns from: digits, and as many ways as we know to draw what is none, all made by rule.

It is made in parts of `PART` pictures, each from a seed of its own, so that any number of processes makes the same.
"""

import multiprocessing
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from numerals.data.alphabets import by_hand, letters, sample_foreign
from numerals.data.dataset import Split
from numerals.data.marks import sample_glyph, sample_letter
from numerals.data.pen import Stroke, sample_digit, sample_scribble
from numerals.imaging.ink import normalize_strokes
from numerals.imaging.normalize import normalize_crop
from numerals.training.pool import NO_DIGIT, Images, non_digits, trim

PART = 2000
"""Pictures that one process makes at a time."""
Writer = Callable[[np.random.Generator], Sequence[Stroke]]


_TURNS = {2: (1, 3), 3: (1, 2, 3, 4), 4: (1, 2, 3, 4), 5: (1, 3), 6: (1, 3, 4), 7: (1, 2, 3, 4), 9: (1, 3, 4)}
"""By digit, the quarter turns (1 to 3) and the mirror image (4) after which it is none."""
_FONTS = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_SCRIPT_SIMPLEX,
    cv2.FONT_HERSHEY_SCRIPT_COMPLEX,
)
_TYPED = "#$%*+<=@{}ACEFHJKMNPRTUVWXYacdefhkmnprtuvwx"
"""The letters and signs of ASCII but those that some write as others write a digit."""


def _typed(rng: np.random.Generator) -> NDArray[np.uint8]:
    """A letter or sign of a font of single strokes, slanted, stretched and bent, as a crop."""
    paper, side = np.zeros((120, 120), np.uint8), 120
    slant = cv2.FONT_ITALIC if rng.random() < 0.3 else 0
    font, mark, width = rng.choice(_FONTS), _TYPED[rng.integers(len(_TYPED))], int(rng.integers(3, 8))
    cv2.putText(paper, mark, (32, 82), int(font) | slant, 1.9, 255, width, cv2.LINE_AA)
    bent = [cv2.resize(rng.normal(0, 4, (4, 4)), (side, side), interpolation=cv2.INTER_CUBIC) for _ in range(2)]
    (a, b), (c, d) = np.eye(2) + rng.normal(0, 0.15, (2, 2))
    y, x = np.mgrid[:side, :side] - side / 2
    across, down = a * x + b * y + side / 2 + bent[0], c * x + d * y + side / 2 + bent[1]
    drawn = cv2.remap(paper, across.astype(np.float32), down.astype(np.float32), cv2.INTER_LINEAR)
    return normalize_crop(trim(np.asarray(drawn, np.uint8)))


def written(strokes: Sequence[Stroke], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Strokes as a crop: half of them drawn as the sketchpad does, half as they are cut out of a picture."""
    if rng.random() < 0.5:
        return normalize_strokes(strokes, radius=rng.uniform(0.8, 1.6))
    points = np.vstack(strokes)
    low, size = points.min(axis=0), max(float(np.ptp(points, axis=0).max()), 1e-6)
    side = int(rng.integers(40, 110))
    width, paper = max(1, round(side * rng.uniform(0.02, 0.13))), np.zeros((side + 30, side + 30), np.uint8)
    lines = [np.rint(((stroke - low) / size * side + 15) * 16).astype(np.int32) for stroke in strokes]
    cv2.polylines(paper, lines, False, 255, width, cv2.LINE_AA if rng.random() < 0.7 else cv2.LINE_8, 4)
    return normalize_crop(paper)


def marks(digits: Images, labels: NDArray[np.int64], count: int, seed: int, *, held: bool = False) -> Images:
    """Makes pictures of what someone drew that is no digit: letters, signs, scribbles, digits turned or mirrored.

    Args:
        digits: (n, 28, 28) training digits, some of which are turned.
        labels: (n,) their values.
        count: how many pictures.
        seed: of the random choices.
        held: with the letters of `numerals.data.alphabets` that are held out, instead of the others.
    """
    rng = np.random.default_rng(seed)
    turnable = np.flatnonzero(np.isin(labels, list(_TURNS)))
    writers: tuple[tuple[float, Writer], ...] = (
        (0.55, lambda rng: sample_foreign(rng, held=held)), (0.68, sample_glyph), (0.78, sample_letter),
        (0.86, sample_scribble),
    )  # fmt: skip
    out = np.empty((count, 28, 28), np.uint8)
    for i in range(count):
        kind = rng.random()
        write = next((write for share, write in writers if kind < share), None)
        if write is not None:
            out[i] = written(write(rng), rng)
        elif kind < 0.93 or len(turnable) == 0:
            out[i] = _typed(rng)
        else:
            place = rng.choice(turnable)
            turn = rng.choice(_TURNS[int(labels[place])])
            out[i] = digits[place][:, ::-1] if turn == 4 else np.rot90(digits[place], turn)
    return out


def by_pen(count: int, seed: int) -> tuple[Images, NDArray[np.int64]]:
    """Digits of the pen as `written` draws them: images (count, 28, 28) and labels (count,)."""
    rng = np.random.default_rng(seed)
    images, labels = np.empty((count, 28, 28), np.uint8), np.empty(count, np.int64)
    for i in range(count):
        strokes, labels[i] = sample_digit(rng)
        images[i] = written(strokes, rng)
    return images, labels


def named_letters(each: int, seed: int, *, held: bool) -> tuple[Images, NDArray[np.int64]]:
    """Letters of `numerals.data.alphabets`, written so many times each, labelled from 10 upwards."""
    rng = np.random.default_rng(seed)
    known = letters(held=held)
    images = np.stack([written(by_hand(list(letter), rng), rng) for letter in known for _ in range(each)])
    return images, np.repeat(np.arange(10, 10 + len(known)), each)


@dataclass(frozen=True)
class _Part:
    """One process's work: how many pictures of which kind."""

    kind: str
    count: int
    seed: int
    held: bool

    def make(self, digits: Split) -> tuple[Images, NDArray[np.int64]]:
        if self.kind == "letters":
            return named_letters(self.count, self.seed, held=self.held)
        if self.kind == "pen":
            return by_pen(self.count, self.seed)
        make = {"marks": lambda *given: marks(*given, held=self.held), "cuts": non_digits}[self.kind]
        return make(digits.images, digits.labels, self.count, self.seed), np.full(self.count, NO_DIGIT)


SHARES = {"pen": 1.0, "marks": 4.0, "cuts": 1 / 3}
"""Pictures of each kind, for one digit."""


def exposed(digits: Split, seed: int, *, held: bool = False, share: float = 1.0, workers: int = 0) -> Split:
    """Digits, digits of the pen, marks, and what wrong cuts leave.

    Args:
        digits: from which marks and cuts are made, too.
        seed: the same one makes the same, whatever the number of processes.
        held: with letters that are held out of the training.
        share: of what is made for a training.
        workers: processes; 0 for as many as there are cores.
    """
    parts = []
    for number, (kind, each) in enumerate(SHARES.items()):
        count = round(each * share * len(digits))
        start = 1_000_000 * (3 * seed + number)
        parts += [_Part(kind, min(PART, count - first), start + first // PART, held) for first in range(0, count, PART)]
    return _with(digits, parts, workers)


def with_letters(digits: Split, each: int, seed: int, *, held: bool = False, workers: int = 0) -> Split:
    """Digits, and letters of many scripts, so many pictures of each, labelled from 10 upwards; see `exposed`."""
    return _with(digits, [_Part("letters", 1, 1_000_000 * seed + number, held) for number in range(each)], workers)


def _with(digits: Split, parts: list[_Part], workers: int) -> Split:
    workers = min(workers or os.cpu_count() or 1, len(parts))
    if workers == 1 or len(parts) < 8:
        made = [part.make(digits) for part in parts]
    else:
        with multiprocessing.get_context("spawn").Pool(workers, _start, (digits,)) as pool:
            made = pool.map(_made, parts, chunksize=1)
    return Split(
        np.concatenate([digits.images, *(images for images, _ in made)]),
        np.concatenate([digits.labels, *(labels for _, labels in made)]),
    )


_DIGITS: list[Split] = []


def _start(digits: Split) -> None:
    cv2.setNumThreads(1)
    _DIGITS[:] = [digits]


def _made(part: _Part) -> tuple[Images, NDArray[np.int64]]:
    return part.make(_DIGITS[0])
