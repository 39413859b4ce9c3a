"""``numerals evaluate photos``: how well whole images are read."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from numerals.cli import settings
from numerals.cli.console import fail, progress, stderr
from numerals.cli.options import with_parameters

app = typer.Typer(no_args_is_help=True, help="Measure how well a reader reads.")


@app.command("photos")
@with_parameters
def photos(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Images and labels.csv with the columns file,label.")],
    parameters: dict[str, Any],
    as_json: Annotated[bool, typer.Option("--json", help="The figures as one JSON object.")] = False,
    gallery: Annotated[Path | None, typer.Option(metavar="FILE", help="Write an HTML page of what went wrong.")] = None,
    model: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Model bundle to use instead of the shipped one.")
    ] = None,
) -> None:
    r"""Read a folder of labelled images and say how many are wholly right.

    labels.csv has a header with file and label, "\n" between the lines of a label; spaces are ignored. Every
    further column (kind of paper, writer, ...) gives figures of its own. The digit error rate is the edit
    distance over digits.

    Example:

        numerals evaluate photos photos/ --gallery wrong.html
    """
    from numerals.errors import NumeralsError
    from numerals.evaluation.gallery import write_gallery
    from numerals.evaluation.photos import evaluate, load_labels, summarize
    from numerals.reader import Reader

    try:
        reader = Reader(model or settings.model_folder(), **parameters)
        images = load_labels(folder)
        with progress(len(images), "reading") as bar:
            outcomes = evaluate(reader, images, lambda _: bar.advance(bar.task_ids[0]))
    except NumeralsError as error:
        fail(str(error), code=2)
    summary = {"model": reader.name, "recipe": parameters.get("recipe", "default"), **summarize(outcomes)}
    if gallery:
        write_gallery(outcomes, gallery)
        stderr.print(f"what went wrong: {gallery}")
    if as_json:
        rows = [
            {"file": o.image.path.name, "label": o.image.text, "text": o.found, "right": o.right, "errors": o.errors}
            for o in outcomes
        ]
        print(json.dumps({**summary, "rows": rows}))
        return
    _print(summary)


def _print(summary: dict[str, Any]) -> None:
    table = Table(title=f"{summary['model']}, recipe {summary['recipe']}")
    for column in ("images", "", "wholly right", "digit errors", "mean of images", "ms an image"):
        table.add_column(column, justify="left" if column == "images" else "right")

    def row(name: str, figures: dict[str, Any]) -> None:
        table.add_row(
            name,
            str(figures["images"]),
            f"{figures['right']:.1%}",
            f"{figures['error_rate']:.1%}",
            f"{figures['mean_error_rate']:.1%}",
            f"{figures['milliseconds']:.0f}",
        )

    row("all", summary)
    for name, values in summary["groups"].items():
        if len(values) <= 12:  # a column of free text has no groups worth a row each
            for value, figures in values.items():
                row(f"{name}: {value}", figures)
    Console().print(table)
