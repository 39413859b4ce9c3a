"""``numerals models``: which models there are, which one serves, and how another takes its place."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from numerals.cli import settings
from numerals.cli.console import fail, stderr
from numerals.cli.judging import allow, judged

if TYPE_CHECKING:
    from numerals.errors import ModelError
    from numerals.inference.bundle import Bundle
    from numerals.inference.card import Carded
    from numerals.inference.store import Store
    from numerals.training.track import Registered, Tracker

app = typer.Typer(
    no_args_is_help=True,
    help="""Show models, register them, and choose the champion: the one that all commands and servers read with.

    A running server takes up a new champion within a second or two, without a restart. Spaces of digits (siamese, vae,
    map, guard) have a champion for each kind, and take the same commands.

    Example:

        numerals models register models/cnn

        numerals models promote models/cnn
    """,
)

ModelArgument = Annotated[
    str, typer.Argument(metavar="MODEL", help="A folder, a version such as cnn-1a2b3c4d, or a kind such as cnn.")
]
NameOption = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Of the registered model.", show_default="numerals, or numerals-KIND of a space"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="The same as JSON.")]
REGISTERED = "numerals"


@contextmanager
def _told() -> Iterator[None]:
    """Ends with one line and exit code 1 on an error of the user."""
    from numerals.errors import NumeralsError

    try:
        yield
    except NumeralsError as error:
        fail(str(error))


def registered_name(model: "Carded") -> str:
    """Under which name a model is registered, if no other is given."""
    from numerals.inference.space import Space

    return f"{REGISTERED}-{model.slot}" if isinstance(model, Space) else REGISTERED


def open_tracker(name: str, to: str | None = None) -> "Tracker | None":
    """The tracker, at an address or the usual one; None with a note where MLflow is missing and nobody asked for it."""
    from numerals.errors import MissingExtraError
    from numerals.training.track import Tracker

    uri = settings.tracking_uri(to)
    try:
        return Tracker.at(settings.home(), uri, name)
    except MissingExtraError as error:
        if uri:
            raise
        stderr.print(f"not tracked: {error}", markup=False)
        return None


@app.command("show")
def show(
    model: Annotated[str | None, typer.Argument(metavar="[MODEL]", help="The model whose card to show.")] = None,
    spaces: Annotated[bool, typer.Option("--spaces", help="List the spaces of digits instead.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List the champion, the installed and the shipped models, or show one model's card and confusion matrix.

    Accuracy and time are what the cards say; numerals compare measures anew.

    Example:

        numerals models show

        numerals models show cnn

        numerals models show --spaces
    """
    from numerals.inference.store import is_space

    with _told():
        if model is None:
            _list_spaces(as_json) if spaces else _list(settings.store(), as_json)
            return
        if is_space(model, settings.home()):
            found = settings.space(model)
            print(json.dumps(found.card)) if as_json else _facts(found, {"model": found.version})
            return
        bundle = settings.model(model)
    if as_json:
        print(json.dumps(bundle.card))
    else:
        _card(bundle)


def _list_spaces(as_json: bool) -> None:
    from numerals.inference.space import SLOTS
    from numerals.inference.store import SpaceStore

    rows: list[dict[str, Any]] = []
    for slot in SLOTS:
        store = SpaceStore(settings.home(), slot)
        current, shipped = store.current().version, {one.version for one in store.shipped()}
        rows += [
            {
                "version": one.version,
                "kind": slot,
                "champion": one.version == current,
                "shipped": one.version in shipped,
                "bytes": sum(file.stat().st_size for file in one.files),
                "test": one.card.get("test", {}),
            }
            for one in store.bundles()
        ]
    if as_json:
        print(json.dumps(rows))
        return
    table = Table(box=box.SIMPLE)
    for column in ("kind", "space", "", "size", "on the test digits"):
        table.add_column(column, no_wrap=column != "on the test digits")
    for row in rows:
        marks = ", ".join(word for word in ("champion", "shipped") if row[word])
        figures = ", ".join(
            f"{name} {value:g}" for name, value in row["test"].items() if isinstance(value, int | float)
        )
        table.add_row(row["kind"], row["version"], marks, _size(row["bytes"]), figures)
    Console().print(table)


