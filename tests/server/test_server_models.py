"""The models of the server: listed, asked for by name, and replaced while it runs."""

import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from numerals import load_bundle
from numerals.inference.store import SpaceStore, Store
from support import Server, another_model, another_space


def wait_for(answers: Callable[[], bool], seconds: float = 15) -> bool:
    """Whether it comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answers():
            return True
        time.sleep(0.05)
    return False


def model_in_force(server: Server) -> str:
    return str(server.client.get("/api/v1/health").json()["model"])


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """The store of the servers that ``start_server`` starts."""
    return Store(tmp_path / "home")


def test_the_shipped_model_is_listed_with_what_its_card_says(client):
    listed = client.get("/api/v1/models").json()
    shipped = load_bundle()
    assert set(listed) == {"champion", "models"}
    assert listed["champion"] == shipped.version
    (row,) = [row for row in listed["models"] if row["version"] == shipped.version]
    assert (row["name"], row["champion"], row["shipped"]) == ("cnn", True, True)
    assert row["accuracy"] == shipped.card["test"]["accuracy"]
    assert row["bytes"] == len(shipped.checked_model())
    assert row["data"] == "mnist"
    whole = client.get(f"/api/v1/models/{shipped.version}").json()
    assert {key: value for key, value in whole.items() if key != "card"} == row
    assert len(whole["card"]["test"]["confusion_matrix"]) == 10
    assert whole["card"] == client.get("/api/v1/model").json()


def test_models_are_sorted_by_accuracy_and_lacking_figures_are_null(start_server, store, tmp_path):
    store.install(another_model(tmp_path / "a", "a", name="best", test={"accuracy": 0.999}))
    store.install(another_model(tmp_path / "b", "b", name="bare", test=None, parameters=None, data=None))
    rows = start_server().client.get("/api/v1/models").json()["models"]
    assert [row["name"] for row in rows][0 :: len(rows) - 1] == ["best", "bare"]
    assert {rows[-1][key] for key in ("accuracy", "errors", "images", "calibration_error", "parameters", "data")} == {
        None
    }
    assert [row["champion"] for row in rows if row["name"] == "cnn"] == [True]


def test_the_file_of_a_version_has_its_hash_as_etag(start_server, store, tmp_path):
    other = store.install(another_model(tmp_path / "other", "other"))
    client = start_server().client
    address = f"/api/v1/models/{other.version}/model.onnx"
    file = client.get(address)
    assert file.headers["content-type"] == "application/octet-stream"
    assert file.headers["etag"] == f'"{hashlib.sha256(file.content).hexdigest()}"' == f'"{other.sha256}"'
    assert client.get(address, headers={"If-None-Match": file.headers["etag"]}).status_code == 304
    other.model_path.write_bytes(b"no model")
    assert client.get(address).json()["code"] == "model"


@pytest.mark.parametrize("version", ["cnn-00000000", "cnn", "champion", "..", "%2e%2e%2fhome"])
@pytest.mark.parametrize("rest", ["", "/model.onnx"])
def test_an_unknown_version_is_not_found(client, assert_error, version, rest):
    assert_error(client.get(f"/api/v1/models/{version}{rest}"), 404)


def test_a_drawing_and_a_photo_are_read_by_the_model_that_is_asked_for(start_server, store, tmp_path, drawing, png):
    other = store.install(another_model(tmp_path / "other", "other", wrong=True))
    client = start_server().client
    shipped = load_bundle().version

    def classify(**more: Any) -> dict[str, Any]:
        return client.post("/api/v1/classify", json=drawing | more).json()

    assert [(a["model"], a["value"]) for a in (classify(), classify(model=other.version))] == [
        (shipped, 7), (other.version, 8)
    ]  # fmt: skip
    assert classify(model=shipped)["value"] == 7
    assert classify(model=other.version, strokes=[])["model"] == other.version
    empty = [[0] * 28] * 28
    pixels = {"pixels": empty, "model": other.version}
    assert client.post("/api/v1/classify", json=pixels).json()["model"] == other.version
    asked = {"model": other.version, "engine": "classic"}
    query = client.post("/api/v1/read", params=asked, content=png, headers={"content-type": "image/png"})
    form = client.post("/api/v1/read", data=asked, files={"image": png})
    assert [(a.json()["model"], a.json()["text"]) for a in (query, form)] == [(other.version, "82")] * 2
    assert client.get("/api/v1/drawings").json()["items"][0]["model"] in {shipped, other.version}


@pytest.mark.parametrize("name", ["cnn-00000000", "champion", "/etc", "../cnn", "x" * 100])
def test_a_drawing_for_an_unknown_model_is_refused(client, assert_error, drawing, png, name):
    assert_error(client.post("/api/v1/classify", json=drawing | {"model": name}), 422, "parameter", "model")
    assert_error(client.post("/api/v1/read", params={"model": name}, content=png), 422, "parameter", "model")


def test_more_models_than_stay_loaded_can_be_asked_for(start_server, store, tmp_path, drawing):
    versions = [store.install(another_model(tmp_path / str(i), str(i))).version for i in range(6)]
    client = start_server().client
    for version in [*versions, *versions]:
        assert client.post("/api/v1/classify", json=drawing | {"model": version}).json()["model"] == version


class Hammer:
    """Threads that draw one digit after the other, and what they were answered."""

    def __init__(self, server: Server, drawing: dict[str, Any], threads: int = 4) -> None:
        self.answers: list[tuple[int, str]] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._draw, args=(server.url, drawing)) for _ in range(threads)]

    def _draw(self, url: str, drawing: dict[str, Any]) -> None:
        with httpx.Client(base_url=url, timeout=30) as client:
            while not self._stop.is_set():
                try:
                    answer = client.post("/api/v1/classify", json=drawing)
                    self.answers.append((answer.status_code, answer.json().get("model", "")))
                except httpx.HTTPError as error:
                    self.answers.append((0, repr(error)))
                time.sleep(0.005)  # the command under test needs some of the machine, too

    def __enter__(self) -> "Hammer":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()


def numerals(home: Path, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "numerals", *map(str, arguments)]
    return subprocess.run(
        command, env=os.environ | {"NUMERALS_HOME": str(home)}, capture_output=True, text=True, timeout=120, check=False
    )


def test_a_promotion_is_taken_up_while_requests_are_answered(start_server, tmp_path, drawing):
    server = start_server(NUMERALS_KEEP="false", NUMERALS_WORKERS="2")
    shipped = load_bundle().version
    other = another_model(tmp_path / "other", "other", data={"name": "digits"})
    assert model_in_force(server) == shipped
    with Hammer(server, drawing) as hammer:
        done = numerals(server.home, "models", "promote", other.folder)
        assert done.returncode == 0, done.stderr
        taken_up = wait_for(lambda: {model for _, model in hammer.answers[-40:]} == {other.version})
        back = numerals(server.home, "models", "rollback")
        assert back.returncode == 0, back.stderr
        went_back = wait_for(lambda: {model for _, model in hammer.answers[-40:]} == {shipped})
    assert (taken_up, went_back) == (True, True)
    assert {status for status, _ in hammer.answers} == {200}
    assert {model for _, model in hammer.answers} == {shipped, other.version}
    assert model_in_force(server) == shipped


def test_a_champion_that_cannot_be_run_is_not_taken_up(start_server, store, tmp_path, drawing):
    first = store.promote(another_model(tmp_path / "first", "first"))
    server = start_server()
    assert model_in_force(server) == first.version
    broken = another_model(tmp_path / "broken", "broken")
    card = broken.card | {"sha256": hashlib.sha256(b"no model").hexdigest()}
    broken.model_path.write_bytes(b"no model")
    (broken.folder / "card.json").write_text(json.dumps(card))
    store.promote(load_bundle(broken.folder))
    time.sleep(2)
    assert server.client.post("/api/v1/classify", json=drawing).json()["model"] == first.version
    (store.folder / "champion.json").write_text("{")
    assert wait_for(lambda: model_in_force(server) == load_bundle().version)


def test_a_promoted_space_is_taken_up(start_server, store, tmp_path):
    server = start_server()
    spaces = SpaceStore(store.home, "map")

    def shown() -> tuple[str, str]:
        answer = server.client.get("/api/v1/spaces/map")
        return answer.json()["version"], server.client.get("/api/v1/spaces/map/encoder.onnx").headers["etag"]

    shipped = shown()
    fresh = spaces.promote(another_space(tmp_path / "map", "map", "new"))
    assert shown() == (fresh.version, f'"{fresh.card["parts"]["encoder"]}"')
    spaces.rollback()
    assert shown() == shipped


def test_a_server_starts_with_the_champion_of_its_home(start_server, store, tmp_path):
    promoted = store.promote(another_model(tmp_path / "first", "first"))
    listed = start_server().client.get("/api/v1/models").json()
    assert listed["champion"] == promoted.version
    assert [row["version"] for row in listed["models"] if row["champion"]] == [promoted.version]


def test_a_named_model_is_kept_whoever_is_promoted(start_server, store, tmp_path):
    kept = another_model(tmp_path / "kept", "kept")
    server = start_server(NUMERALS_MODEL=str(kept.folder))
    store.promote(another_model(tmp_path / "new", "new"))
    time.sleep(2)
    listed = server.client.get("/api/v1/models").json()
    assert listed["champion"] == kept.version
    assert len(listed["models"]) >= 3
