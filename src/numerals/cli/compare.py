"""``numerals compare``: several models on the same digits."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from numerals.cli import settings
from numerals.cli.console import complain, fail, progress, stderr
from numerals.cli.evaluate import Part
from numerals.cli.options import DataOption, load_source
from numerals.cli.outputs import check_file, writing

if TYPE_CHECKING:
    from numerals.inference.bundle import Bundle

TRAINED = Path("models")
"""Where ``numerals train`` writes by default."""
_QUALITY = 6
"""Columns that tell how good a model is; those after it tell what it costs. Together they are wider than a screen."""


def _models(names: list[str]) -> list["Bundle"]:
    """The models named, or all there are; each version once."""
    from numerals.inference.bundle import load_bundle, names_digits

    if names:
        found = [settings.model(name) for name in names]
    else:
        folders = [card.parent for card in sorted(TRAINED.glob("*/card.json"))]
        trained = [load_bundle(folder) for folder in folders if names_digits(folder)]
        found = [*(load_bundle(one.folder) for one in settings.store().bundles()), *trained]
    return list({bundle.version: bundle for bundle in found}.values())


def compare(
    models: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[MODEL]...",
            help="Folders, versions or kinds; none takes the shipped, the installed and those in ./models.",
        ),
    ] = None,
    data: DataOption = "mnist",
    part: Annotated[
        Part, typer.Option(help="validation: to choose by; test: to report the chosen one; train: what was learnt.")
    ] = Part.validation,
    as_json: Annotated[bool, typer.Option("--json", help="The table as one JSON object.")] = False,
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the table as CSV.")] = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the table as a page.")] = None,
) -> None:
    """Compare models on the same digits: accuracy, F1, calibration, size, training time and speed.

    The best comes first, and each is tested against the next one below: how many images only one of the two reads
    right, and with what chance that split comes about if both are equally good (McNemar's exact test).

    Example:

        numerals compare models/mlp models/svm cnn

        numerals compare --data mnist --csv models.csv
    """
    from numerals.errors import NumeralsError
    from numerals.evaluation.leaderboard import EXPLAINED, HEADER, as_texts, leaderboard, write_comparison, write_csv
    from numerals.evaluation.report import may_have_seen, part_of

    check_file(csv, html)
    try:
        bundles = _models(models or [])
        dataset = load_source(data)
        images = len(part_of(dataset, part))
        if part == Part.test and len(bundles) > 1:
            complain("choose on --part validation; the test part is for the figure that you report of the chosen model")
        for bundle in bundles:
            if may_have_seen(bundle, dataset, part):
                complain(f"{bundle.version} may have been trained on these digits, and looks better than it is")
        with progress(images * len(bundles), "reading") as bar:

            def say(bundle: "Bundle", images: int) -> None:
                bar.update(bar.task_ids[0], description=bundle.version, advance=images)

            entries = leaderboard(bundles, dataset, part, say)
    except NumeralsError as error:
        fail(str(error), code=2)
    if csv:
        with writing(csv):
            write_csv(entries, csv)
        stderr.print(f"the table: {csv}")
    if html:
        with writing(html):
            write_comparison(entries, html)
        stderr.print(f"the page: {html}")
    if as_json:
        rows = [entry.row() for entry in entries]
        print(json.dumps({"data": dataset.name, "part": part.value, "images": images, "models": rows}))
        return
    print(f"{part.value} part of {dataset.name}, {images:,} images, the most accurate first")
    lines = [as_texts(entry) for entry in entries]
    _print(HEADER[:_QUALITY], [line[:_QUALITY] for line in lines])
    _print((HEADER[0], *HEADER[_QUALITY:]), [[line[0], *line[_QUALITY:]] for line in lines])
    print(EXPLAINED)


def _print(header: Sequence[str], lines: list[list[str]]) -> None:
    table = Table()
    for i, column in enumerate(header):
        table.add_column(column, justify="right" if i else "left", no_wrap=i == 0)
    for line in lines:
        table.add_row(*line)
    Console().print(table)
