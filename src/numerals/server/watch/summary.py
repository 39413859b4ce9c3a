"""The metrics as the page Monitor shows them."""

from collections.abc import Mapping
from typing import Any

from prometheus_client.metrics_core import Metric

from numerals.confidence.drift import LEAST
from numerals.reader import Reader
from numerals.server.watch import drift
from numerals.server.watch.readings import DOORS, OUTCOMES

_STAGES = ("receive", "decode", "segment", "classify", "keep")


def summary(families: Mapping[str, Metric], reader: Reader) -> dict[str, Any]:
    """All but the state of the database, as `schemas_monitor.Monitor` has it.

    Args:
        families: what `metrics.collected` gives.
        reader: the model in force.
    """
    requests = _samples(families, "numerals_requests", "_total")
    readings = {
        (labels["door"], labels["outcome"]): int(value)
        for labels, value in _samples(families, "numerals_readings", "_total")
    }
    confidence = _buckets(families, "numerals_confidence").get("", [])
    before = [0, *(count for _, count in confidence)]
    return {
        "model": reader.name,
        "requests": int(sum(value for _, value in requests)),
        "failed": int(sum(value for labels, value in requests if labels["status"] >= "500")),
        "doors": [
            {"name": door} | {outcome: readings.get((door, outcome), 0) for outcome in OUTCOMES}
            for door in DOORS
        ],
        "stages": _stages(families),
        "confidence": [
            {"most": most, "digits": count - less}
            for (most, count), less in zip(confidence, before, strict=False) if most <= 1
        ],
        "least": LEAST,
        "window": drift.WINDOW,
        "surfaces": _surfaces(families, reader),
    }  # fmt: skip


def _samples(families: Mapping[str, Metric], name: str, ending: str) -> list[tuple[dict[str, str], float]]:
    found = families[name].samples if name in families else []
    return [(sample.labels, sample.value) for sample in found if sample.name == name + ending]


def _buckets(families: Mapping[str, Metric], name: str, label: str = "") -> dict[str, list[tuple[float, int]]]:
    """By label the upper bounds of a histogram's bins, ascending, and how many values are at most that."""
    found: dict[str, list[tuple[float, int]]] = {}
    for labels, value in _samples(families, name, "_bucket"):
        found.setdefault(labels.get(label, ""), []).append((float(labels["le"]), int(value)))
    return {key: sorted(bins) for key, bins in found.items()}


def _stages(families: Mapping[str, Metric]) -> list[dict[str, Any]]:
    found = _buckets(families, "numerals_stage_seconds", "stage")
    return [
        {
            "name": name,
            "times": found[name][-1][1],
            "median": round(1000 * quantile(found[name], 0.5), 2),
            "most": round(1000 * quantile(found[name], 0.95), 2),
        }
        for name in _STAGES
        if name in found and found[name][-1][1]
    ]


def quantile(bins: list[tuple[float, int]], share: float) -> float:
    """Below which a share of the values lies, evenly spread within a bin, as Prometheus's histogram_quantile has it.

    Args:
        bins: upper bounds, ascending, the last infinite, and how many values are at most that; at least one value.
        share: 0 to 1.
    """
    wanted, low, below = share * bins[-1][1], 0.0, 0
    for high, count in bins[:-1]:
        if count >= wanted and count > below:
            return low + (high - low) * (wanted - below) / (count - below)
        low, below = high, count
    return low


def _surfaces(families: Mapping[str, Metric], reader: Reader) -> list[dict[str, Any]]:
    accepted = drift.accepted(reader)
    return [
        {
            "name": surface,
            "digits": sum(features[0].recent),
            "accepted": surface in accepted,
            "shifted": any(one.shifted for one in features),
            "features": [
                {
                    "name": one.name,
                    "edges": one.edges,
                    "reference": one.reference,
                    "recent": one.recent,
                    "distance": None if one.distance is None else round(one.distance, 4),
                    "limit": None if one.distance is None else round(one.limit, 4),
                    "shifted": one.shifted,
                }
                for one in features
            ],
        }
        for surface, features in drift.compare(families, reader).items()
    ]
