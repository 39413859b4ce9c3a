"""Synthetic pages as files, for anyone's use."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from numerals.data.pages.canvas import DASH, POINT, SLASH, Mark
from numerals.data.pages.hand import Glyphs
from numerals.data.pages.sample import SampledPage, sample_page

_NAMES = {POINT: "point", DASH: "dash", SLASH: "slash"}


def write_folder(
    folder: Path,
    glyphs: Glyphs | None,
    count: int,
    seed: int,
    height: int,
    width: int,
    say: Callable[[int], None] = lambda _: None,
) -> None:
    """Writes pages as PNG, with ``labels.csv`` and ``boxes.jsonl``.

    ``labels.csv`` has the columns file and label, a line of text for each line of digits; the photo benchmark takes it.
    ``boxes.jsonl`` holds for each page its marks with value (0 to 9, point, dash, slash), box (left, top, right, bottom
    in pixels), line, and the share that lies within the picture. The page with number n is the same whatever the count.

    Args:
        folder: made if needed; files of these names are replaced.
        glyphs: digits to write with; None writes with the pen alone.
        count: pages.
        seed: of all that is random.
        height: of a page in pixels, at most.
        width: of a page in pixels, at most.
        say: called after each page with the number of pages written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    labels, boxes = (folder / name for name in ("labels.csv", "boxes.jsonl"))
    with labels.open("w", newline="", encoding="utf-8") as texts, boxes.open("w", encoding="utf-8") as places:
        rows = csv.writer(texts)
        rows.writerow(["file", "label"])
        for number in range(count):
            page = sample_page(glyphs, np.random.default_rng([seed, number]), height, width)
            name = f"page-{number:06d}.png"
            Image.fromarray(page.image).save(folder / name)
            rows.writerow([name, page.text.replace("\n", "\\n")])
            places.write(json.dumps({"file": name, "marks": [_told(page, mark) for mark in page.marks]}) + "\n")
            say(number + 1)


def _told(page: SampledPage, mark: Mark) -> dict[str, object]:
    return {
        "value": _NAMES.get(mark.label, mark.label),
        "box": [round(side, 1) for side in mark.box],
        "line": mark.line,
        "visible": int(1000 * page.share(mark)) / 1000,
    }
