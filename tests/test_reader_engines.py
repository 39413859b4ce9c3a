"""The engines of the reader: which one reads, and what the page reader makes of pages that the other cannot part."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from numerals.data.pages import Page, write_page
from numerals.data.pages.empty import empty_page
from numerals.errors import ModelError
from numerals.imaging import stages
from numerals.imaging.parameters import Settings
from numerals.imaging.pipeline import Sheet, Tracer
from numerals.inference.ctc import frames_of
from numerals.inference.line_model import LineModel, load_line_model
from numerals.inference.page_model import load_page_model
from numerals.reader import Reader
from numerals.reader.classic import ClassicEngine
from numerals.reader.found import Findings, Found
from numerals.reader.neural import NeuralEngine
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
    assert ("+page-reader" in reading.model) == (engine != "classic")
    assert 0 < (reading.confidence or 0) < 1


def test_columns_are_read_one_after_the_other(reader):
    page = write_page(["12    34", "56    78"], 4, height=60, pen=5)
    assert reader.read(page.image).text == "1234\n5678"
    assert reader.read(page.image).lines[0].words == ("12", "34")
    columns = reader.read(page.image, order="columns")
    assert columns.text == "12\n56\n34\n78"
    assert columns.order == "columns"
    assert [line.words for line in columns.lines] == [("12",), ("56",), ("34",), ("78",)]


def _findings(*found: tuple[int, Box, float]) -> Findings:
    """One line of digits, each with its box and how sure an engine is of it."""
    crop = np.zeros((28, 28), np.uint8)
    return Findings([[Found(box, crop, np.eye(10)[digit], sure) for digit, box, sure in found]])


class TestUnsureLines:
    """What the page reader is not sure of is heard by the line reader, and the classic engine has a say."""

    @pytest.fixture
    def unsure(self, monkeypatch) -> Sheet:
        """A page of one number of which the engine takes every digit for unsure."""
        monkeypatch.setattr("numerals.reader.neural.SURE", 2.0)
        return Sheet(write_page(["27451"], 3, height=50, pen=3).image, Settings())

    @pytest.fixture
    def engine(self, reader) -> NeuralEngine:
        return NeuralEngine(load_page_model(), reader._classify, load_line_model())

    def test_a_number_that_is_heard_as_it_was_seen_stays(self, engine, unsure):
        findings = engine.read(unsure, 0.5, Tracer())
        assert findings.again is not None
        (line,) = findings.lines
        assert [int(found.probabilities.argmax()) for found in line] == [2, 7, 4, 5, 1]
        assert all(found.crop.any() for found in line)
        assert all(0.5 < found.confidence <= 1 for found in line)

    def test_who_is_sure_asks_nobody(self, engine):
        sheet = Sheet(write_page(["27451"], 3, height=60, pen=5).image, Settings())
        assert engine.read(sheet, 0.5, Tracer()).again is None

    def test_what_the_line_reader_hears_counts_as_its_card_says(self, reader, unsure, monkeypatch):
        other = frames_of(np.where(np.arange(14)[:, None] == [13, 2, 13, 7, 13, 9, 13, 5, 13, 1, 13], 9.0, 0.0))
        monkeypatch.setattr(LineModel, "frames", lambda *_: other)
        read = {}
        for heard in (0.0, 5.0):
            lines = load_line_model()
            lines.card["heard"] = heard
            (line,) = NeuralEngine(load_page_model(), reader._classify, lines).read(unsure, 0.0, Tracer()).lines
            read[heard] = "".join(str(found.probabilities.argmax()) for found in line)
        assert read == {0.0: "27451", 5.0: "27951"}

    def test_the_other_engine_makes_a_digit_likelier_or_less_likely(self, engine, unsure):
        first = engine.read(unsure, 0.5, Tracer())
        boxes = [found.box for found in first.lines[0]]
        agreed, denied = (
            first.again(_findings(*zip(digits, boxes, [0.999] * 5, strict=True)))
            for digits in ((2, 7, 4, 5, 1), (2, 7, 9, 5, 1))
        )
        likely = [findings.lines[0][2].probabilities[4] for findings in (agreed, denied)]
        assert likely[0] > likely[1]
        assert [int(found.probabilities.argmax()) for found in agreed.lines[0]] == [2, 7, 4, 5, 1]

    def test_what_the_other_engine_finds_elsewhere_has_no_say(self, engine, unsure):
        first = engine.read(unsure, 0.5, Tracer())
        box = first.lines[0][0].box
        away = first.again(_findings((3, replace(box, y=box.y + 10 * box.height), 0.99)))
        assert [[one.confidence for one in line] for line in away.lines] == [
            [one.confidence for one in line] for line in first.lines
        ]

    def test_auto_asks_both(self, reader, unsure, monkeypatch):
        asked = []
        whole = ClassicEngine.read
        monkeypatch.setattr(ClassicEngine, "read", lambda *given: asked.append(1) or whole(*given))
        reading = reader.read(unsure.pixels)
        assert asked == [1]
        assert reading.text == "27451"
        assert "+page-reader" in reading.model
        assert "+line-reader" in reading.model


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
