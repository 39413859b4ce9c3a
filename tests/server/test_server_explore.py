"""What the page Explore asks for: started once, computed elsewhere, then served from disk."""

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from numerals.data.sources import load
from numerals.explore.atlas import ORDERS
from numerals.inference.bundle import load_bundle
from support import Server

DIGITS = {"source": "digits"}


def wait(client: httpx.Client, seconds: float = 150, **query: str) -> dict[str, Any]:
    """The state when it is no longer running."""
    end = time.monotonic() + seconds
    while True:
        found: dict[str, Any] = client.get("/api/v1/explore/status", params=query).json()
        if found["state"] != "running" or time.monotonic() > end:
            return found
        time.sleep(0.1)


@dataclass
class Watched:
    """What was seen while the small digits were explored."""

    started: list[tuple[int, str]] = field(default_factory=list)
    explorers: int = 0
    steps: set[str] = field(default_factory=set)
    shares: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    slowest: float = 0.0
    end: dict[str, Any] = field(default_factory=dict)


def watch(server: Server) -> Watched:
    """Starts the study by several requests at once, and asks other things while it runs."""
    client, seen = server.client, Watched()

    def start() -> None:
        answer = client.post("/api/v1/explore/start", params=DIGITS)
        seen.started.append((answer.status_code, answer.json()["state"]))

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen.explorers = len(explorers(server))
    end = time.monotonic() + 150
    while time.monotonic() < end:
        seen.end = client.get("/api/v1/explore/status", params=DIGITS).json()
        if seen.end["state"] != "running":
            break
        seen.steps.add(seen.end["step"])
        seen.shares.append(seen.end["share"])
        seen.seconds.append(seen.end["seconds"])
        before = time.monotonic()
        assert client.get("/api/v1/health").status_code == 200
        seen.slowest = max(seen.slowest, time.monotonic() - before)
        time.sleep(0.05)
    return seen


@pytest.fixture(scope="module")
def explored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Watched]]:
    """A server on which the small digits were explored, and what was seen meanwhile."""
    server = Server(tmp_path_factory.mktemp("home")).start()
    try:
        first = server.client.get("/api/v1/explore/status", params=DIGITS).json()
        assert (first["state"], first["available"], first["made"]) == ("not_run", False, 0)
        yield server, watch(server)
    finally:
        server.stop()


@pytest.fixture
def client(explored: tuple[Server, Watched]) -> httpx.Client:
    """Its client."""
    return explored[0].client


@pytest.fixture(scope="module")
def whole() -> tuple[np.ndarray, np.ndarray]:
    """Images and labels of the source, the training part first."""
    parts = load("digits").parts.values()
    return np.concatenate([part.images for part in parts]), np.concatenate([part.labels for part in parts])


def explorers(server: Server) -> list[int]:
    """The processes that this server has started to explore with."""
    found, own = [], set(server.processes())
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent in own and "--prepare" in (folder / "cmdline").read_text():
                found.append(int(folder.name))
        except OSError:  # it has ended meanwhile
            continue
    return found


def column(client: httpx.Client, name: str) -> np.ndarray:
    """A column, read as the statistics say."""
    listed = client.get("/api/v1/explore/statistics", params=DIGITS).json()["columns"]
    (told,) = [one for one in listed if one["name"] == name]
    answer = client.get(f"/api/v1/explore/columns/{name}", params=DIGITS)
    assert answer.headers["content-type"] == "application/octet-stream"
    return np.frombuffer(answer.content, told["type"]).reshape(told["shape"])


def images(client: httpx.Client, **query: Any) -> np.ndarray:
    answer = client.get("/api/v1/explore/images", params=DIGITS | query)
    assert answer.status_code == 200, answer.text
    return np.frombuffer(answer.content, np.uint8).reshape(-1, 28, 28)


