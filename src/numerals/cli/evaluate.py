"""``numerals evaluate``: how well a model reads digits, on clean and on damaged ones, and a reader whole images."""

import json
from dataclasses import asdict, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from typer.core import TyperGroup

from numerals.cli import settings
from numerals.cli.console import complain, fail, progress, stderr
from numerals.cli.options import DataOption, LineModelOption, ModelOption, PageModelOption, load_source, with_parameters
from numerals.cli.outputs import check_file, writing

if TYPE_CHECKING:
    from numerals.evaluation.photos import Outcome
    from numerals.evaluation.report import Evaluation


class Part(StrEnum):
    """Parts of a data source."""

    test = "test"
    validation = "validation"
    train = "train"


class _ModelFirst(TyperGroup):
    """Takes a first word that is no command for a model: ``evaluate cnn`` is ``evaluate model cnn``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["model", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_ModelFirst,
    no_args_is_help=True,
    subcommand_metavar="MODEL | COMMAND [ARGS]...",
    help="""Measure how well a model reads digits (MODEL), or a reader whole images (photos).

    The word model may be left out: these two are the same, and "numerals evaluate model --help" lists the options.

    Example:

        numerals evaluate model cnn --data mnist

        numerals evaluate cnn --data mnist --html report.html
    """,
)


@app.command("model")
def model(
    name: Annotated[str, typer.Argument(metavar="MODEL", help="A folder, a version such as cnn-1a2b3c4d, or a kind.")],
    data: DataOption = "mnist",
    part: Annotated[
        Part, typer.Option(help="test: to report; validation: held-out digits to choose by; train: what was learnt.")
    ] = Part.test,
    as_json: Annotated[bool, typer.Option("--json", help="The figures as one JSON object.")] = False,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a page with charts and a gallery, in one file.")
    ] = None,
) -> None:
    """Measure a model; the word "model" may be left out.

    Tells the accuracy with its 95 % confidence interval, precision, recall and F1 of each digit, what is taken for
    what, whether the confidence is honest, what leaving out the unsure brings, the surest mistakes, and the speed.

    Example:

        numerals evaluate model cnn --data mnist

        numerals evaluate cnn --data mnist --html report.html
    """
    from numerals.errors import NumeralsError
    from numerals.evaluation.page import write_report
    from numerals.evaluation.report import evaluate_model, may_have_seen, part_of
    from numerals.evaluation.speed import measure

    check_file(html)
    try:
        bundle = settings.model(name)
        dataset = load_source(data)
        split = part_of(dataset, part)
        if may_have_seen(bundle, dataset, part):
            complain(f"{bundle.version} may have been trained on these digits; others will be read less well")
        with progress(len(split), "reading") as bar:
            found = evaluate_model(bundle, dataset, part, lambda images: bar.advance(bar.task_ids[0], images))
        found = replace(found, speed=measure(bundle, split.images))
    except NumeralsError as error:
        fail(str(error), code=2)
    if html:
        with writing(html):
            write_report(found, html)
        stderr.print(f"the report: {html}")
    if as_json:
        print(json.dumps(found.summary()))
        return
    _print_evaluation(found)


def _print_evaluation(found: "Evaluation") -> None:
    figures, console = found.summary(), Console()
    low, high = figures["interval"]
    print(
        f"{found.model}, {found.part} part of {found.data}: {figures['accuracy']:.2%} of {figures['images']:,} right, "
        f"{figures['errors']} wrong (95 % confidence: {low:.2%} to {high:.2%})"
    )
    console.print(_digit_table(figures), _confusion_table(figures))
    confused = ", ".join(f"{c['digit']} as {c['answer']} ({c['times']})" for c in figures["confused"][:5])
    if confused:
        print(f"most often wrong: the {figures['most_wrong']}; most confused: {confused}")
    console.print(_reliability_table(figures))
    kept = ", ".join(f"{share:.0%}: {found.risk.accuracy_at(share):.2%}" for share in (0.99, 0.95, 0.9, 0.8))
    unreadable, speed = figures["unreadable"], figures["speed"]
    print(f"accuracy when only the surest are kept: {kept} (AURC {figures['risk_coverage']['area']:.5f})")
    rest = unreadable["accuracy_of_the_rest"]
    told = "" if rest is None else f"; {rest:.2%} of the rest are right"
    print(f"unreadable, less sure than {unreadable['threshold']:g}: {unreadable['share']:.2%}{told}")
    print(
        f"speed: {speed['milliseconds']:.2f} ms an image, 95 of 100 within {speed['milliseconds_95']:.2f} ms "
        f"({speed['singles']} times); {speed['images_per_second']:,.0f} images a second in batches of "
        f"{speed['batch']} ({speed['batches']} times)"
    )
    if figures["mistakes"]:
        console.print(_mistake_table(figures))


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _digit_table(figures: dict[str, Any]) -> Table:
    table, names = (
        _table("digit by digit", "digit", "images", "precision", "recall", "F1"),
        ("precision", "recall", "f1"),
    )
    for score in figures["digits"]:
        table.add_row(str(score["digit"]), f"{score['images']:,}", *(f"{score[name]:.2%}" for name in names))
    table.add_section()
    table.add_row("mean", f"{figures['images']:,}", *(f"{figures['macro'][name]:.2%}" for name in names))
    return table


def _confusion_table(figures: dict[str, Any]) -> Table:
    table = _table("confusion: true digit down, answer across", "", *map(str, range(10)))
    for digit, row in enumerate(figures["confusion_matrix"]):
        table.add_row(str(digit), *(str(n) if n else "·" for n in row))
    return table


def _reliability_table(figures: dict[str, Any]) -> Table:
    title = f"calibration error (ECE) {figures['calibration_error']:.2%}"
    table = _table(title, "confidence", "images", "mean", "right")
    for b in figures["reliability"]:
        table.add_row(
            f"{b['low']:.0%} to {b['high']:.0%}", f"{b['images']:,}", f"{b['confidence']:.1%}", f"{b['accuracy']:.1%}"
        )
    return table


def _mistake_table(figures: dict[str, Any], most: int = 10) -> Table:
    table = _table("surest mistakes", "image", "digit", "likeliest")
    for mistake in figures["mistakes"][:most]:
        told = ", ".join(f"{digit}: {probability:.1%}" for digit, probability in mistake["likeliest"])
        table.add_row(str(mistake["index"]), str(mistake["digit"]), told)
    return table


@app.command("robustness")
def robustness(
    name: Annotated[str, typer.Argument(metavar="MODEL", help="A folder, a version such as cnn-1a2b3c4d, or a kind.")],
    data: DataOption = "mnist",
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write or update a CSV table; rows of other models stay.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the damage, and of where drawings are placed.")] = 0,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="Take the first N of each set only.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The rows as one JSON object.")] = False,
) -> None:
    """Measure a model on damaged digits and on strangers' pens.

    The test digits are damaged as in MNIST-C (noise, blur, slant, brightness, fog, stray lines, ...). Where the
    folder NUMERALS_DATA has isolated/usps.npz and strokes/*.json.gz, these are read too. No model is trained on any
    of it.

    Example:

        numerals evaluate robustness cnn --out results/robustness.csv
    """
    from numerals.errors import NumeralsError
    from numerals.evaluation.robustness import robustness as run
    from numerals.evaluation.robustness import write_rows

    check_file(out)
    try:
        bundle = settings.model(name)
        dataset = load_source(data)
        with progress(None, "reading") as bar:

            def say(what: str) -> None:
                bar.update(bar.task_ids[0], description=what, advance=1)

            rows, missing = run(bundle, dataset, settings.data_root(), seed, limit, say)
    except NumeralsError as error:
        fail(str(error), code=2)
    for line in missing:
        complain(line)
    if out:
        with writing(out):
            write_rows(rows, out)
        stderr.print(f"the table: {out}")
    if as_json:
        print(json.dumps({"model": bundle.version, "missing": missing, "rows": [asdict(row) for row in rows]}))
        return
    table = _table(f"{bundle.version}, seed {seed}", "set", "images", "right")
    for row in rows:
        table.add_row(row.set, f"{row.images:,}", f"{row.accuracy:.2%}")
    Console().print(table)


@app.command("photos")
@with_parameters
def photos(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Images and labels.csv with the columns file,label.")],
    parameters: dict[str, Any],
    as_json: Annotated[bool, typer.Option("--json", help="The figures as one JSON object.")] = False,
    gallery: Annotated[Path | None, typer.Option(metavar="FILE", help="Write an HTML page of what went wrong.")] = None,
    model: ModelOption = None,
    page_model: PageModelOption = None,
    line_model: LineModelOption = None,
) -> None:
    r"""Read a folder of labelled images and say how many are wholly right.

    labels.csv has a header with file and label, "\n" between the lines of a label; spaces are ignored. Every
    further column (kind of paper, writer, ...) gives figures of its own. The digit error rate is the edit
    distance over digits; the time is the median of the images. At the end stands what --min-confidence buys: how many
    of the surest digits are wrong. An image that can't be read counts as wholly wrong and in no time; it gives one line
    on standard error, and the exit code is 1.

    Example:

        numerals evaluate photos photos/ --gallery wrong.html
    """
    from numerals.errors import NumeralsError
    from numerals.evaluation.coverage import error_by_coverage, right_by_confidence
    from numerals.evaluation.gallery import write_gallery
    from numerals.evaluation.photos import evaluate, load_labels, summarize
    from numerals.reader import Reader

    check_file(gallery)
    try:
        reader = Reader(settings.model(model), page_model=page_model, line_model=line_model, **parameters)
        images = load_labels(folder)
        with progress(len(images), "reading") as bar:
            outcomes = evaluate(reader, images, lambda _: bar.advance(bar.task_ids[0]))
    except NumeralsError as error:
        fail(str(error), code=2)
    unread = [outcome for outcome in outcomes if outcome.error is not None]
    for outcome in unread:
        complain(f"{outcome.image.path.name}: {outcome.error}")
    names = sorted({outcome.reading.model for outcome in outcomes if outcome.reading}) or [reader.name]
    summary = {
        "model": ", ".join(names),
        "recipe": parameters.get("recipe", "default"),
        **summarize(outcomes),
        "by_coverage": error_by_coverage(outcomes),
        "by_confidence": right_by_confidence(outcomes),
    }
    if gallery:
        with writing(gallery):
            write_gallery(outcomes, gallery)
        stderr.print(f"what went wrong: {gallery}")
    if as_json:
        print(json.dumps({**summary, "rows": [_row(outcome) for outcome in outcomes]}))
    else:
        _print(summary)
    if unread:
        raise typer.Exit(1)


def _row(outcome: "Outcome") -> dict[str, Any]:
    """What ``--json`` prints of an image."""
    told = {"file": outcome.image.path.name, "label": outcome.image.text, "text": outcome.found}
    return told | {"right": outcome.right, "errors": outcome.errors, "error": outcome.error}


def _print(summary: dict[str, Any]) -> None:
    table = Table(title=f"{summary['model']}, recipe {summary['recipe']}")
    for column in ("images", "", "wholly right", "digit errors", "mean of images", "median ms an image"):
        table.add_column(column, justify="left" if column == "images" else "right")

    def row(name: str, figures: dict[str, Any]) -> None:
        table.add_row(
            name,
            str(figures["images"]),
            f"{figures['right']:.1%}",
            f"{figures['error_rate']:.1%}",
            f"{figures['mean_error_rate']:.1%}",
            "-" if figures["milliseconds"] is None else f"{figures['milliseconds']:.0f}",
        )

    row("all", summary)
    for name, values in summary["groups"].items():
        if len(values) <= 12:  # a column of free text has no groups worth a row each
            for value, figures in values.items():
                row(f"{name}: {value}", figures)
    Console().print(table)
    for told in summary["by_coverage"]:
        print(
            f"of the surest {told['coverage']:.0%} of the digits {told['error']:.2%} are wrong "
            f"({told['wrong']} of {told['told']}; confidence from {told['confidence']:.3f})"
        )
    for group in summary["by_confidence"]:
        print(
            f"of {group['images']} readings that are {group['from']:.0%} to {group['to']:.0%} sure of the whole "
            f"({group['confidence']:.1%} on average) {group['right']:.1%} are wholly right"
        )
