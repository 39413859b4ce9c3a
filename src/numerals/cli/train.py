"""``numerals train``: labelled digits in, a model bundle out."""

import ast
import os
import shlex
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from numerals.cli.console import complain, fail, stderr
from numerals.cli.options import DataOption, open_source
from numerals.cli.outputs import check_folder
from numerals.errors import DataError, ModelError, NumeralsError
from numerals.inference.card import CARD_FILE
from numerals.models.watch import CHECKPOINT
from numerals.models.zoo import KINDS, PAGES, SPACES, ZOO, check_resumable, find, make, make_space

FORMS = ("skops", "joblib")

if TYPE_CHECKING:
    from numerals.data.sources import Dataset
    from numerals.inference.bundle import Bundle
    from numerals.inference.space import Space
    from numerals.models.epochs import Course
    from numerals.models.watch import Progress
    from numerals.training.train import Trained


def train(
    model: Annotated[
        str | None, typer.Argument(help=f"Which kind: {', '.join(KINDS)}.", metavar="MODEL", show_default=False)
    ] = None,
    data: DataOption = "mnist",
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder of the bundle.", show_default="models/MODEL")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Train every classifier, one after the other, into models/.")
    ] = False,
    preset: Annotated[
        str, typer.Option(help="A named set of parameters, such as 2k or 1k for tiny-cnn.", show_default="none")
    ] = "",
    fast: Annotated[bool, typer.Option("--fast", help="The same as --preset fast: a good CNN in a minute.")] = False,
    epochs: Annotated[
        int | None,
        typer.Option(min=1, max=10_000, help="Passes over the training digits.", show_default="the kind's own"),
    ] = None,
    seed: Annotated[
        int, typer.Option(min=0, help="Of weights, order and augmentation; the same seed gives the same model.")
    ] = 0,
    parameter: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="A parameter of the model, such as C=3 or widths=(16,32)."),
    ] = None,
    save: Annotated[
        str | None,
        typer.Option(metavar="FORM", help="Keep the scikit-learn estimator beside the bundle too: skops or joblib."),
    ] = None,
    track: Annotated[bool, typer.Option(help="Log the run with MLflow, where it is installed.")] = True,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on where a stopped training of this model left.")
    ] = False,
) -> None:
    """Train a model and write it as a bundle: model.onnx and card.json.

    A fixed twelfth of the training digits is never trained on; the temperature and the threshold of "unreadable" are
    chosen on it, and models are compared on it. The test digits are measured once, at the end. What learns in epochs
    or rounds keeps the best so far at Ctrl-C, and --resume goes on with epochs. MNIST is taken from NUMERALS_DATA,
    else downloaded once and checked by hash; where neither works, scikit-learn's small set serves. Needs the extra:
    pip install 'numerals[train]'. `numerals models list` tells what there is to train.

    Example:

        numerals train cnn --data mnist

        numerals train svm --data digits.csv --set C=3

        numerals read --model models/cnn page.jpg
    """
    if (model is None) == (not every):
        fail(f"say which model to train, or --all; known are {', '.join(KINDS)}", code=2)
    if every and (out or preset or fast or epochs or parameter or resume):
        fail(
            "--all trains every kind with its own parameters; give --out, --preset, --epochs, --set or --resume with one",
            code=2,
        )
    _check_form(save, model)
    chosen = {**_assignments(parameter or []), **({"epochs": epochs} if epochs else {}), "seed": seed}
    names = list(ZOO) if every else [str(model)]
    folders = {name: out or Path("models") / name for name in names}
    for folder in folders.values():
        check_folder(folder)
    on = _SAME if not every else f"numerals train MODEL --data {shlex.quote(data)} --seed {seed} --resume"
    with _told(folders, on, resumed=resume):
        if resume:
            check_resumable(find(names[0], KINDS))
        source = _load(data)
        for name, folder in folders.items():
            given = chosen if not every else {"seed": seed}
            if name in PAGES:
                _pages(name, given, source, folder, resume=resume)
            elif name in SPACES:
                _space(name, preset, given, source, folder, track=track, resume=resume)
            else:
                done = _one(name, "fast" if fast else preset, given, source, folder, on, resume=resume)
                _finish(done, folder, save, track=track)
                if done.estimator.interrupted_:
                    break
        if every:
            print("compare them with: numerals compare")


def _finish(done: "Trained", folder: Path, save: str | None, *, track: bool) -> None:
    """What is done with a classifier once its bundle is written."""
    if save:
        _keep(done, folder, save)
    if track:
        log_run(done.bundle, done.history)


@contextmanager
def _told(folders: dict[str, Path], on: str, *, resumed: bool) -> Iterator[None]:
    """Ends the command with one line on Ctrl-C and on errors of the user or the disk."""
    before = _files(folders)
    try:
        yield
    except KeyboardInterrupt:
        fail(_stopped(folders, before, on, resumed=resumed), code=130)
    except NumeralsError as error:
        fail(str(error), code=2 if isinstance(error, ModelError | DataError) else 1)
    except OSError as error:
        fail(f"the training cannot be kept: {error}")


