"""What was learnt about a source without labels, made once and kept.

What the encoder learns and the gradients err in different places, so both stand side by side in the vectors. Their
neighbours, laid out by UMAP and joined into ten groups, come nearer to the digits than those of N2D's autoencoder
(McConville et al. 2019, https://arxiv.org/abs/1908.05968).
"""

import hashlib
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from numerals.errors import MissingExtraError
from numerals.explore.clusters import flat_map
from numerals.explore.features import Encoder, Vectors, gradients, reduced
from numerals.explore.measures import Images
from numerals.explore.neighbours import Neighbours, nearest
from numerals.explore.study import NEIGHBOURS, Embedding

NAME = "learnt with gradients"
_VERSION = 4
"""Of what is kept; another one is learnt anew."""


def embed(images: Images, encode: Encoder, name: str, seed: int = 0, *, supervised: bool = False) -> Embedding:
    """What an encoder makes of the images, with neighbours and map, for `numerals.explore.study.study`.

    Args:
        images: (n, 28, 28), all of the source.
        encode: images -> (n, d) float32.
        name: of the embedding.
        seed: of the map.
        supervised: whether the encoder has seen labels.
    """
    vectors = encode(images)
    near = nearest(vectors, NEIGHBOURS)
    return Embedding(name, vectors, supervised, flat_map(vectors, near, seed), near)


def beside(first: Vectors, second: Vectors, weight: float = 0.35) -> Vectors:
    """Two encoders' vectors of the same images side by side, (n, d).

    Args:
        first: (n, a), of which the principal components are taken.
        second: (n, b).
        weight: of the second, both being brought to a mean length of 1; docs/explore.md says how it was chosen.
    """

    def even(vectors: Vectors) -> Vectors:
        centred = vectors - vectors.mean(axis=0)
        return np.asarray(centred / max(float(np.sqrt((centred**2).sum(axis=1).mean())), 1e-9), np.float32)

    return np.hstack([even(reduced(first)), np.float32(weight) * even(reduced(second))])


def learnt(
    folder: Path, images: Images, fingerprint: str, seed: int = 0, say: Callable[[float], None] = lambda _: None
) -> Embedding:
    """Learns an embedding of the images without labels, unless that was done before.

    Args:
        folder: where it is kept.
        images: (n, 28, 28), all of the source.
        fingerprint: of the source.
        seed: of what is learnt, and of its map.
        say: called with the share of the learning that is done.

    Raises:
        MissingExtraError: PyTorch is not installed.
    """
    found = kept(folder, fingerprint, seed)
    if found is not None:
        return found
    try:
        import torch  # noqa: F401
    except ImportError:
        raise MissingExtraError("learning needs PyTorch: pip install 'numerals[train]'") from None
    from numerals.explore.contrast import learn

    with threadpool_limits(1):  # see `numerals.explore.study.study`
        encode = learn(images, seed, say=say)
        made = embed(images, lambda some: beside(gradients(some), encode(some)), NAME, seed)
    folder.mkdir(parents=True, exist_ok=True)
    path = _file(folder, fingerprint, seed)
    fresh = path.with_name(f".{path.stem}-{os.getpid()}.npz")
    near = made.neighbours
    if near is not None and made.flat is not None:
        arrays = {"vectors": made.vectors, "flat": made.flat, "places": near.places, "distances": near.distances}
        np.savez(fresh, **arrays)  # type: ignore[arg-type]
        fresh.replace(path)
    return made


def kept(folder: Path, fingerprint: str, seed: int = 0) -> Embedding | None:
    """What was learnt about the source of this fingerprint; None if nothing was, or it cannot be read."""
    try:
        with _file(folder, fingerprint, seed).open("rb") as stream, np.load(stream, allow_pickle=False) as file:
            near = Neighbours(file["places"], file["distances"])
            return Embedding(NAME, file["vectors"], flat=file["flat"], neighbours=near)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def _file(folder: Path, fingerprint: str, seed: int) -> Path:
    key = hashlib.sha256(f"{_VERSION} {fingerprint} {seed}".encode()).hexdigest()[:16]
    return folder / f"learnt-{key}.npz"
