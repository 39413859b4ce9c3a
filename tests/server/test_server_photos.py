"""Photos whose digits are kept because someone asked for it: corrected, learnt from; never the photo itself."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from numerals.data.address import parse
from numerals.data.corrections import review
from numerals.data.sources import load
from support import Server

READ, DRAWINGS = "/api/v1/read", "/api/v1/drawings"


@pytest.fixture(scope="module", params=["sqlite", "mongodb"])
def running(request, tmp_path_factory):
    """A server and the address of its database."""
    home = tmp_path_factory.mktemp("home")
    url = f"sqlite://{home}/own.sqlite3" if request.param == "sqlite" else request.getfixturevalue("mongod").url()
    server = Server(home, {"DATABASE_URL": url}).start()
    yield server, url
    server.stop()


@pytest.fixture
def client(running):
    """Of the server with nothing kept yet."""
    client = running[0].client
    client.delete(DRAWINGS, params={"everything": "true"}).raise_for_status()
    return client


def read(client, png, **asked):
    answer = client.post(READ, files={"image": ("page.png", png)}, data=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_photos_digits_are_kept_corrected_and_learnt_from(client, running, png):
    found = read(client, png, keep="true", stages="true")
    assert found["text"] == "71"
    kept = client.get(f"{DRAWINGS}/{found['id']}").json()
    assert (kept["text"], kept["page"], kept["strokes"]) == ("71", "photo", None)
    assert [digit["crop"] for digit in kept["digits"]] == [digit["crop"] for digit in found["digits"]]
    for key in (found["id"], read(client, png, keep="true")["id"]):  # a digit to learn from, and one to test on
        assert client.patch(f"{DRAWINGS}/{key}", json={"correction": "21"}).json()["verdict"] == "corrected"
    reviewed = review(load("drawings", own=parse(running[1])))
    assert reviewed.twice == 2  # the same photo twice
    parts = (reviewed.dataset.train, reviewed.dataset.test)
    learnt = {label: image for part in parts for label, image in zip(part.labels, part.images, strict=True)}
    seven, one = (pixels(digit["crop"]) for digit in found["digits"])
    assert learnt.keys() == {2, 1}
    assert np.array_equal(learnt[2], seven)
    assert np.array_equal(learnt[1], one)


def pixels(address):
    """The picture in a data URL."""
    return np.array(Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2]))))


def test_of_the_photo_nothing_is_kept_but_its_digits(client, png):
    found = read(client, png, keep="true", stages="true")
    sheet = pixels(client.get(f"{DRAWINGS}/{found['id']}").json()["image"])
    assert np.array_equal(255 - sheet, np.hstack([pixels(digit["crop"]) for digit in found["digits"]]))


def test_a_photo_is_not_kept_unasked(client, png):
    assert "id" not in read(client, png)
    assert "id" not in read(client, png, keep="false")
    assert client.get(DRAWINGS).json()["items"] == []


def test_keeping_is_asked_for_in_each_way(client, png):
    body = {"image": base64.b64encode(png).decode(), "keep": True}
    assert client.post(READ, json=body).json()["id"]
    assert client.post(READ, params={"keep": "true"}, content=png).json()["id"]
    assert len(client.get(DRAWINGS, params={"page": "photo"}).json()["items"]) == 2


def test_what_cannot_be_kept_is_read_all_the_same(client, start_server, png, encode):
    assert read(client, encode(Image.new("L", (200, 100), 255)), keep="true")["id"] is None
    closed = start_server(NUMERALS_KEEP="false").client
    found = read(closed, png, keep="true")
    assert (found["text"], found["id"]) == ("71", None)


def test_more_digits_than_can_be_corrected_are_not_kept(client, encode):
    paper = Image.new("L", (1300, 1300), 255)
    for place in range(16 * 16):  # a field of ones
        x, y = 40 + place % 16 * 78, 40 + place // 16 * 78
        paper.paste(10, (x, y, x + 7, y + 46))
    found = read(client, encode(paper), keep="true")
    assert len(found["digits"]) > 250
    assert found["id"] is None


def test_keeping_is_wanted_or_not(client, png, assert_error):
    answer = client.post(READ, files={"image": png}, data={"keep": "perhaps"})
    assert_error(answer, 422, says="keep is true or false")
