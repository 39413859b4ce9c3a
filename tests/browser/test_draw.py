"""The Draw page: what a person with a mouse, a finger or a keyboard meets."""

import re
from pathlib import Path

import pytest
from pad import ONE, OPEN_FOUR, SEVEN, STAR, draw_with_finger, draw_with_mouse
from playwright.sync_api import Page, expect
from test_photo import show
from visitor import Visitor

READY = 20_000
"""Milliseconds for the model to come to the browser on a slow machine."""


def number(page: Page) -> str:
    return page.get_by_test_id("number").inner_text().strip()


def expect_number(page: Page, text: str) -> None:
    expect(page.get_by_test_id("number")).to_have_text(text, timeout=READY)


def test_a_seven_drawn_with_the_mouse_is_read_as_it_is_drawn_and_kept_on_predict(visitor: Visitor) -> None:
    page = visitor.visit()
    draw_with_mouse(page, SEVEN)
    expect_number(page, "7")
    with page.expect_response("**/api/v1/classify") as answer:
        page.get_by_role("button", name="Predict").click()
    expect(page.get_by_test_id("server-answer")).to_contain_text("7")
    expect(page.get_by_test_id("kept")).to_be_visible()
    kept = page.request.get(f"{visitor.address}/api/v1/drawings/{answer.value.json()['id']}").json()
    assert kept["text"] == "7"
    assert kept["page"] == "draw"
    assert kept["strokes"]


def test_what_is_no_digit_is_unreadable_to_the_browser_and_to_the_server(visitor: Visitor) -> None:
    page = visitor.visit()
    draw_with_mouse(page, STAR)
    expect_number(page, "?")
    with page.expect_response("**/api/v1/classify") as answer:
        page.get_by_role("button", name="Predict").click()
    (digit,) = answer.value.json()["digits"]
    assert digit["value"] is None
    shown = page.get_by_test_id("digit").get_attribute("aria-label") or ""
    assert f"{100 * digit['confidence']:.0f}" in shown


def test_clear_leaves_an_empty_canvas_and_no_digit(visitor: Visitor) -> None:
    page = visitor.visit()
    draw_with_mouse(page, SEVEN)
    expect_number(page, "7")
    page.get_by_role("button", name="Clear").click()
    expect_number(page, "")


def test_predict_on_an_empty_canvas_reads_nothing(visitor: Visitor) -> None:
    page = visitor.visit()
    page.get_by_role("button", name="Predict").click()
    page.wait_for_timeout(500)
    assert number(page) == ""


def test_digits_in_a_row_are_read_as_a_number_and_undo_takes_the_last_stroke(visitor: Visitor) -> None:
    page = visitor.visit()
    draw_with_mouse(page, [*SEVEN, *ONE])
    expect_number(page, "71")
    expect(page.get_by_test_id("digit")).to_have_count(2)
    page.get_by_role("button", name="Undo").click()
    expect_number(page, "7")


def test_an_open_four_beside_a_one_is_one_digit_in_the_browser_and_on_the_server(visitor: Visitor) -> None:
    page = visitor.visit()
    draw_with_mouse(page, [*OPEN_FOUR, *ONE])
    expect_number(page, "41")
    page.get_by_role("button", name="Predict").click()
    expect(page.get_by_test_id("server-answer")).to_contain_text("41")


def test_the_keyboard_predicts_undoes_and_clears(visitor: Visitor) -> None:
    page = visitor.visit()
    draw_with_mouse(page, [*SEVEN, *ONE])
    expect_number(page, "71")
    page.keyboard.press("Control+z")
    expect_number(page, "7")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("server-answer")).to_contain_text("7")
    page.keyboard.press("Delete")
    expect_number(page, "")


@pytest.mark.parametrize(("size", "corner"), [(0.25, (0.05, 0.05)), (0.25, (1.5, 0.65)), (0.9, (0.5, 0.05))])
def test_drawn_small_large_or_off_centre_it_is_the_same_digit(
    visitor: Visitor, size: float, corner: tuple[float, float]
) -> None:
    page = visitor.visit()
    moved = [[(corner[0] + (x - 0.2) * size, corner[1] + (y - 0.2) * size) for x, y in stroke] for stroke in SEVEN]
    draw_with_mouse(page, moved)
    expect_number(page, "7")


def test_the_browser_and_the_server_give_the_same_probability(visitor: Visitor) -> None:
    page = visitor.visit()
    draw_with_mouse(page, SEVEN)
    expect_number(page, "7")
    with page.expect_response("**/api/v1/classify") as answer:
        page.get_by_role("button", name="Predict").click()
    server = answer.value.json()["digits"][0]["probabilities"]
    page.wait_for_timeout(200)
    shown = page.get_by_test_id("probability").evaluate_all("bars => bars.map(bar => Number(bar.dataset.value))")
    assert shown == pytest.approx(server, abs=2e-3)


def test_reading_goes_on_in_the_browser_when_the_server_is_away(visitor: Visitor) -> None:
    page = visitor.visit()
    draw_with_mouse(page, ONE)
    expect_number(page, "1")
    visitor.expected = "ERR_FAILED"  # Chromium's own line about the request that is cut
    page.route("**/api/**", lambda route: route.abort())
    draw_with_mouse(page, [[(1.2, 0.2), (1.55, 0.2), (1.35, 0.75)]])
    expect_number(page, "17")
    page.get_by_role("button", name="Predict").click()
    expect(page.get_by_role("alert")).to_be_visible()


def test_a_finger_draws_and_the_page_does_not_scroll(phone: Visitor) -> None:
    page = phone.visit()
    page.get_by_test_id("pad").scroll_into_view_if_needed()
    before = page.evaluate("window.scrollY")
    draw_with_finger(page, SEVEN)
    expect_number(page, "7")
    assert page.evaluate("window.scrollY") == before
    page.get_by_role("button", name=re.compile("Prédire")).click()
    expect(page.get_by_test_id("server-answer")).to_contain_text("7")


@pytest.mark.parametrize(
    ("language", "heading", "knob", "help_of_knob", "recipe", "error"),
    [
        ("English", "Draw", "Blur", "Gaussian blur", "Default", "not a picture"),
        ("Français", "Dessin", "Flou", "Flou gaussien", "Par défaut", "Cette image ne peut pas être lue"),
        ("Português", "Desenh", "Desfoque", "Desfoque gaussiano", "Predefinida", "Não foi possível ler esta imagem"),
    ],
)
def test_the_page_speaks_three_languages(
    visitor: Visitor, tmp_path: Path, language: str, heading: str, knob: str, help_of_knob: str, recipe: str, error: str
) -> None:
    page = visitor.visit()
    page.locator("header select").select_option(label=language)
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    codes = {"English": "en", "Français": "fr", "Português": "pt"}
    assert page.locator("html").get_attribute("lang") == codes[language]
    show(visitor)
    expect(page.get_by_test_id("parameter-blur")).to_have_accessible_name(knob)
    page.get_by_test_id("parameter-blur").locator("xpath=..").get_by_role("button").hover()
    expect(page.get_by_role("tooltip")).to_contain_text(help_of_knob)
    expect(page.get_by_test_id("recipe").locator("option").first).to_have_text(recipe)
    letter = tmp_path / "letter.png"
    letter.write_text("Dear reader, this is no picture.")
    visitor.expected = "400"  # Chromium's own line about the answer
    page.get_by_test_id("file-input").set_input_files(letter)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(error, ignore_case=True, timeout=READY)
    expect(alert.locator("[lang=en]")).to_have_count(0 if language == "English" else 1)
