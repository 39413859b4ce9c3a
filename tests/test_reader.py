"""Whole pages and drawings in, their digits out, with the shipped model."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

import numerals
from numerals import ModelError, ParameterError, Reader, StrokeError
from numerals.data.marks import sample_letter
from numerals.data.pages import Page, write_page
from numerals.data.pen import sample_digit
from numerals.imaging.ink import normalize_strokes
from numerals.imaging.pipeline import StagePicture

LOOKS: dict[str, dict[str, Any]] = {
    "pen": {},
    "chalk": {"paper": (40, 52, 46), "ink": (225, 228, 220)},
    "ruled": {"ruled": True},
    "small": {"height": 34, "pen": 2, "grain": 2.0},
    "large": {"height": 190, "pen": 13},
    "shadow": {"shadow": 0.55},
    "tilted": {},
}
SEEDS = range(5)


def a_page(seed: int, look: str) -> Page:
    """One to three lines of two to four digits."""
    rng = np.random.default_rng(100 + seed)
    lines = ["".join(map(str, rng.integers(0, 10, rng.integers(2, 5)))) for _ in range(rng.integers(1, 4))]
    return write_page(lines, seed + 20 * list(LOOKS).index(look), **LOOKS[look])


def tilted(image: NDArray[np.uint8], degrees: float) -> NDArray[np.uint8]:
    """The page turned, on a desk of its own colour."""
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(image, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8)


@pytest.fixture(scope="module")
def page() -> Page:
    """Two lines that any model worth its name reads."""
    return write_page(["462", "119"], seed=3)


def as_array(trace: numerals.Trace) -> NDArray[np.uint8]:
    """The crops in one array."""
    return np.stack(trace.crops)


def test_most_pages_are_read_exactly_right_in_every_look(reader):
    right: dict[str, int] = {}
    for look in LOOKS:
        pages = [a_page(seed, look) for seed in SEEDS]
        images = [tilted(p.image, 4.0) if look == "tilted" else p.image for p in pages]
        right[look] = sum(reader.read(i).text == p.text for i, p in zip(images, pages, strict=True))
    assert sum(right.values()) >= 0.8 * len(LOOKS) * len(SEEDS), right
    assert min(right.values()) >= 3, right


@pytest.mark.parametrize("look", ["pen", "chalk", "small", "large"])
def test_boxes_lie_on_the_digits_written(reader, look):
    written = write_page(["4629", "1193"], 3, **LOOKS[look])
    found = reader.read(written.image)
    assert len(found.digits) == len(written.boxes)
    for digit, (left, top, right, bottom) in zip(found.digits, written.boxes, strict=True):
        box = digit.box
        width = max(0, min(box.right, right) - max(box.x, left))
        height = max(0, min(box.bottom, bottom) - max(box.y, top))
        both = box.width * box.height + (right - left) * (bottom - top) - width * height
        assert width * height / both > 0.6


def test_boxes_of_a_reduced_photo_are_in_pixels_of_the_full_one(reader, page):
    small = reader.read(page.image)
    large = reader.read(cv2.resize(page.image, None, fx=5, fy=5, interpolation=cv2.INTER_CUBIC), max_side=600)
    assert large.text == small.text
    assert (large.width, large.height) == (5 * small.width, 5 * small.height)
    for a, b in zip(small.digits, large.digits, strict=True):
        assert np.abs(np.subtract(b.box.to_list(), np.multiply(a.box.to_list(), 5))).max() <= 20


def test_a_file_its_bytes_and_its_pixels_read_the_same(reader, page, encode, tmp_path):
    path = tmp_path / "page.png"
    path.write_bytes(encode(page.image))
    readings = [reader.read(source) for source in (path, str(path), path.read_bytes(), page.image)]
    assert {reading.text for reading in readings} == {page.text}
    assert all(reading == readings[0] or reading.digits == readings[0].digits for reading in readings)


def test_a_reading_tells_of_itself(reader, page):
    reading = reader.read(page.image)
    assert reader.name == reader.bundle.version
    assert reading.model.split("+")[0] == reader.name
    assert reader.read(page.image, engine="classic").model == reader.name
    assert (reading.height, reading.width) == page.image.shape[:2]
    assert 0 < reading.milliseconds < 60_000
    assert [digit.line for digit in reading.digits] == [0, 0, 0, 1, 1, 1]
    assert np.array_equal(reading.image, page.image)
    for digit in reading.digits:
        assert sum(digit.probabilities) == pytest.approx(1, abs=1e-6)
        assert 0 < digit.confidence <= 1
        assert digit.value == digit.alternatives[0].value


def test_read_of_the_package_uses_the_shipped_model(reader, page):
    reading = numerals.read(page.image)
    assert (reading.text, reading.model) == (page.text, reader.read(page.image).model)


def shade(value: int) -> NDArray[np.uint8]:
    """Even paper of 300 x 400."""
    return np.full((300, 400), value, np.uint8)


BLANK = {
    "white": shade(255),
    "black": shade(0),
    "grey": shade(128),
    "tiny": shade(255)[:28, :28],
    "gradient across": np.tile(np.linspace(60, 250, 400).astype(np.uint8), (300, 1)),
    "gradient down": np.tile(np.linspace(250, 60, 300).astype(np.uint8)[:, None], (1, 400)),
    "vignette": np.clip(250 - np.hypot(*np.mgrid[-150:150, -200:200]) * 0.5, 0, 255).astype(np.uint8),
    "fine grain": np.random.default_rng(0).normal(225, 2, (300, 400)).astype(np.uint8),
}


@pytest.mark.parametrize("recipe", ["default", "classic"])
@pytest.mark.parametrize("paper", BLANK)
def test_a_blank_page_reads_as_nothing(reader, paper, recipe):
    reading = reader.read(BLANK[paper], recipe=recipe)
    assert (reading.text, reading.digits, reading.lines) == ("", (), ())


@pytest.mark.parametrize("paper", ["white", "black", "grey", "tiny"])
def test_a_blank_canvas_reads_as_nothing(reader, paper):
    trace = reader.read_canvas(BLANK[paper])
    assert (trace.reading.text, trace.crops) == ("", ())


class TestConfidence:
    def test_a_threshold_of_nought_leaves_nothing_unreadable(self, reader, page):
        scribble = page.image.copy()
        cv2.polylines(scribble, [np.array([[20, 300], [60, 360], [25, 350], [70, 305]])], False, (30, 40, 90), 5)
        assert "?" not in reader.read(scribble, min_confidence=0).text

    def test_a_threshold_of_one_makes_unsure_digits_unreadable(self, reader, page):
        strict = reader.read(page.image, min_confidence=1.0)
        assert {digit.value for digit in strict.digits if digit.confidence < 1.0} <= {None}
        assert "?" in strict.text

    def test_a_reader_may_have_a_threshold_of_its_own(self, reader, page):
        strict = Reader(min_confidence=1.0)
        assert strict.read(page.image).text == reader.read(page.image, min_confidence=1.0).text
        assert strict.read(page.image, min_confidence=0.1).text == page.text

    @pytest.mark.parametrize("value", [-0.1, 1.1, "much", float("nan"), [0.5], True])
    def test_a_threshold_out_of_range_is_refused(self, reader, page, value):
        with pytest.raises(ParameterError, match="min_confidence takes a number from 0 to 1, not"):
            reader.read(page.image, min_confidence=value)
        with pytest.raises(ParameterError, match="min_confidence"):
            Reader(min_confidence=value)

    def test_a_threshold_as_text_is_understood(self, reader, page):
        assert reader.read(page.image, min_confidence="0.5").text == page.text


class TestParameters:
    def test_classic_reads_a_clean_page(self, reader):
        clean = write_page(["462", "119"], seed=3, shadow=0.0, grain=0.0)
        assert reader.read(clean.image, recipe="classic").text == clean.text

    def test_knobs_of_the_reader_and_of_the_call_work_together(self, page):
        light = Reader(polarity="light", blur=5)
        assert light.read(page.image).text != page.text
        assert light.read(page.image, polarity="auto").text == page.text

    def test_an_unknown_knob_is_refused_by_the_reader_and_by_the_call(self, reader, page):
        with pytest.raises(ParameterError, match="unknown parameter 'blurr'; did you mean blur"):
            reader.read(page.image, blurr=3)
        with pytest.raises(ParameterError, match="unknown parameter 'blurr'; did you mean blur"):
            Reader(blurr=3)

    def test_a_value_out_of_range_is_refused(self, reader, page):
        with pytest.raises(ParameterError, match="blur takes a whole number from 0 to 31, not 77"):
            reader.read(page.image, blur=77)

    def test_a_missing_model_is_named(self, tmp_path):
        with pytest.raises(ModelError, match=r"card\.json is missing"):
            Reader(tmp_path)


class TestTrace:
    def test_it_reads_the_same_and_keeps_stages_and_crops(self, reader, page):
        trace, reading = reader.trace(page.image), reader.read(page.image)
        assert trace.reading.digits == reading.digits
        assert [stage.name for stage in trace.stages][:3] == ["decode", "grey", "flatten"]
        assert all(isinstance(stage, StagePicture) for stage in trace.stages)
        assert as_array(trace).shape == (6, 28, 28)

    def test_crops_are_what_the_model_saw(self, reader, page):
        trace = reader.trace(page.image)
        logits = reader.bundle.logits(as_array(trace))
        assert [str(value) for value in logits.argmax(axis=1)] == [digit.text for digit in trace.reading.digits]

    def test_a_blank_page_has_stages_and_no_crops(self, reader):
        trace = reader.trace(BLANK["white"])
        assert trace.stages
        assert trace.crops == ()


def drawn(text: str, seed: int, size: float = 100.0, x: float = 20, y: float = 40) -> list[list[list[float]]]:
    """Digits in a row as strokes."""
    rng = np.random.default_rng(seed)
    strokes = []
    for character in text:
        written = sample_digit(rng, int(character))[0]
        points = np.vstack(written)
        scale = size / np.ptp(points[:, 1])
        strokes += [((stroke - points.min(axis=0)) * scale + [x, y]).tolist() for stroke in written]
        x += np.ptp(points[:, 0]) * scale + 0.5 * size
    return strokes


class TestStrokes:
    @pytest.mark.parametrize("value", range(10))
    def test_each_digit_is_read(self, reader, value):
        texts = [reader.read_strokes(drawn(str(value), seed), 600, 300).reading.text for seed in range(10)]
        assert texts.count(str(value)) >= 9

    @pytest.mark.parametrize(("x", "y"), [(5, 5), (400, 5), (200, 100), (5, 180), (400, 180)])
    @pytest.mark.parametrize("size", [40, 110])
    def test_place_and_size_do_not_matter(self, reader, x, y, size):
        assert reader.read_strokes(drawn("5", 5, size, x, y), 600, 300).reading.text == "5"

    def test_several_in_a_row_are_a_number(self, reader):
        trace = reader.read_strokes(drawn("3470", 8), 600, 300)
        assert trace.reading.text == "3470"
        assert len(trace.crops) == 4
        assert trace.stages == ()
        assert (trace.reading.width, trace.reading.height) == (600, 300)

    def test_boxes_are_around_the_strokes(self, reader):
        strokes = [[[100, 50], [160, 50], [120, 150]]]
        (digit,) = reader.read_strokes(strokes, 600, 300).reading.digits
        assert digit.box.to_list() == [100, 50, 61, 101]

    def test_a_second_line_is_a_second_line(self, reader):
        strokes = drawn("71", 3, 80, y=20) + drawn("40", 5, 80, y=180)
        assert reader.read_strokes(strokes, 600, 300).reading.text == "71\n40"

    def test_time_and_pressure_are_left_aside(self, reader):
        strokes = drawn("2", 1)
        more = [[[*point, 0.5, 17] for point in stroke] for stroke in strokes]
        assert (
            reader.read_strokes(more, 600, 300).reading.digits == reader.read_strokes(strokes, 600, 300).reading.digits
        )

    @pytest.mark.parametrize("strokes", [[], [[]], [[], []], [[[30, 30]]]], ids=["none", "empty", "empty twice", "tap"])
    def test_an_empty_canvas_reads_as_nothing(self, reader, strokes):
        trace = reader.read_strokes(strokes, 600, 300)
        assert (trace.reading.text, trace.crops) == ("", ())

    @pytest.mark.parametrize(
        ("strokes", "says"),
        [
            pytest.param([[[1, float("nan")]]], "finite numbers", id="nan"),
            pytest.param([[[float("inf"), 1]]], "finite numbers", id="infinity"),
            pytest.param([[[1, 1], [1, -1e9]]], "finite numbers within the canvas", id="far away"),
            pytest.param([[["a", "b"]]], r"points \[x, y\] of numbers", id="words"),
            pytest.param([[[1]]], r"points \[x, y\] of numbers", id="one number"),
            pytest.param([[[]]], r"points \[x, y\] of numbers", id="no number"),
            pytest.param([[None]], r"points \[x, y\] of numbers", id="none"),
            pytest.param([[5, 6]], r"points \[x, y\] of numbers", id="points that are numbers"),
            pytest.param([[[0, 0]] * 20_001], "at most 300 strokes with 10,000 points", id="one endless stroke"),
            pytest.param([[[0, 0]]] * 20_001, "at most 300 strokes with 10,000 points", id="endless taps"),
        ],
    )
    def test_wrong_strokes_are_refused(self, reader, strokes, says):
        with pytest.raises(StrokeError, match=says):
            reader.read_strokes(strokes, 600, 300)

    @pytest.mark.parametrize(
        "size", [(0, 300), (600, 0), (-600, 300), (float("nan"), 300), (600, float("inf")), (600, 1e6)]
    )
    def test_a_canvas_without_size_is_refused(self, reader, size):
        with pytest.raises(StrokeError, match="a canvas is 1 to 20,000 units wide and high, not"):
            reader.read_strokes(drawn("1", 0), *size)


STAR = [[[60, 160], [100, 30], [140, 160], [36, 80], [164, 80], [60, 160]]]


class TestNoDigits:
    def test_letters_are_unreadable(self, reader):
        rng = np.random.default_rng(3)
        letters = [normalize_strokes(sample_letter(rng)) for _ in range(60)]
        assert [reader.read_pixels(letter).reading.text for letter in letters].count("?") >= 48

    def test_a_star_is_unreadable_as_strokes_and_as_a_picture(self, reader):
        image = np.full((200, 200), 255, np.uint8)
        cv2.polylines(image, [np.array(stroke, np.int32) for stroke in STAR], False, 0, 8, cv2.LINE_AA)
        (digit,) = reader.read_strokes(STAR, 200, 200).reading.digits
        assert digit.value is None
        assert digit.confidence < max(digit.probabilities)
        assert reader.read_canvas(image).reading.text in {"", "?"}

    def test_who_asks_for_any_confidence_gets_a_digit(self):
        assert Reader(min_confidence=0).read_strokes(STAR, 200, 200).reading.text.isdecimal()


class TestPixels:
    def test_a_picture_in_mnists_geometry_is_taken_as_it_is(self, reader):
        picture = normalize_strokes(sample_digit(np.random.default_rng(2), 3)[0])
        trace = reader.read_pixels(picture)
        assert trace.reading.text == "3"
        assert np.array_equal(trace.crops[0], picture)
        assert trace.reading.digits[0].box.to_list() == [0, 0, 28, 28]

    def test_an_empty_picture_reads_as_nothing(self, reader):
        assert reader.read_pixels(np.zeros((28, 28), np.uint8)).reading.text == ""

    @pytest.mark.parametrize("shape", [(28, 27), (28,), (1, 28, 28), (28, 28, 1), (0, 0)])
    def test_another_shape_is_refused(self, reader, shape):
        with pytest.raises(StrokeError, match="28 rows of 28 uint8 numbers"):
            reader.read_pixels(np.zeros(shape, np.uint8))

    @pytest.mark.mnist
    def test_digits_of_mnist_are_read(self, reader, mnist):
        images, labels = mnist[0][:100], mnist[1][:100]
        right = sum(reader.read_pixels(x).reading.text == str(y) for x, y in zip(images, labels, strict=True))
        assert right >= 97


class TestCanvas:
    @staticmethod
    def canvas(text: str, side: int, ink: int, paper: int, pen: int) -> NDArray[np.uint8]:
        """A drawing as a picture."""
        image = np.full((side, side * 2), paper, np.uint8)
        for stroke in drawn(text, 2, side * 0.5, side * 0.2, side * 0.25):
            points = np.rint(np.array(stroke) * 16).astype(np.int32).reshape(-1, 1, 2)
            cv2.polylines(image, [points], False, ink, pen, cv2.LINE_AA, 4)
        return image

    @pytest.mark.parametrize(("ink", "paper"), [(0, 255), (255, 0)], ids=["black on white", "white on black"])
    @pytest.mark.parametrize(("side", "pen"), [(60, 3), (280, 12), (280, 30), (900, 40)])
    def test_drawings_of_any_size_and_pen_are_read(self, reader, side, pen, ink, paper):
        assert reader.read_canvas(self.canvas("27", side, ink, paper, pen)).reading.text == "27"

    def test_a_file_is_read_too(self, reader, encode):
        file = encode(Image.fromarray(self.canvas("4", 200, 0, 255, 10)))
        assert reader.read_canvas(file).reading.text == "4"


def test_threads_may_share_a_reader(page):
    shared = Reader()
    looks = [write_page(["462", "119"], seed=3, paper=(200 + i, 200, 200)).image for i in range(4)]
    alone = [Reader().read(image).digits for image in looks]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda i: shared.read(looks[i % 4]).digits, range(24)))
    assert together == [alone[i % 4] for i in range(24)]