def test_starting_computes_once_in_another_process_while_the_server_answers(explored):
    server, seen = explored
    assert seen.started == [(202, "running")] * 4
    assert seen.explorers == 1
    assert seen.seconds == sorted(seen.seconds)
    assert 0 < seen.seconds[-1] < 150
    assert (seen.end["state"], seen.end["share"], seen.end["available"], seen.end["error"]) == ("ready", 1, True, "")
    assert len(seen.steps) > 2
    assert seen.shares == sorted(seen.shares)
    assert seen.slowest < 2
    assert not _libraries(server.processes()[1]) & {"torch", "sklearn", "matplotlib", "numba"}


def test_starting_again_is_ready_at_once_when_nothing_has_changed(client):
    before = wait(client, **DIGITS)
    client.post("/api/v1/explore/start", params=DIGITS)
    assert client.get("/api/v1/explore/statistics", params=DIGITS).status_code == 200  # the old ones stay meanwhile
    assert wait(client, 60, **DIGITS)["made"] > before["made"]


def _libraries(pid: int) -> set[str]:
    """Packages of which a process has loaded compiled parts."""
    maps = Path(f"/proc/{pid}/maps").read_text()
    return {line.split("site-packages/")[1].split("/")[0] for line in maps.splitlines() if "site-packages/" in line}


def test_all_sources_are_listed_with_their_state(client):
    listed = client.get("/api/v1/explore").json()["items"]
    assert [one["source"] for one in listed] == ["mnist", "digits", "db", "drawings"]
    assert {one["source"]: one["state"] for one in listed}["digits"] == "ready"
    assert {one["model"] for one in listed} == {load_bundle().version}


def test_the_statistics_are_those_of_the_source(client, whole):
    found = client.get("/api/v1/explore/statistics", params=DIGITS).json()["statistics"]
    assert found["images"] == len(whole[1]) == 1797
    counts = np.sum(list(found["balance"]["counts"].values()), axis=0)
    assert counts.tolist() == np.bincount(whole[1]).tolist()
    assert found["model"]["model"] == load_bundle().version
    assert found["fingerprints"]["train"] == load("digits").train.fingerprint


def test_columns_and_images_are_bytes_that_agree_with_the_source(client, whole):
    labels = column(client, "label")
    assert (labels == whole[1]).all()
    assert (column(client, "answer")[:50] == load_bundle().logits(whole[0][:50]).argmax(axis=1)).all()
    assert column(client, "map_gradients").shape == (1797, 2)
    assert (images(client, first=100, count=50) == whole[0][100:150]).all()
    assert (images(client, indices="7,1700,7") == whole[0][[7, 1700, 7]]).all()
    assert len(images(client, first=1790, count=100)) == 7
    assert len(images(client, first=5000, count=100)) == 0


