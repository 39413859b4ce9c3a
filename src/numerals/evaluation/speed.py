"""How fast a bundle runs here and now."""

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numerals.inference.bundle import Bundle

_WARM_UP = 10
_BATCH = 256
_SECONDS = 2.0
"""Time after which a slow model is measured no further, for single images and for batches each."""


@dataclass(frozen=True)
class Speed:
    """Times of one process on one thread, after a warm-up.

    Attributes:
        milliseconds: median of one image at a time.
        milliseconds_95: 95 of 100 single images take no longer.
        singles: how many were timed.
        images_per_second: in batches (median batch).
        batch: images in each.
        batches: how many were timed.
    """

    milliseconds: float
    milliseconds_95: float
    singles: int
    images_per_second: float
    batch: int
    batches: int


def _times(bundle: Bundle, batches: list[NDArray[np.uint8]], least: int) -> list[float]:
    """Seconds for each batch in turn, until all or, once ``least`` are done, the time is up."""
    times: list[float] = []
    for images in batches:
        if len(times) >= least and sum(times) > _SECONDS:
            break
        started = time.perf_counter()
        bundle.logits(images)
        times.append(time.perf_counter() - started)
    return times


def measure(bundle: Bundle, images: NDArray[np.uint8], singles: int = 300, batches: int = 10) -> Speed:
    """Times a bundle.

    Args:
        bundle: warm or not; the first images are not counted.
        images: (n, 28, 28), at least one; used over again if there are few.
        singles: most single images that are timed.
        batches: most batches that are timed.
    """
    some = images[np.arange(_BATCH) % len(images)]
    for i in range(_WARM_UP):
        bundle.logits(some[i : i + 1])
    single = np.array(_times(bundle, [some[[i % _BATCH]] for i in range(singles)], 20)) * 1000
    batch = _times(bundle, [some] * batches, 3)
    return Speed(
        round(float(np.median(single)), 4),
        round(float(np.quantile(single, 0.95)), 4),
        len(single),
        round(_BATCH / float(np.median(batch)), 1),
        _BATCH,
        len(batch),
    )
