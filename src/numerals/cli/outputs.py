"""Where results go: looked at before the work begins, and told in one line where they cannot be written."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from numerals.cli.console import fail


def check_file(*files: Path | None) -> None:
    """Ends the command where a file cannot be written; leaves no trace of having tried."""
    for file in filter(None, files):
        if file.is_dir():
            fail(f"{file} is a folder; give the name of a file", code=2)
        with writing(file):
            if file.is_file():
                file.open("ab").close()
            elif not file.exists():  # a pipe or a terminal is not opened twice
                _try_in(file.parent)


def check_folder(folder: Path) -> None:
    """Ends the command where a folder cannot be made or written to."""
    if folder.exists() and not folder.is_dir():
        fail(f"{folder} is a file; give the name of a folder", code=2)
    with writing(folder):
        _try_in(folder)


def _try_in(folder: Path) -> None:
    """Makes a nameless file in a folder, or where that will be made: permissions alone don't tell what root may do."""
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    with tempfile.TemporaryFile(dir=there):
        pass


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Ends the command with one line where what is written within meets a full or a closed disk."""
    try:
        yield
    except OSError as error:
        fail(f"{place} cannot be written: {error.strerror or error}")