@pytest.mark.parametrize("address", ["columns/label", "columns/map_pca", "images", "pictures/means"])
def test_bytes_are_fetched_once(client, address):
    first = client.get(f"/api/v1/explore/{address}", params=DIGITS)
    again = client.get(f"/api/v1/explore/{address}", params=DIGITS, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert len(first.content) > 0
    chosen = [images(client, indices=one).tobytes() for one in ("1,2", "2,1")]
    assert chosen[0] != chosen[1]


def test_the_samples_of_a_digit_are_paged(client, whole):
    places = np.flatnonzero(whole[1] == 7)
    pages = [
        client.get("/api/v1/explore/samples", params=DIGITS | {"digit": 7, "offset": offset, "limit": 80}).json()
        for offset in range(0, len(places), 80)
    ]
    assert {page["total"] for page in pages} == {len(places)}
    assert [one["index"] for page in pages for one in page["items"]] == places.tolist()
    one = pages[0]["items"][0]
    assert set(one) == {"index", "place", "label", "part", "guess", "answer", "confidence"}
    assert (one["label"], one["part"]) == (7, "train")


def test_a_cell_of_the_confusion_matrix_gives_its_images(client):
    matrix = client.get("/api/v1/explore/statistics", params=DIGITS).json()["statistics"]["model"]["confusion_matrix"]
    for label, row in enumerate(matrix):
        for answer, count in enumerate(row):
            if label != answer and count:
                query = DIGITS | {"digit": label, "answer": answer, "part": "test"}
                found = client.get("/api/v1/explore/samples", params=query).json()
                assert found["total"] == count
                assert {(one["label"], one["answer"], one["part"]) for one in found["items"]} == {
                    (label, answer, "test")
                }


def test_a_cell_of_a_clusterings_table_gives_its_images(client):
    told = client.get("/api/v1/explore/statistics", params=DIGITS).json()["statistics"]["clusterings"]
    for clustering, one in enumerate(told):
        row = one["table"][3]
        digit = row.index(max(row))
        query = DIGITS | {"clustering": clustering, "group": 3, "digit": digit}
        assert client.get("/api/v1/explore/samples", params=query).json()["total"] == row[digit] > 0


def test_pictures_are_bytes_as_listed(client, whole):
    listed = client.get("/api/v1/explore/statistics", params=DIGITS).json()["pictures"]
    assert [one["name"] for one in listed] == ["means", "variances", "components", "centroids"]
    found = {
        one["name"]: np.frombuffer(client.get(f"/api/v1/explore/pictures/{one['name']}", params=DIGITS).content, "u1")
        for one in listed
    }
    assert [found[one["name"]].size for one in listed] == [np.prod(one["shape"]) for one in listed]
    assert np.abs(found["means"].reshape(10, 28, 28)[4] - whole[0][whole[1] == 4].mean(axis=0)).max() <= 0.51


def test_the_orders_are_those_of_the_atlas(client):
    asked = client.get("/api/v1/openapi.json").json()["paths"]["/api/v1/explore/samples"]["get"]["parameters"]
    (order,) = [one["schema"] for one in asked if one["name"] == "order"]
    assert set(order["enum"]) == {"place", *ORDERS}


def test_mistakes_are_sorted_by_confidence(client):
    query = DIGITS | {"wrong": True, "order": "sure"}
    found = client.get("/api/v1/explore/samples", params=query).json()["items"]
    sure = [one["confidence"] for one in found]
    assert sure == sorted(sure, reverse=True)
    assert found
    assert all(one["label"] != one["answer"] for one in found)


def test_one_image_is_explained(client, whole):
    wrong = client.get("/api/v1/explore/samples", params=DIGITS | {"wrong": True, "part": "test"}).json()["items"][0]
    found = client.get(f"/api/v1/explore/images/{wrong['index']}", params=DIGITS).json()
    assert {key: found[key] for key in wrong} == wrong
    assert sum(found["probabilities"]) == pytest.approx(1, abs=0.01)
    assert int(np.argmax(found["probabilities"])) == wrong["answer"]
    assert np.shape(found["saliency"]) == (28, 28)
    assert np.max(found["saliency"]) > 0
    assert len(found["alike"]) == 8
    assert {one["part"] for one in found["alike"]} == {"train"}
    assert any("most alike training images" in line for line in found["why"])


@pytest.mark.parametrize(
    ("address", "query", "status", "code"),
    [
        ("status", {"source": "/etc/passwd"}, 422, "parameter"),
        ("statistics", {"source": "../home"}, 422, "parameter"),
        ("statistics", {}, 422, "parameter"),
        ("statistics", {"source": "mnist"}, 409, "not_ready"),
        ("statistics", {"source": "digits", "model": "nobody-1"}, 422, "parameter"),
        ("statistics", {"source": "digits", "model": "../../x"}, 422, "parameter"),
        ("columns/image", {"source": "digits"}, 404, "not_found"),
        ("columns/secret", {"source": "digits"}, 404, "not_found"),
        ("columns/..%2Fstatistics", {"source": "digits"}, 404, "not_found"),
        ("images", {"source": "digits", "indices": "1,x"}, 422, "parameter"),
        ("images", {"source": "digits", "indices": "1797"}, 422, "parameter"),
        ("images", {"source": "digits", "first": -1}, 422, "parameter"),
        ("images", {"source": "digits", "count": 2001}, 422, "parameter"),
        ("images", {"source": "digits", "indices": ",".join(["1"] * 2001)}, 422, "parameter"),
        ("images/1797", {"source": "digits"}, 404, "not_found"),
        ("pictures/secret", {"source": "digits"}, 404, "not_found"),
        ("samples", {"source": "digits", "clustering": 90, "group": 1}, 404, "not_found"),
        ("samples", {"source": "digits", "clustering": -1, "group": 1}, 422, "parameter"),
        ("samples", {"source": "digits", "digit": 10}, 422, "parameter"),
        ("samples", {"source": "digits", "order": "best"}, 422, "parameter"),
        ("samples", {"source": "digits", "limit": 501}, 422, "parameter"),
    ],
)
def test_wrong_questions_are_answered_in_words(client, assert_error, address, query, status, code):
    assert_error(client.get(f"/api/v1/explore/{address}", params=query), status, code)


def test_what_was_not_explored_says_how_to_begin(client, assert_error):
    answer = client.get("/api/v1/explore/statistics", params={"source": "mnist"})
    assert_error(answer, 409, "not_ready", "POST /api/v1/explore/start")


def test_what_cannot_be_explored_fails_with_words(start_server):
    client = start_server(NUMERALS_KEEP="false").client
    assert client.post("/api/v1/explore/start", params={"source": "drawings"}).status_code == 202
    found = wait(client, source="drawings")
    assert found["state"] == "failed"
    assert found["error"]
    assert "Traceback" not in found["error"]


def test_other_sites_may_not_start_it(client, assert_error):
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert_error(client.post("/api/v1/explore/start", params=DIGITS, headers=foreign), 403, "cross_site")


def test_without_the_extra_the_server_says_what_to_install(tmp_path):
    blocked = "import sys\nclass Missing:\n    def find_spec(self, name, path=None, target=None):\n"
    blocked += (
        "        if name == 'umap':\n            raise ModuleNotFoundError(name)\nsys.meta_path.insert(0, Missing())\n"
    )
    (tmp_path / "sitecustomize.py").write_text(blocked)
    server = Server(tmp_path / "home", {"PYTHONPATH": str(tmp_path)}).start()
    try:
        answer = server.client.post("/api/v1/explore/start", params=DIGITS)
        assert answer.status_code == 503
        assert answer.json()["code"] == "extra"
        assert "umap" in answer.json()["detail"]
        assert "pip install 'numerals[explore]'" in answer.json()["detail"]
    finally:
        server.stop()


def test_a_home_that_cannot_be_written_is_told(start_server, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "explore").write_text("a file where a folder is wanted")
    answer = start_server().client.post("/api/v1/explore/start", params=DIGITS)
    assert (answer.status_code, answer.json()["code"]) == (503, "explore")
    assert "NUMERALS_HOME" in answer.json()["detail"]


def test_a_killed_study_is_told_and_can_be_started_again(start_server):
    server = start_server()
    server.client.post("/api/v1/explore/start", params=DIGITS)
    (worker,) = explorers(server)
    os.kill(worker, 9)
    found = wait(server.client, 20, **DIGITS)
    assert found["state"] == "failed"
    assert "ended before it was done" in found["error"]
    assert server.client.post("/api/v1/explore/start", params=DIGITS).json()["state"] == "running"
    (worker,) = explorers(server)
    os.kill(worker, 9)


def test_the_addresses_are_in_the_openapi_document(client):
    document = client.get("/api/v1/openapi.json").json()
    wanted = {
        "",
        "/start",
        "/status",
        "/statistics",
        "/columns/{name}",
        "/images",
        "/images/{index}",
        "/samples",
        "/pictures/{name}",
    }
    assert {f"/api/v1/explore{one}" for one in wanted} <= set(document["paths"])