def _list(store: "Store", as_json: bool) -> None:
    current = store.current().version
    shipped = {bundle.version for bundle in store.shipped()}
    rows = [
        bundle.summary() | {"champion": bundle.version == current, "shipped": bundle.version in shipped}
        for bundle in store.bundles()
    ]
    rows.sort(key=lambda row: (-(row["accuracy"] or 0), row["bytes"]))
    if as_json:
        print(json.dumps(rows))
        return
    table = Table(box=box.SIMPLE)
    for column in ("model", "", "right", "wrong", "size", "ms", "data"):
        words = column in {"model", "", "data"}  # they may go on in the next line; a figure that is cut is another one
        table.add_column(column, justify="left" if words else "right", no_wrap=not words, overflow="fold")
    for row in rows:
        marks = [word for word in ("champion", "shipped") if row[word]]
        table.add_row(
            row["version"],
            ", ".join(marks),
            _percent(row["accuracy"]),
            "–" if row["errors"] is None else f"{row['errors']:,}",
            _size(row["bytes"]),
            "–" if row["milliseconds"] is None else f"{row['milliseconds']:.2g}",
            row["data"] or "–",
        )
    Console().print(table)
    print("right, wrong: of the test digits; ms: for one digit, where the model was trained")


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.2%}"


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"


def _card(bundle: "Bundle") -> None:
    card, summary = bundle.card, bundle.summary()
    rows: dict[str, Any] = {
        "model": bundle.version,
        "test digits right": _percent(summary["accuracy"]),
        "validation digits right": _percent(summary["validation_accuracy"]),
        "calibration error": summary["calibration_error"],
        "unreadable below": bundle.threshold,
        "size": _size(summary["bytes"]),
        "ms a digit": summary["milliseconds"],
        "minutes of training": summary["minutes"],
    }
    console = _facts(bundle, rows)
    matrix = (card.get("test") or {}).get("confusion_matrix")
    if matrix:
        console.print(_confusion(matrix))


def _facts(model: "Carded", rows: dict[str, Any]) -> Console:
    """Prints what a card says, after some rows."""
    card, rows = model.card, rows | {"folder": model.folder}
    figures = () if "test digits right" in rows else ("task", "test", "validation", "minutes")
    for key in (*figures, "parameters", "recipe", "data", "command", "commit", "software", "licence"):
        rows[key] = _flat(card.get(key))
    rows["sha256"] = model.sha256
    table = Table(show_header=False)
    for name, value in rows.items():
        if value not in (None, "", "–"):
            table.add_row(name, str(value))
    console = Console()
    console.print(table)
    return console


def _flat(value: Any) -> Any:
    return ", ".join(f"{key} {item}" for key, item in value.items()) if isinstance(value, dict) else value


def _confusion(matrix: list[list[int]]) -> Table:
    table = Table(title="Confusion matrix: rows are the true digits, columns what was read", title_justify="left")
    table.add_column("", justify="right", style="bold")
    for digit in range(len(matrix)):
        table.add_column(str(digit), justify="right")
    for digit, row in enumerate(matrix):
        table.add_row(str(digit), *(str(count) if count else "·" for count in row))
    return table


@app.command("register")
def register(
    model: Annotated[str, typer.Argument(metavar="MODEL|RUN", help="A model, or the id of a tracked run.")],
    name: NameOption = None,
    to: Annotated[
        str | None,
        typer.Option(
            metavar="azureml|ADDRESS",
            help="Registry: azureml is the workspace in AZUREML_TRACKING_URI; or an address such as http://host:5000.",
            show_default="MLFLOW_TRACKING_URI, else this user's own",
        ),
    ] = None,
) -> None:
    """Give a model a version number in the registry, with its files, figures and hash.

    A model whose training was not tracked gets a run of its own, made from its card. Runs and versions are kept in
    this user's home, or where MLFLOW_TRACKING_URI says. Needs the extra: pip install 'numerals[track]'.

    Example:

        numerals models register models/cnn

        numerals models register models/cnn --to azureml
    """
    from numerals.errors import MissingExtraError, ModelError

    with _told():
        found: Carded | None = None
        try:
            found = _on_this_machine(model)
        except ModelError as error:
            if len(Path(model).parts) > 1 or _lies_here(model):
                raise
            unknown = error
        name = name or (registered_name(found) if found else REGISTERED)
        tracker = open_tracker(name, to)
        if tracker is None:
            raise MissingExtraError("nothing is registered without MLflow")
        made = tracker.register(found) if found else _register_run(tracker, model, unknown)
    print(f"{made.version} is version {made.number} of {name} (run {made.run})")
    print(f"make it the champion with: numerals models promote {made.version}")


def _on_this_machine(text: str) -> "Carded":
    """The model or the space of digits that a person means.

    Raises:
        ModelError: there is none.
    """
    from numerals.inference.store import is_space

    return settings.space(text) if is_space(text, settings.home()) else settings.store().resolve(text)


