"""Drift of what this server reads: the last digits of all processes against the model's reference.

Readings hand over what the model saw, which costs them nothing. A thread of each process measures it, some fifty digits
a second: a burst is worked off afterwards, and of endless ones the last digits count.
"""

import json
import logging
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.conf import settings
from numpy.typing import NDArray
from prometheus_client.metrics_core import Metric

from numerals.confidence.drift import ACCEPTED, Reference, from_card, limit, measure, psi
from numerals.reader import Reader, Trace
from numerals.server import engine
from numerals.server.watch.metrics import RECENT

WINDOW = 1000
"""Digits of each surface that count as recent, in all processes together."""
_EVERY, _MOST = 0.5, 25  # seconds between two looks at what has come, and the digits then measured
_SURFACE = {"photo": "photo", "score": "photo", "canvas": "photo", "strokes": "strokes", "pixels": "pixels"}
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Feature:
    """One number of the digits, as it was and as it is.

    Attributes:
        name: one of `numerals.confidence.drift.FEATURES`.
        edges: between the bins.
        reference, recent: digits in each bin.
        distance: PSI of the two; None for too few digits.
        limit: above which the shift is real and matters.
    """

    name: str
    edges: tuple[float, ...]
    reference: tuple[int, ...]
    recent: tuple[int, ...]
    distance: float | None
    limit: float

    @property
    def shifted(self) -> bool:
        """Whether recent digits are others."""
        return self.distance is not None and self.distance > self.limit


class Window:
    """The last digits that one process has read, by surface.

    Args:
        size: digits of each surface that are remembered.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._came: deque[tuple[str, str, NDArray[np.uint8]]] = deque(maxlen=size)
        self._rows: dict[str, deque[NDArray[np.int64]]] = {}
        self._references: dict[str, Reference] = {}
        self._model = ""
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def add(self, surface: str, trace: Trace) -> None:
        """Takes a reading, to be measured soon."""
        self._came.extend((surface, trace.model, crop) for crop in trace.crops)
        if self._thread is None:
            with self._lock:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="drift", daemon=True)
                    self._thread.start()

    def _run(self) -> None:
        pause = threading.Event()
        while not pause.wait(_EVERY):
            try:
                self._measure(engine.reader())
            except Exception:
                _log.exception("recent digits could not be measured")

    def _measure(self, reader: Reader) -> None:
        """Counts what came; a new model begins anew, since its reference is another."""
        if reader.name != self._model:
            self._forget()
            self._model, self._references = reader.name, from_card(reader.bundle.card)
        crops: dict[str, list[NDArray[np.uint8]]] = {}
        for _ in range(min(_MOST, len(self._came))):
            surface, model, crop = self._came.popleft()
            if model == self._model and surface in self._references:
                crops.setdefault(surface, []).append(crop)
        for surface, some in crops.items():
            self._count(surface, np.stack(some), reader)

    def _count(self, surface: str, images: NDArray[np.uint8], reader: Reader) -> None:
        values = measure(images, reader.bundle.logits(images), reader.bundle.temperature)
        histograms = self._references[surface]
        # An older card knows fewer features.
        rows = np.stack([histogram.bins(values[name]) for name, histogram in histograms.items()], axis=1)
        window = self._rows.setdefault(surface, deque(maxlen=self._size))
        window.extend(rows)
        last = np.stack(window)
        for place, (name, histogram) in enumerate(histograms.items()):
            counts = np.bincount(last[:, place], minlength=len(histogram.counts))
            for number, count in enumerate(counts.tolist()):
                RECENT.labels(surface, name, number).set(count)

    def _forget(self) -> None:
        for surface in self._rows:
            for name, histogram in self._references[surface].items():
                for number in range(len(histogram.counts)):
                    RECENT.labels(surface, name, number).set(0)
        self._rows.clear()


_window = Window(max(1, WINDOW // settings.CONFIGURATION.workers))


def add(door: str, trace: Trace) -> None:
    """Takes a reading that came through a door."""
    _window.add(_SURFACE[door], trace)


def compare(families: Mapping[str, Metric], reader: Reader) -> dict[str, list[Feature]]:
    """Recent digits against the reference, by surface; empty for a model whose card has none.

    Args:
        families: what `metrics.collected` gives.
        reader: the model in force.
    """
    counts: dict[tuple[str, str, int], int] = {}
    for sample in families[RECENT._name].samples if RECENT._name in families else []:
        labels = sample.labels
        counts[labels["surface"], labels["feature"], int(labels["bin"])] = int(sample.value)
    found = {}
    for surface, reference in references(reader).items():
        features = []
        for name, histogram in reference.items():
            recent = [counts.get((surface, name, number), 0) for number in range(len(histogram.counts))]
            features.append(_feature(name, histogram.edges, histogram.counts, recent))
        found[surface] = features
    return found


def _feature(name: str, edges: tuple[float, ...], reference: tuple[int, ...], recent: Sequence[int]) -> Feature:
    most = limit(reference, recent)
    distance = psi(reference, recent) if np.isfinite(most) else None
    return Feature(name, edges, reference, tuple(recent), distance, most)


def references(reader: Reader) -> dict[str, Reference]:
    """By surface what recent digits are compared with: what was accepted for this model, else what its card says."""
    return from_card(reader.bundle.card) | accepted(reader)


def accepted(reader: Reader) -> dict[str, Reference]:
    """By surface what the server's keeper accepted for this model with ``numerals monitor --accept``."""
    file = settings.CONFIGURATION.home / ACCEPTED
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        return from_card(found) if found["model"] == reader.name else {}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError) as error:
        _log.warning("%s cannot be read (%s); run numerals monitor --accept again", file, error)
        return {}
