"""The History page: kept drawings are found, corrected, taken away and deleted."""

import csv
import io
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pad import SEVEN, draw_with_finger, draw_with_mouse
from playwright.sync_api import Browser, Locator, Page, expect
from visitor import Visitor, open_menu

from support import Server

READY = 20_000
"""Milliseconds for the model to come to the browser, or for the page to notice that the database is back."""
PAPER = {"width": 900, "height": 480}
STROKES = {
    "7": [[[300, 100], [480, 100], [380, 360]]],
    "1": [[[600, 100], [595, 360]]],
}
STROKES["71"] = STROKES["7"] + STROKES["1"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("home")).start()
    yield running
    running.stop()


@pytest.fixture
def address(server: Server) -> str:
    """The server with nothing kept yet."""
    server.client.delete("/api/v1/drawings", params={"everything": "true"}).raise_for_status()
    return server.url


def keep(server: Server, *texts: str, page: str = "draw") -> list[str]:
    """Draws some numbers, the last one newest; their keys."""
    answers = [
        server.client.post("/api/v1/classify", json={"strokes": STROKES[text], "page": page, **PAPER}).json()
        for text in texts
    ]
    assert [answer["text"] for answer in answers] == list(texts)
    return [answer["id"] for answer in answers]


def kept(server: Server, key: str) -> dict[str, Any]:
    answer: dict[str, Any] = server.client.get(f"/api/v1/drawings/{key}").json()
    return answer


def row(page: Page, key: str) -> Locator:
    return page.locator(f'[data-testid="drawing"][data-id="{key}"]')


def rows(page: Page) -> Locator:
    return page.get_by_test_id("drawing")


def keys(page: Page) -> list[str]:
    return [str(one.get_attribute("data-id")) for one in rows(page).all()]


def digit(where: Page | Locator, name: str) -> Locator:
    return where.get_by_test_id("taps").get_by_role("button", name=name)


def expect_said(server: Server, page: Page, key: str, said: str | None, verdict: str) -> None:
    """What a person said comes to the server, soon after the page shows it."""
    for _ in range(100):
        found = kept(server, key)
        if (found["correction"], found["verdict"]) == (said, verdict):
            break
        page.wait_for_timeout(50)
    page.wait_for_load_state("networkidle")
    found = kept(server, key)  # and nothing older comes after it
    assert (found["correction"], found["verdict"]) == (said, verdict)


def test_what_is_predicted_is_listed_first_with_its_ink(visitor: Visitor, server: Server) -> None:
    older = keep(server, "1", page="notebook")
    page = visitor.visit()
    draw_with_mouse(page, SEVEN)
    page.get_by_role("button", name="Predict").click()
    expect(page.get_by_test_id("kept")).to_be_visible()
    page.get_by_role("link", name="History").click()
    expect(rows(page)).to_have_count(2)
    newest = rows(page).first
    expect(newest.get_by_test_id("reading")).to_have_text("7")
    for text in ("% sure", "cnn-", "draw"):
        expect(newest).to_contain_text(text)
    moment = newest.locator("time").get_attribute("datetime")
    assert moment == kept(server, keys(page)[0])["created"]
    assert re.search(r"M[\d.]+ [\d.]+L", newest.locator("path").first.get_attribute("d") or "")
    assert keys(page)[1:] == older
    expect(page.get_by_test_id("count")).to_have_text("2 drawings")


def test_one_tap_corrects_and_the_same_tap_takes_it_back(visitor: Visitor, server: Server) -> None:
    [key] = keep(server, "7")
    page = visitor.visit("/history")
    digit(row(page, key), "1").click()
    expect(row(page, key)).to_contain_text("corrected")
    expect_said(server, page, key, "1", "corrected")
    page.reload()
    expect(row(page, key).get_by_test_id("reading")).to_have_text("7 1")
    expect(digit(row(page, key), "1")).to_have_attribute("aria-pressed", "true")
    digit(row(page, key), "1").click()
    expect(row(page, key)).not_to_contain_text("corrected")
    expect_said(server, page, key, None, "")
    digit(row(page, key), "7, as read").click()
    expect(row(page, key)).to_contain_text("confirmed")
    expect_said(server, page, key, "7", "confirmed")


