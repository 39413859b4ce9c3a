"""A study as the contents of an atlas."""

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerals.explore.atlas import NOBODY, Contents
from numerals.explore.clusters import in_order
from numerals.explore.features import Vectors
from numerals.explore.shelf import VERSION
from numerals.explore.study import Study
from numerals.explore.summary import summary

_COMPONENTS = 20
"""Principal components of which pictures are kept."""


def key(fingerprint: str, model: str, seed: int, learnt: bool) -> str:
    """Of the study of a source with a model: the same for the same contents."""
    return hashlib.sha256(f"{VERSION} {fingerprint} {model} {seed} {learnt}".encode()).hexdigest()[:8]


def contents(study: Study) -> Contents:
    """All of a study that is kept."""
    return Contents(columns(study), pictures(study), summary(study))


def columns(study: Study) -> dict[str, NDArray[Any]]:
    """One row for each image that was looked at, in the source's order.

    ``image`` (28, 28) u1; ``label`` u1; ``test`` u1; ``place`` u4 in the source; ``guess`` u1, what it rather is where
    the label is doubtful, else 255, and ``margin`` f4, by how much rather; ``distance`` f4 to the mean of its digit;
    ``ink``, ``slant`` and ``stroke_width`` f4; ``group_0``, ... u1, one for each of the statistics' clusterings, the
    row of its table; ``map_...`` (2,) u2, 0 to 65535; ``vector`` (d,) f2, in which alike images are near; with a model
    ``answer`` u1, ``confidence`` f4 and ``probability`` (10,) f2. All little-endian.
    """
    points, doubts, seen = study.points, study.likeness.doubts, study.overview
    guess, margin = np.full(len(points), NOBODY, np.uint8), np.zeros(len(points), "<f4")
    guess[doubts.places], margin[doubts.places] = doubts.guesses, doubts.margins
    measured = {"distance": seen.distance, "ink": seen.ink, "slant": seen.slant, "stroke_width": seen.stroke_width}
    made: dict[str, NDArray[Any]] = {
        "image": points.images,
        "label": points.labels.astype(np.uint8),
        "test": points.test.astype(np.uint8),
        "place": points.places.astype("<u4"),
        "guess": guess,
        "margin": margin,
        **{name: values[points.places].astype("<f4") for name, values in measured.items()},
        "map_pca": _scaled(study.pixel_groups.embedding.vectors[:, :2]),
    }
    for number, clustering in enumerate(study.clusterings):
        made[f"group_{number}"] = in_order(clustering.groups, points.labels).astype(np.uint8)
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


def pictures(study: Study) -> dict[str, NDArray[np.uint8]]:
    """Pictures (k, 28, 28) that are not images of the source.

    ``means`` and ``variances`` of the digits, ``components`` of the pixels, of which 128 is 0, and the ``centroids`` of
    the pixels' groups, in the order of their table.
    """
    found, labels = study.pixel_groups, study.points.labels
    axes = found.components.axes[:_COMPONENTS].reshape(-1, 28, 28)
    middles = np.empty_like(found.centroids)
    middles[in_order(found.groups, labels)] = found.centroids[found.groups]
    return {
        "means": _grey(study.overview.means),
        "variances": _grey(study.overview.variances / max(float(study.overview.variances.max()), 1e-9)),
        "components": _grey(128 / 255 + axes / max(float(np.abs(axes).max()), 1e-9) * 127 / 255),
        "centroids": _grey(middles),
    }


def _grey(values: NDArray[np.floating[Any]]) -> NDArray[np.uint8]:
    """0..1 as 0..255."""
    return np.asarray(np.round(np.clip(values, 0, 1) * 255), np.uint8)


def _scaled(flat: Vectors) -> NDArray[np.uint16]:
    """Points of the plane in 0..65535, both axes alike, so that a page needs no fractions."""
    low, high = flat.min(axis=0), flat.max(axis=0)
    size = max(float((high - low).max()), 1e-9)
    centred = (flat - (low + high) / 2) / size + 0.5
    return np.asarray(np.round(np.clip(centred, 0, 1) * 65535), "<u2")
