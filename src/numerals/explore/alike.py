"""How alike digits are: the picture of one digit from a file, and the samples of a source that are most like it."""

import hashlib
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from numerals.confidence.verification import Judge
from numerals.data.dataset import Split
from numerals.errors import ImageError, ModelError
from numerals.imaging.decode import ImageSource, decode
from numerals.imaging.ink import SIZE
from numerals.imaging.parameters import Settings
from numerals.inference.nearest import nearest
from numerals.inference.space import Codes, Space
from numerals.reader import Reader

Picture = NDArray[np.uint8]
_FAINTEST = Settings().contrast
"""Grey levels between ink and paper that a picture of a digit has at least."""
_MOST = 1000
"""Neighbours that may be asked for."""


def one_digit(reader: Reader, image: ImageSource) -> Picture:
    """The 28x28 picture of an image's only digit, ink bright on 0.

    A picture of 28x28 pixels is taken as it is, turned to bright ink on dark if it is the other way.

    Args:
        reader: finds the digit.
        image: path, bytes of a file, or an array.

    Raises:
        ImageError: it cannot be read, or shows no digit or several.
    """
    pixels = decode(image, 2000).pixels
    crops = _as_it_is(pixels) if pixels.shape[:2] == (SIZE, SIZE) else reader.trace(image).crops
    if len(crops) != 1:
        named = image if isinstance(image, str | Path) else "this picture"
        shown = f"{len(crops)} digits" if crops else "no digit"
        raise ImageError(f"{named} shows {shown}; give a picture of one digit")
    return crops[0]


def _as_it_is(pixels: NDArray[np.uint8]) -> tuple[Picture, ...]:
    """The crop that a picture (28, 28, 3) is; none if there is no ink on it."""
    grey = np.rint(pixels.mean(axis=2)).astype(np.uint8)
    if np.ptp(grey) < _FAINTEST:
        return ()
    return (np.asarray(255 - grey if np.median(grey) > 127 else grey, np.uint8),)


def judge_of(space: Space) -> Judge:
    """Who tells the probability that two codes of a space are of the same digit.

    Raises:
        ModelError: the space has none.
    """
    told = space.card.get("judge")
    if not isinstance(told, dict):
        raise ModelError(f"{space.version} compares nothing; take a Siamese network (numerals train siamese)")
    return Judge(np.asarray(told["weights"], np.float64), float(told["bias"]))


@dataclass(frozen=True)
class Alike:
    """A sample that is like what was asked for.

    Attributes:
        place: in the source's training part.
        label: its digit.
        distance: of the codes.
        same: probability that it is the same digit.
    """

    place: int
    label: int
    distance: float
    same: float


@dataclass(frozen=True)
class Index:
    """The codes of all samples of a source, searched one by one: enough for a million of them.

    Attributes:
        space: that the codes are of.
        split: the samples.
        codes: (n, d).
    """

    space: Space
    split: Split
    codes: Codes

    def like(self, code: Codes, top: int) -> list[Alike]:
        """The samples nearest to a code (d,), the nearest first."""
        found = nearest(self.codes, min(top, _MOST), code[None])
        same = judge_of(self.space)(code[None], self.codes[found.places[0]])
        return [
            Alike(int(place), int(self.split.labels[place]), round(float(distance), 5), round(float(one), 5))
            for place, distance, one in zip(found.places[0], found.distances[0], same, strict=True)
        ]


def index_of(space: Space, split: Split, folder: Path) -> Index:
    """The index of some samples; their codes are made once and kept.

    Args:
        space: a Siamese network.
        split: the samples.
        folder: where the codes are kept.
    """
    key = hashlib.sha256(f"{space.sha256} {split.fingerprint}".encode()).hexdigest()[:16]
    path = folder / f"alike-{key}.npz"
    try:
        with np.load(path, allow_pickle=False) as kept:
            return Index(space, split, kept["codes"].astype(np.float32))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        pass
    codes = space.encode(split.images).astype(np.float16)  # as they are kept, so the first answers are those to come
    folder.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.stem}-{os.getpid()}.npz")
    np.savez(fresh, codes=codes)
    fresh.replace(path)
    return Index(space, split, codes.astype(np.float32))
