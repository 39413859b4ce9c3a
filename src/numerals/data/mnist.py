"""MNIST: 60,000 training and 10,000 test digits, 28x28 grey (LeCun, Cortes, Burges 1998).

The four IDX files are taken from a folder given, gzip or not, else downloaded once from public mirrors
and checked by hash. Licence of the data: CC BY-SA 3.0.
"""

import gzip
import hashlib
import io
import urllib.request
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

from numerals.data.dataset import Images, Labels
from numerals.data.idx import parse_idx
from numerals.data.parts import opened
from numerals.errors import DataError

# MD5 of the files after decompression, as published with the data set's copies.
FILES = {
    "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
    "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
}
MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
_TIMEOUT_S = 20.0
_MAX_BYTES = 1 << 26
"""More than the largest of the files holds unpacked."""


def find_file(root: Path, name: str) -> Path | None:
    """The IDX file ``name`` in ``root`` or its folder ``mnist``, gzip or not; None if it is not there."""
    for folder in (root, root / "mnist"):
        for path in (folder / name, folder / f"{name}.gz"):
            if path.is_file():
                return path
    return None


def _content(path: Path) -> bytes:
    with opened(path) as (stream, _):
        return stream.read(_MAX_BYTES)


def load_mnist(root: Path) -> dict[str, tuple[Images, Labels]]:
    """Reads both parts from a folder.

    Args:
        root: folder that holds the four files, or a folder ``mnist`` with them.

    Returns:
        ``{"train": (images, labels), "test": (images, labels)}``, images (n, 28, 28).

    Raises:
        DataError: a file is missing, or is not the published one.
    """
    arrays = []
    for name, md5 in FILES.items():
        path = find_file(root, name)
        if path is None:
            raise DataError(f"MNIST's file {name}[.gz] is not in {root}; put it there or let it be downloaded")
        data = _content(path)
        if hashlib.md5(data, usedforsecurity=False).hexdigest() != md5:
            raise DataError(f"{path} is not MNIST's file as published (its MD5 differs); delete it and fetch it again")
        arrays.append(parse_idx(io.BytesIO(data), str(path)))
    train_x, train_y, test_x, test_y = arrays
    return {"train": (train_x, train_y.astype(np.int64)), "test": (test_x, test_y.astype(np.int64))}


def download_mnist(folder: Path, say: Callable[[str], None] = lambda _: None) -> Path:
    """Fetches the four files into ``folder`` from the first mirror that gives them, checked by hash.

    Args:
        folder: made if needed; a file that is already there and right is kept.
        say: called with one line of progress for each file.

    Returns:
        The folder.

    Raises:
        DataError: no mirror gave a file with the published hash.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, md5 in FILES.items():
        target = folder / f"{name}.gz"
        if not target.is_file():
            say(f"fetching {target.name}")
            raw = _fetch(f"{name}.gz", md5)
            part = target.with_suffix(".part")
            part.write_bytes(raw)
            part.replace(target)  # never a half file under the final name
    return folder


def _fetch(name: str, md5: str) -> bytes:
    reasons = []
    for mirror in MIRRORS:
        try:
            with urllib.request.urlopen(mirror + name, timeout=_TIMEOUT_S) as answer:  # noqa: S310 -- MIRRORS are https
                raw: bytes = answer.read(_MAX_BYTES)
            if hashlib.md5(gzip.decompress(raw), usedforsecurity=False).hexdigest() == md5:
                return raw
            reasons.append(f"{mirror}: wrong hash")
        except (OSError, EOFError, zlib.error) as error:
            reasons.append(f"{mirror}: {error}")
    raise DataError(
        f"could not download MNIST's {name} ({'; '.join(reasons)}). "
        "Set NUMERALS_DATA to a folder that holds the four files, or use --data digits."
    )
