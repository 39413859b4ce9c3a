"""The captcha over HTTP: what expires, and too many tries, counted over all processes."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from captcha_sites import EASY, SHOP, failed, no, started, verify
from hand import Widget
from support import Server

On = Callable[..., Widget]


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server behind a proxy, with two processes, whose challenges and tokens live for a second."""
    settings = {"NUMERALS_CAPTCHA_SECONDS": "1", "NUMERALS_PROXIES": "1", "NUMERALS_WORKERS": "2"}
    running = started(tmp_path_factory.mktemp("home"), **settings)
    yield running
    running.stop()


def test_challenges_and_tokens_expire(strict: Server, on: On) -> None:
    one = on(strict, "shop", SHOP)
    early, late = one.challenge("work"), one.challenge("work")
    token = one.answer(early, []).json()["token"]
    time.sleep(1.1)
    no(one.answer(late, []), 410, "captcha_expired")
    assert verify(strict, "shop", token) == failed("timeout-or-duplicate")


def tries(widget: Widget, address: str, session: str | None = None) -> int:
    headers = {"Origin": widget.origin, "X-Forwarded-For": f"198.51.100.99, {address}"}
    body = {"challenge": "x", "work": "x", "session": session}
    return widget.client.post("/captcha/answer", json=body, headers=headers).status_code


def test_an_address_has_ten_tries_a_minute_in_all_processes(strict: Server, on: On) -> None:
    one = on(strict, "shop", SHOP)
    assert [tries(one, "203.0.113.1") for _ in range(12)] == [403] * 10 + [429] * 2
    assert tries(one, "203.0.113.2") == 403
    household = [tries(one, f"2001:db8:0:1::{number}") for number in range(1, 12)]
    assert household == [403] * 10 + [429]


def test_a_session_has_ten_tries_a_minute_from_wherever(strict: Server, on: On) -> None:
    one = on(strict, "shop", SHOP)
    session = one.challenge()["session"]
    assert [tries(one, f"203.0.113.{number}", session) for number in range(20, 31)] == [403] * 10 + [429]
    assert tries(one, "203.0.113.40", one.challenge()["session"]) == 403
    answer = one.client.post(
        "/captcha/answer", json={"challenge": "x", "work": "x", "session": session}, headers={"Origin": SHOP}
    )
    assert answer.headers["retry-after"] == "60"


def made(server: Server) -> Any:
    """The site that a server makes for itself, when its captcha is first asked for."""
    assert server.client.get("/captcha/demo", headers={"Accept": "text/html"}).status_code == 403
    return json.loads((server.home / "captcha.json").read_text())["sites"][0]


def test_what_a_visitor_says_of_its_address_counts_only_behind_a_proxy(
    start_server: Callable[..., Server], on: On
) -> None:
    server = start_server(NUMERALS_CAPTCHA_TRIES="2", REDIS_URL="")
    site = made(server)
    one = on(server, site["key"])
    assert [tries(one, f"203.0.113.{number}") for number in range(3)] == [403, 403, 429]
    # The sites' file was made at first use, for the server's own pages, and for its owner's eyes.
    assert site["hostnames"] == []
    assert oct((server.home / "captcha.json").stat().st_mode & 0o777) == "0o600"


def test_without_the_shared_cache_nothing_passes(start_server: Callable[..., Server], on: On) -> None:
    server = start_server(REDIS_URL="redis://127.0.0.1:1/0", **EASY)
    one = on(server, made(server)["key"])
    no(one.answer(one.challenge("work"), []), 503, "cache")
