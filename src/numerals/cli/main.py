"""The command ``numerals`` and its subcommands; what they need is loaded when they run."""

import io
import sys
from typing import Annotated

import typer

from numerals.cli import (
    batch,
    captcha,
    compare,
    data,
    evaluate,
    explore,
    models,
    monitor,
    read,
    retrain,
    serve,
    similar,
    train,
    tune,
    vae,
    zoo,
)
from numerals.cli.console import Output

app = typer.Typer(
    name="numerals",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
    help="Read handwritten digits from photos, scans and drawings; train, measure and serve the models that do.",
)
app.command("read")(read.read)
app.command("batch")(batch.batch)
app.command("serve")(serve.serve)
app.command("monitor")(monitor.monitor)
app.command("train")(train.train)
app.command("retrain")(retrain.retrain)
app.command("tune")(tune.tune)
app.command("compare")(compare.compare)
app.command("explore")(explore.explore)
app.command("similar")(similar.similar)
models.app.command("list")(zoo.list_kinds)
models.app.command("merge")(zoo.merge)
models.app.command("export")(zoo.export)
models.app.command("reference")(monitor.reference)
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(data.app, name="data")
app.add_typer(models.app, name="models")
app.add_typer(captcha.app, name="captcha")
app.add_typer(vae.app, name="vae")


def _version(wanted: bool) -> None:
    if wanted:
        from numerals import __version__

        print(f"numerals {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Runs before every subcommand."""


def main() -> None:
    """Entry point of the console script."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout = Output.of(sys.stdout)
    try:
        app()
    finally:
        print(end="", flush=True)
        # Python remembers an interrupt within the exec() of a text (every namedtuple and dataclass is made by one) though
        # it was caught, and would end ``python -m numerals`` by the signal, not by our exit code; the next exec() forgets.
        exec("")  # noqa: S102
