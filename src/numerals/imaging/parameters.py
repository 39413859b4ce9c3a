"""The one table of every knob of the image processing.

The command line's options, the API's parameters, the web page's sliders and the page
``docs/parameters.md`` are made from it; nothing lists the knobs a second time. Each knob is a field of
`Settings`, with its range and help beside its default.

>>> resolve({"blur": 7}).blur
7
>>> resolve({"recipe": "classic"}).canny
True
"""

import dataclasses
import difflib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from numerals.errors import ParameterError

Value = bool | int | float | str


def _knob(
    default: Value,
    stage: str,
    help_text: str,
    *,
    low: float | None = None,
    high: float | None = None,
    step: float | None = None,
    choices: tuple[str, ...] | None = None,
) -> Any:
    metadata = {"stage": stage, "help": help_text, "low": low, "high": high, "step": step, "choices": choices}
    return dataclasses.field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Settings:
    """One value for every knob; lengths in pixels of the working image unless a help text says otherwise."""

    max_side: int = _knob(
        1600,
        "decode",
        "Longer side of the working image in pixels; larger photos are reduced.",
        low=200,
        high=4000,
        step=100,
    )
    engine: str = _knob(
        "auto",
        "decode",
        "What reads: neural (a network over the whole picture), classic (threshold, contours and crops), or auto: "
        "neural, and where that is not sure classic has a say too. Whoever moves a knob of the stages from blur to "
        "boxes gets classic alone.",
        choices=("auto", "neural", "classic"),
    )
    flatten: int = _knob(
        10,
        "flatten",
        "Window of the paper's estimated brightness, in percent of the longer side; 0 leaves shadows.",
        low=0,
        high=50,
        step=1,
    )
    polarity: str = _knob(
        "auto",
        "flatten",
        "Colour of the ink: found by itself, darker than the paper, or lighter.",
        choices=("auto", "dark", "light"),
    )
    blur: int = _knob(
        3,
        "blur",
        "Gaussian blur against paper grain: kernel in pixels, 0 or 1 is none, even numbers count up.",
        low=0,
        high=31,
        step=1,
    )
    threshold: str = _knob(
        "hysteresis",
        "threshold",
        "What is ink: hysteresis (marks that are somewhere strong, with all their faint parts), "
        "adaptive (darker than its surroundings), otsu (one level, found), fixed (one level, given).",
        choices=("hysteresis", "adaptive", "otsu", "fixed"),
    )
    level: int = _knob(
        128,
        "threshold",
        "The level of the fixed threshold, as ink strength from 0 (paper) to 255.",
        low=1,
        high=254,
        step=1,
    )
    window: int = _knob(
        41,
        "threshold",
        "Window of the adaptive threshold in pixels; even numbers count up.",
        low=3,
        high=301,
        step=2,
    )
    offset: int = _knob(
        12,
        "threshold",
        "How much stronger than its surroundings ink is, for the adaptive threshold.",
        low=0,
        high=100,
        step=1,
    )
    contrast: int = _knob(
        16,
        "threshold",
        "Faintest ink believed, in grey levels between paper and ink (0 to 255).",
        low=2,
        high=128,
        step=1,
    )
    rules: bool = _knob(True, "clean", "Take out ruled lines, frames, edges of the sheet and smudges.")
    canny: bool = _knob(False, "canny", "Find outlines of the ink by Canny's edge detector first.")
    canny_low: int = _knob(
        40,
        "canny",
        "Canny's lower threshold: weaker edges are dropped.",
        low=0,
        high=255,
        step=1,
    )
    canny_ratio: float = _knob(
        3.0,
        "canny",
        "Canny's upper threshold as a multiple of the lower one.",
        low=1.0,
        high=5.0,
        step=0.1,
    )
    canny_aperture: str = _knob(
        "3",
        "canny",
        "Size of Canny's gradient filter in pixels.",
        choices=("3", "5", "7"),
    )
    dilate: int = _knob(3, "dilate", "Kernel of the dilation in pixels: joins broken strokes.", low=1, high=15, step=1)
    dilate_iterations: int = _knob(0, "dilate", "How often the dilation is applied.", low=0, high=10, step=1)
    min_height: float = _knob(
        0.35,
        "boxes",
        "Smallest digit, as a share of the typical digit's height; less is a speck.",
        low=0.0,
        high=1.0,
        step=0.05,
    )
    merge: float = _knob(
        0.5,
        "boxes",
        "Parts whose boxes overlap sideways by this share are one digit; 1 merges nothing.",
        low=0.05,
        high=1.0,
        step=0.05,
    )
    split: bool = _knob(True, "boxes", "Cut touching digits where a box is too wide for one.")
    order: str = _knob(
        "rows",
        "crops",
        "Reading order: rows (line by line) or columns (each number a line, column by column).",
        choices=("rows", "columns"),
    )
    border: float = _knob(
        0.15,
        "crops",
        "Paper kept around each crop that is shown, as a share of the digit's height.",
        low=0.0,
        high=1.0,
        step=0.05,
    )
    min_stroke: float = _knob(
        1.9,
        "crops",
        "Finer strokes are widened to this, in pixels of the 28x28 picture; 0 keeps all as they are.",
        low=0.0,
        high=4.0,
        step=0.1,
    )


