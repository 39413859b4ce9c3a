"""What values a parameter takes, whatever the kind: one name means the same in all of them."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_MOST_SEED = 2**32 - 1
"""What NumPy's generators of scikit-learn take."""


@dataclass(frozen=True)
class Range:
    """Numbers that a parameter takes.

    Attributes:
        low, high: the least and the greatest one.
        above, below: whether ``low`` and ``high`` themselves are left out.
    """

    low: float
    high: float = math.inf
    above: bool = False
    below: bool = False

    def __contains__(self, value: float) -> bool:
        enough = value > self.low if self.above else value >= self.low
        few = value < self.high if self.below else value <= self.high
        return math.isfinite(value) and enough and few

    def __str__(self) -> str:
        low = f"above {self.low:g}" if self.above else f"at least {self.low:g}"
        if self.high == math.inf:
            return low
        return f"{low} and {'below' if self.below else 'at most'} {self.high:.10g}"


_COUNT, _POSITIVE, _NOT_NEGATIVE = Range(1), Range(0, above=True), Range(0)
_SHARE, _SHARE_BELOW_1 = Range(0, 1), Range(0, 1, below=True)

RANGES: dict[str, Range] = {
    **dict.fromkeys(("epochs", "batch", "trees", "iterations", "min_leaf", "neighbours", "components"), _COUNT),
    **dict.fromkeys(("widths", "dense", "towers", "latent", "length", "samples"), _COUNT),
    **dict.fromkeys(("C", "gamma", "temperature"), _POSITIVE),
    **dict.fromkeys(
        ("decay", "l2", "strength", "minutes", "blocks", "squeezed", "couplings", "letters"), _NOT_NEGATIVE
    ),
    **dict.fromkeys(("ruled", "gentle", "smoothing", "turn", "warm"), _SHARE),
    **dict.fromkeys(("average", "dropout"), _SHARE_BELOW_1),
    "rate": Range(0, 1, above=True),
    "max_features": Range(0, 1, above=True),
    "leaves": Range(2),
    "members": Range(2),
    "held": Range(0, 9),
    "seed": Range(0, _MOST_SEED),
}
"""By parameter; of those with several numbers, such as widths, each is in the range."""


def outside(name: str, value: Any) -> Range | None:
    """The range that a value of the right type is not in; None where all is well.

    Args:
        name: of the parameter; one without a range takes everything.
        value: a number, several of them, or something else, which has no range.
    """
    wanted = RANGES.get(name)
    numbers: Iterable[float] = value if isinstance(value, list | tuple) else [value]
    if wanted is None or isinstance(value, str) or all(number in wanted for number in numbers):
        return None
    return wanted
