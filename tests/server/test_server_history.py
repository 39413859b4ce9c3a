"""The kept drawings over HTTP, in SQLite and in MongoDB: filters, paging, corrections, downloads, deletion."""

import csv
import io
import zipfile

import numpy as np
import pytest
from PIL import Image

from numerals.data.address import parse
from numerals.data.sources import load

CLASSIFY, DRAWINGS = "/api/v1/classify", "/api/v1/drawings"
SEVEN = [[200, 60], [300, 60], [240, 240]]
ONE = [[420, 60], [420, 240]]


@pytest.fixture(scope="module", params=["sqlite", "mongodb"])
def kept(request, tmp_path_factory):
    """A server and the address of its database; 9 drawings: three 7s from draw, three 1s from api, three 71s."""
    from support import Server

    home = tmp_path_factory.mktemp("home")
    url = f"sqlite://{home}/own.sqlite3" if request.param == "sqlite" else request.getfixturevalue("mongod").url()
    server = Server(home, {"DATABASE_URL": url}).start()
    for _ in range(3):
        for strokes, page in (([SEVEN], "draw"), ([ONE], "api"), ([SEVEN, ONE], "draw")):
            body = {"strokes": strokes, "width": 600, "height": 300, "page": page}
            assert server.client.post(CLASSIFY, json=body).json()["kept"]
    yield server.client, url
    server.stop()


@pytest.fixture
def client(kept):
    return kept[0]


def texts(client, **asked):
    return [item["text"] for item in client.get(DRAWINGS, params=asked).json()["items"]]


def test_health_says_which_database_it_is(client, kept):
    assert client.get("/api/v1/health").json()["database"] == parse(kept[1]).kind


def test_filters(client):
    assert texts(client) == ["71", "1", "7"] * 3
    assert texts(client, digit=7) == ["71", "7"] * 3
    assert texts(client, digit=7, page="draw") == ["71", "7"] * 3
    assert texts(client, digit=1, page="draw") == ["71"] * 3
    assert texts(client, digit=5) == texts(client, page="nobody") == []
    everything = client.get(DRAWINGS).json()
    assert everything["total"] == 9
    sure = sorted(item["confidence"] for item in everything["items"])
    assert all(item["confidence"] == min(d["confidence"] for d in item["digits"]) for item in everything["items"])
    middle = sure[4]
    assert len(texts(client, min_confidence=middle)) == sum(one >= middle for one in sure)
    assert len(texts(client, max_confidence=middle)) == sum(one <= middle for one in sure)
    assert client.get(DRAWINGS, params={"digit": 7, "page": "draw"}).json()["total"] == 6


@pytest.mark.parametrize("limit", [1, 2, 4, 9, 50])
def test_paging_shows_each_drawing_once(client, limit):
    seen, before = [], ""
    for _ in range(20):
        page = client.get(DRAWINGS, params={"limit": limit, "digit": 7, "before": before}).json()
        assert (page["total"] is None) == bool(before)
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        before = page["next"]
    assert seen == [item["id"] for item in client.get(DRAWINGS, params={"digit": 7}).json()["items"]]


def test_a_moment_pages_too(client):
    items = client.get(DRAWINGS).json()["items"]
    older = client.get(DRAWINGS, params={"before": items[3]["created"]}).json()["items"]
    assert [one["id"] for one in older] == [one["id"] for one in items if one["created"] < items[3]["created"]]


@pytest.mark.parametrize("before", ["yesterday", "2026-01-01_1", "9999-12-31T23:59:59-23:00", "_", '{"$gt": ""}'])
def test_a_wrong_place_is_refused(client, before, assert_error):
    assert_error(client.get(DRAWINGS, params={"before": before}), 422, "parameter", "before is")


def test_each_digit_comes_with_what_the_model_saw(client):
    item = client.get(DRAWINGS, params={"limit": 1}).json()["items"][0]
    assert [digit["crop"].startswith("data:image/png;base64,") for digit in item["digits"]] == [True, True]


def test_a_correction_is_kept_and_taken_back(client):
    key = client.get(DRAWINGS, params={"digit": 1, "page": "api"}).json()["items"][0]["id"]
    address = f"{DRAWINGS}/{key}"
    for said, verdict in (("4", "corrected"), ("1", "confirmed")):
        answer = client.patch(address, json={"correction": said}).json()
        assert (answer["correction"], answer["verdict"], answer["text"]) == (said, verdict, "1")
        assert client.get(address).json() == answer
        assert answer["corrected"] >= answer["created"]
        assert texts(client, verdict=verdict) == texts(client, verdict="checked") == ["1"]
        assert len(texts(client, verdict="unchecked")) == 8
    answer = client.patch(address, json={"correction": None}).json()
    assert (answer["correction"], answer["verdict"], answer["corrected"]) == (None, "", None)
    assert len(texts(client, verdict="unchecked")) == 9


