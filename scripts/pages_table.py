"""The tables of docs/pages.md: ``NUMERALS_DATA=FOLDER python scripts/pages_table.py [--page-model DIR]``.

Reads the photos and strings of the folder with every engine and prints what each reaches, as Markdown.
"""

import argparse
import os
from pathlib import Path
from typing import Any

from numerals.evaluation.coverage import error_by_coverage, right_by_confidence
from numerals.evaluation.photos import evaluate, load_labels, summarize
from numerals.inference.page_model import load_page_model
from numerals.reader import Reader

SETS = {"photos": "photos", "strings/cheques": "amounts from cheques", "strings/tablet": "numbers from a tablet"}
ENGINES = ("auto", "neural", "classic")


def figures(folder: Path, page_model: Path | None) -> dict[str, dict[str, Any]]:
    """For each set and engine what `numerals evaluate photos` tells."""
    found: dict[str, dict[str, Any]] = {}
    for engine in ENGINES:
        reader = Reader(page_model=page_model, engine=engine)
        for name in SETS:
            outcomes = evaluate(reader, load_labels(folder / name), lambda _: None)
            found.setdefault(name, {})[engine] = summarize(outcomes) | {
                "by_coverage": error_by_coverage(outcomes, (0.9,)),
                "by_confidence": right_by_confidence(outcomes),
            }
    return found


def _row(*cells: str) -> None:
    print(f"| {' | '.join(cells)} |")


def _table(title: str, rows: dict[str, dict[str, str]]) -> None:
    _row(title, *(f"`{engine}`" for engine in ENGINES))
    _row(*["---"] * (1 + len(ENGINES)))
    for name, cells in rows.items():
        _row(name, *(cells[engine] for engine in ENGINES))
    print()


def _errors(told: dict[str, Any]) -> str:
    return f"{told['right']:.1%} / {told['mean_error_rate']:.1%}"


def _at_90(told: dict[str, Any]) -> str:
    return f"{told['by_coverage'][0]['error']:.2%}" if told["by_coverage"] else "not reached"


def main() -> None:
    """Prints all tables."""
    parser = argparse.ArgumentParser(description="Print what each engine reaches.")
    parser.add_argument("--page-model", type=Path)
    given = parser.parse_args()
    found = figures(Path(os.environ["NUMERALS_DATA"]), given.page_model)
    print(load_page_model(given.page_model).version, "\n")
    photos = found["photos"]
    rows = {
        f"{next(iter(told.values()))['images']} {SETS[name]}": {e: _errors(one) for e, one in told.items()}
        for name, told in found.items()
    }
    rows["wrong digits, all photos together"] = {e: f"{told['error_rate']:.1%}" for e, told in photos.items()}
    rows["wrong at 90 % coverage of the photos' digits"] = {e: _at_90(told) for e, told in photos.items()}
    rows["milliseconds an image, median of the photos"] = {
        e: f"{told['milliseconds']:.0f}" for e, told in photos.items()
    }
    _table("wholly right / mean digit error an image", rows)
    for column, groups in photos["auto"]["groups"].items():
        if len(groups) <= 12:
            _table(
                f"photos by {column}, wholly right / mean digit error",
                {
                    f"{value} ({one['images']})": {e: _errors(photos[e]["groups"][column][value]) for e in ENGINES}
                    for value, one in groups.items()
                },
            )
    for engine in ENGINES:
        sure = "; ".join(
            f"{one['images']} readings {one['confidence']:.1%} sure: {one['right']:.1%} right"
            for one in photos[engine]["by_confidence"]
        )
        print(f"{engine}: {sure}")


if __name__ == "__main__":
    main()
