"""``numerals data``: what labelled digits there are, and from one form to another."""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from numerals.cli import settings
from numerals.cli.console import fail, progress
from numerals.cli.options import load_source

if TYPE_CHECKING:
    from numerals.data.sources import Dataset, Split

app = typer.Typer(
    no_args_is_help=True,
    help="""Look at labelled digits (info) and bring them from one form to another (convert).

    Example:

        numerals data info mnist

        numerals data convert mnist mnist.npz
    """,
)


class FormName(StrEnum):
    """Forms that can be written."""

    csv = "csv"
    kaggle = "kaggle"
    folder = "folder"
    npz = "npz"
    idx = "idx"


Source = Annotated[
    str,
    typer.Argument(
        metavar="SOURCE",
        help="mnist, digits, a CSV file, an .npz, a folder of pictures with one folder a digit, or one of IDX files.",
        show_default=False,
    ),
]


@app.command("info")
def info(
    source: Source, as_json: Annotated[bool, typer.Option("--json", help="The same as one JSON object.")] = False
) -> None:
    """Show what a source holds: images of each digit and part, licence, fingerprints, and what is odd about it.

    Odd are images that appear twice, with two labels, or in both parts, blank ones, and digits that are missing or
    rare. A fingerprint is the SHA-256 of a part's images and labels; it is written into the card of every model.

    Example:

        numerals data info mnist

        numerals data info train.csv --json
    """
    notes: list[str] = []
    summary = _summary(load_source(source, notes.append), notes)
    if as_json:
        print(json.dumps(summary))
    else:
        _print(summary)


def _summary(dataset: "Dataset", notes: list[str]) -> dict[str, Any]:
    from dataclasses import asdict

    from numerals.data.findings import findings
    from numerals.data.sources import find

    found = findings(dataset)
    told = {f"{dataset.name}: {finding.text}" for finding in found}  # what loading has said already
    place = find(dataset.name, settings.data_root())
    return {
        "source": dataset.name,
        "form": place[1].name if place else "name",
        "licence": dataset.licence,
        "parts": {name: _part(split) for name, split in dataset.parts.items()},
        "notes": [note for note in notes if note not in told],
        "findings": [asdict(finding) for finding in found],
    }


def _part(split: "Split") -> dict[str, Any]:
    return {
        "images": len(split),
        "digits": [int((split.labels == digit).sum()) for digit in range(10)],
        "shape": list(split.images.shape[1:]),
        "darkest": int(split.images.min()),
        "brightest": int(split.images.max()),
        "ink": round(float(split.images.mean()) / 255, 4),
        "sha256": split.fingerprint,
    }


def _print(summary: dict[str, Any]) -> None:
    parts = summary["parts"]
    print(f"{summary['source']}, form: {summary['form']}, licence: {summary['licence']}")
    table = Table()
    for column in ("digit", *parts):
        table.add_column(column, justify="right")
    for digit in range(10):
        table.add_row(str(digit), *(_count(part["digits"][digit], part["images"]) for part in parts.values()))
    table.add_section()
    table.add_row("all", *(_count(part["images"], part["images"]) for part in parts.values()))
    Console().print(table)
    for name, part in parts.items():
        shape = "x".join(str(side) for side in part["shape"])
        values = f"values {part['darkest']} to {part['brightest']}, ink {part['ink']:.1%} of the area"
        print(f"{name}: {part['images']:,} images {shape}, {values}\n  sha256 {part['sha256']}")
    for note in summary["notes"]:
        print(f"note: {note}")
    for finding in summary["findings"]:
        print(f"{'warning' if finding['serious'] else 'odd'}: {finding['text']}")
    if not summary["findings"]:
        print("nothing odd: no image twice, in both parts, with two labels or blank; no digit missing or rare")


def _count(count: int, total: int) -> str:
    return f"{count:,} ({count / total:.1%})"


@app.command("convert")
def convert(
    source: Source,
    target: Annotated[Path, typer.Argument(help="File .csv, .csv.gz or .npz, or a folder.", show_default=False)],
    form: Annotated[
        FormName | None,
        typer.Option(
            help="csv: label first, no header; kaggle: with the header label,pixel0..pixel783; folder: PNG, one folder "
            "a digit; npz: x_train, y_train, x_test, y_test; idx: MNIST's four files.",
            show_default="by the target's ending; a name without one is a folder of pictures",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
) -> None:
    """Bring labelled digits from any form to any other.

    A CSV holds one part, so mnist.csv becomes mnist_train.csv and mnist_test.csv; --data mnist.csv finds both. Images
    of 28x28 stay as they are, byte for byte and in their order, so the fingerprints stay too. What is written
    appears when it is complete: Ctrl-C leaves nothing behind.

    Example:

        numerals data convert mnist mnist.csv

        numerals data convert train.csv pictures --form folder
    """
    from numerals.data.convert import check_target
    from numerals.data.convert import convert as run
    from numerals.data.forms import form_to_write
    from numerals.errors import NumeralsError

    try:
        chosen = form_to_write(target, form.value if form else None)
        check_target(target, chosen, force)  # before the source is read
        dataset = load_source(source)
        with progress(len(dataset), "writing") as bar:

            def step(done: int, _: int) -> None:
                bar.update(bar.task_ids[0], completed=done)

            written = run(dataset, target, chosen, force, step)
    except KeyboardInterrupt:
        fail("stopped; nothing was written", code=130)
    except NumeralsError as error:
        fail(str(error), code=2)
    print(f"{len(dataset.train):,} training and {len(dataset.test):,} test images written to {_and(written)}")


def _and(paths: list[Path]) -> str:
    return " and ".join(str(path) for path in paths)
