"""The engines of the reader: which one reads, and what the page reader makes of pages that the other cannot part."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from numerals.data.pages import Page, write_page
from numerals.data.pages.empty import empty_page
from numerals.errors import ModelError
from numerals.imaging import stages
from numerals.imaging.parameters import Settings
from numerals.imaging.pipeline import Sheet, Tracer
from numerals.reader import Reader
from numerals.reader.classic import ClassicEngine
from numerals.reader.found import Attempt, Findings, Found, confirmed
from numerals.results import Box

LINES = ["".join(map(str, row)) for row in np.random.default_rng(3).integers(0, 10, (10, 12))]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.fixture(scope="module")
def page() -> Page:
    return write_page(LINES, 1, height=60, pen=4)


@pytest.mark.parametrize("engine", ["neural", "classic", "auto"])
def test_a_page_of_120_digits_is_read_in_order(reader, page, engine):
    reading = reader.read(page.image, engine=engine)
    assert reading.text.split("\n") == LINES
    assert reading.model.startswith("cnn")
    if engine != "auto":  # which takes the better reading
        assert ("+page-reader" in reading.model) == (engine == "neural")
    assert 0 < (reading.confidence or 0) < 1


def test_columns_are_read_one_after_the_other(reader):
    page = write_page(["12    34", "56    78"], 4, height=60, pen=5)
    assert reader.read(page.image).text == "1234\n5678"
    assert reader.read(page.image).lines[0].words == ("12", "34")
    columns = reader.read(page.image, order="columns")
    assert columns.text == "12\n56\n34\n78"
    assert columns.order == "columns"
    assert [line.words for line in columns.lines] == [("12",), ("56",), ("34",), ("78",)]


@pytest.mark.parametrize("lines", [["27451"], ["08"], ["0123456789", "555"]])
@pytest.mark.parametrize("ruled", [True, False])
def test_the_classic_reading_is_taken_where_it_has_more_sure_digits(reader, monkeypatch, lines, ruled):
    monkeypatch.setattr("numerals.reader.SURE", 2.0)  # so that both are asked
    image = write_page(lines, 3, height=50, pen=3, ruled=ruled, ink=(150, 150, 190)).image
    neural, classic, auto = (reader.read(image, engine=engine) for engine in ("neural", "classic", "auto"))
    worth = {reading.model: sum(2 * d.confidence - 1 for d in reading.digits) for reading in (classic, neural)}
    surer = classic if worth[classic.model] > worth[neural.model] + 0.5 else neural
    assert auto.text == surer.text
    assert [digit.box for digit in auto.digits] == [digit.box for digit in surer.digits]
    assert auto.model == surer.model


def _attempt(*found: tuple[int, int, float]) -> Attempt:
    """What an engine made of a picture: digits with their left edge and confidence."""
    line = [
        Found(Box(x, 10, 20, 30), np.zeros((28, 28), np.uint8), np.eye(10)[value], confidence)
        for value, x, confidence in found
    ]
    return Attempt(object(), Findings([line]), 0.5, Tracer())


def test_what_the_page_reader_does_not_confirm_is_not_very_sure():
    chosen = _attempt((7, 0, 0.99), (4, 40, 0.98), (1, 80, 0.97), (5, 120, 0.6))
    asked_first = _attempt((7, 2, 0.7), (9, 40, 0.8), (1, 100, 0.8))  # the 4 is called 9, the 1 stands elsewhere
    (line,) = confirmed(chosen, asked_first).findings.lines
    assert [found.confidence for found in line] == [0.99, 0.9, 0.9, 0.6]
    assert [found.probabilities.argmax() for found in line] == [7, 4, 1, 5]


def test_both_engines_begin_with_the_same_ink(reader, page, monkeypatch):
    taken = []
    whole = stages.flat_ink
    monkeypatch.setattr(stages, "flat_ink", lambda *given: taken.append(given) or whole(*given))
    trace = reader.trace(page.image, engine="auto")  # who wants to see the stages sees those of both
    assert {"heat", "threshold"} <= {stage.name for stage in trace.stages}
    assert len(taken) == 1


def test_a_moved_knob_of_the_classic_engine_keeps_to_it(reader, page):
    trace = reader.trace(page.image, contrast=100)
    assert "threshold" in {stage.name for stage in trace.stages}
    assert "page-reader" not in trace.reading.model


def test_the_page_reader_shows_what_it_saw(reader, page):
    trace = reader.trace(page.image, engine="neural")
    names = [stage.name for stage in trace.stages]
    assert names == ["decode", "grey", "flatten", "look", "heat", "candidates", "boxes", "crops"]
    heat = next(stage.image for stage in trace.stages if stage.name == "heat")
    assert heat.shape[2] == 3
    assert (heat[:, :, 0].astype(int) - heat[:, :, 1] > 80).any()
    assert len(trace.crops) == 120


def test_boxes_that_the_reading_drops_are_not_shown_as_kept(reader):
    trace = reader.trace(empty_page("letters", np.random.default_rng([0, 0])), engine="neural")
    pictures = {stage.name: stage.image for stage in trace.stages}
    assert trace.reading.digits == ()
    assert (pictures["candidates"] != pictures["decode"]).any()
    assert np.array_equal(pictures["boxes"], pictures["decode"])


def test_marks_stand_beside_digits_and_not_in_the_text(reader):
    page = write_page(["15", "30"], 6, height=70, pen=6)
    picture = Image.fromarray(page.image)
    _, top, right, bottom = page.boxes[1]
    ImageDraw.Draw(picture).line(
        (right + 14, (top + bottom) // 2, right + 50, (top + bottom) // 2), fill=(38, 48, 110), width=7
    )
    reading = reader.read(np.asarray(picture), engine="neural")
    assert reading.lines[0].text == "15"
    assert [(mark.kind, mark.line) for mark in reading.marks] == [("dash", 0)]


@pytest.mark.parametrize("shape", [(4, 4, 3), (4, 900, 3), (900, 4, 3), (40, 40)])
def test_the_page_reader_takes_any_shape(reader, shape):
    assert reader.read(np.full(shape, 200, np.uint8), engine="neural").text == ""


def test_a_page_reader_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ModelError, match=r"card\.json is missing"):
        Reader(page_model=tmp_path)


class TestCuts:
    """Touching digits are cut apart where every piece is a digit, for the judge as well."""

    @pytest.fixture
    def touching(self) -> np.ndarray:
        picture = np.asarray(Image.fromarray(write_page(["50"], 0, height=60, pen=5).image).convert("RGB"))
        inked = np.flatnonzero((picture < 128).any(axis=(0, 2)))
        gap = next(i for i in range(inked[0], inked[-1]) if i not in inked)
        end = next(i for i in range(gap, inked[-1]) if i in inked)
        return np.delete(picture, range(gap - 4, end + 4), axis=1)

    @pytest.mark.parametrize(("judged", "cut"), [(None, True), (1.0, True), (0.0, False)])
    def test_the_judge_has_a_say(self, reader, touching, judged, cut):
        judge = None if judged is None else lambda crops: np.full(len(crops), judged)
        engine = ClassicEngine(reader.bundle, reader._classify, judge)
        lines = engine.read(Sheet(touching, Settings()), reader.bundle.threshold, Tracer()).lines
        assert (sum(len(line) for line in lines) == 2) == cut
