"""A study as the columns of an atlas."""

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerals.explore.atlas import NOBODY, VERSION
from numerals.explore.features import Vectors
from numerals.explore.study import Study


def key(fingerprint: str, model: str, seed: int, learnt: bool) -> str:
    """Of the study of a source with a model: the same for the same contents."""
    return hashlib.sha256(f"{VERSION} {fingerprint} {model} {seed} {learnt}".encode()).hexdigest()[:8]


def columns(study: Study) -> dict[str, NDArray[Any]]:
    """One row for each image that was looked at, in the source's order.

    ``image`` (28, 28) u1; ``label`` u1; ``test`` u1; ``place`` u4 in the source; ``guess`` u1, what it rather is where
    the label is doubtful, else 255; ``distance`` f4 to the mean of its digit; ``group_...`` u1 and ``map_...`` (2,) u2,
    0 to 65535; ``vector`` (d,) f2, in which alike images are near; with a model ``answer`` u1, ``confidence`` f4 and
    ``probability`` (10,) f2. All little-endian.
    """
    points, doubts = study.points, study.likeness.doubts
    guess = np.full(len(points), NOBODY, np.uint8)
    guess[doubts.places] = doubts.guesses
    made: dict[str, NDArray[Any]] = {
        "image": points.images,
        "label": points.labels.astype(np.uint8),
        "test": points.test.astype(np.uint8),
        "place": points.places.astype("<u4"),
        "guess": guess,
        "distance": study.overview.distance[points.places].astype("<f4"),
        "group_pixels": study.pixel_groups.groups.astype(np.uint8),
        "group_best": study.best.groups.astype(np.uint8),
        "map_pca": _scaled(study.pixel_groups.embedding.vectors[:, :2]),
    }
    for one in study.embeddings:
        if one.flat is not None:
            made[f"map_{one.name}"] = _scaled(one.flat)
    opinion = study.opinion
    space = study.embeddings[1].vectors
    if opinion is not None:
        space = space if opinion.vectors is None else opinion.vectors
        made["answer"] = opinion.probabilities.argmax(axis=1).astype(np.uint8)
        made["confidence"] = opinion.probabilities.max(axis=1).astype("<f4")
        made["probability"] = opinion.probabilities.astype("<f2")
    made["vector"] = space.astype("<f2")
    return made


def _scaled(flat: Vectors) -> NDArray[np.uint16]:
    """Points of the plane in 0..65535, both axes alike, so that a page needs no fractions."""
    low, high = flat.min(axis=0), flat.max(axis=0)
    size = max(float((high - low).max()), 1e-9)
    centred = (flat - (low + high) / 2) / size + 0.5
    return np.asarray(np.round(np.clip(centred, 0, 1) * 65535), "<u2")