RECIPES: dict[str, dict[str, Value]] = {
    "default": {},
    # Blur, Canny, dilation, external contours: the way of most tutorials and of the project's forebears.
    "classic": {
        "engine": "classic",
        "flatten": 0,
        "blur": 5,
        "threshold": "otsu",
        "rules": False,
        "canny": True,
        "dilate_iterations": 1,
        "merge": 1.0,
        "split": False,
        "min_stroke": 0.0,
    },
}
"""Named sets of values; what a recipe does not name has the table's default."""

RECIPE_HELP = {
    "default": "Flattened light, hysteresis threshold, connected ink: the one that reads best.",
    "classic": "Blur, Canny, dilation and contours, as tutorials teach it.",
}


@dataclass(frozen=True)
class Parameter:
    """One row of the table, for those who build options, sliders or documentation from it."""

    name: str
    type: str
    default: Value
    stage: str
    help: str
    minimum: float | None
    maximum: float | None
    step: float | None
    choices: tuple[str, ...] | None

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as JSON takes them."""
        return dataclasses.asdict(self)


PARAMETERS: tuple[Parameter, ...] = tuple(
    Parameter(
        name=knob.name,
        type="choice" if knob.metadata["choices"] else type(knob.default).__name__,
        default=cast("Value", knob.default),
        stage=knob.metadata["stage"],
        help=knob.metadata["help"],
        minimum=knob.metadata["low"],
        maximum=knob.metadata["high"],
        step=knob.metadata["step"],
        choices=knob.metadata["choices"],
    )
    for knob in dataclasses.fields(Settings)
)
"""The table, in the order in which the stages use it."""

_BY_NAME = {parameter.name: parameter for parameter in PARAMETERS}
_TRUE, _FALSE = {"true", "1", "yes", "on"}, {"false", "0", "no", "off"}


def _number(parameter: Parameter, value: object) -> int | float:
    """``value`` as the parameter's kind of number, within its range."""
    kind = int if parameter.type == "int" else float
    wrong = ParameterError(
        f"{parameter.name} takes {'a whole number' if kind is int else 'a number'} "
        f"from {parameter.minimum:g} to {parameter.maximum:g}, not {value!r:.40}"
    )
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise wrong
    try:
        number = float(value)
    except ValueError:
        raise wrong from None
    if not math.isfinite(number) or (kind is int and number != int(number)):
        raise wrong
    if not cast("float", parameter.minimum) <= number <= cast("float", parameter.maximum):
        raise wrong
    return kind(number)


def _checked(parameter: Parameter, value: object) -> Value:
    """``value`` in the parameter's type; text is understood, since options and form fields are text."""
    if parameter.choices:
        if str(value).lower() not in parameter.choices:
            raise ParameterError(f"{parameter.name} is one of {', '.join(parameter.choices)}, not {value!r:.40}")
        return str(value).lower()
    if parameter.type == "bool":
        if isinstance(value, bool):
            return value
        text = str(value).lower()
        if text not in _TRUE | _FALSE:
            raise ParameterError(f"{parameter.name} is true or false, not {value!r:.40}")
        return text in _TRUE
    return _number(parameter, value)


_CLASSIC_STAGES = {"blur", "threshold", "clean", "canny", "dilate", "boxes"}


def moved_classic(settings: Settings) -> list[str]:
    """The knobs that only the classic engine has and that differ from their defaults."""
    classic = (knob for knob in PARAMETERS if knob.stage in _CLASSIC_STAGES)
    return [knob.name for knob in classic if getattr(settings, knob.name) != knob.default]


def moves_classic(settings: Settings) -> bool:
    """Whether a knob that only the classic engine has differs from its default."""
    return bool(moved_classic(settings))


def resolve(values: Mapping[str, object] | None = None) -> Settings:
    """Checks values given by a user and fills in the rest.

    Args:
        values: parameter names to values, as numbers or as text; ``recipe`` names a set of `RECIPES` to start
            from.

    Returns:
        One value for every knob.

    Raises:
        ParameterError: an unknown name (with the nearest known one) or a value out of range.
    """
    given = dict(values or {})
    recipe = given.pop("recipe", "default")
    if not isinstance(recipe, str) or recipe not in RECIPES:
        raise ParameterError(f"recipe is one of {', '.join(RECIPES)}, not {recipe!r:.40}")
    checked: dict[str, Value] = dict(RECIPES[recipe])
    for name, value in given.items():
        if name not in _BY_NAME:
            near = difflib.get_close_matches(str(name), [*_BY_NAME, "recipe"], n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; known are {', '.join(_BY_NAME)}"
            raise ParameterError(f"unknown parameter {name!r:.60}{hint}")
        checked[name] = _checked(_BY_NAME[name], value)
    return Settings(**cast("dict[str, Any]", checked))
