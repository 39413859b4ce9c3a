"""Counts readings: what came of them, how sure they are, how long their stages took."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from numerals.reader import Trace
from numerals.server.watch import drift
from numerals.server.watch.metrics import CONFIDENCE, READINGS, STAGE_SECONDS

DOORS = ("photo", "score", "strokes", "canvas", "pixels")
OUTCOMES = ("read", "unreadable", "empty", "refused")


@contextmanager
def reading(door: str) -> Iterator[Callable[[Trace], Trace]]:
    """Within, something is read; hand its trace to what this yields, which gives it back.

    Args:
        door: one of `DOORS`; an exception counts as refused there.
    """
    try:
        yield lambda trace: _note(door, trace)
    except Exception:
        READINGS.labels(door, "refused").inc()
        raise


def _note(door: str, trace: Trace) -> Trace:
    digits = trace.reading.digits
    outcome = "empty" if not digits else "read" if all(digit.value is not None for digit in digits) else "unreadable"
    READINGS.labels(door, outcome).inc()
    for digit in digits:
        CONFIDENCE.observe(digit.confidence)
    for stage, seconds in trace.seconds.items():
        STAGE_SECONDS.labels(stage).observe(seconds)
    if digits:
        drift.add(door, trace)
    return trace


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Times a stage of a reading that is not the reader's."""
    started = time.perf_counter()
    yield
    STAGE_SECONDS.labels(name).observe(time.perf_counter() - started)
