"""Keeps results/spaces.csv: ``python scripts/spaces_table.py models/vae ...`` adds a row for each figure."""

import csv
import sys
from pathlib import Path

from numerals.inference.space import load_space

CSV = Path(__file__).resolve().parent.parent / "results" / "spaces.csv"
COLUMNS = ("model", "version", "seed", "epoch", "commit", "data", "parameters", "onnx_bytes", "minutes", "part",
           "figure", "value", "command")  # fmt: skip
PARTS = ("validation", "test", "unseen_validation", "unseen")


def rows(folder: Path) -> list[dict[str, object]]:
    """What the card of a trained space tells, a row for each figure."""
    space = load_space(folder)
    card = space.card
    shared = {
        "model": card["name"], "version": space.version, "seed": card["recipe"]["seed"],
        "epoch": card["recipe"]["epoch"], "commit": card["commit"], "data": card["data"]["name"],
        "parameters": card["parameters"], "onnx_bytes": sum(file.stat().st_size for file in space.files),
        "minutes": card["minutes"], "command": card["command"],
    }  # fmt: skip
    told = [(part, name, value) for part in PARTS for name, value in card.get(part, {}).items()]
    return [
        shared | {"part": part, "figure": name, "value": value}
        for part, name, value in told
        if isinstance(value, int | float | str)
    ]


def main() -> None:
    """Replaces the rows of these models and adds new ones."""
    fresh = [row for name in sys.argv[1:] for row in rows(Path(name))]
    versions = {row["version"] for row in fresh}
    kept: list[dict[str, object]] = []
    if CSV.exists():
        with CSV.open(newline="", encoding="utf-8") as stream:
            kept = [dict(row) for row in csv.DictReader(stream) if row["version"] not in versions]
    with CSV.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows([*kept, *fresh])


if __name__ == "__main__":
    main()
