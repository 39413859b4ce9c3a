"""A study's figures as plain values, for ``statistics.json`` and the API."""

from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerals.explore.clusters import Distances, table
from numerals.explore.measures import DIGITS, Labels, Values
from numerals.explore.mistakes import why, worst
from numerals.explore.points import BALANCED
from numerals.explore.study import ALIKE, Study

ASKED = ((2, 7), (6, 9), (4, 9))
"""Pairs of digits that people take to be alike; how alike they are is told in any case."""
_PAIRS = 5
_BARS, _TAIL = 40, 0.002
"""Bars of a histogram, and the share of the values beyond each of its ends."""


def summary(study: Study) -> dict[str, Any]:
    """Every figure; shares from 0 to 1, lengths in pixels, angles in degrees, places as in the whole source."""
    return {
        "data": study.data,
        "licence": study.licence,
        "fingerprints": study.fingerprints,
        "seed": study.seed,
        "images": len(study.everything),
        "looked_at": len(study.points),
        "balance": _balance(study),
        "findings": [asdict(finding) for finding in study.findings],
        "measures": _measures(study),
        "variation": _variation(study),
        "alike": _alike(study),
        "doubts": _doubts(study),
        "components": {
            "share": [round(float(share), 5) for share in study.pixel_groups.components.share[:50]],
            "needed": {f"{share:.0%}": study.pixel_groups.components.needed(share) for share in (0.5, 0.9, 0.95)},
        },
        "clusterings": [
            {"name": one.name, "supervised": one.supervised, **_rounded(asdict(one.agreement))}
            | {"table": table(one.groups, study.points.labels).tolist()}
            for one in study.clusterings
        ],
        "best": study.best.name,
        "sweep": [
            {"k": one.k, "inertia": one.inertia, "silhouette": one.silhouette, **_rounded(asdict(one.agreement))}
            for one in study.pixel_groups.tries
        ],
        "distances": {name: _distances(one) for name, one in study.distances.items()},
        "model": _model(study),
        "seconds": study.seconds,
    }


def _rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in values.items()}


def _balance(study: Study) -> dict[str, Any]:
    return {
        "counts": {part: counts.tolist() for part, counts in study.overview.counts.items()},
        "shares": {part: [round(float(v), 5) for v in shares] for part, shares in study.overview.shares.items()},
        "band": list(BALANCED),
        "flagged": [{"part": part, "digit": digit, "share": share} for part, digit, share in study.overview.flagged],
    }


def by_digit(values: Values, labels: Labels) -> list[float | None]:
    """Mean of a measure for each digit; None where there is no image of it."""
    return [round(float(values[labels == d].mean()), 4) if (labels == d).any() else None for d in range(DIGITS)]


def histogram(values: Values, labels: Labels) -> dict[str, Any]:
    """How often each value is, for each digit; the few beyond the outer edges count in the outer bars."""
    low, high = (float(edge) for edge in np.quantile(values, (_TAIL, 1 - _TAIL)))
    edges = np.linspace(low, max(high, low + 1e-6), _BARS + 1)
    inside = np.clip(values, edges[0], edges[-1])
    counts = [np.histogram(inside[labels == digit], edges)[0].tolist() for digit in range(DIGITS)]
    return {"edges": [round(float(edge), 5) for edge in edges], "counts": counts}


def _measures(study: Study) -> dict[str, Any]:
    labels, found = study.everything.labels, study.overview
    named = {"ink": found.ink, "slant": found.slant, "stroke_width": found.stroke_width, "distance": found.distance}
    return {
        name: {
            "mean": round(float(values.mean()), 4),
            "deviation": round(float(values.std()), 4),
            "digits": by_digit(values, labels),
            "histogram": histogram(values, labels),
        }
        for name, values in named.items()
    }


def _variation(study: Study) -> dict[str, Any]:
    values = study.overview.variation
    there = np.flatnonzero(np.bincount(study.everything.labels, minlength=DIGITS))
    return {
        "digits": [round(float(value), 3) for value in values],
        "most": int(there[values[there].argmax()]),
        "least": int(there[values[there].argmin()]),
    }


def _alike(study: Study) -> dict[str, Any]:
    points = study.points

    def pairs(found: list[Any]) -> list[dict[str, Any]]:
        return [
            {
                "places": [int(points.places[pair.first]), int(points.places[pair.second])],
                "labels": [int(points.labels[pair.first]), int(points.labels[pair.second])],
                "distance": round(pair.distance, 3),
            }
            for pair in found
        ]

    return {
        "median_gap": round(study.likeness.gap, 3),
        "limit": ALIKE,
        "test_like_training": study.likeness.alike,
        "pairs": pairs(study.likeness.pairs),
        "train_and_test": pairs(study.likeness.leaks),
    }


def _doubts(study: Study) -> dict[str, Any]:
    points, found = study.points, study.likeness.doubts
    rows = zip(found.places, found.guesses, found.margins, strict=True)
    return {
        "images": len(found.places),
        "share": len(found.places) / max(1, len(points)),
        "agree": round(study.likeness.judged, 5),
        "counts": found.counts.tolist(),
        "suspects": [
            {
                "place": int(points.places[i]),
                "label": int(points.labels[i]),
                "guess": int(guess),
                "margin": round(float(margin), 3),
            }
            for i, guess, margin in rows
        ],
    }


def _distances(found: Distances) -> dict[str, Any]:
    pairs = found.pairs()
    return {
        "matrix": [[round(float(v), 3) if np.isfinite(v) else None for v in row] for row in found.matrix],
        "closest": [{"digits": [i, j], "distance": round(gap, 3)} for i, j, gap in pairs[:_PAIRS]],
        "farthest": [{"digits": [i, j], "distance": round(gap, 3)} for i, j, gap in pairs[-1:]],
        "ranks": [{"digits": [i, j], "rank": found.rank(i, j)} for i, j in ASKED],
        "pairs": len(pairs),
    }


def _model(study: Study) -> dict[str, Any] | None:
    opinion, found = study.opinion, study.evaluation
    if opinion is None or found is None:
        return None
    hard, points = worst(found.matrix), study.points
    return {
        "model": opinion.model,
        "threshold": opinion.threshold,
        "images": len(found.right),
        "errors": int((~found.right).sum()),
        "accuracy": found.accuracy,
        "confusion_matrix": found.matrix.tolist(),
        "worst": asdict(hard) if hard else None,
        "doubtful_mistakes": doubtful_mistakes(study),
        "mistakes": [
            {
                "place": int(points.places[one.place]),
                "label": one.label,
                "answer": one.answer,
                "probability": round(one.probability, 5),
                "nearest": [{"place": int(points.places[i]), "label": int(points.labels[i])} for i in one.nearest],
                "doubtful": one.doubtful,
                "why": why(one, points.labels, opinion.threshold),
            }
            for one in opinion.mistakes
        ],
    }


def doubtful_mistakes(study: Study) -> int:
    """How many of the model's mistakes on the test part have a doubtful label."""
    if study.opinion is None:
        return 0
    wrong: NDArray[np.bool_] = study.opinion.probabilities.argmax(axis=1) != study.points.labels
    return int((wrong & study.points.test & study.likeness.doubts.mask(len(study.points))).sum())
