"""The contract of scoring services, without a service."""

import base64
import json

import pytest

from numerals import ImageError, ImageFormatError, ModelError, scoring
from numerals.bodies import BodyError
from numerals.inference.bundle import load_bundle
from numerals.results import Box, Digit, Reading
from support import another_model

EVEN = (0.1,) * 10
SEVEN = Digit(7, 0.9, (0.0,) * 7 + (0.9, 0.05, 0.05), Box(0, 0, 4, 4))
UNSURE = Digit(None, 0.3, (0.0, 0.3) + (0.0875,) * 8, Box(9, 0, 4, 4))
TEXT = base64.b64encode(b"picture").decode()


def read(image: bytes) -> Reading:
    assert image == b"picture"
    return Reading((SEVEN, UNSURE), 20, 10, "cnn-1", 1.0)


def answer(body: object) -> object:
    return scoring.answer(scoring.question(json.dumps(body)), read)


def test_every_form_of_question_has_its_form_of_answer():
    broken = base64.encodebytes(b"picture").decode()
    whole = read(b"picture").to_dict()
    assert answer(broken) == answer({"image": TEXT}) == [7, 1]  # an unreadable one has its most likely value
    assert answer({"image": TEXT, "full": True}) == whole
    assert answer({"images": [TEXT]}) == [[7, 1]]
    assert answer({"images": [TEXT, broken], "full": False}) == [[7, 1], [7, 1]]
    assert answer({"images": [TEXT, broken], "full": True}) == [whole, whole]
    assert answer({"images": []}) == []
    assert whole["text"] == "7?"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"nonsense", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        ("\ud800", "no JSON"),
        (b"[1]", "not a JSON list"),
        (b"null", "not a JSON null"),
        (b"true", "not a JSON boolean"),
        (b"3", "not a JSON number"),
        (b"{}", "either image"),
        (b'{"image": 3}', "either image"),
        (b'{"images": "a"}', "either image"),
        (b'{"images": [3]}', "either image"),
        (b'{"image": "a", "images": ["a"]}', "either image"),
        (b'{"image": "a", "full": 1}', "true or false"),
        (b'{"image": "a", "blur": 3}', "not blur"),
        (json.dumps({"images": ["a"] * (scoring.MOST + 1)}).encode(), "at most 32 images"),
        (b"[" * 300_000, "more than 250000 values"),
    ],
)
def test_other_bodies_are_refused(body, says):
    with pytest.raises(BodyError, match=says):
        scoring.question(body)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CR LF", "CR"])
@pytest.mark.parametrize("form", ['"{}"', '{{\n"image": "{}"\n}}', '{{"images": ["{}"]}}'])
def test_raw_line_breaks_in_the_base64_are_taken(end, form):
    image = bytes(range(256))
    body = form.format(base64.encodebytes(image).decode()).replace("\n", end)
    assert scoring.question(body).images == scoring.question(body.encode()).images == (image,)


def test_of_several_images_the_bad_one_is_named():
    with pytest.raises(ImageFormatError, match=r"^images\[1\]: an image is base64"):
        scoring.question(json.dumps({"images": [TEXT, "!"]}))
    with pytest.raises(ImageFormatError, match=r"^an image is base64"):
        scoring.question(json.dumps({"image": "!"}))

    def refuse(image: bytes) -> Reading:
        raise ImageFormatError("no picture")

    with pytest.raises(ImageError, match=r"^images\[0\]: no picture"):
        scoring.answer(scoring.question(json.dumps({"images": [TEXT]})), refuse)


def test_errors_have_statuses():
    assert scoring.status(BodyError("")) == (400, "body")
    assert scoring.status(ImageFormatError("")) == (400, "image_format")
    assert scoring.status(ModelError("")) == (503, "model")
    assert scoring.status(KeyError("")) == (500, "server")


def test_the_model_is_found_in_the_folder_or_one_deeper(tmp_path):
    with pytest.raises(ModelError, match=r"one model is expected .* not 0"):
        scoring.bundle_below(tmp_path)
    bundle = another_model(tmp_path / "model", "deeper")
    assert scoring.bundle_below(tmp_path).version == scoring.bundle_below(tmp_path / "model").version == bundle.version
    another_model(tmp_path / "other", "another")
    with pytest.raises(ModelError, match="not 2"):
        scoring.bundle_below(tmp_path)
    assert bundle.version != load_bundle().version
