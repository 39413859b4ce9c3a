"""Someone who opens the page and listens to what its console says."""

from contextlib import suppress

from playwright.sync_api import ConsoleMessage, Page, expect


class Visitor:
    """A page with what its console said; lines that hold ``expected`` are not held against it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.complaints: list[str] = []
        self.expected = ""
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not (self.expected and self.expected in message.text):
            self.complaints.append(f"{message.type}: {message.text}")

    def visit(self, path: str = "/") -> Page:
        self.page.goto(self.address + path)
        return self.page


def open_menu(page: Page) -> None:
    """Opens the pages' menu on a phone; a tap that only stops the page from scrolling is made again, as people do."""
    menu = page.get_by_role("button", name="Menu")
    for _ in range(3):
        menu.tap()
        with suppress(AssertionError):
            expect(menu).to_have_attribute("aria-expanded", "true", timeout=3000)
            return
    expect(menu).to_have_attribute("aria-expanded", "true")
