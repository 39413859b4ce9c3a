"""The nearest neighbours of vectors, exactly.

One product of matrices for some hundred queries: of a million vectors of 64 values a query's neighbours come in some
tenths of a second. Beyond, an approximate index such as HNSW (hnswlib, FAISS) is what to take.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

_BLOCK = 256
_THREADS = 2


@dataclass(frozen=True)
class Neighbours:
    """The k nearest of each point, the nearest first, itself left out.

    Attributes:
        places: (n, k).
        distances: (n, k).
    """

    places: NDArray[np.int32]
    distances: NDArray[np.float32]


def nearest(
    points: Vectors, k: int, queries: Vectors | None = None, say: Callable[[float], None] = lambda _: None
) -> Neighbours:
    """Exact nearest neighbours by Euclidean distance.

    Args:
        points: (n, d).
        k: how many; fewer where there are fewer points.
        queries: (m, d) whose neighbours are wanted; None for the points themselves, each without itself.
        say: called now and then with the share that is done, from several threads.
    """
    own = queries is None
    asked = points if queries is None else queries
    k = min(k, len(points) - own)
    places, distances = np.empty((len(asked), k), np.int32), np.empty((len(asked), k), np.float32)
    squares = (points * points).sum(axis=1)

    def block(first: int) -> None:
        some = asked[first : first + _BLOCK]
        table = some @ points.T
        table *= -2
        table += squares
        if own:
            table[np.arange(len(some)), first + np.arange(len(some))] = np.inf
        chosen = np.argpartition(table, min(k, table.shape[1] - 1), axis=1)[:, :k]
        values = np.take_along_axis(table, chosen, axis=1)
        order = np.argsort(values, axis=1, kind="stable")
        places[first : first + _BLOCK] = np.take_along_axis(chosen, order, axis=1)
        values = np.take_along_axis(values, order, axis=1) + (some * some).sum(axis=1, keepdims=True)
        distances[first : first + _BLOCK] = np.sqrt(np.maximum(values, 0))
        say(min(1.0, (first + _BLOCK) / len(asked)))

    with ThreadPoolExecutor(_THREADS) as pool:
        list(pool.map(block, range(0, len(asked), _BLOCK)))
    return Neighbours(places, distances)
