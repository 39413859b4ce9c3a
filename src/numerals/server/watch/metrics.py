"""The server's metrics, kept with prometheus_client; all worker processes together answer for each of them.

With several processes each writes its numbers into files of the folder that ``PROMETHEUS_MULTIPROC_DIR`` names,
which `numerals.server.serve` makes before the first import of prometheus_client; any of them can then add them up.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_REGISTRY = CollectorRegistry()
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REQUESTS = Counter(
    "numerals_requests", "Requests by method, route and status.", ["method", "route", "status"], registry=_REGISTRY
)
REQUEST_SECONDS = Histogram(
    "numerals_request_seconds", "From the request's head to the answer's.", ["route"],
    buckets=_SECONDS, registry=_REGISTRY,
)  # fmt: skip
STAGE_SECONDS = Histogram(
    "numerals_stage_seconds", "Stages of a reading: receive, decode, segment, classify, keep.", ["stage"],
    buckets=_SECONDS, registry=_REGISTRY,
)  # fmt: skip
READINGS = Counter(
    "numerals_readings", "Readings by door and by outcome: read, unreadable, empty, refused.", ["door", "outcome"],
    registry=_REGISTRY,
)  # fmt: skip
CONFIDENCE = Histogram(
    "numerals_confidence", "Calibrated probability of each digit's likeliest value.",
    buckets=(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1), registry=_REGISTRY,
)  # fmt: skip
RECENT = Gauge(
    "numerals_recent_digits", "Recent digits by bin of a feature.", ["surface", "feature", "bin"],
    multiprocess_mode="livesum", registry=_REGISTRY,
)  # fmt: skip
"""What drift is computed from; `numerals.server.watch.drift` fills it, and it is not shown as it is."""


def collected() -> dict[str, Metric]:
    """All metrics by name, of all processes together."""
    folder = os.environ.get(FOLDER)
    families: Iterable[Metric] = _merged(Path(folder)) if folder else _REGISTRY.collect()
    return {family.name: family for family in families}


def _merged(folder: Path) -> Iterable[Metric]:
    """What the processes wrote; a file that a process has made this instant, and not yet filled, says nothing yet."""
    written = [str(file) for file in folder.glob("*.db") if _size(file)]
    return MultiProcessCollector.merge(written)  # type: ignore[no-any-return,no-untyped-call]


def _size(file: Path) -> int:
    """In bytes; none where its process has just ended and the file is gone."""
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0
