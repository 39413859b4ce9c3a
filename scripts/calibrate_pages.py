"""Chooses anew how sure a page reader is: ``python scripts/calibrate_pages.py FOLDER [--pages DIR]``.

The model of single digits looks at all that a page reader finds, so when another one ships, what the page reader's card
says of its confidence is old. This reads pages of digits that it has not seen, as its training does at the end, and
writes the card's entries. Pages are written first, from MNIST's digits (``NUMERALS_DATA``), or taken from ``--pages``.
"""

import argparse
import json
import os
import tempfile
from pathlib import Path

from numerals.cli.options import open_source
from numerals.inference.page_model import SHIPPED_PAGES, load_page_model
from numerals.training.page_reader import judge, write_pages


def main() -> None:
    """Writes the card."""
    parser = argparse.ArgumentParser(description="Choose anew how sure a page reader is.")
    parser.add_argument("folder", type=Path, nargs="?", default=SHIPPED_PAGES)
    parser.add_argument("--pages", type=Path, help="where pages of an earlier training lie")
    given = parser.parse_args()
    workers = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder:
        pages = given.pages or Path(folder)
        _, calibrate_on, measure_on = write_pages(open_source("mnist"), pages, 0, workers, lambda _: None)
        entries = judge(load_page_model(given.folder), calibrate_on, measure_on, workers)
    file = given.folder / "card.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | entries, indent=2) + "\n", "utf-8")
    print(json.dumps(entries, indent=2))


if __name__ == "__main__":
    main()
