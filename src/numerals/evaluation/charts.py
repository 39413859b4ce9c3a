"""Two charts as inline SVG, in the colours of the page around them."""

import html
from collections.abc import Sequence

from numerals.evaluation.sureness import Bin

_WIDTH, _HEIGHT = 440, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 24, 12, 46
_BLUE = "#3b7dd8"
"""Legible on white and on black."""


class _Axes:
    """A frame with ticks; places values in it."""

    def __init__(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        self.ranges = x, y

    def at(self, x: float, y: float) -> tuple[float, float]:
        (x0, x1), (y0, y1) = self.ranges
        across, up = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
        return _LEFT + (x - x0) / (x1 - x0) * across, _TOP + (y1 - y) / (y1 - y0) * up

    def _ticks(self) -> str:
        (x0, x1), (y0, y1) = self.ranges
        parts, places = [], 0 if y1 - y0 > 0.1 else 2
        for i in range(6):
            x, y = x0 + (x1 - x0) * i / 5, y0 + (y1 - y0) * i / 5
            (left, foot), (side, level) = self.at(x, y0), self.at(x0, y)
            parts.append(
                f'<text x="{left:.1f}" y="{foot + 18:.1f}" text-anchor="middle">{x:.0%}</text>'
                f'<text x="{side - 6:.1f}" y="{level + 4:.1f}" text-anchor="end">{y:.{places}%}</text>'
                f'<path d="M{side:.1f} {level:.1f}H{_WIDTH - _RIGHT}" stroke="currentColor" opacity=".2"/>'
            )
        return "".join(parts)

    def line(self, points: Sequence[tuple[float, float]], style: str) -> str:
        places = " ".join("{:.1f},{:.1f}".format(*self.at(x, y)) for x, y in points)
        return f'<polyline points="{places}" fill="none" {style}/>'

    def draw(self, what: str, x_name: str, y_name: str, inside: str) -> str:
        middle = (_TOP + _HEIGHT - _BOTTOM) / 2
        return (
            f'<svg role="img" aria-label="{html.escape(what)}" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" '
            f'font-size="12" fill="currentColor">{self._ticks()}{inside}'
            f'<text x="{(_LEFT + _WIDTH - _RIGHT) / 2}" y="{_HEIGHT - 8}" text-anchor="middle">{x_name}</text>'
            f'<text transform="translate(14 {middle}) rotate(-90)" text-anchor="middle">{y_name}</text></svg>'
        )


def reliability_chart(bins: Sequence[Bin]) -> str:
    """Accuracy over confidence, one bar a bin; the dashed diagonal is perfect honesty."""
    axes = _Axes((0, 1), (0, 1))
    bars = []
    for b in bins:
        (left, top), (right, foot) = axes.at(b.low, b.accuracy), axes.at(b.high, 0)
        bars.append(
            f'<rect x="{left + 1:.1f}" y="{top:.1f}" width="{right - left - 2:.1f}" height="{foot - top:.1f}" '
            f'fill="{_BLUE}" opacity=".75"/>'
        )
    diagonal = axes.line([(0, 0), (1, 1)], 'stroke="currentColor" stroke-dasharray="4 4"')
    what = "Reliability diagram: share right over confidence; the table below holds the same figures"
    return axes.draw(what, "confidence", "share right", "".join(bars) + diagonal)


def risk_chart(curve: Sequence[tuple[float, float]]) -> str:
    """Share of errors over the share of images kept."""
    highest = max((risk for _, risk in curve), default=0.0)
    axes = _Axes((0, 1), (0, highest * 1.1 or 0.01))
    what = f"Risk-coverage curve: share wrong among the surest answers kept, at most {highest:.2%}"
    return axes.draw(
        what,
        "share of images kept, the surest first",
        "share wrong",
        axes.line(curve, f'stroke="{_BLUE}" stroke-width="2"'),
    )
