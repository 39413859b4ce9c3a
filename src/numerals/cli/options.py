"""Options that commands share; those of the image processing are made from its one table."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from numerals.cli import settings
from numerals.cli.console import complain, fail, progress
from numerals.errors import ParameterError
from numerals.imaging.parameters import PARAMETERS, RECIPE_HELP, RECIPES, Parameter, moved_classic, resolve

if TYPE_CHECKING:
    from numerals.data.sources import Dataset

ModelOption = Annotated[
    str | None,
    typer.Option(
        metavar="MODEL",
        help="Model to use: a folder, a version such as cnn-1a2b3c4d, or a kind such as cnn.",
        show_default="NUMERALS_MODEL, else the champion, else the shipped one",
    ),
]
"""The option ``--model`` of all commands that read."""


def _folder(help_text: str) -> Any:
    """An option that takes the folder of a reader in place of the shipped one."""
    return typer.Option(metavar="DIR", help=help_text, show_default="the shipped one")


PageModelOption = Annotated[
    Path | None, _folder("Folder of the page reader that finds digits, as `numerals train page-reader` writes it.")
]
"""The option ``--page-model`` of the commands that read photos."""

LineModelOption = Annotated[
    Path | None,
    _folder("Folder of the line reader that reads unsure lines once more, as `numerals train line-reader` writes it."),
]
"""The option ``--line-model`` of the commands that read photos."""

DataOption = Annotated[
    str,
    typer.Option(
        metavar="SOURCE",
        help="Labelled digits: mnist, digits, a CSV, an .npz, a folder of pictures or of IDX files; db, what numerals "
        "data load has put into the database; drawings, those that people confirmed or corrected; or the address of "
        "a database, mongodb://host/name. Several are joined by a plus: mnist+drawings.",
    ),
]
"""The option ``--data`` of all commands that take labelled digits."""


def open_source(name: str, say: Callable[[str], None] = complain) -> "Dataset":
    """Loads the labelled digits of ``--data``, with a bar on a terminal.

    Raises:
        DataError: there are none, or something is wrong with them.
        MissingExtraError: they need a package that is not installed.
    """
    from numerals.data.sources import load

    with progress(None, "reading the digits") as bar:

        def step(done: int, total: int) -> None:
            bar.update(bar.task_ids[0], completed=done, total=total or None)

        return load(name, settings.data_root(), settings.cache_folder(), say, step, settings.database())


def load_source(name: str, say: Callable[[str], None] = complain) -> "Dataset":
    """Loads the labelled digits of ``--data``; what is wrong with them ends the command."""
    from numerals.errors import NumeralsError

    try:
        return open_source(name, say)
    except NumeralsError as error:
        fail(str(error), code=2)


_TYPES: dict[str, type] = {"int": int, "float": float, "bool": bool, "choice": str}


def _range(parameter: Parameter) -> str:
    if parameter.choices:
        return " | ".join(parameter.choices)
    if parameter.type == "bool":
        return "yes or no"
    return f"{parameter.minimum:g} to {parameter.maximum:g}"


def _option(parameter: Parameter) -> inspect.Parameter:
    flag = parameter.name.replace("_", "-")
    names = f"--{flag}/--no-{flag}" if parameter.type == "bool" else f"--{flag}"
    text = f"{parameter.help} [{_range(parameter)}; default {parameter.default}]"
    panel = f"Image processing: {parameter.stage}"
    kind = _TYPES[parameter.type] | None
    annotation = Annotated[kind, typer.Option(names, help=text, rich_help_panel=panel, show_default=False)]  # type: ignore[valid-type]
    return inspect.Parameter(parameter.name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def _recipe() -> inspect.Parameter:
    text = "Named set of the values below: " + "; ".join(f"{name}: {RECIPE_HELP[name]}" for name in RECIPES)
    annotation = Annotated[str, typer.Option("--recipe", help=text, rich_help_panel="Image processing")]
    return inspect.Parameter("recipe", inspect.Parameter.KEYWORD_ONLY, default="default", annotation=annotation)


def _warn_of_idle(chosen: dict[str, Any]) -> None:
    """Names the knobs that were moved and that the wanted engine does not have."""
    try:
        values = resolve(chosen)
    except ParameterError:  # the command tells it
        return
    idle = moved_classic(values)
    if values.engine == "neural" and idle:
        knobs, way = ", ".join(idle), "leave out --engine neural to read with it"
        complain(f"--engine neural ignores {knobs}, which only the classic engine has; {way}")


def with_parameters(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command one option for each knob; it gets those that were set as the dictionary ``parameters``."""
    names = {parameter.name for parameter in PARAMETERS} | {"recipe"}

    def wrapper(**values: Any) -> None:
        chosen = {name: value for name, value in values.items() if name in names and value is not None}
        _warn_of_idle(chosen)
        command(**{k: v for k, v in values.items() if k not in names}, parameters=chosen)

    own = [p for p in inspect.signature(command).parameters.values() if p.name != "parameters"]
    own = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own]
    wrapper.__name__, wrapper.__doc__ = command.__name__, command.__doc__
    wrapper.__signature__ = inspect.Signature([*own, _recipe(), *(_option(p) for p in PARAMETERS)])  # type: ignore[attr-defined]
    return wrapper
