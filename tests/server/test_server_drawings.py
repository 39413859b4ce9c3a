"""Drawings: the ways to send one, and what is kept."""

import base64
import io
import sqlite3
import time
from contextlib import closing

import numpy as np
import pytest
from PIL import Image

CLASSIFY, DRAWINGS = "/api/v1/classify", "/api/v1/drawings"


def test_strokes_are_classified(client, drawing):
    answer = client.post(CLASSIFY, json=drawing).json()
    assert set(answer) == {"text", "value", "digits", "milliseconds", "model", "kept", "id"}
    assert (answer["text"], answer["value"], answer["kept"]) == ("7", 7, True)
    digit = answer["digits"][0]
    assert len(digit["alternatives"]) == 3
    crop = Image.open(io.BytesIO(base64.b64decode(digit["crop"].partition(",")[2])))
    assert crop.size == (28, 28)


def test_two_digits_in_a_row_are_a_number_without_a_single_value(client):
    strokes = [[[200, 60], [300, 60], [240, 240]], [[420, 60], [420, 240]]]
    answer = client.post(CLASSIFY, json={"strokes": strokes, "width": 600, "height": 300}).json()
    assert (answer["text"], answer["value"], len(answer["digits"])) == ("71", None, 2)


def test_further_columns_of_points_are_ignored(client, drawing):
    more = drawing | {"strokes": [[[*point, 0.5, 1234567] for point in stroke] for stroke in drawing["strokes"]]}
    plain, timed = (client.post(CLASSIFY, json=body).json()["digits"] for body in (drawing, drawing | {"page": "x"}))
    assert plain == timed
    answer = client.post(CLASSIFY, json=more)
    assert answer.status_code in (200, 422), answer.text
    small = drawing | {"strokes": [[[*point, 0.5, 16.7] for point in stroke] for stroke in drawing["strokes"]]}
    assert client.post(CLASSIFY, json=small).json()["digits"] == plain


def test_an_image_of_a_canvas_is_classified(client, picture, encode):
    for canvas in (picture, picture.resize((200, 100))):
        text = base64.b64encode(encode(canvas)).decode()
        for image in (text, f"data:image/png;base64,{text}"):
            assert client.post(CLASSIFY, json={"image": image}).json()["text"] == "71"


def test_a_transparent_canvas_is_classified(client, picture, encode):
    ink = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    ink.putalpha(picture.point(lambda value: 255 - value if value < 128 else 0))
    answer = client.post(CLASSIFY, json={"image": base64.b64encode(encode(ink)).decode()})
    assert answer.json()["text"] == "71"


def test_pixels_are_classified(client):
    pixels = np.zeros((28, 28), int)
    pixels[4:24, 13:16] = 255
    answer = client.post(CLASSIFY, json={"pixels": pixels.tolist()}).json()
    assert answer["value"] == 1
    kept = client.get(f"{DRAWINGS}/{answer['id']}").json()
    image = Image.open(io.BytesIO(base64.b64decode(kept["image"].partition(",")[2])))
    assert np.array_equal(np.asarray(image), pixels)


@pytest.mark.parametrize(
    "body",
    [
        {"strokes": [], "width": 600, "height": 300},
        {"strokes": [[], []], "width": 600, "height": 300},
        {"pixels": [[0] * 28] * 28},
    ],
)
def test_an_empty_canvas_is_nothing_and_not_kept(client, body):
    answer = client.post(CLASSIFY, json=body).json()
    assert (answer["text"], answer["value"], answer["digits"]) == ("", None, [])
    assert (answer["kept"], answer["id"]) == (False, None)


def test_a_blank_canvas_image_is_nothing_and_not_kept(client, encode):
    for canvas in (Image.new("L", (300, 300), 255), Image.new("RGBA", (300, 300), (0, 0, 0, 0))):
        answer = client.post(CLASSIFY, json={"image": base64.b64encode(encode(canvas)).decode()}).json()
        assert (answer["text"], answer["kept"]) == ("", False)


def test_a_kept_drawing_is_fetched_and_deleted(client, drawing, assert_error):
    answer = client.post(CLASSIFY, json=drawing).json()
    address = f"{DRAWINGS}/{answer['id']}"
    kept = client.get(address).json()
    assert kept["strokes"] == drawing["strokes"]
    assert (kept["id"], kept["text"], kept["model"], kept["page"]) == (answer["id"], "7", answer["model"], "draw")
    assert (kept["width"], kept["height"], kept["image"]) == (600, 300, None)
    assert [digit["probabilities"] for digit in kept["digits"]] == [answer["digits"][0]["probabilities"]]
    assert client.get(DRAWINGS, params={"limit": 1}).json()["items"] == [kept]
    deleted = client.delete(address)
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert_error(client.get(address), 404, "not_found")
    assert_error(client.delete(address), 404, "not_found")


def test_an_image_is_kept_as_it_came(client, png):
    text = "data:image/png;base64," + base64.b64encode(png).decode()
    answer = client.post(CLASSIFY, json={"image": text}).json()
    kept = client.get(f"{DRAWINGS}/{answer['id']}").json()
    assert (kept["image"], kept["strokes"]) == (text, None)


