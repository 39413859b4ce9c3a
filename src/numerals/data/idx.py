"""IDX, the form in which MNIST is published: four files in a folder, gzip or not."""

import gzip
import math
import re
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from numerals.data.dataset import Dataset
from numerals.data.parts import MAX_BYTES, Part, Parts, Say, Step, opened, too_large
from numerals.errors import DataError

_NAME = re.compile(r"(?P<set>.*?)(?P<part>train|t10k|test)-(?P<what>images|labels)[.-]idx[13]-ubyte(\.gz)?", re.I)
NAMES = {"train": "train", "test": "t10k"}
"""How the files of MNIST name the two parts."""


def parse_idx(stream: IO[bytes], source: str = "IDX data") -> NDArray[np.uint8]:
    """Reads unsigned bytes in IDX form.

    Args:
        stream: the file's content, unpacked.
        source: named in errors.

    Returns:
        Array of the shape that the header states.

    Raises:
        DataError: not IDX of unsigned bytes, shorter or longer than the header says, or too large.
    """
    head = stream.read(4)
    if len(head) < 4 or head[0] or head[1] or head[2] != 8:
        raise DataError(f"{source}: expected an IDX file of unsigned bytes, found other data")
    sides = stream.read(4 * head[3])
    if len(sides) < 4 * head[3]:
        raise DataError(f"{source}: expected an IDX file of unsigned bytes, found the beginning of one")
    shape = tuple(int(n) for n in np.frombuffer(sides, ">u4"))
    size = math.prod(shape)
    if size > MAX_BYTES:
        raise too_large(source)
    data = stream.read(size + 1)  # one more than announced, to see whether there is more
    if len(data) != size:
        found = f"{len(data)}" if len(data) < size else "more"
        raise DataError(f"{source}: the header announces {shape}, but {found} bytes follow")
    return np.frombuffer(data, np.uint8).reshape(shape)


def read_idx(path: Path) -> NDArray[np.uint8]:
    """Reads an IDX file, gzip or not; see `parse_idx`."""
    with opened(path) as (stream, _):
        return parse_idx(stream, str(path))


def _files(folder: Path) -> dict[tuple[str, str], Path]:
    """The folder's IDX files by part (train or test) and content (images or labels)."""
    found: dict[tuple[str, str], Path] = {}
    for path in sorted(folder.iterdir(), reverse=True):  # so that of a file and its gzip copy the file is taken
        match = _NAME.fullmatch(path.name)
        if match and path.is_file():
            part = "train" if match["part"].lower() == "train" else "test"
            key = (part, match["what"].lower())
            if key in found and found[key].name.removesuffix(".gz") != path.name.removesuffix(".gz"):
                raise DataError(f"{folder} holds two sets: {path.name} and {found[key].name}; keep one in a folder")
            found[key] = path
    return found


def matches(place: str) -> bool:
    """Whether the place is a folder with IDX files, or one of them."""
    path = Path(place)
    if path.is_file():
        return _NAME.fullmatch(path.name) is not None
    return path.is_dir() and any(_NAME.fullmatch(inside.name) for inside in path.iterdir())


def read(place: str, say: Say, step: Step) -> Parts:
    """Reads a folder with images and labels of one or two parts.

    Raises:
        DataError: a file is missing or damaged, or there are two sets in the folder.
    """
    folder = Path(place) if Path(place).is_dir() else Path(place).parent
    files, parts = _files(folder), {}
    for done, part in enumerate(name for name in NAMES if (name, "images") in files or (name, "labels") in files):
        for what in ("images", "labels"):
            if (part, what) not in files:
                raise DataError(f"{folder}: there are {part} files, but none named {NAMES[part]}-{what}-idx*-ubyte")
        images = read_idx(files[part, "images"])
        if files[part, "images"].name.lower().startswith("emnist"):
            say(f"{place}: EMNIST's images are stored with rows and columns exchanged; exchanged back")
            images = images.swapaxes(-1, -2)
        parts[part] = Part(images, read_idx(files[part, "labels"]))
        step(done + 1, 2)
    if not parts:
        raise DataError(f"{folder}: no IDX files of images and labels")
    return parts if len(parts) == 2 else {"all": next(iter(parts.values()))}


def write(dataset: Dataset, target: Path, step: Step) -> None:
    """Writes MNIST's four files, gzip, into the folder ``target``."""
    target.mkdir()
    done = 0
    for part, split in dataset.parts.items():
        for what, array in (("images", split.images), ("labels", split.labels.astype(np.uint8))):
            head = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes()
            path = target / f"{NAMES[part]}-{what}-idx{array.ndim}-ubyte.gz"
            with path.open("wb") as file, gzip.GzipFile("", "wb", 6, file, mtime=0) as stream:
                stream.write(head + array.tobytes())
        done += len(split)
        step(done, len(dataset))
