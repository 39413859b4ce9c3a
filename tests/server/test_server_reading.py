"""Reading images: three ways in, parameters, stage pictures, and the address of older clients."""

import base64
import io
import json

import httpx
import pytest
from PIL import Image

READ = "/api/v1/read"


def without_time(answer: httpx.Response) -> dict:
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body.pop("milliseconds") > 0
    return body


def test_three_ways_give_the_same_reading(client, png):
    text = base64.b64encode(png).decode()
    raw = without_time(client.post(READ, content=png, headers={"Content-Type": "image/png"}))
    assert raw == without_time(client.post(READ, files={"image": ("page.png", png, "image/png")}))
    assert raw == without_time(client.post(READ, json={"image": text}))
    assert raw == without_time(client.post(READ, json={"image": f"data:image/png;base64,{text}"}))
    # curl --data-binary without a header says it were a form
    assert raw == without_time(
        client.post(READ, content=png, headers={"Content-Type": "application/x-www-form-urlencoded"})
    )


def test_a_reading_has_all_that_the_contract_names(client, png):
    reading = client.post(READ, content=png).json()
    assert reading["text"] == "71"
    assert reading["lines"] == ["71"]
    assert set(reading) == {
        "text", "lines", "words", "confidence", "digits", "width", "height", "milliseconds", "model", "marks", "order"
    }  # fmt: skip
    assert reading["order"] == "rows"
    assert (reading["width"], reading["height"]) == (600, 300)
    assert reading["model"].startswith("cnn-")
    seven = reading["digits"][0]
    assert set(seven) == {"value", "confidence", "alternatives", "probabilities", "box", "line"}
    assert seven["value"] == 7
    assert len(seven["probabilities"]) == 10
    assert sum(seven["probabilities"]) == pytest.approx(1, abs=1e-4)
    assert seven["alternatives"][0]["value"] == 7
    assert seven["box"] == pytest.approx([193, 53, 114, 194], abs=15)  # the ink's corners


def test_a_chunked_body_is_read(client, png):
    pieces = (png[start : start + 100] for start in range(0, len(png), 100))
    answer = client.post(READ, content=pieces, headers={"Content-Type": "image/png"})
    assert answer.request.headers["transfer-encoding"] == "chunked"
    assert answer.json()["text"] == "71"


def test_a_rotated_photo_is_read_upright(client, picture, encode):
    exif = Image.Exif()
    exif[0x0112] = 6  # turn clockwise by 90 degrees to show
    photo = encode(picture.rotate(90, expand=True), "JPEG", exif=exif, quality=95)
    reading = client.post(READ, content=photo).json()
    assert (reading["text"], reading["width"], reading["height"]) == ("71", 600, 300)


def test_stages_come_when_asked_for_in_each_way(client, png):
    answers = [
        client.post(READ, params={"stages": "true"}, content=png),
        client.post(READ, files={"image": png}, data={"stages": "true"}),
        client.post(READ, json={"image": base64.b64encode(png).decode(), "stages": True}),
    ]
    for answer in answers:
        reading = answer.json()
        assert reading["stages"][0]["name"] == "decode"
        for stage in reading["stages"]:
            assert set(stage) == {"name", "title", "width", "height", "image"}
        stage = reading["stages"][-1]
        assert opened(stage["image"], "jpeg").size == (stage["width"], stage["height"])
        assert [opened(digit["crop"], "png").size for digit in reading["digits"]] == [(28, 28), (28, 28)]


def opened(address: str, kind: str) -> Image.Image:
    head, _, data = address.partition(",")
    assert head == f"data:image/{kind};base64"
    return Image.open(io.BytesIO(base64.b64decode(data)))


def test_parameters_count_in_each_way(client, png):
    # Above the confidence of any digit: with it all are unreadable.
    text = base64.b64encode(png).decode()
    answers = [
        client.post(READ, params={"min_confidence": "1", "blur": "5"}, content=png),
        client.post(READ, files={"image": png}, data={"min_confidence": "1", "blur": "5"}),
        client.post(READ, json={"image": text, "parameters": {"min_confidence": 1, "blur": 5}}),
    ]
    for answer in answers:
        reading = answer.json()
        assert reading["text"] == "??"
        assert [digit["value"] for digit in reading["digits"]] == [None, None]


def test_the_classic_recipe_is_read_with_its_own_stages(client, png):
    def names(**parameters):
        answer = client.post(READ, params={"stages": "true", **parameters}, content=png)
        return [stage["name"] for stage in answer.json()["stages"]]

    assert "canny" in names(recipe="classic")
    assert "canny" not in names()


def test_every_parameter_of_the_table_is_accepted(client, png):
    table = client.get("/api/v1/parameters").json()["parameters"]
    defaults = {knob["name"]: knob["default"] for knob in table}
    body = {"image": base64.b64encode(png).decode(), "parameters": defaults}
    assert client.post(READ, json=body).json()["text"] == "71"
    texts = {name: str(value).lower() for name, value in defaults.items()}
    assert client.post(READ, files={"image": png}, data=texts).json()["text"] == "71"


def test_a_blank_page_reads_as_nothing(client, encode):
    reading = client.post(READ, content=encode(Image.new("L", (300, 200), 255))).json()
    assert (reading["text"], reading["lines"], reading["digits"]) == ("", [], [])


def test_score_answers_old_clients(client, png):
    broken = json.dumps(base64.encodebytes(png).decode("utf-8"))  # a line break every 76 characters
    for headers in ({"Content-Type": "application/json"}, {}, {"Content-Type": "application/x-www-form-urlencoded"}):
        answer = client.post("/score", content=broken, headers=headers)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith("application/json")
        assert answer.json() == [7, 1]
    raw = b'"' + base64.encodebytes(png) + b'"'  # as those send it that know no JSON
    for body in (raw, raw.replace(b"\n", b"\r\n")):
        assert client.post("/score", content=body).json() == [7, 1]
    assert client.post("/score", json=base64.b64encode(png).decode()).json() == [7, 1]
    assert client.post("/score", json="data:image/png;base64," + base64.b64encode(png).decode()).json() == [7, 1]


def test_score_answers_several_images_and_whole_readings(client, png, encode):
    image, blank = (base64.b64encode(one).decode() for one in (png, encode(Image.new("L", (80, 60), 255))))
    assert client.post("/score", json={"image": image}).json() == [7, 1]
    assert client.post("/score", json={"images": [image, blank]}).json() == [[7, 1], []]
    assert client.post("/score", json={"images": []}).json() == []
    full = client.post("/score", json={"image": image, "full": True}).json()
    plain = client.post(READ, content=png).json()
    assert {key: full[key] for key in full if key != "milliseconds"} == {
        key: plain[key] for key in plain if key != "milliseconds"
    }
    several = client.post("/score", json={"images": [image, blank], "full": True}).json()
    assert [one["text"] for one in several] == ["71", ""]


def test_score_refuses_other_forms(client, assert_error):
    for body in (b"[1]", b"3", b"true", b"null"):
        assert_error(client.post("/score", content=body), 400, "body", "JSON string")
    assert_error(client.post("/score", content=b'{"data": "x"}'), 400, "body", "either image")
    assert_error(client.post("/score", json={"images": ["!"]}), 400, "image_format", "images[0]")
    assert_error(client.post("/score", json={"images": [""] * 33}), 400, "body", "at most 32")
    assert_error(client.post("/score", content=b"not json"), 400, "body")
    assert_error(client.get("/score"), 405, "method_not_allowed")
