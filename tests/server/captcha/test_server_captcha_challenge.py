"""The captcha over HTTP: whose a challenge is, and that it is answered once."""

import base64
import json
import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from captcha_sites import FORUM, SHOP, fields, no, refused
from hand import Hand, Widget, solved
from support import Server

On = Callable[..., Widget]


@pytest.mark.parametrize(
    ("key", "origin", "code"),
    [
        ("nobody", "", "captcha_site"),
        ("own", SHOP, "captcha_site"),  # another site's page with this server's key
        ("shop", FORUM, "captcha_site"),
        ("shop", "https://elsewhere.example", "cross_site"),
        ("shop", "https://shop.example.elsewhere.example", "cross_site"),
        ("shop", "null", "cross_site"),
    ],
)
def test_a_key_works_on_the_pages_of_its_site_only(server: Server, key: str, origin: str, code: str, on: On) -> None:
    refused(on(server, key, origin), 403, code)


def test_a_program_that_names_no_page_gets_no_challenge(server: Server) -> None:
    assert server.client.post("/captcha/challenge", json={"sitekey": "own"}).json()["code"] == "captcha_site"
    assert server.client.post("/captcha/challenge", json={"sitekey": "shop"}).json()["code"] == "captcha_site"


def test_a_challenge_is_answered_once(widget: Widget, hand: Hand) -> None:
    challenge = widget.challenge()
    assert widget.answer(challenge, hand.digits(challenge["digits"])).json()["success"] is True
    no(widget.answer(challenge, hand.digits(challenge["digits"])), 409, "captcha_used")
    failing = widget.challenge()
    assert widget.answer(failing, []).json()["success"] is False
    no(widget.answer(failing, hand.digits(failing["digits"])), 409, "captcha_used")


def test_of_answers_at_the_same_moment_one_counts(widget: Widget) -> None:
    challenge = widget.challenge("work")
    body = {"challenge": challenge["challenge"], "work": solved(challenge["work"])}
    codes: list[int] = []
    threads = [threading.Thread(target=lambda: codes.append(widget.post("answer", body).status_code)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [200, 409, 409, 409, 409, 409]


def test_a_challenge_is_of_the_session_that_asked(server: Server, widget: Widget, shop: Widget, on: On) -> None:
    mine = widget.challenge("work")
    assert mine["session"] is None  # it is in a cookie that no script can read
    stranger = on(server, "own")
    no(stranger.answer(mine, []), 403, "captcha_session")  # none at all
    stranger.challenge()
    no(stranger.answer(mine, []), 403, "captcha_session")  # another
    no(stranger.answer(mine, [], session=widget.client.cookies["numerals_captcha"]), 403, "captcha_session")
    assert widget.answer(mine, []).json()["success"] is True
    theirs = shop.challenge("work")
    no(shop.answer(theirs, [], session=shop.challenge()["session"]), 403, "captcha_session")
    no(shop.answer(theirs, [], session=None), 403, "captcha_session")
    no(shop.answer(theirs, [], session=theirs["session"][:-2] + "xx"), 403, "captcha_session")
    assert shop.answer(theirs, []).json()["success"] is True


def test_the_session_is_a_cookie_for_the_server_alone_and_for_its_own_pages(widget: Widget, shop: Widget) -> None:
    given = widget.post("challenge", {"sitekey": "own"}).headers["set-cookie"].lower()
    assert "httponly" in given
    assert "samesite=lax" in given
    assert "set-cookie" not in widget.post("challenge", {"sitekey": "own"}).headers or widget.client.cookies
    assert "set-cookie" not in shop.post("challenge", {"sitekey": "shop"}).headers


def test_a_challenge_is_of_the_page_that_asked(server: Server, shop: Widget, on: On) -> None:
    challenge = shop.challenge("work")
    forum = on(server, "forum", FORUM)
    no(forum.answer(challenge, []), 403, "captcha_site")
    other_host = on(server, "shop", "https://www.shop.example")
    no(other_host.answer(challenge, []), 403, "captcha_site")


def test_a_forged_challenge_is_refused(widget: Widget) -> None:
    challenge = widget.challenge("work")
    easier = fields(challenge["challenge"]) | {"digits": ""}
    text = base64.urlsafe_b64encode(json.dumps(easier).encode()).decode().rstrip("=")
    signature = challenge["challenge"].partition(":")[2]
    for forged in (
        f"{text}:{signature}x",
        challenge["challenge"][:-1],
        "nothing",
        "",
        widget.client.cookies["numerals_captcha"],
    ):
        no(widget.answer(challenge | {"challenge": forged}, []), 403, "captcha_forged")


def test_the_work_must_be_done_and_be_the_challenges_own(widget: Widget) -> None:
    challenge, other = widget.challenge("work"), widget.challenge("work")
    right = json.loads(base64.b64decode(solved(challenge["work"])))

    def with_work(**changed: Any) -> httpx.Response:
        return widget.answer(challenge, [], work=base64.b64encode(json.dumps(right | changed).encode()).decode())

    own = {"salt": "mine?challenge=x&", "challenge": "0" * 64}
    for wrong in ({"number": right["number"] + 1}, {"number": "1"}, {"number": 10**12}, {"signature": "0" * 64}, own):
        no(with_work(**wrong), 403, "captcha_work")
    # Digits moved from the number into the salt hash to the same, but the parameter then is another.
    no(with_work(salt=right["salt"][:-1], number=right["number"]), 403, "captcha_work")
    no(widget.answer(challenge, [], work=solved(other["work"])), 403, "captcha_work")
    deep = base64.b64encode(b"[" * 1400).decode()
    for rubbish in ("e30=", "?", deep):
        no(widget.answer(challenge, [], work=rubbish), 403, "captcha_work")
    assert widget.answer(challenge, []).json()["success"] is True


def test_a_drawing_of_any_other_form_is_a_mistake(widget: Widget) -> None:
    challenge = widget.challenge()
    body = {"challenge": challenge["challenge"], "work": solved(challenge["work"])}
    for drawing in ("x", [[[[0, 0]]]], [[[[0, 0, -1]]]], [[[[9, 0, 1]]]], [[[]]] * 10, [[[[0, 0, 1]] * 2001]]):
        no(widget.post("answer", body | {"drawing": drawing}), 422, "parameter")
