"""The captcha over HTTP: pages of other sites, and guarded views."""

import json
from collections.abc import Callable
from typing import Any

import httpx

from captcha_sites import SHOP, SITES, no, refused
from hand import Hand, Widget
from support import Server

On = Callable[..., Widget]


# Pages of other sites


def test_a_sites_pages_may_ask_and_read_without_our_cookies(server: Server, on: On) -> None:
    asked = server.client.options(
        "/captcha/challenge", headers={"Origin": SHOP, "Access-Control-Request-Method": "POST"}
    )
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-origin"] == SHOP
    given = on(server, "shop", SHOP).post("challenge", {"sitekey": "shop"})
    assert given.headers["access-control-allow-origin"] == SHOP
    assert "access-control-allow-credentials" not in given.headers
    assert given.headers["cache-control"] == "no-store"
    other = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    assert "access-control-allow-origin" not in server.client.options("/captcha/challenge", headers=other).headers


def test_a_sites_pages_get_no_further_than_the_captcha(server: Server, drawing: dict[str, Any]) -> None:
    headers = {"Origin": SHOP, "Sec-Fetch-Site": "cross-site"}
    no(server.client.post("/api/v1/classify", json=drawing, headers=headers), 403, "cross_site")


def test_a_new_site_needs_no_new_start(server: Server, on: On) -> None:
    file = server.home / "captcha.json"
    before = file.read_text()
    new = {"key": "new", "secret": "new-secret-of-thirty-characters", "hostnames": ["new.example"]}
    fresh = file.with_suffix(".fresh")
    fresh.write_text(json.dumps({"sites": [*SITES["sites"], new]}))
    fresh.replace(file)
    assert on(server, "new", "https://new.example").challenge()["digits"]
    fresh.write_text(before)
    fresh.replace(file)
    refused(on(server, "new", "https://new.example"), 403, "cross_site")


# A guarded view


def test_a_guarded_page_shows_the_captcha_then_itself(server: Server, widget: Widget, hand: Hand) -> None:
    page = widget.client
    page.headers["Accept"] = "text/html"
    wall = page.get("/captcha/demo", headers={"Accept-Language": "fr-CA, en"})
    assert wall.status_code == 403
    assert '<html lang="fr">' in wall.text
    assert 'site-key="own"' in wall.text
    assert wall.headers["cache-control"] == "no-store"
    assert "guarded" not in wall.text
    form = {"numerals-captcha-response": widget.token(hand), "numerals-captcha-wall": "1"}
    passed = page.post("/captcha/demo?page=2", data=form)
    assert passed.status_code == 302
    assert passed.headers["location"] == "/captcha/demo?page=2"
    cookie = passed.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("httponly", "samesite=lax", "max-age=3600"))
    assert "guarded" in page.get("/captcha/demo").text
    assert page.post("/captcha/demo", data={"lock": "1"}).status_code == 302
    assert page.get("/captcha/demo").status_code == 403


def test_a_token_opens_a_guarded_page_once_and_for_its_session(
    server: Server, widget: Widget, hand: Hand, on: On
) -> None:
    def opens(client: httpx.Client, token: str) -> bool:
        answer = client.post(
            "/captcha/demo", data={"numerals-captcha-response": token}, headers={"Accept": "text/html"}
        )
        return answer.status_code == 200 and "guarded" in answer.text

    stranger = on(server, "own")
    stranger.challenge()
    token = widget.token(hand)
    assert not opens(server.client, token)  # no session
    assert not opens(stranger.client, token)  # another's
    assert not opens(widget.client, token[:-2])
    assert opens(widget.client, token)
    widget.client.cookies.delete("numerals_captcha_passed")
    assert not opens(widget.client, token)


def test_who_wants_no_page_is_told_in_json(server: Server) -> None:
    answer = server.client.get("/captcha/demo", headers={"Accept": "application/json"})
    no(answer, 403, "captcha_required")


def test_a_forged_pass_opens_nothing(server: Server) -> None:
    for value in ("1", "1795220418:abc", "x" * 100):
        answer = httpx.get(f"{server.url}/captcha/demo", headers={"Cookie": f"numerals_captcha_passed={value}"})
        assert answer.status_code == 403
