"""Synthetic pages as files, for anyone's use."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from PIL import Image

from numerals.data.pages.canvas import DASH, POINT, SLASH, Mark
from numerals.data.pages.hand import Glyphs
from numerals.data.pages.sample import SampledPage, sample_page
from numerals.errors import DataError

_NAMES = {POINT: "point", DASH: "dash", SLASH: "slash"}
_PAGE = re.compile(r"page-\d{6}\.png")
_LABELS, _BOXES = "labels.csv", "boxes.jsonl"


def write_folder(
    folder: Path,
    glyphs: Glyphs | None,
    count: int,
    seed: int,
    height: int,
    width: int,
    say: Callable[[int], None] = lambda _: None,
    *,
    force: bool = False,
) -> None:
    """Writes pages as PNG, with ``labels.csv`` and ``boxes.jsonl``.

    ``labels.csv`` has the columns file and label, a line of text for each line of digits; the photo benchmark takes it.
    ``boxes.jsonl`` holds for each page its marks with value (0 to 9, point, dash, slash), box (left, top, right, bottom
    in pixels), line, and the share that lies within the picture. The page with number n is the same whatever the count.

    Args:
        folder: made if needed; what the same call has written there before is written again.
        glyphs: digits to write with; None writes with the pen alone.
        count: pages.
        seed: of all that is random.
        height: of a page in pixels, at most.
        width: of a page in pixels, at most.
        say: called after each page with the number of pages written.
        force: replace other pages and labels that are there.

    Raises:
        DataError: the folder holds other pages or labels and they are not to be replaced, or it cannot be written.
    """

    def page(number: int) -> SampledPage:
        return sample_page(glyphs, np.random.default_rng([seed, number]), height, width)

    check_folder(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _make_room(folder, _png(page(0)), count, force)
        _write(folder, map(page, range(count)), say)
    except OSError as error:
        raise _unwritable(folder, error) from error


def check_folder(folder: Path) -> None:
    """Refuses a file where a folder is wanted.

    Raises:
        DataError: it is one, or cannot be looked at.
    """
    try:
        if folder.exists() and not folder.is_dir():
            raise DataError(f"{folder} is a file; name a folder for the pages")
    except OSError as error:
        raise _unwritable(folder, error) from error


def _unwritable(folder: Path, error: OSError) -> DataError:
    return DataError(f"{folder} cannot be written: {error.strerror or error}; name another folder")


def _write(folder: Path, pages: Iterable[SampledPage], say: Callable[[int], None]) -> None:
    labels, boxes = folder / _LABELS, folder / _BOXES
    with labels.open("w", newline="", encoding="utf-8") as texts, boxes.open("w", encoding="utf-8") as places:
        rows = csv.writer(texts)
        rows.writerow(["file", "label"])
        for number, page in enumerate(pages):
            name = _name(number)
            (folder / name).write_bytes(_png(page))
            rows.writerow([name, page.text.replace("\n", "\\n")])
            places.write(json.dumps({"file": name, "marks": [_told(page, mark) for mark in page.marks]}) + "\n")
            say(number + 1)


def _name(number: int) -> str:
    return f"page-{number:06d}.png"


def _png(page: SampledPage) -> bytes:
    file = io.BytesIO()
    Image.fromarray(page.image).save(file, format="PNG")
    return file.getvalue()


def _make_room(folder: Path, first: bytes, count: int, force: bool) -> None:
    """Takes away pages that would not be written again.

    Raises:
        DataError: there are some, or other labels, and they are not to be replaced.
    """
    other = _other(folder, first, count)
    if other is None:
        return
    if not force:
        raise DataError(
            f"{folder} holds other pages or labels, such as {other}; "
            "give --force to replace them all, or name another folder"
        )
    for path in folder.iterdir():
        if _PAGE.fullmatch(path.name):
            path.unlink()


def _other(folder: Path, first: bytes, count: int) -> str | None:
    """The name of a page, or of labels, of another series than the one that begins with ``first``, or beyond its end.

    The first page tells the series: what else is there then is written anew, the same or not.
    """
    pages = sorted(path.name for path in folder.iterdir() if _PAGE.fullmatch(path.name))
    labels = [name for name in (_LABELS, _BOXES) if (folder / name).exists()]
    if _name(0) in pages and (folder / _name(0)).read_bytes() == first:
        return next((name for name in pages if name >= _name(count)), None)
    return next(iter(pages + labels), None)


def _told(page: SampledPage, mark: Mark) -> dict[str, object]:
    return {
        "value": _NAMES.get(mark.label, mark.label),
        "box": [round(side, 1) for side in mark.box],
        "line": mark.line,
        "visible": int(1000 * page.share(mark)) / 1000,
    }
