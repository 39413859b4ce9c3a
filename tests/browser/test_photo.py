"""The Photo page: a picture in, every stage shown, knobs moved."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect
from visitor import Visitor

from numerals.data.pages import write_page
from support import Server

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "images" / "page.png"
TEXT = "0123456789\n19842026\n314159265"
SLOW = 30_000


def show(visitor: Visitor) -> Page:
    page = visitor.visit("/photo")
    page.get_by_test_id("file-input").set_input_files(PICTURE)
    expect(page.get_by_test_id("photo-text")).to_contain_text("0123456789", timeout=SLOW)
    return page


def test_an_uploaded_photo_shows_its_text_boxes_crops_and_stages(visitor: Visitor) -> None:
    page = show(visitor)
    assert page.get_by_test_id("photo-text").inner_text().strip() == TEXT
    expect(page.get_by_test_id("box")).to_have_count(27)
    expect(page.get_by_test_id("crop")).to_have_count(27)
    for stage in ("grey", "flatten", "blur", "threshold", "boxes"):
        expect(page.get_by_test_id(f"stage-{stage}").locator("img").first).to_be_visible()


def test_moving_a_slider_changes_the_boxes(visitor: Visitor) -> None:
    page = show(visitor)
    slider = page.get_by_test_id("parameter-min_height")
    slider.scroll_into_view_if_needed()
    slider.fill("1")  # now every digit lower than the typical one is a speck
    expect(page.get_by_test_id("box")).not_to_have_count(27, timeout=SLOW)
    slider.fill("0.35")
    expect(page.get_by_test_id("box")).to_have_count(27, timeout=SLOW)


def test_the_classic_recipe_shows_the_edges(visitor: Visitor) -> None:
    page = show(visitor)
    page.get_by_test_id("recipe").select_option("classic")
    expect(page.get_by_test_id("stage-canny").locator("img").first).to_be_visible(timeout=SLOW)


def test_a_moved_knob_of_the_classic_engine_says_that_the_page_reader_is_not_asked(visitor: Visitor) -> None:
    page = show(visitor)
    note = page.get_by_role("status").filter(has_text="page reader")
    expect(note).to_have_count(0)
    with page.expect_response("**/api/v1/read") as answer:
        page.get_by_test_id("parameter-blur").fill("5")
    assert "+" not in answer.value.json()["model"]
    expect(note).to_have_text("The page reader is not asked while these are moved: Blur.", timeout=SLOW)
    page.get_by_test_id("parameter-blur").fill("3")
    expect(note).to_have_count(0)
    page.get_by_test_id("parameter-engine").get_by_text("Neural").click()
    expect(note).to_contain_text("these do nothing: Blur, Threshold, Clean")


def test_numbers_and_marks_stand_beside_the_text_and_are_not_copied(visitor: Visitor, tmp_path: Path) -> None:
    written = write_page(["404   1000", "57     2800"], 4, height=60, pen=5)
    image = Image.fromarray(written.image)
    _, top, right, bottom = written.boxes[8]
    dash = (right + 20, (top + bottom) // 2, written.boxes[9][0] - 20, (top + bottom) // 2)
    ImageDraw.Draw(image).line(dash, fill=(38, 48, 110), width=5)
    image.save(tmp_path / "table.png")
    page = visitor.visit("/photo")
    page.get_by_test_id("file-input").set_input_files(tmp_path / "table.png")
    expect(page.get_by_test_id("numbers")).to_have_text("404 · 1000\n57 · 2800", timeout=SLOW)
    expect(page.get_by_test_id("marks")).to_have_text("1 dash")
    expect(page.get_by_test_id("mark").locator("title")).to_contain_text("dash")
    assert page.get_by_test_id("photo-text").inner_text().strip() == "4041000\n572800"
    page.get_by_role("button", name="Copy").click()
    assert page.evaluate("navigator.clipboard.readText()").strip() == "4041000\n572800"


def test_the_text_is_copied(visitor: Visitor) -> None:
    page = show(visitor)
    page.get_by_role("button", name="Copy").click()
    assert page.evaluate("navigator.clipboard.readText()").strip() == TEXT


def test_a_bad_file_says_why(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.visit("/photo")
    bad = tmp_path / "letter.png"
    visitor.expected = "400"  # Chromium's own line about the answer
    bad.write_text("Dear reader, this is no picture.")
    page.get_by_test_id("file-input").set_input_files(bad)
    expect(page.get_by_role("alert")).to_contain_text("not a picture", timeout=SLOW)


def test_an_empty_sheet_says_that_nothing_was_found(visitor: Visitor, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.png"
    Image.new("RGB", (400, 300), (240, 238, 230)).save(sheet)
    page = visitor.visit("/photo")
    page.get_by_test_id("file-input").set_input_files(sheet)
    expect(page.get_by_test_id("photo-nothing")).to_be_visible(timeout=SLOW)


@pytest.mark.parametrize("path", ["/", "/photo", "/models", "/history"])
def test_no_sideways_scrolling_on_a_phone(phone: Visitor, path: str) -> None:
    page = phone.visit(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=SLOW)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_reading_is_corrected_and_its_digits_are_in_the_history(visitor: Visitor) -> None:
    page = show(visitor)
    said = TEXT.replace("1984", "1994")
    field = page.get_by_test_id("mistake").get_by_role("textbox")
    expect(field).to_have_value(TEXT)
    field.fill(said)
    page.get_by_role("button", name="Correct", exact=True).click()
    expect(page.get_by_test_id("mistake")).to_contain_text("Noted: it is", timeout=SLOW)
    field.fill(TEXT)
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_test_id("mistake")).to_contain_text("it was read right", timeout=SLOW)
    page.get_by_role("link", name="History").click()
    rows = page.get_by_test_id("drawing").filter(has_text="photo")
    expect(rows).to_have_count(1, timeout=SLOW)  # both words were about the same digits
    expect(rows).to_contain_text("confirmed")
    expect(rows.get_by_test_id("thumbnail").locator("img")).to_be_visible()


def test_where_nothing_is_kept_a_correction_says_so(visitor: Visitor, tmp_path: Path) -> None:
    server = Server(tmp_path, {"NUMERALS_KEEP": "false"}).start()
    visitor.address = server.url
    page = show(visitor)
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("alert")).to_contain_text("keeps nothing now", timeout=SLOW)
    server.stop()
