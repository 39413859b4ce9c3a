"""All pages pass axe, the accessibility checker, in light and dark, wide and narrow.

Pages with a server of their own are checked beside their other tests.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from test_photo import show
from visitor import Visitor

from numerals import load_bundle
from support import missing

AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA, a line each."""
    if not AXE.is_file():
        missing("axe-core is not installed: make web/node_modules/.done")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    found = page.evaluate("rules => axe.run(document, rules)", rules)["violations"]
    return [f"{rule['id']}: {rule['help']} at {rule['nodes'][0]['target']}" for rule in found]


@pytest.mark.parametrize("path", ["/", "/photo", "/models", "/explore", "/history"])
def test_empty_page_on_a_desktop(visitor: Visitor, path: str) -> None:
    page = visitor.visit(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert violations(page) == []


@pytest.mark.parametrize("path", ["/", "/photo", "/models", "/explore", "/history"])
def test_empty_page_on_a_phone_in_the_dark(phone: Visitor, path: str) -> None:
    page = phone.visit(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert violations(page) == []


def test_photo_with_its_stages(visitor: Visitor) -> None:
    assert violations(show(visitor)) == []


@pytest.mark.parametrize("who", ["visitor", "phone"])
def test_history_with_drawings_questions_and_what_is_said_of_them(who: str, request: pytest.FixtureRequest) -> None:
    guest: Visitor = request.getfixturevalue(who)
    seven, one = [[300, 100], [480, 100], [380, 360]], [[600, 100], [595, 360]]
    for strokes in ([seven], [one], [seven, one]):
        drawing = {"strokes": strokes, "width": 900, "height": 480}
        assert guest.page.request.post(f"{guest.address}/api/v1/classify", data=drawing).json()["kept"]
    page = guest.visit("/history")
    drawings = page.get_by_test_id("drawing")
    drawings.nth(1).get_by_test_id("taps").get_by_role("button").nth(1).click()  # right
    drawings.nth(2).get_by_test_id("taps").get_by_role("button").nth(2).click()  # wrong
    drawings.first.get_by_role("textbox").fill("?")
    drawings.first.locator("[data-delete]").click()
    page.locator("summary").click()
    page.wait_for_load_state("networkidle")
    assert violations(page) == []
    page.locator("summary").click()
    page.get_by_test_id("delete-all").click()
    expect(page.get_by_role("dialog").get_by_role("button").nth(1)).to_be_enabled()
    assert violations(page) == []


@pytest.mark.parametrize("who", ["visitor", "phone"])
def test_model_with_its_card(who: str, request: pytest.FixtureRequest) -> None:
    guest: Visitor = request.getfixturevalue(who)
    page = guest.visit(f"/models/{load_bundle().version}")
    expect(page.get_by_role("grid")).to_be_visible()
    page.locator('[data-cell="5-3"]').focus()
    assert violations(page) == []
