"""What confidences are worth: wrong digits among the surest ones, readings wholly right by how sure they are."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean

from numerals.evaluation.metrics import digits_only, matched
from numerals.evaluation.photos import Outcome

COVERAGES = (1.0, 0.98, 0.95, 0.9, 0.8, 0.7)
"""Shares of the true digits for which an answer is wanted."""
_EDGES = (0.0, 0.5, 0.8, 0.95, 1.0)
"""Between which readings are grouped by their confidence."""


def error_by_coverage(outcomes: Sequence[Outcome], coverages: Sequence[float] = COVERAGES) -> list[dict[str, float]]:
    """The share of wrong digits among the surest ones.

    Args:
        outcomes: of images with their true texts. A digit that was read is right if the alignment with the fewest edits
            puts it on an equal one. Unreadable ones count by their most likely value.
        coverages: how many digits are told, as a share of the true ones.

    Returns:
        For each coverage that is reached: ``coverage``, ``confidence`` of the least sure digit that is told, ``told``
        and ``wrong`` digits, and ``error``, the share of wrong ones.
    """
    judged: list[tuple[float, bool]] = []
    true = 0
    for outcome in outcomes:
        wanted = digits_only(outcome.image.text)
        true += len(wanted)
        digits = outcome.reading.digits if outcome.reading else ()
        values = "".join(str(digit.alternatives[0].value) for digit in digits)
        judged += zip((digit.confidence for digit in digits), matched(values, wanted), strict=True)
    judged.sort(key=lambda one: -one[0])
    rows = []
    for coverage in coverages:
        count = round(coverage * true)
        if 0 < count <= len(judged):
            wrong = sum(not right for _, right in judged[:count])
            rows.append(
                {
                    "coverage": coverage,
                    "confidence": round(judged[count - 1][0], 4),
                    "told": count,
                    "wrong": wrong,
                    "error": round(wrong / count, 5),
                }
            )
    return rows


def right_by_confidence(outcomes: Sequence[Outcome], edges: Sequence[float] = _EDGES) -> list[dict[str, float]]:
    """How many readings are wholly right among those that are about as sure.

    Args:
        outcomes: of images with their true texts; readings without any digit have no confidence and do not count.
        edges: of the groups, rising.

    Returns:
        For each group with readings: ``from``, ``to``, ``images``, their mean ``confidence``, and the share that is
        ``right``; of an honest reader the last two are alike.
    """
    sure = [(outcome.reading.confidence, outcome.right) for outcome in outcomes if outcome.reading]
    rows = []
    for low, high in pairwise(edges):
        own = [(c, right) for c, right in sure if c is not None and (low <= c < high or c == high == edges[-1])]
        if own:
            confidence, right = (round(fmean(values), 4) for values in zip(*own, strict=True))
            rows.append({"from": low, "to": high, "images": len(own), "confidence": confidence, "right": right})
    return rows
