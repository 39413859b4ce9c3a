"""``numerals explore``: look at labelled digits before and after the model."""

import json
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from numerals.cli import settings
from numerals.cli.console import complain, fail, progress, stderr
from numerals.cli.options import DataOption, ModelOption, open_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numerals.data.sources import Dataset
    from numerals.explore.study import Embedding, Say
    from numerals.inference.bundle import Bundle

_STEPS = 1000  # of the bar


def explore(
    data: DataOption = "mnist",
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for report.html, figures/ and statistics.json.")
    ] = None,
    model: ModelOption = None,
    digit: Annotated[int, typer.Option(min=0, max=9, help="Digit of which the first images are shown.")] = 7,
    count: Annotated[int, typer.Option(min=1, max=100, help="How many of them.")] = 9,
    fast: Annotated[bool, typer.Option("--fast", help="Look closely at 10,000 images only.")] = False,
    learn: Annotated[
        bool, typer.Option("--learn", help="First learn an embedding without labels (minutes; kept for next time).")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="Of clusters, maps and what is learnt.")] = 0,
    prepare: Annotated[
        bool, typer.Option("--prepare", help="Keep what the page Explore shows of this source; no report.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The numbers as one JSON object.")] = False,
) -> None:
    """Look at labelled digits from all sides: the images, groups without labels, a model's mistakes and why.

    Writes a page in one file with each figure, the question that it answers and what one sees; the figures as PNG and
    SVG; and all numbers as JSON. Needs pip install 'numerals[explore]'. MNIST's 70,000 images take some two minutes on
    two cores.

    Example:

        numerals explore --data mnist --out explored

        numerals explore --data train.csv --out explored --fast --digit 4 --count 20
    """
    from numerals.errors import NumeralsError
    from numerals.explore.needs import require

    if out is None and not prepare and not as_json:
        fail("nothing to do: give a folder for the report (--out DIR), --json or --prepare", code=2)
    try:
        require()
        bundle = settings.model(model)
        if prepare:
            _prepare(data, bundle, seed, learn)
            return
        found = _report(open_source(data), bundle, out, digit, count, fast=fast, seed=seed, learn=learn)
    except NumeralsError as error:
        fail(str(error), code=2)
    except KeyboardInterrupt:
        fail("stopped; no report was written", code=130)
    if as_json:
        print(json.dumps(found))
    else:
        _tell(found)
    if out:
        stderr.print(f"the report: {out / 'report.html'}")


@contextmanager
def _bar() -> "Iterator[Say]":
    """A bar for the whole; in a pipe nothing."""
    with progress(_STEPS, "exploring") as bar:

        def say(step: str, share: float) -> None:
            bar.update(bar.task_ids[0], completed=share * _STEPS, description=step)

        yield say


def _report(
    dataset: "Dataset",
    bundle: "Bundle",
    out: Path | None,
    digit: int,
    count: int,
    *,
    fast: bool,
    seed: int,
    learn: bool,
) -> dict[str, Any]:
    from numerals.explore.report import write
    from numerals.explore.study import study
    from numerals.explore.summary import summary

    with _bar() as say:
        known = _learnt(dataset, seed, learn, say)
        found = study(dataset, bundle, seed=seed, fast=fast, embeddings=known, say=say)
        if out is None:
            return summary(found)
        return write(found, out, digit, count, lambda name: say(f"drawing {name}", 1.0))


def _prepare(data: str, bundle: "Bundle", seed: int, learn: bool) -> None:
    from numerals.data.sources import SOURCES
    from numerals.errors import DataError
    from numerals.explore.columns import contents, key
    from numerals.explore.shelf import Shelf
    from numerals.explore.study import study

    if data not in SOURCES:
        raise DataError(f"the page shows {', '.join(SOURCES)}, not {data!r}; numerals data load puts a source into db")
    with Shelf(settings.home()).work(data, bundle.version) as work, _bar() as bar:
        if work is None:
            complain(f"{data} with {bundle.version} is being explored by another process")
            return

        def say(step: str, share: float) -> None:
            work.say(step, share)
            bar(step, share)

        say("reading the digits", 0.0)
        dataset = open_source(data)
        known = _learnt(dataset, seed, learn, say)
        name = key(dataset.fingerprint, bundle.version, seed, bool(known))
        if not work.has(name):
            found = study(dataset, bundle, seed=seed, embeddings=known, say=say)
            work.finish(name, contents(found))


def _learnt(dataset: "Dataset", seed: int, wanted: bool, say: "Say") -> "list[Embedding]":
    """The embedding that was learnt of this source without labels, learnt now if it is wanted."""
    from numerals.explore.learnt import kept, learnt
    from numerals.explore.points import points_of

    folder = settings.home() / "explore"
    if not wanted:
        known = kept(folder, dataset.fingerprint, seed)
        return [known] if known is not None else []
    images = points_of(dataset).images
    return [learnt(folder, images, dataset.fingerprint, seed, lambda share: say("learning without labels", share))]


def _tell(found: dict[str, Any]) -> None:
    """The most telling sentences."""
    from numerals.explore import words

    told: list[Callable[[dict[str, Any]], str]] = [
        words.balance, words.variation, words.alike, words.doubts, words.compared, words.closest,
    ]  # fmt: skip
    if found["model"]:
        told.append(words.mistakes)
    for sentence in told:
        print(sentence(found))
