"""``numerals monitor``: how a running server is doing, and whether what it reads has changed."""

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from numerals.cli import settings
from numerals.cli.console import fail
from numerals.cli.options import DataOption, load_source

_PATIENCE = 10.0  # seconds for the server's answer
_VERDICTS = {
    "unknown": "the model's card has no reference to compare with; make one: numerals models reference MODEL",
    "few": "too few digits yet to compare",
    "steady": "what is read looks as it should",
    "shifted": "what is read has changed",
}


def monitor(
    address: Annotated[str, typer.Argument(metavar="[ADDRESS]", help="Of the server.")] = "http://127.0.0.1:8000",
    accept: Annotated[
        bool, typer.Option("--accept", help="Take what is read now for the reference, until another model serves.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="All figures as one JSON object.")] = False,
) -> None:
    """Tell whether the digits that a running server reads still look like those that its model was made for.

    Each way in has a reference in the model's card. A feature has changed when its distance (the population
    stability index) is above its limit; unshifted digits get there less than once in a thousand looks. --accept writes
    the recent digits into this user's home as the new reference, for a server with the same NUMERALS_HOME.

    Example:

        numerals monitor

        numerals monitor http://127.0.0.1:8000 --accept
    """
    found = _ask(address)
    if accept:
        print(f"accepted, written to {_accept(found)}")
    elif as_json:
        print(json.dumps(found))
    else:
        _print(found)


def _ask(address: str) -> dict[str, Any]:
    where = f"{address.rstrip('/')}/api/v1/monitor"
    if not where.startswith(("http://", "https://")):
        fail(f"{address} is no address of a server; give one such as http://127.0.0.1:8000", code=2)
    try:
        with urllib.request.urlopen(where, timeout=_PATIENCE) as answer:  # noqa: S310  (only http and https)
            found: dict[str, Any] = json.load(answer)
            return found
    except (OSError, ValueError) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        fail(f"{where} gives no answer ({reason}); is the server there? start it: numerals serve")


def _print(found: dict[str, Any]) -> None:
    table = Table(box=box.SIMPLE)
    for column in ("came as", "recent", "feature", "distance", "limit", ""):
        table.add_column(column, justify="right" if column in {"recent", "distance", "limit"} else "left")
    for surface in found["surfaces"]:
        for one in surface["features"]:
            if one["distance"] is not None:
                figures = (f"{one['distance']:.2f}", f"{one['limit']:.2f}", "changed" if one["shifted"] else "")
                table.add_row(surface["name"], str(surface["digits"]), one["name"], *figures)
    if table.row_count:
        Console().print(table)
    print(f"{found['model']}: {_VERDICTS[_state(found)]}")


def _state(found: dict[str, Any]) -> str:
    if not found["surfaces"]:
        return "unknown"
    if any(surface["shifted"] for surface in found["surfaces"]):
        return "shifted"
    return "steady" if any(surface["digits"] >= found["least"] for surface in found["surfaces"]) else "few"


def _accept(found: dict[str, Any]) -> Path:
    """Writes the recent digits as the reference of their surfaces; others keep what they have."""
    from numerals.confidence.drift import ACCEPTED
    from numerals.files import replace

    fresh = {
        surface["name"]: {one["name"]: {"edges": one["edges"], "counts": one["recent"]} for one in surface["features"]}
        for surface in found["surfaces"]
        if surface["digits"] >= found["least"]
    }
    if not fresh:
        fail(f"not accepted: fewer than {found['least']} recent digits of every way in; let more be read first")
    file = settings.home() / ACCEPTED
    try:
        before = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        before = {}
    kept = before.get("reference", {}) if before.get("model") == found["model"] else {}
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        replace(file, json.dumps({"model": found["model"], "reference": kept | fresh}).encode())
    except OSError as error:
        fail(f"{file} cannot be written: {error}; NUMERALS_HOME names another folder")
    return file


def reference(
    model: Annotated[
        str, typer.Argument(metavar="MODEL", help="The folder of a model, with model.onnx and card.json.")
    ],
    data: DataOption = "mnist",
) -> None:
    """Write into the card of a model what its digits look like, for the server to tell when others are read.

    Training does it by itself; this is for a model that was trained before. It needs the digits that were held out.

    Example:

        numerals models reference models/cnn --data mnist
    """
    from numerals.errors import MissingExtraError, NumeralsError
    from numerals.inference.bundle import load_bundle

    try:
        from numerals.training.reference import add_reference
    except ImportError as error:
        fail(str(MissingExtraError(f"this needs more packages ({error}): pip install 'numerals[train]'")))
    try:
        done = add_reference(load_bundle(Path(model)), load_source(data))
    except NumeralsError as error:
        fail(str(error), code=2)
    print(f"{done.version}: the reference is in {done.folder / 'card.json'}")
