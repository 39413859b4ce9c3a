"""Names of images: below a folder, by a pattern, from a list, in a bucket; and their bytes."""

import glob
import re
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from fnmatch import fnmatchcase
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numerals.batch.job import BatchError
from numerals.errors import ImageFormatError, MissingExtraError
from numerals.imaging.decode import ENDINGS, MAX_BYTES, read_bytes, too_many_bytes

if TYPE_CHECKING:
    from pyarrow.fs import FileSystem

BUCKET = "s3://"
_LISTS = {".txt", ".lst"}
_AHEAD = 8
"""Objects of a bucket that are fetched while others are read: a store far away answers slowly, but many at once."""
_AWAY = re.compile(r"AWS Error (NETWORK_CONNECTION|SLOW_DOWN|SERVICE_UNAVAILABLE|REQUEST_TIMEOUT|INTERNAL_FAILURE)")
"""Troubles of the store, not of the object."""


def names(source: str) -> list[str]:
    """The images that a source names, each once: folders and patterns in order of their names, lists in their own.

    Args:
        source: a folder, an image, a pattern such as ``scans/**/*.png``, a list (``.txt``, ``.lst``: a name a line),
            or ``s3://bucket/...`` with a prefix, an object, or a pattern.

    Raises:
        BatchError: there is nothing of the kind, or no image in it.
        MissingExtraError: buckets need pyarrow.
    """
    if source.startswith(BUCKET):
        found = _in_bucket(source)
    elif Path(source).is_dir():
        found = below(Path(source))
    elif Path(source).suffix.lower() in _LISTS and Path(source).is_file():
        found = _listed(Path(source))
    elif Path(source).exists():
        found = [source]
    elif glob.has_magic(source):
        found = sorted(name for name in glob.glob(source, recursive=True) if _is_image(name) and Path(name).is_file())  # noqa: PTH207 - names stay as given
    else:
        raise BatchError(
            f"there is nothing at {source}; give a folder, an image, a pattern, a list (.txt) or s3://bucket/..."
        )
    if not found:
        raise BatchError(f"no images in {source}; taken are {', '.join(sorted(ENDINGS))}")
    return list(dict.fromkeys(found))


def below(folder: Path) -> list[str]:
    """The images in a folder and all folders in it, in order."""
    return sorted(str(path) for path in folder.rglob("*") if _is_image(path.name) and path.is_file())


def _is_image(name: str) -> bool:
    return Path(name).suffix.lower() in ENDINGS


def _listed(file: Path) -> list[str]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BatchError(f"the list {file} cannot be read: {error}") from error
    return [line.strip() for line in lines if line.strip()]


def _in_bucket(source: str) -> list[str]:
    """Names below a prefix, or that fit a pattern, whose ``*`` goes over slashes too."""
    path = source.removeprefix(BUCKET).rstrip("/")
    pattern = path if glob.has_magic(path) else ""
    prefix = re.split(r"[*?\[]", path)[0].rpartition("/")[0] if pattern else path
    if not prefix:
        raise BatchError(f"{source} names no bucket; write s3://bucket/prefix")
    store = _store(prefix.partition("/")[0])
    from pyarrow.fs import FileSelector, FileType

    try:
        [itself] = store.get_file_info([prefix])
        if itself.type == FileType.File:
            return [source]
        found = store.get_file_info(FileSelector(prefix, recursive=True))
    except OSError as error:
        raise BatchError(f"{source} cannot be listed: {error}") from error
    files = sorted(info.path for info in found if info.type == FileType.File and _is_image(info.path))
    return [BUCKET + path for path in files if not pattern or fnmatchcase(path, pattern)]


@cache
def _store(bucket: str) -> "FileSystem":
    """The bucket's store, as the variables of AWS describe it; asked once a process, for that may cost a request."""
    try:
        from pyarrow.fs import FileSystem
    except ImportError as error:
        raise MissingExtraError(f"buckets need pyarrow ({error}): pip install 'numerals[batch]'") from error
    try:
        store: FileSystem = FileSystem.from_uri(BUCKET + bucket)[0]
    except (OSError, ValueError) as error:
        raise BatchError(f"{BUCKET}{bucket} cannot be opened: {error}") from error
    return store


def fetched(wanted: Iterable[str], folder: str) -> Iterator[tuple[str, "Future[bytes]"]]:
    """Names with their bytes to come, fetched a little ahead.

    Args:
        wanted: names as `names` gives them.
        folder: that relative ones start from.
    """
    rest = iter(wanted)
    with ThreadPoolExecutor(_AHEAD, "fetch") as threads:

        def ask(count: int) -> Iterator[tuple[str, Any]]:
            return ((name, threads.submit(fetch, name, folder)) for name in islice(rest, count))

        coming = deque(ask(_AHEAD))
        while coming:
            yield coming.popleft()
            coming.extend(ask(1))


def fetch(name: str, folder: str) -> bytes:
    """The bytes of an image.

    Raises:
        ImageFormatError: there is no such file or object, or it cannot be read.
        ImageTooLargeError: it has more than MAX_BYTES.
        BatchError: the store does not answer.
    """
    if not name.startswith(BUCKET):
        return read_bytes(Path(folder) / name)
    path = name.removeprefix(BUCKET)
    try:
        with _store(path.partition("/")[0]).open_input_file(path) as stream:
            size: int = stream.size()
            if size > MAX_BYTES:
                raise too_many_bytes(size)
            return bytes(stream.read())
    except OSError as error:
        if _AWAY.search(str(error)):
            raise BatchError(f"{name} cannot be fetched: {error}; the same command goes on from here") from error
        raise ImageFormatError(f"cannot read {name}: {error.strerror or error}") from error
