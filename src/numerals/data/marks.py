"""Synthetic pen strokes that are no digit: letters and signs by rule, and signs of an alphabet that nobody writes.

Made as `numerals.data.pen` makes digits, so that what tells both apart is their shape and not the hand. Letters that
some people write as others write a digit (O, l, S, Z, b, g, q) are left out.
"""

import numpy as np

from numerals.data.pen import Stroke, Style, draw_style, spline

LETTERS: tuple[tuple[str, ...], ...] = (
    ("/ .05,1. .5,0. .95,1.", "/ .22,.6 .78,.6"),  # A
    ("~ .95,.12 .6,.0 .2,.15 .05,.5 .2,.85 .6,1. .95,.88",),  # C
    ("/ .9,.0 .1,.0 .1,1. .9,1.", "/ .1,.5 .7,.5"),  # E
    ("/ .9,.0 .1,.0 .1,1.", "/ .1,.5 .7,.5"),  # F
    ("/ .1,.0 .1,1.", "/ .9,.0 .9,1.", "/ .1,.5 .9,.5"),  # H
    ("/ .1,.0 .1,1.", "/ .85,.0 .1,.55 .9,1."),  # K
    ("/ .1,.0 .1,1. .85,1.",),  # L
    ("/ .05,1. .1,.0 .5,.6 .9,.0 .95,1.",),  # M
    ("/ .1,1. .1,.0 .9,1. .9,.0",),  # N
    ("/ .1,1. .1,.0", "~ .1,.0 .7,.02 .9,.25 .7,.48 .1,.52"),  # P
    ("/ .1,1. .1,.0", "~ .1,.0 .7,.02 .9,.25 .7,.48 .1,.52", "/ .4,.52 .95,1."),  # R
    ("/ .0,.0 1.,.0", "/ .5,.0 .5,1."),  # T
    ("~ .1,.0 .1,.6 .3,.95 .7,.95 .9,.6 .9,.0",),  # U
    ("/ .05,.0 .5,1. .95,.0",),  # V
    ("/ .0,.0 .25,1. .5,.3 .75,1. 1.,.0",),  # W
    ("/ .1,.0 .9,1.", "/ .9,.0 .1,1."),  # X
    ("/ .1,.0 .5,.5", "/ .9,.0 .5,.5 .5,1."),  # Y
    ("/ .1,.0 .1,1.", "~ .1,.0 .8,.1 .95,.5 .8,.9 .1,1."),  # D
    ("~ .9,.15 .5,.0 .1,.3 .1,.75 .5,1. .9,.85 .92,.55", "/ .92,.55 .55,.55"),  # G
    ("/ .2,.0 .95,.0", "~ .65,.0 .65,.7 .5,.98 .2,.95 .08,.75"),  # J
    ("~ .1,.55 .85,.5 .8,.1 .4,.0 .08,.35 .1,.8 .5,1. .9,.85",),  # e
    ("~ .85,.2 .5,.02 .12,.25 .12,.75 .5,.98 .85,.7", "/ .88,.0 .88,.9 1.,1."),  # a
    ("/ .12,.0 .12,1.", "~ .12,.6 .4,.4 .75,.45 .8,.65 .8,1."),  # h
    ("/ .05,.3 .05,1.", "~ .05,.5 .25,.3 .45,.5 .48,1.", "~ .48,.5 .7,.3 .9,.5 .95,1."),  # m
    ("/ .15,.1 .15,1.", "~ .15,.4 .45,.1 .8,.3 .85,1."),  # n
    ("/ .2,.1 .2,1.", "~ .2,.4 .45,.12 .8,.15"),  # r
    ("~ .8,.1 .55,.0 .45,.2 .45,1.", "/ .15,.45 .8,.45"),  # f
    ("~ .4,.0 .4,.75 .55,1. .8,.92", "/ .1,.3 .8,.3"),  # t
    ("~ .1,.1 .1,.7 .4,.95 .8,.6 .85,.1", "/ .85,.1 .85,1."),  # u
    ("~ .0,.2 .15,.9 .45,.85 .5,.3 .55,.9 .85,.85 1.,.2",),  # w
    ("/ .1,.0 .12,1.", "/ .8,.3 .15,.65 .85,1."),  # k
    ("~ .9,.1 .6,.45 .1,1.", "~ .1,.1 .4,.45 .9,1."),  # x
    ("~ .8,.1 .3,.35 .1,.7 .3,.95 .7,.7 .85,.1 .8,.7 1.,.95",),  # alpha
    ("/ .0,.5 1.,.5", "/ .5,.0 .5,1."),  # plus
    ("/ .3,.0 .2,1.", "/ .75,.0 .65,1.", "/ .0,.35 1.,.3", "/ .0,.7 .95,.65"),  # hash
    ("~ .15,.25 .4,.0 .8,.15 .7,.4 .5,.55 .5,.75", "/ .5,.92 .5,1."),  # question mark
    ("/ .0,.35 1.,.35", "/ .0,.65 1.,.65"),  # equals
    ("/ .0,.6 .35,1. 1.,.0",),  # a tick
    ("/ .5,.0 .5,1.", "/ .1,.25 .9,.75", "/ .9,.25 .1,.75"),  # asterisk
    ("/ .5,.0 1.,1. .0,1. .5,.0",),  # triangle
    ("/ .05,.05 .95,.05 .95,.95 .05,.95 .05,.05",),  # square
    ("/ .5,.0 .98,.5 .5,1. .02,.5 .5,.0",),  # rhombus
    ("/ .2,1. .5,.0 .8,1. .02,.38 .98,.38 .2,1.",),  # star
    ("~ .5,.3 .25,.0 .0,.3 .2,.65 .5,1.", "~ .5,.3 .75,.0 1.,.3 .8,.65 .5,1."),  # heart
    ("/ .0,.5 1.,.5", "/ .65,.2 1.,.5 .65,.8"),  # arrow
    ("~ .5,.5 .6,.4 .65,.6 .4,.7 .25,.45 .5,.2 .85,.4 .8,.8 .4,.98 .05,.6 .15,.15 .5,.0",),  # spiral
    ("~ .95,.1 .3,.0 .1,.2 .5,.48 .15,.75 .3,1. .95,.9",),  # epsilon
    ("/ .0,.05 1.,.0", "/ .25,.03 .22,1.", "/ .75,.02 .8,1."),  # pi
    ("/ .95,.0 .1,.0 .6,.5 .1,1. .95,1.",),  # sigma
    ("~ .05,.7 .15,.3 .35,.5 .5,.7 .65,.3 .85,.4 .95,.7",),  # a wave
    ("~ .1,.0 .2,.45 .5,.55 .8,.45 .9,.0", "/ .5,.0 .5,1."),  # psi
)
"""One way to write each, as `numerals.data.pen.Style` has them."""


def sample_letter(rng: np.random.Generator) -> list[Stroke]:
    """Writes a letter or a sign."""
    strokes = LETTERS[rng.integers(len(LETTERS))]
    return draw_style(Style(-1, 1, strokes), rng)


def sample_glyph(rng: np.random.Generator) -> list[Stroke]:
    """Writes a sign of an alphabet that nobody writes: two to five lines, arcs and rings between places of a grid."""
    places = rng.random((int(rng.integers(4, 7)), 2))
    strokes: list[Stroke] = []
    for _ in range(int(rng.integers(2, 6))):
        start, end = places[rng.choice(len(places), 2, replace=False)]
        kind = rng.random()
        if kind < 0.4:
            strokes.append(np.array([start, end]))
        elif kind < 0.85:
            along = end - start
            bow = rng.normal(0, 0.45) * np.array([along[1], -along[0]])
            strokes.append(spline(np.array([start, start + 0.3 * along + bow, start + 0.7 * along + bow, end])))
        else:
            turn = np.linspace(0, 2 * np.pi, 12)[:, None]
            ring = np.hstack([np.cos(turn), np.sin(turn)]) * rng.uniform(0.06, 0.25, 2)
            strokes.append(start + ring)
    return strokes