def test_of_quick_taps_the_last_one_counts(visitor: Visitor, server: Server) -> None:
    [key] = keep(server, "7")
    page = visitor.visit("/history")
    for value in "0123":
        digit(row(page, key), value).click()
    expect_said(server, page, key, "3", "corrected")
    expect(digit(row(page, key), "3")).to_have_attribute("aria-pressed", "true")


def test_a_number_is_corrected_in_a_field(visitor: Visitor, server: Server) -> None:
    [key] = keep(server, "71")
    page = visitor.visit("/history")
    field = row(page, key).get_by_role("textbox")
    expect(field).to_have_value("71")
    field.fill("7?")
    expect(row(page, key).get_by_role("button", name="Correct")).to_be_disabled()
    field.fill("77")
    field.press("Enter")
    expect(row(page, key).get_by_test_id("reading")).to_have_text("71 77")
    expect_said(server, page, key, "77", "corrected")
    row(page, key).get_by_role("button", name="Take back").click()
    expect(field).to_have_value("71")
    expect_said(server, page, key, None, "")


def test_a_correction_that_the_server_refuses_is_taken_back_with_its_reason(visitor: Visitor, server: Server) -> None:
    [key] = keep(server, "7")
    page = visitor.visit("/history")
    expect(row(page, key)).to_be_visible()
    server.client.delete(f"/api/v1/drawings/{key}").raise_for_status()  # by somebody else
    visitor.expected = "404"
    digit(row(page, key), "1").click()
    expect(row(page, key).get_by_role("alert")).to_contain_text("may have been deleted")
    expect(digit(row(page, key), "1")).to_have_attribute("aria-pressed", "false")
    expect(row(page, key).get_by_test_id("reading")).to_have_text("7")


