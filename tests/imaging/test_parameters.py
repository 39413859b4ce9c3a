"""The one table of knobs: complete, checked, and helpful when a value is wrong."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numerals import PARAMETERS, RECIPES, ParameterError
from numerals.imaging.parameters import RECIPE_HELP, Settings, resolve

STAGES = ("decode", "flatten", "blur", "threshold", "clean", "canny", "dilate", "boxes", "crops")
BY_NAME = {parameter.name: parameter for parameter in PARAMETERS}
NUMBERS = [p for p in PARAMETERS if p.type in {"int", "float"}]
CHOICES = [p for p in PARAMETERS if p.type == "choice"]
named = {"ids": lambda parameter: parameter.name}


def test_the_table_has_a_row_for_each_field_and_no_other():
    assert [p.name for p in PARAMETERS] == [f.name for f in dataclasses.fields(Settings)]


@pytest.mark.parametrize("parameter", PARAMETERS, **named)
def test_each_row_is_complete(parameter):
    assert parameter.type in {"int", "float", "bool", "choice"}
    assert parameter.stage in STAGES
    assert len(parameter.help) > 15
    assert parameter.help.endswith(".")
    assert parameter.default == getattr(Settings(), parameter.name)
    assert parameter.to_dict()["name"] == parameter.name


def test_rows_stand_in_the_order_of_the_stages():
    order = [STAGES.index(p.stage) for p in PARAMETERS]
    assert order == sorted(order)


@pytest.mark.parametrize("parameter", NUMBERS, **named)
def test_each_number_has_a_range_that_holds_its_default(parameter):
    assert parameter.minimum < parameter.maximum
    assert parameter.minimum <= parameter.default <= parameter.maximum
    assert 0 < parameter.step <= parameter.maximum - parameter.minimum
    assert isinstance(parameter.default, int if parameter.type == "int" else float)
    assert parameter.choices is None


@pytest.mark.parametrize("parameter", CHOICES, **named)
def test_each_choice_has_its_default_among_its_values(parameter):
    assert parameter.default in parameter.choices
    assert len(set(parameter.choices)) == len(parameter.choices) >= 2
    assert (parameter.minimum, parameter.maximum, parameter.step) == (None, None, None)


def test_nothing_given_resolves_to_the_defaults():
    assert resolve() == resolve({}) == resolve({"recipe": "default"}) == Settings()


@pytest.mark.parametrize(
    ("name", "given_value", "value"),
    [
        pytest.param("blur", "7", 7, id="whole number as text"),
        pytest.param("blur", 7.0, 7, id="whole number as float"),
        pytest.param("blur", "7.0", 7, id="whole number with a point"),
        pytest.param("min_height", "0.5", 0.5, id="number as text"),
        pytest.param("min_height", 1, 1.0, id="number as int"),
        pytest.param("merge", "1e-1", 0.1, id="number with an exponent"),
        pytest.param("rules", "false", False, id="false"),
        pytest.param("rules", "NO", False, id="no in capitals"),
        pytest.param("canny", "on", True, id="on"),
        pytest.param("canny", "1", True, id="one as text"),
        pytest.param("canny", 1, True, id="one"),
        pytest.param("canny", True, True, id="true"),
        pytest.param("polarity", "LIGHT", "light", id="choice in capitals"),
        pytest.param("canny_aperture", 5, "5", id="choice as number"),
    ],
)
def test_text_is_understood(name, given_value, value):
    found = getattr(resolve({name: given_value}), name)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("parameter", NUMBERS, **named)
def test_the_ends_of_each_range_are_allowed_and_what_lies_outside_is_not(parameter):
    for end in (parameter.minimum, parameter.maximum):
        assert getattr(resolve({parameter.name: end}), parameter.name) == end
    for beyond in (parameter.minimum - 1, parameter.maximum + 1):
        with pytest.raises(ParameterError, match=f"from {parameter.minimum:g} to {parameter.maximum:g}, not"):
            resolve({parameter.name: beyond})


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        pytest.param("blur", 99, "blur takes a whole number from 0 to 31, not 99", id="too large"),
        pytest.param("blur", "seven", "blur takes a whole number from 0 to 31, not 'seven'", id="a word"),
        pytest.param("blur", 3.5, "blur takes a whole number from 0 to 31, not 3.5", id="half a pixel"),
        pytest.param("blur", True, "blur takes a whole number from 0 to 31, not True", id="true for a number"),
        pytest.param("blur", None, "not None", id="none"),
        pytest.param("blur", [3], r"not \[3\]", id="a list"),
        pytest.param("merge", "nan", "merge takes a number from 0.05 to 1, not 'nan'", id="nan"),
        pytest.param("merge", float("inf"), "not inf", id="infinity"),
        pytest.param("rules", "maybe", "rules is true or false, not 'maybe'", id="maybe"),
        pytest.param("rules", 2, "rules is true or false, not 2", id="two for a switch"),
        pytest.param("polarity", "grey", "polarity is one of auto, dark, light, not 'grey'", id="unknown choice"),
        pytest.param("canny_aperture", 4, "canny_aperture is one of 3, 5, 7, not 4", id="even aperture"),
        pytest.param("recipe", "clasic", "recipe is one of default, classic, not 'clasic'", id="unknown recipe"),
        pytest.param("blurr", 3, "unknown parameter 'blurr'; did you mean blur?", id="nearly a name"),
        pytest.param("min-height", 3, "'min-height'; did you mean min_height?", id="a dash"),
        pytest.param("recepi", "classic", "did you mean recipe?", id="nearly recipe"),
        pytest.param("xyzzy", 3, "unknown parameter 'xyzzy'; known are max_side, engine, flatten", id="no name at all"),
    ],
)
def test_a_wrong_value_is_told_with_what_was_expected(name, value, says):
    with pytest.raises(ParameterError, match=says):
        resolve({name: value})


def test_an_endless_value_is_cut_in_the_message():
    for values in ({"blur": "x" * 10_000}, {"y" * 10_000: 1}, {"recipe": "z" * 10_000}, {"rules": "w" * 10_000}):
        with pytest.raises(ParameterError) as caught:
            resolve(values)
        assert len(str(caught.value)) < 500


def test_a_wrong_parameter_is_a_value_error_too():
    with pytest.raises(ValueError, match="blur"):
        resolve({"blur": -1})


def test_what_is_given_stays_as_it_was():
    values = {"recipe": "classic", "blur": "7"}
    resolve(values)
    assert values == {"recipe": "classic", "blur": "7"}


@pytest.mark.parametrize("name", RECIPES)
def test_each_recipe_is_made_of_right_values_and_has_help(name):
    assert RECIPE_HELP[name].endswith(".")
    for knob, value in RECIPES[name].items():
        assert getattr(resolve({knob: value}), knob) == value
        assert getattr(resolve({"recipe": name}), knob) == value


def test_a_recipe_changes_something_and_a_value_given_wins_over_it():
    classic = resolve({"recipe": "classic"})
    assert classic != Settings()
    assert classic.canny
    assert resolve({"recipe": "classic", "blur": 9}) == dataclasses.replace(classic, blur=9)


def values_of(parameter: Any) -> st.SearchStrategy[Any]:
    """Right values of one knob."""
    if parameter.type == "choice":
        return st.sampled_from(parameter.choices)
    if parameter.type == "bool":
        return st.booleans()
    if parameter.type == "int":
        return st.integers(int(parameter.minimum), int(parameter.maximum))
    return st.floats(parameter.minimum, parameter.maximum)


right_values = st.fixed_dictionaries({}, optional={p.name: values_of(p) for p in PARAMETERS})


@given(right_values)
def test_values_come_back_as_given_also_by_way_of_text(values):
    settings = resolve(values)
    assert {name: getattr(settings, name) for name in values} == values
    assert resolve({name: str(value) for name, value in values.items()}) == settings
    assert resolve(dataclasses.asdict(settings)) == settings
