"""What all forms of labelled data share: a part as it was found, limits, and files that may be gzip."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from numpy.typing import NDArray

from numerals.errors import DataError

MAX_BYTES = 1 << 30
"""Pixels of a part that are taken into memory at most: 1.3 million images of 28x28 in bytes."""

Say = Callable[[str], None]
"""Takes one line of what was found or done."""
Step = Callable[[int, int], None]
"""Takes how much is done, and how much there is in all (0: not known)."""


def _image(index: int, pixel: int | None) -> str:
    return f"image {index}" if pixel is None else f"image {index}, pixel {pixel}"


@dataclass(frozen=True)
class Part:
    """Labelled images as a form holds them, before they are checked and brought to 28x28.

    Attributes:
        pixels: (n, height, width) of any numbers.
        labels: (n,) of whatever stands there as labels.
        where: names the place of an image's label, or of one of its pixels, for errors.
    """

    pixels: NDArray[Any]
    labels: NDArray[Any]
    where: Callable[[int, int | None], str] = _image


Parts = dict[str, Part]
"""``train`` and ``test``, or ``all`` where the source has one part only."""


@contextmanager
def opened(path: Path) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Opens a file, gzip or not: the stream of its content, and the file itself, whose position tells the progress.

    Raises:
        DataError: the gzip file is damaged; also raised for what is read inside the ``with`` block.
    """
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        try:
            if packed:
                with gzip.GzipFile(fileobj=file) as stream:
                    yield stream, file  # type: ignore[misc]  # a GzipFile reads as a file does
            else:
                yield file, file
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise DataError(f"{path}: the gzip file is damaged ({error}); fetch it again") from error


def too_large(source: object) -> DataError:
    """The error for more data than the limit."""
    return DataError(f"{source}: more than {MAX_BYTES >> 20} MiB of pixels; take fewer or smaller images, and bytes")
