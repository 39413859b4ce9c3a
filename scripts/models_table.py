"""Keeps results/models.csv and the table made from it.

``python scripts/models_table.py add DIR...`` adds a row for each trained bundle, from its card;
``python scripts/models_table.py`` writes the table in docs/training.md anew.
"""

import csv
import json
import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CSV, PAGE = ROOT / "results" / "models.csv", ROOT / "docs" / "training.md"
BEGIN, END = "<!-- models: made by scripts/models_table.py -->", "<!-- /models -->"
COLUMNS = (
    "model", "version", "preset", "seed", "commit", "data", "train_sha256", "parameters", "onnx_bytes", "minutes",
    "milliseconds", "validation_accuracy", "test_accuracy", "test_errors", "command", "remark",
)  # fmt: skip


def rows() -> list[dict[str, str]]:
    """All rows of the file."""
    with CSV.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def write(content: list[dict[str, str]]) -> None:
    """Writes the file anew."""
    with CSV.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(content)


def add(folder: Path) -> dict[str, str]:
    """The row of a bundle."""
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    command = card["command"]
    words = command.split()
    return {
        "model": card["name"],
        "version": f"{card['name']}-{card['sha256'][:8]}",
        "preset": words[words.index("--preset") + 1] if "--preset" in words else "",
        "seed": str(card["recipe"].get("seed", "")),
        "commit": card["commit"],
        "data": card["data"]["name"],
        "train_sha256": card["data"]["train_sha256"][:16],
        "parameters": str(card["parameters"]),
        "onnx_bytes": str((folder / "model.onnx").stat().st_size),
        "minutes": str(card["minutes"]),
        "milliseconds": str(card["milliseconds"]),
        "validation_accuracy": str(card["validation"]["accuracy"]),
        "test_accuracy": str(card["test"]["accuracy"]),
        "test_errors": str(card["test"]["errors"]),
        "command": command,
    }


def table(content: list[dict[str, str]]) -> str:
    """Mean and spread of each model over its seeds and the shortest training, in Markdown, the best first.

    Rows with a remark stay out.
    """
    groups: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in content:
        if not row["remark"]:
            groups.setdefault((row["model"], row["preset"]), []).append(row)
    lines = ["| model | seeds | test accuracy | parameters | ONNX | shortest training |", "|---|---|---|---|---|---|"]
    made = []
    for (model, preset), group in groups.items():
        right = [100 * float(row["test_accuracy"]) for row in group]
        spread = f" ± {statistics.stdev(right):.2f}" if len(right) > 1 else ""
        name = f"`{model}`" + (f", preset `{preset}`" if preset else "")
        kilobytes = int(group[0]["onnx_bytes"]) / 1000
        minutes = min(float(row["minutes"]) for row in group)  # of the others some ran beside other work
        mean = statistics.mean(right)
        made.append(
            (mean, f"| {name} | {len(group)} | {mean:.2f} %{spread} | {int(group[0]['parameters']):,} "
             f"| {kilobytes:,.0f} kB | {minutes:.1f} min |")
        )  # fmt: skip
    return "\n".join([*lines, *(line for _, line in sorted(made, reverse=True))])


def main() -> None:
    """Adds rows or writes the table."""
    content = rows()
    if sys.argv[1:2] == ["add"]:
        fresh = [add(Path(name)) for name in sys.argv[2:]]
        versions = {row["version"] for row in fresh}
        write([row for row in content if row.get("version") not in versions] + fresh)
        content = rows()
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{table(content)}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