_SAME = "the same command and --resume"
"""How to go on after Ctrl-C, where one kind was trained."""


def _files(folders: dict[str, Path]) -> dict[Path, int]:
    """The cards and the checkpoints that there are, with the times at which they were written."""
    found = [file for folder in folders.values() for file in folder.glob("*")]
    kept = [file for file in found if file.name == CARD_FILE or file.name.endswith(CHECKPOINT)]
    return {file: file.stat().st_mtime_ns for file in kept}


def _stopped(folders: dict[str, Path], before: dict[Path, int], on: str, *, resumed: bool) -> str:
    """What a command that Ctrl-C ended has left, by what lies there now."""
    now = _files(folders)
    fresh = {file for file in now if now[file] != before.get(file)}
    written = [folder for folder in folders.values() if folder / CARD_FILE in fresh]
    told = [f"written and ready: {', '.join(map(str, written))}"] if written else []
    for name, folder in folders.items():
        epochs = {file for file in now if file.parent == folder and file.name.endswith(CHECKPOINT)}
        if folder not in written and epochs and (resumed or epochs & fresh):
            told.append(f"the epochs of {name} are kept; go on with {on.replace('MODEL', name)}")
    return "stopped; " + ("; ".join(told) or "nothing was written")


def _check_form(save: str | None, model: str | None) -> None:
    """Refuses a form of ``--save`` that there is not, or not for this model."""
    if save and save not in FORMS:
        fail(f"--save takes {' or '.join(FORMS)}, not {save!r}", code=2)
    if save and model not in (None, *ZOO):
        fail(f"--save is for classifiers; {model} is kept as ONNX", code=2)


def _assignments(texts: list[str]) -> dict[str, Any]:
    """``["C=3", "widths=(16, 32)"]`` as a dictionary; a value that is no Python literal stays text."""
    found: dict[str, Any] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not (name.isidentifier() and equals and value):
            fail(f"--set takes NAME=VALUE, such as --set C=3, not {text!r}", code=2)
        try:
            found[name] = ast.literal_eval(value)
        except (ValueError, SyntaxError):
            found[name] = value
    return found


def _load(name: str) -> "Dataset":
    try:
        return open_source(name)
    except DataError as error:
        if name != "mnist":
            raise
        complain(f"{error}\nnumerals: training on scikit-learn's 8x8 digits instead; the model will be weak")
        return open_source("digits")


def _command(name: str, preset: str, given: dict[str, Any], source: "Dataset") -> str:
    """What to type to train the same again."""
    words = ["numerals", "train", name, "--data", source.name, "--seed", str(given["seed"])]
    words += ["--preset", preset] * bool(preset)
    for key, value in given.items():
        if key != "seed":
            words += ["--epochs", str(value)] if key == "epochs" else ["--set", f"{key}={value}"]
    return shlex.join(words)


def _one(
    name: str, preset: str, given: dict[str, Any], source: "Dataset", folder: Path, on: str, *, resume: bool
) -> "Trained":
    """Trains one model and says what came of it; ``on`` is how to go on after Ctrl-C."""
    kind = find(name)
    estimator = make(name, preset, **given)
    from numerals.training.train import train as run

    digits = f"{len(source.train):,} digits of {source.name}"
    how = "; Ctrl-C keeps the best so far" if estimator.in_rounds else ", in one step"
    stderr.print(f"training {name} on {digits}, a twelfth of them held out{how}")
    # A committee's figures are those of a merged one, which nobody trained.
    expected = None if kind.family == "committee" else kind.expected.get(preset)
    if expected and source.name == "mnist":
        stderr.print(f"on two cores this takes about {_span(60 * expected.minutes)}")
    with Said(60 * expected.minutes if expected and source.name == "mnist" else None) as said:
        command = _command(name, preset, given, source)
        extras = kind.extras and preset not in kind.plain
        done = run(kind, estimator, source, folder, command, said.say, resume=resume, extras=extras)
    if estimator.interrupted_:
        more = f"; go on with {on.replace('MODEL', name)}" if kind.neural else ""
        complain(f"stopped; the best so far is kept{more}")
    card, test = done.bundle.card, done.bundle.card["test"]
    print(
        f"{done.bundle.version}: {test['accuracy']:.2%} of {test['images']:,} test digits right "
        f"({test['errors']} wrong), {card['validation']['accuracy']:.2%} of the validation digits, "
        f"in {_span(60 * card['minutes'])}"
    )
    print(f"written to {folder}; use it with: numerals read --model {folder} page.jpg")
    return done


def _space(
    name: str, preset: str, given: dict[str, Any], source: "Dataset", folder: Path, *, track: bool, resume: bool
) -> None:
    """Trains what lays digits out in a space, and says what came of it."""
    kind, estimator = find(name, SPACES), make_space(name, preset, **given)
    from numerals.training.spaces import train_space

    stderr.print(f"training {name} on {len(source.train):,} digits of {source.name}; Ctrl-C keeps the best so far")
    with Said(None) as said:
        command = _command(name, preset, given, source)
        done = train_space(kind, estimator, source, folder, command, said.say, resume=resume)
    if estimator.interrupted_:
        complain("stopped; the best so far is kept; go on with the same command and --resume")
    figures = {key: value for key, value in done.space.card["test"].items() if isinstance(value, int | float)}
    print(
        f"{done.space.version}, on the test digits: " + ", ".join(f"{key} {value:g}" for key, value in figures.items())
    )
    print(f"written to {folder}")
    if track:
        log_run(done.space, done.history)


