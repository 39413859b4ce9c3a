"""Writes docs/parameters.md from the table in the code: ``python scripts/make_parameters_page.py``."""

from pathlib import Path

from numerals.imaging.parameters import PARAMETERS, RECIPE_HELP, RECIPES, Parameter

PATH = Path(__file__).resolve().parent.parent / "docs" / "parameters.md"

HEAD = """# Parameters of the image processing

Made from `numerals.imaging.parameters` by `python scripts/make_parameters_page.py`; a test keeps it so.
Every knob has the same name in Python (`numerals.read(image, blur=5)`), on the command line (`--blur 5`), in the
API (`{"parameters": {"blur": 5}}`) and, in English, on the Photo page.
"""


def _values(parameter: Parameter) -> str:
    if parameter.choices:
        return ", ".join(parameter.choices)
    if parameter.type == "bool":
        return "true, false"
    return f"{parameter.minimum:g} to {parameter.maximum:g}"


def _recipe(name: str) -> str:
    values = ", ".join(f"`{key}` {str(value).lower()}" for key, value in RECIPES[name].items())
    return f"- `{name}`: {RECIPE_HELP[name]}" + (f" Sets {values}." if values else "")


def render() -> str:
    """The page's text."""
    rows = ["| stage | name | default | values | what it does |", "|---|---|---|---|---|"]
    for parameter in PARAMETERS:
        default = str(parameter.default).lower()
        rows.append(f"| {parameter.stage} | `{parameter.name}` | {default} | {_values(parameter)} | {parameter.help} |")
    recipes = [_recipe(name) for name in RECIPES]
    return "\n".join([HEAD, *rows, "", "## Recipes", "", *recipes, ""])


if __name__ == "__main__":
    PATH.write_text(render(), encoding="utf-8")
