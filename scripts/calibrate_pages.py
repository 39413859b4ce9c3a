"""Chooses anew how sure the readers of pages are: ``python scripts/calibrate_pages.py [FOLDER] [--pages DIR]``.

The model of single digits looks at all that a page reader finds, and the line reader is weighed against both, so when
another one of them ships, what the cards say of their confidence is old. This reads pages of digits that none has seen,
as a training does at its end, and writes the entries into the card of the page reader or line reader in FOLDER, or of
both that ship. Pages are written first, from MNIST's digits (``NUMERALS_DATA``), or taken from ``--pages``.
"""

import argparse
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from numerals.cli.options import open_source
from numerals.inference.bundle import peek
from numerals.inference.line_model import SHIPPED_LINES, load_line_model
from numerals.inference.page_model import SHIPPED_PAGES, load_page_model
from numerals.training.hearing import judged
from numerals.training.page_reader import judge, write_pages


def entries(folder: Path, calibrate_on: list[Path], measure_on: list[Path]) -> dict[str, Any]:
    """What the card of the reader in a folder is to say."""
    workers = os.cpu_count() or 1
    if "symbols" in peek(folder).card:
        return judged(load_line_model(folder), calibrate_on, measure_on, workers)
    return judge(load_page_model(folder), calibrate_on, measure_on, workers)


def main() -> None:
    """Writes the cards."""
    parser = argparse.ArgumentParser(description="Choose anew how sure readers of pages are.")
    parser.add_argument("folder", type=Path, nargs="?", help="of one reader; both that ship, if none is given")
    parser.add_argument("--pages", type=Path, help="where pages of an earlier training lie")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        pages = given.pages or Path(made)
        _, calibrate_on, measure_on = write_pages(open_source("mnist"), pages, 0, os.cpu_count() or 1, lambda _: None)
        # The page reader first: the other one is weighed against it.
        for folder in [given.folder] if given.folder else [SHIPPED_PAGES, SHIPPED_LINES]:
            told = entries(folder, calibrate_on, measure_on)
            card = json.loads((folder / "card.json").read_text("utf-8"))
            (folder / "card.json").write_text(json.dumps(card | told, indent=2) + "\n", "utf-8")
            print(folder.name, json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
