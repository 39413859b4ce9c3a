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
    help="""Look at labelled digits (info), bring them from one form to another (convert), and into a database and
    out of it (load, dump).

    Example:

        numerals data info mnist

        numerals data convert mnist mnist.npz

        numerals data load mnist
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
        help="mnist, digits, a CSV file, an .npz, a folder of pictures with one folder a digit or of IDX files, db, "
        "drawings, or the address of a database.",
        show_default=False,
    ),
]


FormOption = Annotated[
    FormName | None,
    typer.Option(
        help="csv: label first, no header; kaggle: with the header label,pixel0..pixel783; folder: PNG, one folder "
        "a digit; npz: x_train, y_train, x_test, y_test; idx: MNIST's four files.",
        show_default="by the target's ending; a name without one is a folder of pictures",
    ),
]
Target = Annotated[Path, typer.Argument(help="File .csv, .csv.gz or .npz, or a folder.", show_default=False)]
Force = Annotated[bool, typer.Option("--force", help="Replace what is there.")]


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
    target: Target,
    form: FormOption = None,
    force: Force = False,
) -> None:
    """Bring labelled digits from any form to any other.

    A CSV holds one part, so mnist.csv becomes mnist_train.csv and mnist_test.csv; --data mnist.csv finds both. Images
    of 28x28 stay as they are, byte for byte and in their order, so the fingerprints stay too. What is written
    appears when it is complete: Ctrl-C leaves nothing behind.

    Example:

        numerals data convert mnist mnist.csv

        numerals data convert train.csv pictures --form folder
    """
    _write(source, target, form, force)


def _write(source: str, target: Path, form: FormName | None, force: bool) -> None:
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


@app.command("load")
def load(
    source: Source,
    anew: Annotated[bool, typer.Option("--anew", help="Delete this source from the database first.")] = False,
    only: Annotated[
        bool, typer.Option("--only", help="Delete all other sources from the database afterwards.")
    ] = False,
) -> None:
    """Put labelled digits into the database, tables train and test.

    The database is the one that DATABASE_URL names, such as mongodb://localhost/numerals, else the embedded SQLite
    file. A source that is there already stays as it is, and one that was broken off is finished. Training takes
    it with --data db; of several sources, with --data db# and the beginning of the fingerprint.

    Example:

        numerals data load mnist

        DATABASE_URL=mongodb://localhost/numerals numerals data load train.csv
    """
    from numerals.data import database
    from numerals.errors import NumeralsError

    try:
        address = settings.database()
        dataset = load_source(source)
        _make_tables()
        with database.opened(address) as tables, progress(len(dataset), "loading") as bar:
            if anew:
                database.forget(tables, dataset.fingerprint)
            written = database.load(tables, dataset, lambda done, _: bar.update(bar.task_ids[0], completed=done))
            others = [one for one in database.complete_sources(tables) if one != dataset.fingerprint]
            if only:
                for other in others:
                    database.forget(tables, other)
    except KeyboardInterrupt:
        fail("stopped; run it again to finish: until then nobody sees this source", code=130)
    except NumeralsError as error:
        fail(str(error), code=2)
    state = f"{written:,} images written" if written else "nothing to do: all images are there"
    print(f"{state}; {len(dataset.train):,} in train, {len(dataset.test):,} in test")
    name = f"db#{dataset.fingerprint[:8]}" if others and not only else "db"
    print(f"{address.shown}: train on them with: numerals train cnn --data {name}")


@app.command("pages")
def pages(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write to.", show_default=False)],
    count: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many pages.")] = 100,
    seed: Annotated[int, typer.Option(min=0, help="The same seed writes the same pages.")] = 0,
    height: Annotated[int, typer.Option(min=48, max=2000, help="Of a page in pixels, at most.")] = 256,
    width: Annotated[int, typer.Option(min=48, max=2000, help="Of a page in pixels, at most.")] = 512,
    digits: Annotated[
        str, typer.Option(metavar="SOURCE", help="Digits to write with, beside those of the project's own pen.")
    ] = "mnist",
    force: Force = False,
) -> None:
    """Write synthetic photos of pages with handwritten digits, with the truth about them.

    Numbers, dates, amounts, tables and lone digits, by many hands and pens, on ruled and squared paper, forms and dark
    boards, with words, scribbles and stains beside them, photographed with shadows, blur and noise. What the page reader
    learns from is made this way. labels.csv holds the text of each page, boxes.jsonl where each digit stands. The same
    command again writes the same, a larger --count more; a folder with other pages or labels is refused without --force.

    Example:

        numerals data pages --out pages --count 1000

        numerals evaluate photos pages
    """
    from numerals.data.pages import Glyphs
    from numerals.data.pages.folder import check_folder, write_folder
    from numerals.errors import NumeralsError

    try:
        check_folder(out)  # before the source is read
        train = load_source(digits).train
        with progress(count, "writing") as bar:

            def step(done: int) -> None:
                bar.update(bar.task_ids[0], completed=done)

            glyphs = Glyphs(train.images, train.labels)
            write_folder(out, glyphs, count, seed, height, width, step, force=force)
    except NumeralsError as error:
        fail(str(error), code=2)
    print(f"{count:,} page{'s' if count > 1 else ''} in {out}, with labels.csv and boxes.jsonl")


def _make_tables() -> None:
    """Makes the tables of digits and drawings if they are not there yet."""
    from numerals.errors import DataError
    from numerals.server.serve import prepare

    _, trouble = prepare()
    if trouble:
        raise DataError(f"the database is away, {trouble}")


@app.command("dump")
def dump(
    target: Target,
    source: Annotated[str, typer.Option(help="db, db# and a fingerprint, drawings, or a database's address.")] = "db",
    form: FormOption = None,
    force: Force = False,
) -> None:
    """Write the database's labelled digits to files, byte for byte as they were loaded.

    Example:

        numerals data dump mnist.csv

        numerals data dump corrected --source drawings --form folder
    """
    _write(source, target, form, force)
