"""Digits of another look raise the drift through the server's own doors; digits like those of the training do not."""

import time
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest

from numerals.data.pen import sample_digit
from numerals.training.reference import write_pages
from support import Server, another_model

COUNT = 200


def pages(encode: Callable[..., bytes], digits: np.ndarray) -> list[bytes]:
    """Digits on paper, as files."""
    from PIL import Image

    return [encode(Image.fromarray(page)) for page in write_pages(digits)]


def thick_and_light(digits: np.ndarray) -> np.ndarray:
    """As a broad, pale marker would have written them."""
    return np.stack([cv2.dilate(digit, np.ones((3, 3), np.uint8)) // 3 for digit in digits])


def leaning(digits: np.ndarray) -> np.ndarray:
    """Sheared to the left: another hand's geometry."""
    shear = np.array([[1, 0.5, -7], [0, 1, 0]], np.float32)
    return np.stack([cv2.warpAffine(digit, shear, (28, 28)) for digit in digits])


def drawn(rng: np.random.Generator, wide: float = 1.0) -> dict[str, Any]:
    """A pen digit on a canvas; ``wide`` stretches it."""
    strokes = [(stroke * [120 * wide, 120] + 200).round(1).tolist() for stroke in sample_digit(rng)[0]]
    return {"strokes": strokes, "width": 1200, "height": 600}


def told(server: Server, surface: str, digits: int) -> dict[str, Any]:
    """What the server says of a surface once it has measured that many digits."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        (found,) = [one for one in server.client.get("/api/v1/monitor").json()["surfaces"] if one["name"] == surface]
        if found["digits"] >= digits:
            return found
        time.sleep(0.1)
    raise AssertionError(f"{found['digits']} of {digits} digits were measured")


def shifted(surface: dict[str, Any]) -> set[str]:
    return {one["name"] for one in surface["features"] if one["shifted"]}


@pytest.mark.mnist
@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "least", "found"),
    [
        (lambda digits: digits, 190, set()),
        (thick_and_light, 100, {"ink", "stroke_width"}),
        (leaning, 190, {"slant"}),
    ],
    ids=["as in training", "thick and light", "leaning"],
)
def test_photos_of_shifted_digits_raise_it_and_others_do_not(start_server, encode, mnist, change, least, found):
    server = start_server()
    some = np.random.default_rng(5).permutation(len(mnist[0]))[:COUNT]
    for page in pages(encode, change(mnist[0][some])):
        assert server.client.post("/api/v1/read", content=page).status_code == 200
    surface = told(server, "photo", least)
    assert surface["shifted"] == bool(found)
    assert shifted(surface) >= found
    assert found or not shifted(surface)
    metrics = server.client.get("/metrics").text
    for one in surface["features"]:
        line = f'numerals_drift_distance{{feature="{one["name"]}",surface="photo"}}'
        (value,) = [float(text.split()[-1]) for text in metrics.splitlines() if text.startswith(line)]
        assert value == pytest.approx(one["distance"], abs=1e-4)


@pytest.mark.parametrize(("wide", "found"), [(1.0, set()), (2.5, {"width", "height"})], ids=["as in training", "wide"])
def test_strokes_of_another_geometry_raise_it_and_others_do_not(start_server, wide, found):
    server, rng = start_server(NUMERALS_WORKERS="2"), np.random.default_rng(7)
    digits = 0
    for _ in range(COUNT):
        digits += len(server.client.post("/api/v1/classify", json=drawn(rng, wide)).json()["digits"])
    surface = told(server, "strokes", digits)
    assert shifted(surface) >= found
    assert found or not shifted(surface)


def test_few_digits_say_nothing(start_server):
    server, rng = start_server(), np.random.default_rng(8)
    for _ in range(20):
        server.client.post("/api/v1/classify", json=drawn(rng, 2.5))
    surface = told(server, "strokes", 20)
    assert {one["distance"] for one in surface["features"]} == {None}
    assert not surface["shifted"]
    assert "numerals_drift_distance{" not in server.client.get("/metrics").text


def test_a_new_model_begins_anew_and_one_without_a_reference_is_no_error(start_server, tmp_path):
    from numerals.inference.bundle import load_bundle
    from numerals.inference.store import Store

    server, rng = start_server(), np.random.default_rng(9)
    for _ in range(20):
        server.client.post("/api/v1/classify", json=drawn(rng))
    told(server, "strokes", 20)
    store = Store(tmp_path / "home")
    store.promote(another_model(tmp_path / "same", "same"))
    end = time.monotonic() + 30
    while told(server, "strokes", 0)["digits"] and time.monotonic() < end:
        time.sleep(0.1)
    assert told(server, "strokes", 0)["digits"] == 0
    old = {door: {name: one for name, one in features.items() if name != "embedding"}
           for door, features in load_bundle().card["reference"].items()}  # fmt: skip
    store.promote(another_model(tmp_path / "old", "old", reference=old))
    while len(told(server, "strokes", 0)["features"]) != 7 and time.monotonic() < end:
        time.sleep(0.1)
    for _ in range(20):
        server.client.post("/api/v1/classify", json=drawn(rng))
    assert len(told(server, "strokes", 20)["features"]) == 7
    bare = another_model(tmp_path / "bare", "bare", reference=None)
    store.promote(bare)
    while server.client.get("/api/v1/monitor").json()["model"] != bare.version and time.monotonic() < end:
        time.sleep(0.1)
    server.client.post("/api/v1/classify", json=drawn(rng))
    assert server.client.get("/api/v1/monitor").json()["surfaces"] == []
    assert server.client.get("/metrics").status_code == 200
