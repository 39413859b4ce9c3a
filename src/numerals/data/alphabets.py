"""Letters and signs of many scripts as pen strokes, and what a hand makes of them.

The strokes are the centre lines of a font's letters, traced by ``scripts/make_alphabets.py``; none is a digit or has
the shape of one. They are written as `numerals.data.pen` writes digits: shaken, bent, slanted, narrow or wide. Some are
mirrored or turned, lose a part or gain one, so that there are far more signs than letters.
"""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from numerals.data.pen import Stroke, spline

FILE = Path(__file__).with_name("alphabets.npz")
HELD = 8
"""Every eighth letter is held out: what is measured or chosen on is not what was learnt from."""
Letter = tuple[Stroke, ...]


@cache
def letters(*, held: bool) -> tuple[Letter, ...]:
    """Letters in a box of one unit: those held out, or all others."""
    with np.load(FILE) as file:
        points, lengths, counts = (file[name].astype(np.float64) for name in ("points", "lengths", "counts"))
    strokes = np.split(points, np.cumsum(lengths).astype(int)[:-1])
    ends = np.cumsum(counts).astype(int)
    found = []
    for place, (first, last) in enumerate(zip([0, *ends[:-1]], ends, strict=True)):
        if (place % HELD == 0) == held:
            low = np.vstack(strokes[first:last]).min(axis=0)
            size = float(np.ptp(np.vstack(strokes[first:last]), axis=0).max())
            found.append(tuple((stroke - low) / size for stroke in strokes[first:last]))
    return tuple(found)


def sample_foreign(rng: np.random.Generator, *, held: bool = False) -> list[Stroke]:
    """Writes a letter or a sign of some script, or what is made of one.

    Args:
        rng: source of chance.
        held: of the letters held out, instead of all others.
    """
    known = letters(held=held)
    strokes = list(known[rng.integers(len(known))])
    kind = rng.random()
    if kind < 0.25:
        strokes = _turned(strokes, rng)
    elif kind < 0.33 and len(strokes) > 3:
        strokes.pop(int(rng.integers(len(strokes))))
    elif kind < 0.45:
        strokes.append(_part(rng))
    elif kind < 0.52:
        other = known[rng.integers(len(known))]
        move, size = _beside(rng), rng.uniform(0.5, 1.0)
        strokes += [stroke * size + move for stroke in other]
    return by_hand(strokes, rng)


def _turned(strokes: list[Stroke], rng: np.random.Generator) -> list[Stroke]:
    """Mirrored, or turned by one to three quarters."""
    turn = int(rng.integers(4))
    if turn == 0:
        return [stroke * (-1.0, 1.0) for stroke in strokes]
    cos, sin = ((0, 1), (-1, 0), (0, -1))[turn - 1]
    return [stroke @ np.array([[cos, sin], [-sin, cos]], np.float64) for stroke in strokes]


def _beside(rng: np.random.Generator) -> NDArray[np.float64]:
    """To the right, below, or over the first."""
    return np.array(((0.8, 0.0), (0.0, 0.8), (0.3, 0.3))[rng.integers(3)]) + rng.normal(0, 0.15, 2)


def _part(rng: np.random.Generator) -> Stroke:
    """A dot, a bar, a ring, a hook or a long stroke somewhere at the letter."""
    at = rng.uniform(-0.2, 1.2, 2)
    kind = rng.random()
    if kind < 0.2:
        return at + rng.normal(0, 0.02, (2, 2))
    if kind < 0.5:
        return np.array([at, at + rng.normal(0, 0.3, 2)])
    if kind < 0.7:
        turn = np.linspace(0, 2 * np.pi, 9)[:, None]
        ring = np.hstack([np.cos(turn), np.sin(turn)]) * rng.uniform(0.06, 0.2, 2)
        return at + ring
    if kind < 0.85:
        return spline(at + np.cumsum(rng.normal(0, 0.2, (3, 2)), axis=0), 5)
    return np.array([rng.uniform(-0.2, 1.2, 2), rng.uniform(-0.2, 1.2, 2)])


def by_hand(strokes: list[Stroke], rng: np.random.Generator) -> list[Stroke]:
    """What a hand makes of strokes in a box of about one unit."""
    shake = float(rng.choice([0.008, 0.016, 0.03]))
    ax, ay = rng.normal(0.0, 0.05, 2)
    fx, fy, px, py = *rng.uniform(1.0, 5.0, 2), *rng.uniform(0.0, 6.28, 2)
    angle, slant, aspect = rng.normal(0.0, 0.12), rng.normal(0.1, 0.25), np.exp(rng.normal(-0.12, 0.25))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn @ np.array([[1.0, -slant], [0.0, 1.0]]) @ np.diag([aspect, 1.0])
    smooth = rng.random() < 0.5
    written = []
    for stroke in strokes:
        points = stroke + rng.normal(0.0, shake, stroke.shape)
        if smooth:
            points = spline(points, 4)
        x, y = points[:, 0], points[:, 1]
        bent = np.column_stack([x + ax * np.sin(fx * y + px), y + ay * np.sin(fy * x + py)])
        written.append(bent @ matrix.T)
    return written
