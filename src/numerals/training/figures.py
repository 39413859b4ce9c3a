"""The figures of a run as SVG, which every browser and MLflow's page show: confusion matrix and learning curve."""

from collections.abc import Mapping, Sequence
from html import escape

_CELL = 34  # px, of the confusion matrix
_WIDTH, _HEIGHT, _MARGIN = 460, 150, 30  # px, of one curve


def confusion_figure(matrix: Sequence[Sequence[int]]) -> str:
    """The confusion matrix: rows are the true digits, columns what was read; the redder, the more mistakes.

    Args:
        matrix: n x n counts.
    """
    size = len(matrix)
    worst = max((matrix[i][j] for i in range(size) for j in range(size) if i != j), default=0) or 1
    parts = []
    for i in range(size):
        parts.append(_text(_CELL * 0.5, _CELL * (i + 1.5), str(i), bold=True))
        parts.append(_text(_CELL * (i + 1.5), _CELL * 0.5, str(i), bold=True))
        for j in range(size):
            count = matrix[i][j]
            strength = 0.15 if i == j else 0.85 * count / worst
            colour = "#1971c2" if i == j else "#c92a2a"
            place = f'x="{_CELL * (j + 1)}" y="{_CELL * (i + 1)}" width="{_CELL}" height="{_CELL}"'
            parts.append(f'<rect {place} fill="{colour}" fill-opacity="{strength:.3f}" stroke="#dee2e6"/>')
            if count:
                parts.append(_text(_CELL * (j + 1.5), _CELL * (i + 1.5), str(count)))
    side = _CELL * (size + 1)
    return _svg(side, side, "Confusion matrix: rows are the true digits, columns what was read", parts)


def learning_figure(epochs: Sequence[Mapping[str, float]]) -> str:
    """A curve for each figure over the epochs, one below the other; empty for fewer than two epochs."""
    names = [name for name in (epochs[0] if epochs else {}) if name != "epoch"]
    if len(epochs) < 2 or not names:
        return ""
    parts: list[str] = []
    for row, name in enumerate(names):
        values = [float(epoch.get(name, float("nan"))) for epoch in epochs]
        parts += _curve(name, values, row * _HEIGHT)
    return _svg(_WIDTH, _HEIGHT * len(names), f"{' and '.join(names)} over {len(epochs)} epochs", parts)


def _curve(name: str, values: Sequence[float], top: float) -> list[str]:
    real = [value for value in values if value == value]  # noqa: PLR0124  (NaN is not equal to itself)
    if not real:
        return []
    low, high = min(real), max(real)
    span = (high - low) or 1.0
    x_step = (_WIDTH - 2 * _MARGIN) / max(len(values) - 1, 1)
    points = " ".join(
        f"{_MARGIN + i * x_step:.1f},{top + _HEIGHT - _MARGIN - (value - low) / span * (_HEIGHT - 2 * _MARGIN):.1f}"
        for i, value in enumerate(values)
        if value == value  # noqa: PLR0124
    )
    return [
        _text(
            _MARGIN, top + 16, f"{name}: {values[0]:.4g} to {values[-1]:.4g}, between {low:.4g} and {high:.4g}", "start"
        ),
        f'<polyline points="{points}" fill="none" stroke="#1971c2" stroke-width="2"/>',
    ]


def _text(x: float, y: float, words: str, anchor: str = "middle", *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" dominant-baseline="central"{weight}>{escape(words)}</text>'
    )


def _svg(width: float, height: float, title: str, parts: Sequence[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}"'
    style = 'font-family="sans-serif" font-size="12" role="img"'
    paper = f'<rect width="{width:g}" height="{height:g}" fill="#fff"/>'
    return f"{head} {style}>\n<title>{escape(title)}</title>\n{paper}\n" + "\n".join(parts) + "\n</svg>\n"
