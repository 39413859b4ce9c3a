"""``numerals tune``: which parameters suit a model and its data."""

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from numerals.cli.console import fail, progress, stderr
from numerals.cli.options import DataOption, load_source
from numerals.cli.outputs import check_file, writing
from numerals.data.address import redacted
from numerals.errors import NumeralsError
from numerals.models.zoo import ZOO, find

if TYPE_CHECKING:
    from numerals.training.tune import Candidate

SAMPLE = 6000
_USUAL = "mnist"
"""What ``train`` takes where no data are named, too."""


def tune(
    model: Annotated[str, typer.Argument(metavar="MODEL", help=f"Which kind: {', '.join(ZOO)}.")],
    data: DataOption = _USUAL,
    grid: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What to try, as TOML: C = [1, 10].", show_default="the kind's own"),
    ] = None,
    trials: Annotated[
        int | None,
        typer.Option("--random", min=1, metavar="N", help="Try N random candidates, not the whole grid."),
    ] = None,
    folds: Annotated[int, typer.Option(min=2, max=20, help="Parts of the cross-validation.")] = 3,
    sample: Annotated[
        int, typer.Option(min=0, metavar="N", help="Use N training digits, to be quick; 0 for all of them.")
    ] = SAMPLE,
    seed: Annotated[int, typer.Option(min=0, help="Of sample, folds, candidates and models.")] = 0,
    cluster: Annotated[
        str | None,
        typer.Option(help="ray: spread the fits over a Ray cluster (RAY_ADDRESS, else one on this machine)."),
    ] = None,
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="Write all candidates as CSV.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="All candidates as JSON.")] = False,
) -> None:
    """Try a model's parameters by cross-validation, and say which do best.

    The frozen validation digits and the test digits take no part. A grid in TOML has lines such as C = [1, 10]; with
    --random also C = {low = 0.1, high = 100, log = true}.

    Example:

        numerals tune svm --data mnist

        numerals tune cnn --grid grid.toml --random 10 --sample 0 --csv tuned.csv
    """
    check_file(csv)
    try:
        kind = find(model)
        from numerals.training.tune import count, read_grid, search, write_csv

        chosen = read_grid(grid) if grid else dict(kind.grid)
        candidates = count(chosen, trials)
        fits, fewer = candidates * folds, trials is not None and candidates < trials
        source = load_source(data)
        used = "all" if not sample else f"{min(sample, len(source.train)):,}"
        all_there_are = f", since the grid has no more than {candidates} candidates" if fewer else ""
        stderr.print(f"{fits} fits of {model} on {used} training digits of {source.name}{all_there_are}")
        with progress(fits, "fitting") as bar:
            found = search(
                kind, source, chosen, trials=trials, folds=folds, sample=sample, seed=seed, cluster=cluster,
                tick=lambda: bar.advance(bar.task_ids[0]),
            )  # fmt: skip
        if csv:
            with writing(csv):
                write_csv(found, csv)
            stderr.print(f"all candidates: {csv}")
    except KeyboardInterrupt:
        fail("stopped; a search keeps nothing of what it tried", code=130)
    except NumeralsError as error:
        fail(str(error), code=2)
    if as_json:
        print(json.dumps([vars(one) for one in found]))
        return
    _print(model, data, found, {} if grid else kind.hurried)


def _print(model: str, data: str, found: "list[Candidate]", hurried: dict[str, Any]) -> None:
    """The ranking, and how to train with the best; ``hurried`` is what only kept the search short."""
    names = sorted({name for one in found for name in one.parameters})
    table = Table(title=f"{model}: accuracy over the folds")
    for column in ("", *names, "accuracy", "spread", "seconds a fit"):
        table.add_column(column, justify="right")
    for rank, one in enumerate(found, 1):
        table.add_row(
            str(rank),
            *(_short(one.parameters.get(name, "")) for name in names),
            f"{one.accuracy:.2%}",
            f"{100 * one.spread:.2f}",
            f"{one.seconds:.1f}",
        )
    Console().print(table)
    best = {name: value for name, value in found[0].parameters.items() if name not in hurried}
    source = [] if data == _USUAL else ["--data", data]
    print(f"train with the best: {redacted(shlex.join(['numerals', 'train', model, *source, *_settings(best)]))}")
    if hurried:
        print(f"only to keep the search short, and not part of it: {', '.join(_settings(hurried)[1::2])}")


def _settings(values: dict[str, Any]) -> list[str]:
    """Parameters as ``train`` takes them."""
    return [word for name, value in values.items() for word in ("--set", f"{name}={_short(value)}")]


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value).replace(" ", "")
