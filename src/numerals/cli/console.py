"""What commands print: results on standard output, progress and errors on standard error."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

stderr = Console(stderr=True, highlight=False, soft_wrap=True)


def fail(message: str, code: int = 1) -> NoReturn:
    """Prints one line on standard error and ends with an exit code."""
    complain(message)
    raise typer.Exit(code)


def complain(message: str) -> None:
    """Prints one error on standard error."""
    print(f"numerals: {message}", file=sys.stderr)


@contextmanager
def progress(total: int | None, what: str) -> Iterator[Progress]:
    """A bar with the time left on a terminal; nothing in a pipe. Advance task 0 of what it yields."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=stderr,
        transient=True,
        disable=not stderr.is_terminal,
    )
    with bar:
        bar.add_task(what, total=total)
        yield bar
