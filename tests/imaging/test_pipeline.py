"""The stages one after the other, and their trace."""

import numpy as np
import pytest
from numpy.typing import NDArray

from numerals.data.pages import write_page
from numerals.imaging.parameters import resolve
from numerals.imaging.pipeline import Sheet, Tracer, segment

STAGES = {
    "default": ["decode", "grey", "flatten", "blur", "threshold", "clean", "boxes"],
    "classic": ["decode", "grey", "flatten", "blur", "threshold", "canny", "dilate", "boxes"],
}


@pytest.fixture(scope="module")
def page() -> NDArray[np.uint8]:
    """Two lines on clean paper."""
    return write_page(["462", "1190"], seed=3, shadow=0.0, grain=0.0).image


@pytest.mark.parametrize("recipe", STAGES)
def test_the_trace_has_the_stages_in_order(page, recipe):
    tracer = Tracer(on=True)
    segment(Sheet(page, resolve({"recipe": recipe})), tracer)
    assert [stage.name for stage in tracer.stages] == STAGES[recipe]
    for stage in tracer.stages:
        assert stage.title
        assert stage.image.dtype == np.uint8
        assert stage.image.shape[:2] == page.shape[:2]
    assert np.array_equal(tracer.stages[0].image, page)


@pytest.mark.parametrize(
    ("values", "name", "there"),
    [
        pytest.param({"dilate_iterations": 1}, "dilate", True, id="dilation asked for"),
        pytest.param({}, "dilate", False, id="no dilation"),
        pytest.param({"rules": False}, "clean", False, id="rules left in"),
        pytest.param({"canny": True}, "canny", True, id="canny asked for"),
    ],
)
def test_a_stage_is_in_the_trace_when_it_runs(page, values, name, there):
    tracer = Tracer(on=True)
    segment(Sheet(page, resolve(values)), tracer)
    assert (name in [stage.name for stage in tracer.stages]) == there


def test_a_tracer_that_is_off_keeps_nothing_and_calls_nothing(page):
    tracer = Tracer()
    segment(Sheet(page, resolve()), tracer)
    tracer.keep("never", "Never", lambda: pytest.fail("called"))
    assert tracer.stages == []


@pytest.mark.parametrize("recipe", STAGES)
@pytest.mark.parametrize("threshold", ["hysteresis", "adaptive", "otsu", "fixed"])
def test_each_threshold_finds_the_digits_of_a_clean_page(page, recipe, threshold):
    settings = resolve({"recipe": recipe, "threshold": threshold, "level": 60})
    assert [len(line) for line in segment(Sheet(page, settings)).lines] == [3, 4]


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"flatten": 0}, id="no flattening"),
        pytest.param({"flatten": 50}, id="widest flattening"),
        pytest.param({"blur": 0}, id="no blur"),
        pytest.param({"dilate": 3, "dilate_iterations": 1}, id="dilation"),
        pytest.param({"canny": True, "canny_aperture": 5, "dilate_iterations": 1}, id="canny 5"),
        pytest.param({"canny": True, "canny_aperture": 7, "dilate_iterations": 1}, id="canny 7"),
        pytest.param({"polarity": "dark"}, id="dark ink"),
        pytest.param({"rules": False}, id="rules left in"),
        pytest.param({"min_stroke": 0}, id="strokes left"),
    ],
)
def test_each_knob_may_be_turned(page, values):
    assert [len(line) for line in segment(Sheet(page, resolve(values))).lines] == [3, 4]


def test_the_wrong_polarity_finds_no_such_page(page):
    found = segment(Sheet(page, resolve({"polarity": "light"}))).lines
    assert [len(line) for line in found] != [3, 4]


def test_components_stand_in_reading_order_with_their_ink(page):
    lines = segment(Sheet(page, resolve())).lines
    for line in lines:
        assert [c.box.x for c in line] == sorted(c.box.x for c in line)
        assert all(c.ink.shape == (c.box.height, c.box.width) and c.ink.any() for c in line)
    assert max(c.box.y for c in lines[0]) < min(c.box.y for c in lines[1])


@pytest.mark.parametrize("recipe", STAGES)
@pytest.mark.parametrize("shade", [0, 128, 255])
@pytest.mark.parametrize("shape", [(28, 28), (300, 400), (4, 4), (5, 900)])
def test_a_blank_page_has_nothing(recipe, shade, shape):
    blank = np.full((*shape, 3), shade, np.uint8)
    assert segment(Sheet(blank, resolve({"recipe": recipe}))).lines == ()


def test_what_is_given_stays_as_it_was(page):
    before = page.copy()
    segment(Sheet(page, resolve()), Tracer(on=True))
    assert np.array_equal(page, before)
