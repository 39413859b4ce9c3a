"""``numerals batch``: many images to one table."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from numerals.cli import settings
from numerals.cli.console import fail, progress, stderr
from numerals.cli.options import ModelOption, with_parameters

if TYPE_CHECKING:
    from numerals.batch.run import Outcome


@with_parameters
def batch(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE",
            help="A folder, a pattern in quotes ('scans/**/*.png'), a list (.txt, a name a line), "
            "or s3://bucket/prefix.",
        ),
    ],
    out: Annotated[
        Path, typer.Option(metavar="TARGET", help="The table: .parquet, .csv or .jsonl.", show_default=False)
    ],
    parameters: dict[str, Any],
    digits: Annotated[
        bool, typer.Option("--digits", help="Also list each digit with its value, confidence, box and line.")
    ] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="How many read at a time.", show_default="one for each core")
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            metavar="local|ray://…",
            help="Work on a Ray cluster: one that is started on this machine, or ray://host:10001.",
            show_default="none: processes of this machine",
        ),
    ] = None,
    anew: Annotated[
        bool, typer.Option("--anew", help="Begin from the start: forget what was cut off, replace TARGET.")
    ] = False,
    model: ModelOption = None,
    min_confidence: Annotated[
        float | None, typer.Option(help="Less sure digits are unreadable: ?", show_default=False)
    ] = None,
) -> None:
    """Read many images into one table: Parquet, CSV or JSON Lines.

    A row an image: file, text, count of digits, lowest confidence, width, height, model and error. Images that can't
    be read have their error there and stop nothing. A run that was cut off, even by a kill, goes on where it was when
    the same command is given again; until TARGET is whole, what is done lies in TARGET.parts.

    Parquet, s3:// and clusters need the extra: pip install 'numerals[batch]'. Buckets are opened with AWS's own
    variables, such as AWS_PROFILE, AWS_REGION and AWS_ENDPOINT_URL.

    Examples:

        numerals batch scans --out readings.parquet

        numerals batch 'forms/**/*.jpg' --out readings.csv --digits

        numerals batch s3://archive/2026 --out readings.jsonl --cluster ray://head:10001
    """
    from numerals.batch.run import run
    from numerals.errors import NumeralsError, ParameterError
    from numerals.reader import Reader

    options = parameters if min_confidence is None else parameters | {"min_confidence": min_confidence}
    started = time.monotonic()
    try:
        bundle = settings.model(model)
        Reader(bundle, **options)  # a wrong option is told before anything is listed
        with progress(None, "reading") as bar:

            def step(done: int, total: int) -> None:
                if bar.tasks[0].total is None:  # what was done before says nothing of the speed
                    bar.reset(bar.task_ids[0], total=total, completed=done)
                else:
                    bar.update(bar.task_ids[0], completed=done)

            found = run(
                source, out, bundle, options, digits=digits, workers=workers, cluster=cluster, anew=anew, step=step
            )
    except ParameterError as error:
        fail(str(error), code=2)
    except NumeralsError as error:
        fail(str(error))
    except OSError as error:
        fail(f"{out} cannot be written: {error}; what is done stays in {out}.parts, and the same command goes on")
    except KeyboardInterrupt:
        fail("stopped; the same command goes on from here", code=130)
    _tell(found, out, time.monotonic() - started)


def _tell(found: "Outcome", out: Path, seconds: float) -> None:
    fresh = found.images - found.before
    stderr.print(f"{out}: {found.images:,} images", markup=False)
    if found.before:
        stderr.print(f"{found.before:,} of them had been read before the run was cut off")
    if found.failed:
        stderr.print(f"{found.failed:,} of those read now could not be read; the column error says why")
    if fresh and found.seconds:
        stderr.print(f"{fresh / seconds:.0f} images a second, {fresh / found.seconds:.0f} for each worker")