def _lies_here(text: str) -> bool:
    """Whether a name is that of a model on this machine, be it damaged, so that no run is looked for."""
    from numerals.inference.card import CARD_FILE

    known = any(text in (one.version, one.name) for one in settings.store().bundles())
    return known or any((place / text / CARD_FILE).exists() for place in (Path(), Path("models")))


def _register_run(tracker: "Tracker", run: str, unknown: "ModelError") -> "Registered":
    from numerals.training.track import TrackingError

    try:
        return tracker.register_run(run)
    except TrackingError as error:
        raise TrackingError(f"{unknown} It is no run either: {error}") from error


@app.command("promote")
def promote(
    model: Annotated[
        str,
        typer.Argument(
            metavar="MODEL",
            help="A folder, a version, a kind, a number in the registry; champion takes the registry's own.",
        ),
    ],
    force: Annotated[bool, typer.Option("--force", help="Promote also a worse model, or one not measured.")] = False,
    name: NameOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a model the champion, the one that all commands and servers of this user read with.

    Both it and the present champion read the frozen validation digits first; a worse model is refused, and the
    command says by how much. What is not on this machine is downloaded from the registry and checked by its hash.

    Example:

        numerals models promote models/mlp

        numerals models promote cnn-1a2b3c4d --force
    """
    from numerals.inference.store import shelf_of

    with _told(), tempfile.TemporaryDirectory() as folder:
        candidate, tracker = _candidate(model, name, Path(folder))
        shelf = shelf_of(candidate, settings.home())
        present = shelf.current()
        if candidate.version == present.version:
            result = None
            stderr.print(f"{candidate.version} is in use already")
        else:
            result = judged(candidate, present, force=force)
            allow(result, force=force, as_json=as_json)
        if tracker:
            tracker.promote(tracker.register(candidate))
        shelf.promote(candidate)  # type: ignore[arg-type] # a shelf of just such models
    if as_json:
        figures = result.to_dict() if result else None
        print(json.dumps({"champion": candidate.version, "before": present.version, "contest": figures}))
    else:
        kind = getattr(shelf, "slot", "")
        print(f"{candidate.version} is the champion now, before it was {present.version}")
        print(f"take it back with: numerals models rollback{' --kind ' + kind if kind else ''}")


def _candidate(text: str, name: str | None, folder: Path) -> "tuple[Carded, Tracker | None]":
    """The model on this machine, else from the registry, and the tracker that has it; it has looked at a blank image."""
    import numpy as np

    from numerals.errors import ModelError
    from numerals.inference.bundle import Bundle
    from numerals.inference.space import Space
    from numerals.inference.store import CHAMPION, Store

    found: Carded | None = None
    if not (text == CHAMPION or text.isdecimal()):
        try:
            found = _on_this_machine(text)
        except ModelError as error:
            unknown = error
    tracker = open_tracker(name or (registered_name(found) if found else REGISTERED))
    if found is None:
        registered = tracker.find(text) if tracker else None
        if registered is not None and tracker is not None:
            store = Store(settings.home())
            local: Carded | None = store.find(registered.version)
            found = local if local and local.sha256 == registered.sha256 else tracker.fetch(registered, folder)
        elif text == CHAMPION or text.isdecimal():
            found = _on_this_machine(text)
        else:
            raise unknown
    blank = np.zeros((1, 28, 28), np.uint8)
    if isinstance(found, Space):
        found.look(blank)
    elif isinstance(found, Bundle):
        found.logits(blank)
    return found, tracker


@app.command("rollback")
def rollback(
    kind: Annotated[
        str | None,
        typer.Option(metavar="KIND", help="Of spaces of digits: siamese, vae, map or guard.", show_default="models"),
    ] = None,
    name: NameOption = None,
) -> None:
    """Go back to the champion before, and after the first one to the shipped model.

    This machine goes back first, so a registry that cannot be reached holds nothing up.

    Example:

        numerals models rollback

        numerals models rollback --kind vae
    """
    from numerals.inference.space import SLOTS
    from numerals.inference.store import SpaceStore, Store

    if kind is not None and kind not in SLOTS:
        fail(f"--kind takes {', '.join(SLOTS)}, not {kind!r}", code=2)
    with _told():
        shelf: Store | SpaceStore = SpaceStore(settings.home(), kind) if kind else settings.store()
        goal = shelf.rollback()
        print(f"{goal.version} is in use now")
        tracker = open_tracker(name or registered_name(goal))
        if tracker:
            tracker.promote(next((one for one in tracker.versions() if one.sha256 == goal.sha256), None))