@pytest.mark.parametrize(
    "body",
    [
        {"correction": {"$ne": None}}, {"correction": 7}, {"correction": "seven"}, {"correction": ""}, {}, {"$set": 1},
        {"correction": "1" * 501}, {"correction": ["7"]}, {"correction": "7", "text": "8"}, [], "7",
    ],
)  # fmt: skip
def test_what_is_no_correction_is_refused(client, body, assert_error):
    key = client.get(DRAWINGS).json()["items"][0]["id"]
    assert_error(client.patch(f"{DRAWINGS}/{key}", json=body), 422)
    assert client.get(f"{DRAWINGS}/{key}").json()["correction"] is None


@pytest.mark.parametrize("name", ["digit", "page", "verdict", "min_confidence", "limit"])
@pytest.mark.parametrize("value", ['{"$ne": null}', "$where", "[$gt]"])
def test_no_filter_becomes_an_operator(client, name, value, assert_error):
    assert_error(client.get(DRAWINGS, params={name: value}), 422)
    # As some frameworks read them: here they are names that nobody knows.
    assert len(client.get(f"{DRAWINGS}?{name}[$ne]=x").json()["items"]) == 9


def test_an_operator_in_a_drawing_is_refused(client, assert_error):
    for body in (
        {"strokes": {"$ne": None}, "width": 9, "height": 9},
        {"strokes": [[{"$gt": 0}]], "width": 9, "height": 9},
        {"strokes": [SEVEN], "width": 600, "height": 300, "page": {"$ne": None}},
        {"strokes": [SEVEN], "width": {"$ne": None}, "height": 300},
    ):
        assert_error(client.post(CLASSIFY, json=body), 422)


def test_somebody_elses_correction_of_nothing(client, assert_error):
    gone = f"{DRAWINGS}/00000000-0000-4000-8000-000000000000"
    assert_error(client.patch(gone, json={"correction": "7"}), 404, "not_found")


def test_corrections_are_data_to_train_on(client, kept, tmp_path):
    items = client.get(DRAWINGS).json()["items"]
    said = {"71": "74", "1": "1", "7": "22"}  # the last has another number of digits than were found
    for item in items:
        client.patch(f"{DRAWINGS}/{item['id']}", json={"correction": said[item["text"]]})
    try:
        data = load("drawings", own=parse(kept[1]))
        labels = np.concatenate([data.train.labels, data.test.labels])
        assert sorted(labels.tolist()) == [1] * 3 + [4] * 3 + [7] * 3

        answer = client.get("/api/v1/drawings.zip")
        assert answer.headers["content-disposition"] == 'attachment; filename="drawings.zip"'
        zipfile.ZipFile(io.BytesIO(answer.content)).extractall(tmp_path)
        folder = load(str(tmp_path / "drawings"))
        images = np.concatenate([folder.train.images, folder.test.images])
        same = np.concatenate([data.train.images, data.test.images])
        assert sorted(image.tobytes() for image in images) == sorted(image.tobytes() for image in same)
    finally:
        for item in items:
            client.patch(f"{DRAWINGS}/{item['id']}", json={"correction": None})


def test_pictures_with_what_the_model_read(client):
    packed = zipfile.ZipFile(io.BytesIO(client.get("/api/v1/drawings.zip", params={"labels": "model"}).content))
    pictures = [name for name in packed.namelist() if name.endswith(".png")]
    assert sorted(name.split("/")[1] for name in pictures) == ["1"] * 6 + ["7"] * 6
    assert Image.open(io.BytesIO(packed.read(pictures[0]))).size == (28, 28)
    only = zipfile.ZipFile(io.BytesIO(client.get("/api/v1/drawings.zip", params={"labels": "people"}).content))
    assert not [name for name in only.namelist() if name.endswith(".png")]


def test_the_table(client):
    answer = client.get("/api/v1/drawings.csv", params={"page": "api"})
    assert answer.headers["content-type"] == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["text"], row["page"], row["correction"]) for row in rows] == [("1", "api", "")] * 3
    assert {"id", "created", "confidence", "verdict", "model"} < set(rows[0])


def test_deleting_all_wants_to_be_meant(client, assert_error):
    assert_error(client.delete(DRAWINGS), 422, "parameter", "everything=true")
    assert len(texts(client)) == 9


def test_deleting_all(start_server, database_url, drawing):
    client = start_server(DATABASE_URL=database_url).client
    for _ in range(3):
        client.post(CLASSIFY, json=drawing)
    assert client.delete(DRAWINGS, params={"everything": "true"}).json() == {"deleted": 3}
    assert client.get(DRAWINGS).json() == {"items": [], "next": None, "total": 0}
