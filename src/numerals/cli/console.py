"""What commands print: results on standard output, progress and errors on standard error."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

stderr = Console(stderr=True, highlight=False, soft_wrap=True)


NOBODY_READS = 141
"""Exit code of a command whose output nobody reads any more: what a shell tells of one that SIGPIPE ended."""


class Output(io.TextIOWrapper):
    """Standard output that ends the command quietly once its reader is gone, as in ``numerals ... | head``.

    The signal itself would do so too, but also end a command when a server that it talks to hangs up; and as an
    error it would be told as one of the file that was just read.
    """

    @classmethod
    def of(cls, stream: io.TextIOWrapper) -> "Output":
        """The same stream with its settings."""
        return cls(
            stream.buffer,
            stream.encoding,
            stream.errors,
            line_buffering=stream.line_buffering,
            write_through=stream.write_through,
        )

    def write(self, text: str, /) -> int:
        """Writes a text."""
        try:
            return super().write(text)
        except BrokenPipeError:
            self._end()

    def flush(self) -> None:
        """Sends what was written."""
        try:
            super().flush()
        except BrokenPipeError:
            self._end()

    def _end(self) -> NoReturn:
        # Python flushes once more when it ends, and would complain.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)
        raise SystemExit(NOBODY_READS)


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
