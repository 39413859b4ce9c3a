"""Several models on the same digits, the best first, each against the next."""

import csv
import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from numerals.data.sources import Dataset
from numerals.evaluation.markup import table, write_page
from numerals.evaluation.report import Evaluation, evaluate_model
from numerals.evaluation.scores import McNemar, digit_scores, macro, mcnemar
from numerals.evaluation.speed import measure
from numerals.inference.bundle import Bundle


@dataclass(frozen=True)
class Entry:
    """One line of the leaderboard; ``against`` is the test against the next one below, None for the last."""

    bundle: Bundle
    evaluation: Evaluation
    against: McNemar | None = None

    def row(self) -> dict[str, Any]:
        """The columns; None where the card does not say. Shares from 0 to 1."""
        card, speed, test = self.bundle.card, self.evaluation.speed, self.against
        low, high = self.evaluation.interval
        return {
            "model": self.bundle.name,
            "version": self.bundle.version,
            "accuracy": self.evaluation.accuracy,
            "low": low,
            "high": high,
            "errors": int((~self.evaluation.right).sum()),
            "macro_f1": macro(digit_scores(self.evaluation.matrix))["f1"],
            "calibration_error": self.evaluation.calibration_error,
            "parameters": card.get("parameters"),
            "kilobytes": round(self.bundle.model_path.stat().st_size / 1000, 1),
            "training_minutes": card.get("minutes"),
            "milliseconds": speed.milliseconds if speed else None,
            "p_against_next": test.p if test else None,
            "only_this_right": test.only_first if test else None,
            "only_next_right": test.only_second if test else None,
        }


def leaderboard(
    bundles: Sequence[Bundle], dataset: Dataset, part: str, say: Callable[[Bundle, int], None] = lambda *_: None
) -> list[Entry]:
    """Measures models one after the other, in one run.

    Args:
        bundles: the models.
        dataset: labelled digits.
        part: see `numerals.evaluation.report.part_of`; choose on ``validation``.
        say: called after every thousand images with the model and how many they were.

    Returns:
        The most accurate first; of equals the faster.

    Raises:
        DataError: see `part_of`.
        ModelError: a model cannot be run.
    """

    def look(bundle: Bundle) -> Entry:
        found = evaluate_model(bundle, dataset, part, lambda images: say(bundle, images))
        return Entry(bundle, replace(found, speed=measure(bundle, found.split.images)))

    entries = [look(bundle) for bundle in bundles]
    entries.sort(key=lambda e: (-e.evaluation.accuracy, e.evaluation.speed.milliseconds if e.evaluation.speed else 0))
    below = [*entries[1:], None]
    return [
        replace(e, against=mcnemar(e.evaluation.right, other.evaluation.right)) if other else e
        for e, other in zip(entries, below, strict=True)
    ]


def write_csv(entries: Sequence[Entry], path: Path) -> None:
    """Writes one line for each model."""
    rows = [entry.row() for entry in entries]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]) if rows else [], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


HEADER = (
    "version",
    "accuracy",
    "95 % confidence",
    "errors",
    "macro F1",
    "ECE",
    "parameters",
    "kB",
    "training min",
    "ms an image",
    "against the next",
)


def as_texts(entry: Entry) -> list[str]:
    """The cells of one line under `HEADER`, as people read them."""
    row = entry.row()

    def known(name: str, form: str) -> str:
        return "?" if row[name] is None else format(row[name], form)

    return [
        row["version"],
        f"{row['accuracy']:.2%}",
        f"{row['low']:.2%} to {row['high']:.2%}",
        str(row["errors"]),
        f"{row['macro_f1']:.2%}",
        f"{row['calibration_error']:.2%}",
        known("parameters", ","),
        f"{row['kilobytes']:,.0f}",
        known("training_minutes", ".1f"),
        known("milliseconds", ".2f"),
        _told(entry.against),
    ]


def _told(test: McNemar | None) -> str:
    if test is None:
        return ""
    p = "p < 0.001" if test.p < 0.001 else f"p = {test.p:.3f}"
    return f"{test.only_first} : {test.only_second}, {p}" + ("" if test.differs else ", no difference shown")


EXPLAINED = (
    "Against the next: images that only this model or only the next one below reads right, and McNemar's exact "
    'p-value; "no difference shown" where it is 0.05 or more.'
)


def write_comparison(entries: Sequence[Entry], path: Path) -> None:
    """Writes the leaderboard as a self-contained page."""
    first = entries[0].evaluation
    told = f"{len(first.right):,} images, the {first.part} part of {first.data}. {EXPLAINED}"
    lines = [as_texts(entry) for entry in entries]
    body = f"<p>{html.escape(told)}</p>" + table("Models, the most accurate first", HEADER, lines, prose=True)
    write_page(path, f"Models compared on {first.data}", body)
