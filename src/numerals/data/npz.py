"""NumPy's ``.npz``: Keras's four arrays, or images and labels with or without a ``split``."""

import math
import zipfile
import zlib
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from numerals.data.dataset import Dataset
from numerals.data.parts import MAX_BYTES, Part, Parts, Say, Step, too_large
from numerals.errors import DataError

_TWO = (("x_train", "y_train", "x_test", "y_test"), ("train_images", "train_labels", "test_images", "test_labels"))
_ONE = (("images", "labels"), ("x", "y"), ("data", "target"))
_SPLIT = {"train": "train", "0": "train", "validation": "train", "val": "train", "test": "test", "1": "test"}
"""The words of an array ``split``, and its numbers: what is held back for validation is ours to choose."""


def matches(place: str) -> bool:
    """Whether the place is named as such a file."""
    return place.lower().endswith(".npz") and Path(place).is_file()


def read(place: str, say: Say, step: Step) -> Parts:
    """Reads an ``.npz`` file. Pickled objects in it are never opened.

    Raises:
        DataError: not such a file, damaged, too large, or without the arrays wanted.
    """
    try:
        with zipfile.ZipFile(place) as archive:
            parts = _parts(place, archive, say)
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, RuntimeError) as error:
        raise DataError(f"{place}: no .npz file, or a damaged one ({error})") from error
    step(1, 1)
    return parts


def _parts(place: str, archive: zipfile.ZipFile, say: Say) -> Parts:
    names = {name.removesuffix(".npy").lower(): name for name in archive.namelist() if name.endswith(".npy")}

    def get(name: str) -> NDArray[Any]:
        return _array(place, archive, names[name])

    for x_train, y_train, x_test, y_test in _TWO:
        if {x_train, y_train} <= names.keys():
            train = Part(_images(place, x_train, get(x_train)), _labels(get(y_train)))
            if not {x_test, y_test} <= names.keys():
                return {"all": train}
            return {"train": train, "test": Part(_images(place, x_test, get(x_test)), _labels(get(y_test)))}
    for x, y in _ONE:
        if {x, y} <= names.keys():
            whole = Part(_images(place, x, get(x)), _labels(get(y)))
            return _by_split(place, whole, get("split"), say) if "split" in names else {"all": whole}
    found = ", ".join(sorted(names)) or "nothing"
    raise DataError(
        f"{place}: expected arrays x_train, y_train, x_test, y_test, or images and labels (also X and y), found {found}"
    )


def _array(place: str, archive: zipfile.ZipFile, name: str) -> NDArray[Any]:
    """One array, refused before it costs memory if it is too large or holds Python objects."""
    label = f"{place}: the array {name.removesuffix('.npy')}"
    with archive.open(name) as stream:
        version = npy.read_magic(stream)
        header = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, _, dtype = header(stream)
    if dtype.hasobject:
        raise DataError(f"{label} holds Python objects, which are never opened; save it as numbers")
    size = math.prod(shape) * dtype.itemsize
    if size > MAX_BYTES:
        raise too_large(place)
    if size > archive.getinfo(name).file_size:
        raise DataError(f"{label} announces {shape}, but is shorter; the file is damaged")
    with archive.open(name) as stream:
        return _loaded(stream)


def _loaded(stream: IO[bytes]) -> NDArray[Any]:
    array: NDArray[Any] = npy.read_array(stream, allow_pickle=False)
    return array


def _images(place: str, name: str, array: NDArray[Any]) -> NDArray[Any]:
    """Images as (n, height, width): rows of pixels are folded, an axis of one channel is dropped."""
    if array.dtype.kind not in "biuf":
        raise DataError(f"{place}: {name} holds {array.dtype}, expected numbers")
    if array.ndim == 4 and 1 in (array.shape[1], array.shape[3]):
        return array.squeeze(3 if array.shape[3] == 1 else 1)
    if array.ndim == 2:
        side = math.isqrt(array.shape[1])
        if side * side == array.shape[1]:
            return array.reshape(-1, side, side)
    if array.ndim != 3:
        raise DataError(f"{place}: {name} has the shape {array.shape}, expected (n, 28, 28) or (n, 784)")
    return array


def _labels(array: NDArray[Any]) -> NDArray[Any]:
    return array[:, 0] if array.ndim == 2 and array.shape[1] == 1 else array


def _by_split(place: str, whole: Part, split: NDArray[Any], say: Say) -> Parts:
    words = split.astype(np.uint8) if split.dtype.kind == "b" else split
    if words.shape != (len(whole.labels),):
        raise DataError(f"{place}: split has the shape {words.shape}, expected one word for each image")
    known = {str(word): _SPLIT.get(str(word).lower()) for word in np.unique(words)}
    strange = [word for word, part in known.items() if part is None]
    if strange:
        raise DataError(f"{place}: split says {strange[0]!r}; expected train or 0, test or 1")
    if set(known.values()) != {"train", "test"}:
        return {"all": whole}
    if any(word.lower().startswith("val") for word in known):
        say(f"{place}: images marked for validation are added to the training part")
    testing = np.isin(words.astype(str), [word for word, part in known.items() if part == "test"])
    return {
        part: Part(whole.pixels[chosen], whole.labels[chosen], _Moved(np.flatnonzero(chosen)))
        for part, chosen in (("train", ~testing), ("test", testing))
    }


class _Moved:
    """Names images by their place in the file, not in the part."""

    def __init__(self, places: NDArray[np.int64]) -> None:
        self.places = places

    def __call__(self, index: int, pixel: int | None) -> str:
        image = f"image {self.places[index]}"
        return image if pixel is None else f"{image}, pixel {pixel}"


def write(dataset: Dataset, target: Path, step: Step) -> None:
    """Writes Keras's four arrays, compressed: ``x_train``, ``y_train``, ``x_test``, ``y_test``, all bytes."""
    arrays: dict[str, Any] = {}
    for part, split in dataset.parts.items():
        arrays |= {f"x_{part}": split.images, f"y_{part}": split.labels.astype(np.uint8)}
    with target.open("wb") as file:  # by its name, NumPy would add a suffix
        np.savez_compressed(file, **arrays)
    step(len(dataset), len(dataset))