def test_a_large_image_is_kept_reduced(client, picture, encode):
    large = encode(picture.resize((3000, 1500)).convert("RGB"), "PNG", compress_level=0)
    answer = client.post(CLASSIFY, json={"image": base64.b64encode(large).decode()}).json()
    assert answer["kept"]
    kept = client.get(f"{DRAWINGS}/{answer['id']}").json()["image"]
    image = Image.open(io.BytesIO(base64.b64decode(kept.partition(",")[2])))
    assert (image.format, max(image.size)) == ("JPEG", 1024)


def test_paging_meets_every_drawing_once_newest_first(start_server, drawing):
    server = start_server()
    keys = [server.client.post(CLASSIFY, json=drawing).json()["id"] for _ in range(23)]
    # Seven share a moment, as bulk imports and coarse clocks make them.
    with closing(sqlite3.connect(server.home / "numerals.sqlite3")) as database:
        (moment,) = database.execute("SELECT created FROM drawings ORDER BY created LIMIT 1 OFFSET 8").fetchone()
        database.execute(
            "UPDATE drawings SET created = ? WHERE _id IN "
            "(SELECT _id FROM drawings ORDER BY created LIMIT 7 OFFSET 5)", (moment,),
        )  # fmt: skip
        database.commit()
    met, before, pages = [], None, 0
    while pages < 20:
        answer = server.client.get(DRAWINGS, params={"limit": 4} | ({"before": before} if before else {})).json()
        met += answer["items"]
        pages += 1
        before = answer["next"]
        if before is None:
            break
    assert sorted(item["id"] for item in met) == sorted(keys)
    created = [item["created"] for item in met]
    assert created == sorted(created, reverse=True)
    assert pages >= 4


def test_a_time_without_zone_is_taken_for_utc(client, drawing):
    client.post(CLASSIFY, json=drawing)
    newest = client.get(DRAWINGS, params={"limit": 1}).json()["items"][0]["created"]
    assert newest.endswith("Z")
    answers = [client.get(DRAWINGS, params={"before": text}).json() for text in (newest, newest[:-1])]
    assert answers[0] == answers[1]
    assert newest not in [item["created"] for item in answers[0]["items"]]


def test_drawings_survive_a_restart(start_server, drawing):
    first = start_server()
    key = first.client.post(CLASSIFY, json=drawing).json()["id"]
    assert first.stop() == 0
    began = time.perf_counter()
    second = start_server()
    assert time.perf_counter() - began < 5
    assert second.client.get(f"{DRAWINGS}/{key}").json()["text"] == "7"


def test_with_keeping_off_nothing_is_kept(start_server, drawing):
    server = start_server(NUMERALS_KEEP="false")
    answer = server.client.post(CLASSIFY, json=drawing).json()
    assert (answer["value"], answer["kept"], answer["id"]) == (7, False, None)
    assert server.client.get(DRAWINGS).json() == {"items": [], "next": None, "total": 0}
    assert server.client.get("/api/v1/health").json()["keeping"] is False
    assert server.client.get("/api/v1/health").json()["status"] == "ok"


def test_without_its_database_the_server_still_classifies(start_server, drawing):
    server = start_server()
    for file in server.home.glob("numerals.sqlite3*"):
        file.unlink()
    answer = server.client.post(CLASSIFY, json=drawing).json()
    assert (answer["value"], answer["kept"], answer["id"]) == (7, False, None)
    health = server.client.get("/api/v1/health").json()
    assert (health["status"], health["keeping"]) == ("degraded", False)


def test_health_tells_of_a_locked_database_within_two_seconds(start_server, drawing, clock):
    server = start_server()
    with closing(sqlite3.connect(server.home / "numerals.sqlite3")) as database:
        database.execute("BEGIN EXCLUSIVE")
        start = clock()
        assert server.client.get("/api/v1/health").json()["status"] == "degraded"
        assert clock() - start < 2
        assert server.client.post(CLASSIFY, json=drawing).json()["kept"] is False
        database.rollback()
    deadline = clock() + 10
    while server.client.get("/api/v1/health").json()["status"] != "ok":
        assert clock() < deadline
        time.sleep(0.2)
    assert server.client.post(CLASSIFY, json=drawing).json()["kept"] is True


def test_a_home_that_cannot_be_made_is_no_reason_not_to_read(start_server, drawing, tmp_path):
    (tmp_path / "home").write_text("a file where the folder should be")
    server = start_server()
    answer = server.client.post(CLASSIFY, json=drawing).json()
    assert (answer["value"], answer["kept"]) == (7, False)
    assert server.client.get("/api/v1/health").json()["status"] == "degraded"
    assert server.client.get(DRAWINGS).status_code == 503


def test_a_moment_at_the_full_second_has_its_milliseconds_too(start_server, drawing):
    server = start_server()
    key = server.client.post(CLASSIFY, json=drawing).json()["id"]
    with closing(sqlite3.connect(server.home / "numerals.sqlite3")) as database:
        database.execute("UPDATE drawings SET created = '2026-11-20 19:33:30'")
        database.commit()
    assert server.client.get(f"{DRAWINGS}/{key}").json()["created"] == "2026-11-20T19:33:30.000Z"