def _pages(name: str, given: dict[str, Any], source: "Dataset", folder: Path, *, resume: bool) -> None:
    """Trains a reader of pages or of lines, and says what came of it."""
    chosen = dict(given)
    run, course, pages = _of_pages(name)
    pages, start = chosen.pop("pages", pages), chosen.pop("start", None) if name == "page-reader" else None
    try:
        course = replace(course, **chosen)
    except TypeError as error:
        also = ", start=FOLDER" if name == "page-reader" else ""
        fail(f"{error}; {name} takes --set pages=...{also} and {', '.join(asdict(course))}", code=2)
    begin = {"start": _start(start)} if start else {}
    stderr.print(f"training {name} on {pages:,} pages written with digits of {source.name}; they are written first")
    with Said(None) as said:
        command, workers = _command(name, "", given, source), os.cpu_count() or 1
        done = run(
            source, folder, command, said.say, course=course, pages=pages, workers=workers, resume=resume, **begin
        )
    if done.interrupted:
        complain("stopped; the last epoch is kept; go on with the same command and --resume")
    print(f"{done.model.version}: {_TOLD[name].format(**done.model.card['test'])}")
    option = name.replace("reader", "model")
    print(f"written to {folder}; use it with: numerals read --{option} {folder} page.jpg")


_TOLD = {
    "page-reader": "of {digits:,} digits on {pages:,} pages {recall:.2%} found and right, {precision:.2%} of what it "
    "tells is right, {pages_right:.2%} of the pages wholly",
    "line-reader": "of {lines:,} lines {lines_right:.2%} of those with digits wholly right, "
    "{nothing_told_as_digits:.2%} of those without read as digits",
}


def _of_pages(name: str) -> tuple[Any, "Course", int]:
    """What trains a kind of `PAGES`, its course, and how many pages it learns from."""
    from numerals.training import line_reader, page_reader

    if name == "line-reader":
        return line_reader.train_line_reader, line_reader.COURSE, page_reader.PAGES
    return page_reader.train_page_reader, page_reader.COURSE, page_reader.PAGES


def _start(given: str) -> Path:
    from numerals.inference.page_model import SHIPPED_PAGES

    return SHIPPED_PAGES if given == "shipped" else Path(given)


def _keep(done: "Trained", folder: Path, form: str) -> None:
    """Writes the estimator beside the bundle."""
    from numerals.training.saved import save_estimator

    file = folder / f"estimator.{form}"
    digest = save_estimator(done.estimator, file)
    print(f"the estimator: {file}, SHA-256 {digest}")


def log_run(model: "Bundle | Space", history: list[dict[str, float]]) -> None:
    """Logs the run; what goes wrong there is told, and is no reason to lose the model."""
    from numerals.cli.models import REGISTERED, open_tracker

    try:
        tracker = open_tracker(REGISTERED)
        if tracker:
            tracker.log_run(model, history)
    except NumeralsError as error:
        complain(f"the run was not logged: {error}")


def _span(seconds: float) -> str:
    """A time as people say it."""
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


class Said:
    """Shows a training's progress: a bar with the time left on a terminal, a line a round in a pipe.

    Some kinds are fitted in one step and say nothing meanwhile; until something is said the bar goes by the clock.

    Args:
        seconds: that it will probably take; None if that is not known.
    """

    def __init__(self, seconds: float | None) -> None:
        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=stderr,
            disable=not stderr.is_terminal,
        )
        self._seconds = seconds
        self._task = self._bar.add_task("training, in seconds" if seconds else "training", total=seconds)
        self._heard = threading.Event()

    def __enter__(self) -> "Said":
        self._bar.start()
        if self._seconds and stderr.is_terminal:
            threading.Thread(target=self._tick, args=(self._seconds,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._heard.set()
        self._bar.stop()

    def _tick(self, seconds: float) -> None:
        start = time.monotonic()
        while not self._heard.wait(0.5):
            # Never full: it may take longer here.
            self._bar.update(self._task, completed=min(round(time.monotonic() - start), 0.98 * seconds))

    def say(self, progress: "Progress") -> None:
        """One round is done."""
        self._heard.set()
        figures = "  ".join(
            f"{name.removesuffix('_accuracy')} {value:.2%}" if name.endswith("accuracy") else f"{name} {value:.4f}"
            for name, value in progress.figures.items()
        )
        self._bar.update(
            self._task, description=f"{progress.unit} {figures}".strip(), total=progress.total, completed=progress.done
        )
        if not stderr.is_terminal:
            left = f"{_span(progress.seconds_left)} left"
            stderr.print("  ".join(filter(None, [f"{progress.unit} {progress.done}/{progress.total}", figures, left])))
