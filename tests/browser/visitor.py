"""Someone who opens the page and listens to what its console says."""

from playwright.sync_api import ConsoleMessage, Page


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
