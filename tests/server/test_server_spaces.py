"""Drawings compared, coded and made, over HTTP."""

import base64
import io
import time

import numpy as np
import pytest
from PIL import Image

from numerals.data.pen import sample_digit

API = "/api/v1"


def strokes(digit: int, seed: int = 1) -> dict:
    drawn, _ = sample_digit(np.random.default_rng(seed), digit)
    return {"strokes": [(100 * stroke).round(2).tolist() for stroke in drawn]}


def pixels(url: str) -> np.ndarray:
    with Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))) as picture:
        return np.asarray(picture)


def test_two_digits_are_compared(client):
    same, other = (
        client.post(f"{API}/similarity", json={"first": strokes(3), "second": second}).json()
        for second in (strokes(3, 2), strokes(7))
    )
    assert same["same"] > 0.9
    assert other["same"] < 0.1
    assert same["distance"] < other["distance"]
    assert np.linalg.norm(same["codes"], axis=1) == pytest.approx(1, abs=1e-3)
    assert [pixels(crop).shape for crop in same["crops"]] == [(28, 28)] * 2
    assert same["model"].startswith("siamese-")


def test_pixels_are_compared_as_they_are(client):
    crop = client.post(f"{API}/similarity", json={"first": strokes(3), "second": strokes(3)}).json()["crops"][0]
    drawn = {"pixels": pixels(crop).tolist()}
    answer = client.post(f"{API}/similarity", json={"first": strokes(3), "second": drawn}).json()
    assert answer["distance"] < 1e-3


def test_the_training_digits_most_like_a_drawing_are_found(start_server, mnist, tmp_path):
    import os

    server = start_server(NUMERALS_DATA=os.environ["NUMERALS_DATA"], NUMERALS_CACHE=str(tmp_path / "cache"))
    asked = {"drawing": strokes(5), "top": 6}
    first = server.client.post(f"{API}/similar", json=asked)
    assert (first.status_code, first.json()["code"]) == (409, "not_ready")
    for _ in range(240):
        answer = server.client.post(f"{API}/similar", json=asked)
        if answer.status_code != 409:
            break
        time.sleep(1)
    assert server.client.post(f"{API}/similar/index").json()["state"] == "ready"
    found = answer.json()["samples"]
    assert sum(one["label"] == 5 for one in found) >= 5
    assert len(found) == 6
    assert pixels(found[0]["image"]).shape == (28, 28)


def test_without_the_training_digits_the_answer_says_so(start_server, tmp_path):
    server = start_server(NUMERALS_CACHE=str(tmp_path / "cache"), https_proxy="http://127.0.0.1:9")
    assert server.client.post(f"{API}/similar", json={"drawing": strokes(5)}).status_code == 409
    for _ in range(240):
        told = server.client.post(f"{API}/similar/index").json()
        if told["state"] != "indexing":
            break
        time.sleep(0.25)
    assert told["state"] == "failed"
    assert "NUMERALS_DATA" in told["error"]
    # Who asks again lets the server try again.
    assert server.client.post(f"{API}/similar/index").json() == {"state": "indexing", "error": ""}


@pytest.mark.parametrize(("model", "length"), [("map", 2), ("vae", 20)])
def test_a_digit_is_coded_and_drawn_again(client, model, length):
    coded = client.post(f"{API}/vae/encode", json={"drawing": strokes(0), "model": model}).json()
    assert len(coded["code"]) == length
    drawn = client.post(f"{API}/vae/decode", json={"codes": [coded["code"], [0.0] * length], "model": model}).json()
    again, middle = (pixels(image) for image in drawn["images"])
    assert np.abs(again.astype(int) - pixels(coded["reconstruction"])).max() <= 2  # codes have five decimals
    assert np.abs(middle.astype(int) - again).max() > 50
    assert np.corrcoef(again.ravel(), pixels(coded["crop"]).ravel())[0, 1] > 0.3


@pytest.mark.parametrize(("name", "parts"), [("siamese", ["encoder"]), ("vae", ["encoder", "decoder"])])
def test_graphs_are_served_as_the_card_tells(client, name, parts):
    import hashlib

    card = client.get(f"{API}/spaces/{name}").json()["card"]
    assert list(card["parts"]) == parts
    for part, digest in card["parts"].items():
        answer = client.get(f"{API}/spaces/{name}/{part}.onnx")
        assert hashlib.sha256(answer.content).hexdigest() == digest
        again = client.get(f"{API}/spaces/{name}/{part}.onnx", headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304


@pytest.mark.parametrize(
    ("path", "body", "status", "says"),
    [
        ("similarity", {"first": {}, "second": {}}, 422, "give strokes or pixels"),
        ("similarity", {"first": {"strokes": [[[1, 2]]], "pixels": [[0] * 28] * 28}, "second": {}}, 422, "one of them"),
        ("similarity", {"first": {"strokes": []}, "second": {"strokes": [[]]}}, 422, "strokes"),
        (
            "similarity",
            {"first": {"strokes": [[[0, 1]] * 5001]}, "second": {"strokes": [[[0, 1]]]}},
            422,
            "5000 points",
        ),
        ("similarity", {"first": {"pixels": [[0] * 28] * 28}, "second": {"strokes": [[[0, 1]]]}}, 422, "empty"),
        ("similar", {"drawing": {"strokes": [[[0, 1]]]}, "top": 0}, 422, "top"),
        ("vae/decode", {"codes": [[0.0] * 3], "model": "map"}, 422, "has 2 values"),
        ("vae/decode", {"codes": []}, 422, "codes"),
        ("vae/decode", {"codes": [[1e9, 0.0]], "model": "map"}, 422, "codes"),
        ("vae/encode", {"drawing": {"strokes": [[[0, 1]]]}, "model": "siamese"}, 422, "model"),
    ],
)
def test_what_cannot_be_done_is_told(client, assert_error, path, body, status, says):
    assert_error(client.post(f"{API}/{path}", json=body), status, says=says)


def test_an_unknown_space_or_part_is_told(client, assert_error):
    assert_error(client.get(f"{API}/spaces/other"), 422)
    assert_error(client.get(f"{API}/spaces/siamese/decoder.onnx"), 404, "not_found", "it has encoder")


def test_a_single_dot_and_far_points_are_drawings_too(client):
    dots = {"first": {"strokes": [[[5, 5]]]}, "second": {"strokes": [[[-100000, 100000], [100000, -100000]]]}}
    assert 0 <= client.post(f"{API}/similarity", json=dots).json()["same"] <= 1
