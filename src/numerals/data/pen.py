"""Synthetic pen strokes: digits as people of many countries write them, drawn by rule.

MNIST holds mostly American handwriting of the 1990s. It has hardly any one with a long hook, seven with a
bar, zero with a slash or three with a flat top, and a reader trained on it alone takes the hooked one for
a seven. This module writes such digits itself: each style is a few control points, joined by a smooth
curve or by straight lines, then bent, slanted and shaken at random. No data set is copied, so the result
has a clear licence.

>>> strokes, label = sample_digit(np.random.default_rng(7))
>>> strokes[0].shape[1], 0 <= label <= 9
(2, True)
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Stroke = NDArray[np.float64]
"""Points of one pen stroke, shape (n, 2), columns x and y, y pointing down."""


@dataclass(frozen=True)
class Style:
    """One way to write a digit.

    Attributes:
        label: the digit, 0 to 9.
        weight: how often this way is drawn among the styles of its digit.
        strokes: for each stroke its control points in the unit square (y down), as one string:
            ``"~ x,y x,y ..."`` is a smooth curve through the points, ``"/ ..."`` straight lines.
    """

    label: int
    weight: float
    strokes: tuple[str, ...]


_OVAL = "~ .55,.0 .2,.12 .03,.5 .18,.9 .5,1. .82,.88 .97,.5 .82,.12 .5,.0"

STYLES: tuple[Style, ...] = (
    Style(0, 5, (_OVAL,)),
    Style(0, 2, ("~ .5,.0 .12,.2 .02,.6 .25,.97 .62,.97 .95,.6 .9,.2 .6,.02 .4,.06",)),
    Style(0, 2, (_OVAL, "/ .9,.08 .1,.95")),  # slashed
    Style(0, 1, (_OVAL, "/ 1.1,-.1 -.1,1.1")),
    Style(0, 1, (_OVAL, "/ .15,.1 .85,.9")),
    Style(0, 1, ("~ .9,.2 .5,.0 .1,.35 .15,.85 .6,1. .95,.6 .85,.15 .5,.5 .1,.95",)),  # slashed in one go
    Style(0, 1, (_OVAL + " .25,.25 .3,.5",)),  # the pen goes on inside
    Style(0, 1, (_OVAL + " .7,.02 1.05,-.05",)),  # a tail at the top
    Style(0, 1, ("~ .3,.0 .08,.3 .05,.7 .3,1. .7,.95 .95,.6 .9,.25 .65,.05 .45,.1",)),  # not quite closed
    Style(1, 5, ("/ .5,0. .5,1.",)),
    Style(1, 2, ("~ .52,0. .5,.5 .46,1.",)),
    Style(1, 4, ("/ .2,.28 .5,0. .5,1.",)),  # hooked
    Style(1, 3, ("/ .05,.42 .52,0. .5,1.",)),
    Style(1, 2, ("~ .1,.35 .35,.2 .55,0.", "/ .55,0. .5,1.")),
    Style(1, 2, ("/ .2,.25 .5,0. .5,1.", "/ .15,1. .85,1.")),  # hooked, with a base
    Style(1, 1, ("/ .5,0. .5,1.", "/ .2,1. .8,1.")),
    Style(1, 1, ("/ .3,.12 .5,0. .5,1. .25,1. .8,.98",)),
    Style(1, 3, ("/ .0,.5 .55,0. .45,1.",)),  # a flag half as long as the stem
    Style(1, 3, ("~ .0,.3 .3,.22 .6,.0", "/ .6,.0 .35,1.")),
    Style(1, 2, ("~ .05,.28 .3,.25 .55,.05", "~ .55,.05 .5,.5 .42,1.")),
    Style(1, 1, ("~ .25,.2 .42,.12 .5,.0 .5,.5 .48,.85 .4,1. .3,.93",)),  # a foot
    Style(1, 1, ("~ .45,.0 .45,.5 .5,.9 .6,.97 .65,.88",)),
    Style(2, 5, ("~ .08,.25 .25,.03 .6,.0 .85,.2 .75,.5 .4,.78 .08,.98", "/ .06,.98 .95,.98")),
    Style(2, 3, ("~ .1,.2 .3,.0 .7,.02 .85,.25 .65,.55 .3,.85 .1,1. .5,.96 .98,.98",)),
    Style(2, 3, ("~ .1,.22 .4,.0 .8,.12 .8,.4 .4,.8 .08,.98 .06,.8 .3,.78 .6,.95 1.,.92",)),  # looped
    Style(2, 2, ("/ .1,.05 .85,.0 .1,1. .95,.98",)),  # like a Z
    Style(2, 1, ("~ .1,.12 .5,.02 .85,.1 .6,.5 .3,.8 .05,1. .4,.9 .7,1. 1.,.9",)),
    Style(2, 1, ("~ .15,.15 .45,.0 .75,.15 .6,.55 .3,.95 .1,.9 .15,.72 .35,.75 .5,.95 .7,1. .95,.85",)),
    Style(3, 4, ("~ .08,.15 .35,.0 .78,.08 .8,.32 .45,.47 .85,.6 .9,.85 .5,1. .05,.88",)),
    Style(3, 3, ("~ .1,.12 .5,.0 .82,.2 .65,.4 .35,.46", "~ .35,.46 .8,.55 .88,.8 .5,1. .05,.9")),
    Style(3, 3, ("/ .1,.03 .85,.0 .42,.42", "~ .42,.42 .85,.52 .9,.82 .5,1. .05,.9")),  # flat top
    Style(3, 1, ("~ .05,.05 .5,.02 .9,.02 .6,.25 .4,.42 .8,.5 .92,.75 .6,1. .05,.95",)),
    Style(3, 2, ("~ .1,.05 .5,.0 .75,.1 .4,.4 .7,.45 .8,.7 .55,.95 .3,1.",)),  # leaning, open below
    Style(3, 1, ("/ .15,.1 .7,.0 .45,.38", "~ .45,.38 .7,.45 .72,.7 .5,.92 .15,1.")),
    Style(3, 1, ("~ .1,.1 .5,.0 .8,.2 .5,.4 .3,.5 .25,.42 .5,.44 .9,.6 .8,.92 .4,1. .05,.9",)),  # a loop
    Style(4, 4, ("/ .3,.0 .05,.6 .95,.58", "/ .68,.25 .62,1.")),  # open
    Style(4, 2, ("~ .15,.0 .1,.3 .12,.5 .5,.55 .85,.48", "/ .8,.0 .75,1.")),
    Style(4, 3, ("/ .65,.0 .02,.68 .98,.66", "/ .65,.0 .65,1.")),  # closed
    Style(4, 2, ("/ .65,1. .68,.0 .05,.65 .95,.64",)),
    Style(4, 2, ("~ .2,.0 .08,.35 .15,.55 .5,.55 .8,.4", "/ .85,.02 .7,.5 .6,1.")),
    Style(4, 1, ("/ .25,.0 .08,.6 1.,.6", "/ .6,.3 .6,.9")),
    Style(4, 2, ("~ .45,.0 .2,.3 .1,.55 .4,.58 .75,.5", "~ .8,.3 .7,.6 .6,1.")),
    Style(4, 1, ("~ .3,.0 .2,.3 .25,.55 .55,.5 .75,.1", "/ .8,.0 .55,1.")),
    Style(4, 1, ("/ .35,.0 .1,.75 .5,.72", "/ .6,.5 .55,1.")),  # low, hardly crossing
    Style(5, 4, ("/ .25,.0 .18,.42", "~ .18,.42 .55,.34 .9,.55 .8,.88 .45,1. .05,.92", "/ .25,.0 .92,.0")),
    Style(5, 3, ("/ .92,.0 .22,.02 .18,.42", "~ .18,.42 .55,.36 .88,.55 .82,.86 .45,1. .05,.9")),
    Style(5, 3, ("~ .9,.02 .5,.02 .25,.1 .2,.35 .5,.42 .85,.6 .75,.9 .4,1. .08,.93",)),  # like an S
    Style(5, 1, ("/ .25,.05 .15,.5", "~ .15,.5 .5,.36 .85,.5 .85,.85 .4,1. .05,.85", "/ .2,.05 1.1,-.03")),
    Style(5, 2, ("/ .2,.02 .22,.4", "~ .22,.4 .5,.33 .72,.5 .68,.8 .4,1. .05,.95", "/ .18,.03 1.2,-.05")),
    Style(5, 1, ("~ 1.1,.0 .6,.05 .25,.05 .25,.35 .55,.42 .75,.65 .5,.95 .1,1.",)),
    Style(6, 4, ("~ .7,.0 .3,.2 .06,.6 .15,.92 .5,1. .85,.85 .8,.6 .5,.52 .15,.68",)),
    Style(6, 3, ("~ .55,.0 .25,.3 .1,.65 .2,.95 .6,1. .85,.8 .7,.58 .4,.58 .18,.78",)),
    Style(6, 2, ("~ .45,.0 .15,.45 .1,.8 .4,1. .8,.9 .85,.65 .55,.55 .2,.7 .15,.85",)),
    Style(6, 2, ("~ .3,.0 .1,.4 .06,.8 .4,1. .85,.9 .95,.6 .6,.45 .2,.6 .1,.75",)),
    Style(6, 1, ("~ .2,.0 .1,.5 .3,.95 .7,.95 .9,.6 .6,.4 .3,.6 .35,.9",)),
    Style(7, 4, ("/ .05,.03 .9,.0 .4,1.",)),
    Style(7, 2, ("~ .08,.05 .4,.04 .9,.0", "~ .9,.0 .6,.4 .45,1.")),
    Style(7, 4, ("/ .05,.03 .9,.0 .4,1.", "/ .25,.5 .95,.46")),  # crossed
    Style(7, 2, ("/ .05,.18 .08,.0 .9,.0 .45,1.",)),  # with a serif
    Style(7, 2, ("/ .05,.18 .08,.0 .9,.0 .45,1.", "/ .3,.5 .95,.48")),
    Style(7, 2, ("~ .1,.15 .3,.0 .7,.05 .75,.3 .5,.65 .4,1.", "/ .2,.5 .95,.45")),  # curved, crossed
    Style(7, 1, ("~ .05,.1 .35,.02 .8,.08 .6,.6 .45,1.", "/ .1,.62 .9,.55")),
    Style(7, 1, ("~ .0,.05 .5,.0 .85,.03 .7,.4 .6,.85 .68,1. .8,.9",)),
    Style(7, 2, ("~ .05,.12 .3,.02 .65,.08 .9,.05 .75,.35 .55,.65 .5,1.",)),
    Style(7, 1, ("~ .0,.1 .4,.0 .85,.05 .85,.4 .7,1.",)),
    Style(8, 4, ("~ .8,.12 .5,.0 .2,.12 .3,.4 .7,.6 .85,.85 .5,1. .15,.85 .3,.6 .7,.4 .82,.14",)),
    Style(8, 2, ("~ .5,.48 .2,.3 .25,.05 .7,.03 .8,.28 .5,.48 .15,.7 .25,.97 .7,.98 .85,.72 .5,.48",)),
    Style(
        8,
        2,
        ("~ .5,.0 .22,.1 .22,.35 .5,.46 .78,.35 .78,.1 .5,.0", "~ .5,.46 .12,.6 .12,.9 .5,1. .88,.9 .88,.6 .5,.46"),
    ),
    Style(8, 2, ("~ .9,.0 .4,.02 .2,.2 .5,.45 .8,.7 .7,.97 .3,.97 .2,.75 .5,.5 .95,.05",)),  # open on top
    Style(8, 1, ("~ .15,.05 .35,.35 .75,.7 .6,1. .25,.95 .25,.7 .6,.4 .75,.1 .4,.0 .15,.15",)),
    Style(8, 1, ("~ .7,.1 .4,.0 .25,.2 .55,.45 .65,.75 .45,1. .3,.8 .5,.5 .85,.1",)),  # slim, open on top
    Style(9, 4, ("~ .85,.2 .5,.0 .15,.15 .15,.42 .5,.52 .8,.35 .87,.15", "/ .87,.1 .8,1.")),
    Style(9, 3, ("~ .82,.1 .4,.0 .12,.25 .35,.5 .75,.35 .85,.08 .8,.5 .75,1.",)),
    Style(9, 2, ("~ .82,.12 .4,.02 .1,.28 .4,.48 .8,.3 .85,.1 .9,.6 .65,.98 .15,.95",)),  # hooked tail
    Style(9, 2, ("~ .85,.08 .4,.0 .1,.25 .4,.48 .85,.2 .7,.6 .45,1.",)),
    Style(9, 2, ("~ .8,.1 .45,.0 .2,.2 .45,.42 .75,.25 .8,.1 .85,.5 .6,.85 .2,1.",)),
    Style(9, 1, ("~ .75,.05 .3,.02 .2,.3 .55,.38 .8,.05 .75,.5 .85,.85 .5,1. .2,.92",)),
    Style(9, 1, ("~ .6,.02 .2,.05 .1,.35 .5,.45 .85,.2 .55,.0 .8,.3 .85,.7 .6,1. .2,.9",)),
)
"""The ways that most hands have."""
RARE: tuple[Style, ...] = (
    Style(0, 1, ("~ .1,.5 .55,.42 .92,.2 .6,.0 .2,.15 .08,.6 .4,1. .85,.9 1.05,.6",)),  # begun inside
    Style(0, 1, ("~ .95,.1 .5,.0 .1,.3 .1,.8 .5,1. .9,.8 .9,.35 .7,.05 1.05,.15",)),  # ends to the right
    Style(0, 1, ("~ .75,.2 .35,.05 .05,.45 .2,.9 .6,1. .95,.6 .75,.1 .45,-.1",)),
    Style(1, 3, ("/ .0,.75 .55,.0 .5,1.",)),  # a long way up, as in Europe
    Style(1, 2, ("~ -.1,1. .25,.55 .55,.0", "/ .55,.0 .5,1.")),
    Style(1, 1, ("/ .0,.95 .5,.0 .75,1.",)),
    Style(1, 1, ("/ .3,.0 .25,1. .6,.75",)),  # a foot that goes up
    Style(1, 1, ("~ .35,.0 .2,.6 .2,1. .5,.9 .75,.75",)),
    Style(2, 1, ("~ .45,.32 .2,.3 .15,.08 .5,.0 .85,.15 .75,.5 .35,.85 .1,1.", "/ .08,.99 1.,.95")),  # a curled head
    Style(2, 1, ("~ .35,.3 .15,.18 .4,.0 .8,.1 .75,.45 .3,.85 .08,.98 .1,.82 .4,.82 .65,.97 1.,.9",)),
    Style(2, 1, ("~ .05,.3 .2,.05 .6,.0 .75,.3 .4,.75 .05,1. .5,.97 1.25,.95",)),
    Style(3, 1, ("~ .0,.1 .4,.0 .7,.12 .4,.4 .15,.45 .5,.45 .8,.65 .6,.95 .1,1. .0,.9",)),
    Style(3, 1, ("/ .1,.0 .9,.02 .45,.4", "~ .45,.4 .95,.5 .9,.95 .3,1. .1,.85")),
    Style(4, 1, ("/ .1,.0 .08,.5 .92,.5", "/ .9,.0 .9,1.")),  # like an H without a foot
    Style(4, 1, ("~ .25,.0 .1,.35 .15,.6 .5,.55 .85,.35", "/ .8,.3 .55,1.")),
    Style(4, 1, ("/ .4,.0 .0,.7 1.1,.6", "/ .75,.45 .65,.95")),
    Style(4, 1, ("~ .1,.1 .15,.45 .45,.5 .75,.3 .8,.0 .75,.5 .65,1.",)),  # in one go
    Style(5, 1, ("~ 1.3,.0 .8,.06 .42,.1 .35,.4 .55,.65 .45,.92 .15,1. .0,.9",)),  # narrow, under a long roof
    Style(5, 1, ("~ .05,.5 .15,.4 .3,.85 .4,1. .5,.6 .55,.12 1.3,.03",)),  # like a tick
    Style(5, 1, ("/ .3,.0 .3,.4", "~ .3,.4 .55,.5 .5,.85 .2,1. .0,.88", "/ .3,.05 1.4,-.05")),
    Style(6, 1, ("~ .3,.0 .1,.45 .08,.85 .35,1. .7,.85 .6,.65 .35,.72",)),  # a small bowl
    Style(6, 1, ("~ .25,.0 .1,.5 .12,.92 .4,1. .75,.85 .85,.6 .6,.55",)),  # an open one
    Style(6, 1, ("/ .3,.0 .1,.75", "~ .1,.75 .2,1. .6,.98 .75,.75 .5,.62 .15,.8")),
    Style(6, 1, ("~ .95,.05 .5,.05 .15,.4 .1,.8 .35,1. .7,.9 .7,.65 .4,.6 .12,.75",)),
    Style(7, 1, ("~ .05,.2 .12,.03 .45,.08 .9,.0", "~ .9,.0 .6,.45 .5,1.", "~ .2,.55 .5,.48 .95,.5")),
    Style(7, 1, ("/ .0,.05 .9,.0 .75,1.",)),
    Style(7, 1, ("/ .0,.0 .95,.05 .2,1.", "/ .15,.5 .8,.6")),
    Style(8, 1, ("~ .1,.0 .35,.4 .7,.75 .6,1. .35,1. .3,.75 .6,.4 .95,.0",)),  # a ribbon
    Style(8, 1, ("~ .85,.0 .45,.02 .25,.2 .6,.5 .8,.8 .5,1. .2,.85 .45,.5 .75,.3 .9,.15",)),
    Style(8, 1, ("~ .6,.1 .3,.05 .2,.25 .5,.45 .7,.3 .55,.08", "~ .45,.45 .1,.7 .3,1. .75,.9 .7,.6 .45,.45")),
    Style(9, 1, ("~ .7,.45 .25,.42 .12,.15 .5,.0 .85,.1 .75,.4 .45,.65 .35,1.",)),  # the loop crosses the stem
    Style(9, 1, ("~ .55,.5 .15,.38 .15,.1 .55,.0 .9,.12 .8,.4 .5,.55 .25,1.",)),
    Style(9, 1, ("~ .3,1. .3,.55 .4,.1 .7,.0 .92,.2 .75,.42 .35,.46",)),  # the stem on the left
    Style(9, 1, ("~ .35,.5 .15,.3 .25,.05 .65,.0 .85,.2 .6,.45 .3,.5 .55,.6 .45,.85 .3,1.",)),
)
"""Ways that some hands have, and that others take for another digit where it stands alone."""


def spline(points: Stroke, per_span: int = 10) -> Stroke:
    """Centripetal-free Catmull-Rom curve through ``points`` (n, 2), ends repeated."""
    if len(points) < 3:
        return points
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    t = np.linspace(0.0, 1.0, per_span, endpoint=False)[:, None]
    spans = []
    for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        spans.append(
            0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3)
        )
    return np.vstack([*spans, points[-1:]])


def _trace(code: str, rng: np.random.Generator, shake: float) -> Stroke:
    """One stroke of a style as a polyline, its control points moved by ``shake`` (standard deviation)."""
    kind, *pairs = code.split()
    points = np.array([[float(v) for v in pair.split(",")] for pair in pairs])
    points = points + rng.normal(0.0, shake, points.shape)
    if kind == "/":
        # A hand rounds its corners and bows its straight lines a little.
        middles = (points[:-1] + points[1:]) / 2 + rng.normal(0.0, shake * 0.6, (len(points) - 1, 2))
        woven = np.empty((2 * len(points) - 1, 2))
        woven[0::2], woven[1::2] = points, middles
        points = woven
        if rng.random() < 0.5:
            return points
    return spline(points)


def _bend(points: Stroke, rng_waves: NDArray[np.float64]) -> Stroke:
    """Moves points by a smooth low-frequency wave, the same for all strokes of a digit."""
    ax, ay, fx, fy, px, py = rng_waves
    x, y = points[:, 0], points[:, 1]
    return np.column_stack([x + ax * np.sin(fx * y + px), y + ay * np.sin(fy * x + py)])


def sample_digit(rng: np.random.Generator, label: int | None = None, *, wild: bool = False) -> tuple[list[Stroke], int]:
    """Writes one digit.

    Args:
        rng: source of chance; the same state writes the same digit.
        label: the digit wanted, 0 to 9; None draws one.
        wild: also in the `RARE` ways, and by unsteadier hands: for whoever shall learn to read anything.

    Returns:
        The strokes, in a box of about one unit, and the digit.
    """
    digit = int(rng.integers(10)) if label is None else label
    styles = [style for style in (*STYLES, *RARE * wild) if style.label == digit]
    weights = np.array([style.weight for style in styles])
    style = styles[rng.choice(len(styles), p=weights / weights.sum())]
    return draw_style(style, rng, wild=wild), digit


def draw_style(style: Style, rng: np.random.Generator, *, wild: bool = False) -> list[Stroke]:
    """Writes a style as a hand would: shaken, bent, slanted, narrow or wide; a wild hand more so."""
    shake = float(rng.choice([0.012, 0.025, 0.04, 0.055] if wild else [0.012, 0.025, 0.04]))
    waves = np.array([*rng.normal(0.0, 0.035, 2), *rng.uniform(1.0, 5.0, 2), *rng.uniform(0.0, 6.28, 2)])
    aspect = rng.uniform(0.4, 1.05) if wild else rng.uniform(0.45, 0.95)
    angle, slant = rng.normal(0.0, 0.1 if wild else 0.09), rng.normal(0.15, 0.28 if wild else 0.25)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shear = np.array([[1.0, -slant], [0.0, 1.0]])
    matrix = turn @ shear @ np.diag([aspect, 1.0])
    return [_bend(_trace(code, rng, shake), waves) @ matrix.T for code in style.strokes]


def sample_scribble(rng: np.random.Generator) -> list[Stroke]:
    """Writes what is no digit: up to four random curves, lines or zigzags in the unit box."""
    strokes = []
    count = int(rng.integers(1, 5))
    for _ in range(count):
        # A single line could be a one, two points more make it a scribble.
        points = rng.random((rng.integers(4 if count == 1 else 2, 9), 2)) * rng.uniform(0.3, 1.0, 2) + rng.uniform(
            0.0, 0.3, 2
        )
        strokes.append(spline(points) if rng.random() < 0.6 else points)
    return strokes
