"""How many wrong digits are told when only the surer ones are: what a threshold buys, and what it costs."""

from collections.abc import Sequence

from numerals.evaluation.metrics import digits_only, matched
from numerals.evaluation.photos import Outcome

COVERAGES = (1.0, 0.98, 0.95, 0.9, 0.8, 0.7)
"""Shares of the true digits for which an answer is wanted."""


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
