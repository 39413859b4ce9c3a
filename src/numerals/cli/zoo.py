"""``numerals models list``, ``merge`` and ``export``: the kinds that can be trained, and trained ones in other forms."""

import json
import shutil
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from numerals.cli import settings
from numerals.cli.console import complain, fail
from numerals.cli.options import load_source
from numerals.cli.outputs import check_folder, writing
from numerals.errors import NumeralsError
from numerals.models.zoo import KINDS, Expected, Kind


def list_kinds(
    as_json: Annotated[bool, typer.Option("--json", help="The same as JSON.")] = False,
) -> None:
    """List every kind of model that can be trained, with what to expect of it.

    Accuracy is on MNIST's test digits, time on one core; results/models.csv in the source has every run.

    Example:

        numerals models list

        numerals train tiny-cnn --preset 1k
    """
    rows = [(kind, preset, expected) for kind in KINDS.values() for preset, expected in _presets(kind)]
    if as_json:
        print(json.dumps([_row(kind, preset, expected) for kind, preset, expected in rows]))
        return
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("kind")
    for column in ("parameters", "accuracy", "minutes"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("what it is")
    for kind, preset, expected in rows:
        figures = [""] * 3
        if expected:
            figures = [f"{expected.parameters:,}", f"{expected.accuracy:.2f} %", f"{expected.minutes:g}"]
        table.add_row(f"  --preset {preset}" if preset else kind.name, *figures, "" if preset else kind.about)
    Console().print(table)


def _presets(kind: Kind) -> list[tuple[str, Expected | None]]:
    return [(preset, kind.expected.get(preset)) for preset in ("", *kind.presets)]


def _row(kind: Kind, preset: str, expected: Expected | None) -> dict[str, Any]:
    row = {"kind": kind.name, "preset": preset, "family": kind.family, "about": kind.about, "grid": kind.grid}
    return row | (vars(expected) if expected else {})


def merge(
    members: Annotated[list[str], typer.Argument(metavar="MODEL...", help="Two or more trained models.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the committee's bundle.")] = Path(
        "models/committee"
    ),
    data: Annotated[str, typer.Option(metavar="SOURCE", help="Digits to calibrate and to measure it on.")] = "mnist",
) -> None:
    """Make a committee of trained models: the mean of their calibrated probabilities, as one bundle.

    Members of different kinds err differently, which is what a committee lives on.

    Example:

        numerals models merge models/cnn models/hog-svm --out models/committee
    """
    check_folder(out)
    try:
        bundles = [settings.model(member) for member in members]
        from numerals.models.committee import merge as merged
        from numerals.training.train import checkout_commit, make_bundle

        source = load_source(data)
        model = merged([(bundle.model_path.read_bytes(), bundle.temperature) for bundle in bundles])
        facts = {
            "parameters": sum(int(bundle.card.get("parameters") or 0) for bundle in bundles),
            "recipe": {"members": [bundle.version for bundle in bundles], "seed": 0},
            "commit": checkout_commit(),
            "command": f"numerals models merge {' '.join(members)} --data {data}",
            "minutes": round(sum(float(bundle.card.get("minutes") or 0) for bundle in bundles), 2),
        }
        with writing(out):
            bundle = make_bundle("committee", model, 0.0, source, out, facts, extras=True)
    except NumeralsError as error:
        fail(str(error), code=2)
    test, held = bundle.card["test"], bundle.card["validation"]
    print(
        f"{bundle.version}: {test['accuracy']:.2%} of {test['images']:,} test digits right ({test['errors']} wrong), "
        f"{held['accuracy']:.2%} of the validation digits"
    )
    print(f"written to {out}; use it with: numerals read --model {out} page.jpg")


def export(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="A trained model.")],
    target: Annotated[Path, typer.Argument(metavar="TARGET", help="A folder, or a file that ends in .onnx.")],
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
) -> None:
    """Copy a model out: its ONNX file, or the whole bundle with its card.

    Every kind has an ONNX file, checked against the trained model when it was made. For scikit-learn's own form, train
    with --save skops or --save joblib.

    Example:

        numerals models export cnn digits.onnx
    """
    try:
        bundle = settings.model(model)
        content = bundle.checked_model()
    except NumeralsError as error:
        fail(str(error), code=2)
    if target.exists() and not force:
        fail(f"{target} is there already; --force replaces it", code=2)
    try:
        if target.suffix == ".onnx":
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            complain(
                f"probabilities are softmax(logits / {bundle.temperature}); the card says more: models show {model}"
            )
        else:
            shutil.copytree(bundle.folder, target, dirs_exist_ok=force)
    except OSError as error:
        fail(f"{target} cannot be written: {error}")
    print(f"{bundle.version} written to {target}")