def test_the_keyboard_checks_one_drawing_after_another(visitor: Visitor, server: Server) -> None:
    second, first = keep(server, "7", "1")
    page = visitor.visit("/history")
    digit(row(page, first), "1, as read").focus()
    page.keyboard.press("1")
    page.keyboard.press("ArrowDown")
    expect(digit(row(page, second), "7, as read")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(digit(row(page, second), "8")).to_be_focused()
    page.keyboard.press("Enter")
    expect(row(page, second)).to_contain_text("corrected")
    expect_said(server, page, first, "1", "confirmed")
    expect_said(server, page, second, "8", "corrected")
    page.keyboard.press("Tab")  # the ten digits are one stop
    expect(row(page, second).get_by_role("button", name=re.compile("Delete"))).to_be_focused()


def test_filters_are_in_the_address_and_the_back_button_takes_them_back(visitor: Visitor, server: Server) -> None:
    seven, one = keep(server, "7", "1")
    [other] = keep(server, "7", page="notebook")
    server.client.patch(f"/api/v1/drawings/{seven}", json={"correction": "2"}).raise_for_status()
    page = visitor.visit("/history")
    expect(rows(page)).to_have_count(3)
    page.get_by_test_id("filter-digit").select_option("7")
    expect(page).to_have_url(re.compile(r"/history\?digit=7$"))
    expect(rows(page)).to_have_count(2)
    expect(page.get_by_test_id("count")).to_have_text("2 drawings match")
    page.get_by_test_id("filter-verdict").select_option("corrected")
    expect(rows(page)).to_have_count(1)
    assert keys(page) == [seven]
    page.go_back()
    expect(rows(page)).to_have_count(2)
    expect(page.get_by_test_id("filter-verdict")).to_have_value("")
    page.get_by_test_id("filter-page").fill("notebook")
    expect(rows(page)).to_have_count(1)
    assert keys(page) == [other]
    page.get_by_role("button", name="Clear the filters").click()
    expect(rows(page)).to_have_count(3)
    page.goto(f"{server.url}/history?digit=1&verdict=nonsense")
    expect(rows(page)).to_have_count(1)
    assert keys(page) == [one]


def test_the_confidence_filters(visitor: Visitor, server: Server) -> None:
    keep(server, "7", "1")
    sure = sorted(item["confidence"] for item in server.client.get("/api/v1/drawings").json()["items"])
    between = sum(sure) / 2
    page = visitor.visit(f"/history?min_confidence={between:.6f}")
    expect(rows(page)).to_have_count(1)
    page.get_by_test_id("filter-confidence").select_option("-0.5")
    expect(page.get_by_test_id("empty")).to_contain_text("No drawing matches")
    page.get_by_role("button", name="Clear the filters").click()
    expect(rows(page)).to_have_count(2)


def test_scrolling_brings_all_drawings_once_newest_first(visitor: Visitor, server: Server) -> None:
    made = keep(server, *"71" * 65)
    page = visitor.visit("/history")
    expect(rows(page)).to_have_count(60)
    for count in (120, 130):
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        expect(rows(page)).to_have_count(count)
    assert keys(page) == made[::-1]
    expect(page.get_by_test_id("count")).to_have_text("130 drawings")
    expect(page.get_by_test_id("more")).to_have_count(0)


def test_a_drawing_is_deleted_after_one_question_in_its_place(visitor: Visitor, server: Server) -> None:
    last, middle, first = keep(server, "7", "1", "7")
    page = visitor.visit("/history")
    for answer in ("Keep", "Delete"):
        row(page, middle).get_by_role("button", name=re.compile("Delete: 1, ")).click()
        expect(row(page, middle).get_by_role("button", name="Keep")).to_be_focused()
        row(page, middle).get_by_role("button", name=answer, exact=True).click()
        expect(rows(page)).to_have_count(3 if answer == "Keep" else 2)
    assert keys(page) == [first, last]
    expect(row(page, last).get_by_role("button", name=re.compile("Delete: 7, "))).to_be_focused()
    expect(page.get_by_test_id("count")).to_have_text("2 drawings")
    assert server.client.get(f"/api/v1/drawings/{middle}").status_code == 404


def test_all_are_deleted_behind_a_dialog_that_names_the_number(visitor: Visitor, server: Server) -> None:
    keep(server, "7", "1", "1")
    page = visitor.visit("/history?digit=7")
    expect(rows(page)).to_have_count(1)
    page.get_by_role("button", name="Delete all").click()
    dialog = page.get_by_role("dialog", name="Delete 3 drawings?")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert server.client.get("/api/v1/drawings").json()["total"] == 3
    page.get_by_role("button", name="Delete all").click()
    dialog.get_by_role("button", name="Delete 3 drawings").click()
    expect(page.get_by_test_id("count")).to_contain_text("3 drawings deleted.")
    assert server.client.get("/api/v1/drawings").json()["total"] == 0
    page.get_by_role("button", name="Clear the filters").click()
    expect(page.get_by_test_id("empty")).to_contain_text("Nothing is kept yet")
    page.get_by_role("link", name="To the sketchpad").click()
    expect(page.get_by_test_id("pad")).to_be_visible()


def _downloaded(page: Page, name: str, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("link", name=name).click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def test_a_table_and_pictures_to_train_on_are_downloaded(visitor: Visitor, server: Server, tmp_path: Path) -> None:
    seven, one, _ = keep(server, "7", "1", "71")
    server.client.patch(f"/api/v1/drawings/{seven}", json={"correction": "2"}).raise_for_status()
    page = visitor.visit("/history?digit=7")
    expect(rows(page)).to_have_count(2)
    page.get_by_text("Download", exact=True).click()
    table = list(csv.DictReader(io.StringIO(_downloaded(page, "Table (CSV)", tmp_path).read_text())))
    assert [(line["text"], line["correction"]) for line in table] == [("71", ""), ("7", "2")]
    with zipfile.ZipFile(_downloaded(page, "Checked pictures (ZIP)", tmp_path)) as archive:
        assert [name for name in archive.namelist() if name.endswith(".png")] == [f"drawings/2/{seven}-0.png"]
    with zipfile.ZipFile(_downloaded(page, "All pictures (ZIP)", tmp_path)) as archive:
        pictures = sorted(name.split("/")[1] for name in archive.namelist() if name.endswith(".png"))
    assert pictures == ["1", "2", "7"]
    assert one not in "".join(keys(page))


def test_a_mistake_is_corrected_where_it_is_noticed(visitor: Visitor, server: Server) -> None:
    page = visitor.visit()
    draw_with_mouse(page, SEVEN)
    with page.expect_response("**/api/v1/classify") as answer:
        page.get_by_role("button", name="Predict").click()
    key = answer.value.json()["id"]
    mistake = page.get_by_test_id("mistake")
    expect(mistake).to_contain_text("Tap the right digit")
    digit(mistake, "1").click()
    expect(mistake.get_by_role("status")).to_have_text("Noted: it is 1.")
    expect_said(server, page, key, "1", "corrected")
    page.get_by_role("button", name="Clear").click()
    expect(mistake).to_have_count(0)


def test_keys_in_the_field_of_a_number_leave_the_pad_alone(visitor: Visitor, server: Server) -> None:
    page = visitor.visit()
    draw_with_mouse(page, [*SEVEN, [(0.85, 0.2), (0.84, 0.75)]])
    with page.expect_response("**/api/v1/classify") as answer:
        page.get_by_role("button", name="Predict").click()
    field = page.get_by_test_id("mistake").get_by_role("textbox")
    field.press("Home")
    field.press("Delete")
    expect(field).to_have_value("1")
    expect(page.get_by_role("button", name="Clear")).to_be_enabled()
    field.press("Enter")
    expect_said(server, page, answer.value.json()["id"], "1", "corrected")


def test_while_the_database_is_away_the_page_says_so_and_all_comes_back_by_itself(
    visitor: Visitor, server: Server
) -> None:
    [key] = keep(server, "7")
    visitor.expected = "503"
    notice = visitor.page.get_by_text("Nothing is being kept now")
    # Another program holds the database and lets nobody write.
    with closing(sqlite3.connect(server.home / "numerals.sqlite3", isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        page = visitor.visit()
        draw_with_mouse(page, SEVEN)
        page.get_by_role("button", name="Predict").click()
        expect(page.get_by_test_id("server-answer")).to_contain_text("7", timeout=READY)
        expect(page.get_by_test_id("kept")).to_have_text("Your drawing was not kept.")
        expect(notice).to_be_visible(timeout=READY)
        page.get_by_role("link", name="History").click()
        expect(notice).to_be_visible()
        expect(page.get_by_role("alert")).to_contain_text("The database is away")
        holder.execute("ROLLBACK")
        expect(notice).to_have_count(0, timeout=READY)
    expect(row(page, key)).to_be_visible()
    page.get_by_role("link", name="Draw").click()
    page.get_by_role("button", name="Predict").click()
    expect(page.get_by_test_id("kept")).to_have_text("Your drawing was kept.")


def test_a_server_that_keeps_nothing_says_so(chromium: Browser, tmp_path: Path) -> None:
    server = Server(tmp_path, {"NUMERALS_KEEP": "false"}).start()
    try:
        page = chromium.new_page(locale="en-GB")
        page.goto(f"{server.url}/history")
        expect(page.get_by_role("main")).to_contain_text("Keeping is off on this server")
        expect(page.get_by_test_id("empty")).to_have_count(0)  # it would say to draw something
        page.close()
    finally:
        server.stop()


def test_a_finger_corrects_with_one_tap(phone: Visitor, server: Server) -> None:
    page = phone.visit()
    draw_with_finger(page, SEVEN)
    page.get_by_role("button", name="Prédire").click()
    expect(page.get_by_test_id("kept")).to_be_visible()
    open_menu(page)
    page.get_by_role("link", name="Historique").tap()
    expect(rows(page)).to_have_count(1)
    [key] = keys(page)
    box = digit(row(page, key), "1").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    digit(row(page, key), "1").tap()
    expect(row(page, key)).to_contain_text("corrigé")
    expect_said(server, page, key, "1", "corrected")


@pytest.mark.parametrize("language", ["en-GB", "fr-FR", "pt-PT"])
def test_nothing_overflows_on_the_narrowest_phone(
    chromium: Browser, server: Server, address: str, language: str
) -> None:
    keep(server, "7", "71")
    context = chromium.new_context(
        locale=language, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(f"{address}/history")
    expect(rows(page)).to_have_count(2)
    page.locator("[data-delete]").first.tap()
    page.locator("summary").tap()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    context.close()
