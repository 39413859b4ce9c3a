"""The captcha over HTTP: what passes, and each refusal."""

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from altcha import v1 as altcha

from hand import Hand, Widget, solved
from numerals import Reader
from support import Server

SHOP, FORUM = "https://shop.example", "https://forum.example"
SITES = {
    "sites": [
        {"key": "own", "secret": "own-secret-of-thirty-characters", "hostnames": []},
        {"key": "shop", "secret": "shop-secret-of-thirty-characters", "hostnames": [".shop.example"]},
        {"key": "forum", "secret": "forum-secret-of-thirty-characters", "hostnames": ["forum.example"]},
    ]
}
SECRET = {site["key"]: str(site["secret"]) for site in SITES["sites"]}
On = Callable[..., Widget]
EASY = {"NUMERALS_CAPTCHA_WORK": "50"}


def started(home: Path, **settings: str) -> Server:
    (home / "captcha.json").write_text(json.dumps(SITES))
    return Server(home, EASY | settings).start()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that may be tried as often as one likes."""
    running = started(tmp_path_factory.mktemp("home"), NUMERALS_CAPTCHA_TRIES="10000")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server behind a proxy, with two processes, whose challenges and tokens live for a second."""
    settings = {"NUMERALS_CAPTCHA_SECONDS": "1", "NUMERALS_PROXIES": "1", "NUMERALS_WORKERS": "2"}
    running = started(tmp_path_factory.mktemp("home"), **settings)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def hand(reader: Reader) -> Hand:
    return Hand(reader)


@pytest.fixture
def on() -> Iterator[Callable[..., Widget]]:
    """The widget with a key on a page, in a browser of its own: ``on(server, "shop", SHOP)``."""
    opened: list[Widget] = []

    def on(server: Server, key: str, origin: str = "") -> Widget:
        opened.append(Widget(server.url, key, origin))
        return opened[-1]

    yield on
    for one in opened:
        one.client.close()


@pytest.fixture
def widget(server: Server, on: On) -> Widget:
    """The widget on a page of the server itself."""
    return on(server, "own")


@pytest.fixture
def shop(server: Server, on: On) -> Widget:
    """The widget on a page of another site."""
    return on(server, "shop", SHOP)


def verify(server: Server, site: str, token: str, **other: str) -> dict[str, Any]:
    given = server.client.post("/captcha/siteverify", data={"secret": SECRET[site], "response": token} | other)
    assert given.status_code == 200
    found: dict[str, Any] = given.json()
    return found


def failed(*codes: str) -> dict[str, Any]:
    return {"success": False, "error-codes": list(codes)}


# What passes


def test_a_drawing_gives_a_token_that_the_sites_server_can_check(server: Server, shop: Widget, hand: Hand) -> None:
    token = shop.token(hand)
    found = verify(server, "shop", token, remoteip="203.0.113.7")
    assert found.pop("challenge_ts").endswith("Z")
    assert found == {"success": True, "hostname": "shop.example", "error-codes": []}


def test_siteverify_takes_json_too(server: Server, shop: Widget, hand: Hand) -> None:
    body = {"secret": SECRET["shop"], "response": shop.token(hand)}
    assert server.client.post("/captcha/siteverify", json=body).json()["success"] is True


def test_more_work_stands_for_a_drawing_and_the_token_does_not_tell(server: Server, shop: Widget, hand: Hand) -> None:
    challenge = shop.challenge("work")
    assert challenge["digits"] == ""
    assert challenge["work"]["maxnumber"] == 12 * shop.challenge()["work"]["maxnumber"]
    token = shop.answer(challenge, []).json()["token"]
    assert fields(token).keys() == fields(shop.token(hand)).keys()
    assert verify(server, "shop", token)["success"] is True


def fields(signed: str) -> dict[str, Any]:
    text = signed.partition(":")[0]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return found


def test_subdomains_of_a_site_are_its_own_where_a_dot_says_so(server: Server, on: On) -> None:
    assert on(server, "shop", "https://www.shop.example:8443").challenge()["digits"]
    refused(on(server, "forum", "https://www.forum.example"), 403, "cross_site")


def test_the_work_is_altchas(widget: Widget) -> None:
    given = widget.challenge()["work"]
    found = altcha.solve_challenge(
        altcha.Challenge(*(given[n] for n in ("algorithm", "challenge", "maxnumber", "salt", "signature")))
    )
    assert found is not None
    assert json.loads(base64.b64decode(solved(given)))["number"] == found.number


def test_altchas_own_answer_is_accepted(server: Server, shop: Widget) -> None:
    challenge = shop.challenge("work")
    work = challenge["work"]
    names = ("algorithm", "challenge", "maxnumber", "salt", "signature")
    solution = altcha.solve_challenge(altcha.Challenge(*(work[name] for name in names)))
    assert solution is not None
    payload = altcha.Payload(work["algorithm"], work["challenge"], solution.number, work["salt"], work["signature"])
    answer = shop.answer(challenge, [], work=payload.to_base64())
    assert verify(server, "shop", answer.json()["token"])["success"] is True


def test_challenges_are_random(widget: Widget) -> None:
    seen = [widget.challenge() for _ in range(30)]
    assert len({one["challenge"] for one in seen}) == 30
    assert len({one["digits"] for one in seen}) > 20
    assert all(len(set(one["digits"])) == 3 for one in seen)


# The drawing


def judged(widget: Widget, make: Callable[[str], list[Any]]) -> bool:
    """Whether a drawing, made for the digits asked for, is accepted; nothing else is told."""
    challenge = widget.challenge()
    answer = widget.answer(challenge, make(challenge["digits"]))
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert set(found) == {"success", "token", "seconds"}
    assert (found["token"] is not None) == found["success"]
    return bool(found["success"])


def timed(drawing: list[Any], time: Callable[[int, float], float]) -> list[Any]:
    """The drawing with other times, of each point's number and its own time."""
    number = iter(range(100_000))
    return [[[[x, y, time(next(number), t)] for x, y, t in stroke] for stroke in digit] for digit in drawing]


def test_other_digits_are_refused(widget: Widget, hand: Hand) -> None:
    assert judged(widget, hand.digits)
    assert not judged(widget, lambda asked: hand.digits(asked[::-1] if asked[0] != asked[-1] else "000"))
    assert not judged(widget, lambda asked: hand.digits(asked[:-1] + str((int(asked[-1]) + 1) % 10)))


def test_another_number_of_digits_is_refused(widget: Widget, hand: Hand) -> None:
    assert not judged(widget, lambda asked: hand.digits(asked[:-1]))
    assert not judged(widget, lambda asked: hand.digits(asked + "0"))
    assert not judged(widget, lambda asked: [])
    assert not judged(widget, lambda asked: [[[[0, 0, 0]]], [], []])


@pytest.mark.parametrize(
    "time",
    [
        lambda number, t: 0.0,
        lambda number, t: number * 0.01,  # the whole in less than a millisecond
        lambda number, t: number * 8.0,  # a point every 8 ms
        lambda number, t: 1000.0 - t,  # backwards
        lambda number, t: t * 1000,  # minutes, of which none went by
    ],
    ids=["no time", "pasted", "even", "backwards", "longer than it took"],
)
def test_strokes_that_no_hand_drew_are_refused(widget: Widget, hand: Hand, time: Callable[[int, float], float]) -> None:
    challenge = widget.challenge()
    drawing = timed(hand.digits(challenge["digits"]), time)
    answer = widget.post(
        "answer", {"challenge": challenge["challenge"], "work": solved(challenge["work"]), "drawing": drawing}
    )
    assert answer.json()["success"] is False


def test_a_drawing_is_accepted_once(widget: Widget, hand: Hand) -> None:
    first = widget.challenge()
    drawn = hand.digits(first["digits"])
    assert widget.answer(first, drawn).json()["success"] is True
    second = widget.challenge()
    while second["digits"][0] not in first["digits"]:
        second = widget.challenge()
    known = drawn[first["digits"].index(second["digits"][0])]
    others = hand.digits(second["digits"])[1:]
    # Moved, smaller and at another pace; before the others in time.
    start = min(point[2] for point in known[0])
    moved = [[[0.1 + x / 2, 0.2 + y / 2, (t - start) / 10] for x, y, t in stroke] for stroke in known]
    pause = [[[[x, y, t + 400] for x, y, t in stroke] for stroke in digit] for digit in others]
    slow = [[[x, y, t * 11] for x, y, t in stroke] for stroke in moved]
    assert widget.answer(second, [slow, *pause]).json()["success"] is False
    third = widget.challenge()
    assert widget.answer(third, hand.digits(third["digits"])).json()["success"] is True


# The challenge


def refused(widget: Widget, status: int, code: str) -> None:
    """Checks that no challenge is given."""
    answer = widget.post("challenge", {"sitekey": widget.key})
    assert answer.status_code == status, answer.text
    assert answer.json()["code"] == code


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


def no(answer: httpx.Response, status: int, code: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.json()["code"] == code


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


# The token


def test_a_token_is_good_once(server: Server, shop: Widget, hand: Hand) -> None:
    token = shop.token(hand)
    assert verify(server, "shop", token)["success"] is True
    assert verify(server, "shop", token) == failed("timeout-or-duplicate")


def test_a_token_is_of_its_site_alone(server: Server, shop: Widget, hand: Hand) -> None:
    token = shop.token(hand)
    assert verify(server, "forum", token) == failed("invalid-input-response")
    assert verify(server, "own", token) == failed("invalid-input-response")
    assert verify(server, "shop", token)["success"] is True  # the others did not use it up


def test_a_forged_token_is_refused(server: Server, shop: Widget, hand: Hand) -> None:
    challenge, token = shop.challenge(), shop.token(hand)
    mine = base64.urlsafe_b64encode(json.dumps(fields(token) | {"id": "new"}).encode()).decode().rstrip("=")
    for forged in (f"{mine}:{token.partition(':')[2]}", token[:-2], challenge["challenge"], "x", "é"):
        assert verify(server, "shop", forged) == failed("invalid-input-response")


def test_a_wrong_or_missing_secret_is_refused_by_the_usual_names(server: Server, shop: Widget, hand: Hand) -> None:
    def post(**sent: Any) -> Any:
        return server.client.post("/captcha/siteverify", **sent).json()

    token = shop.token(hand)
    assert post(data={"secret": "wrong", "response": token}) == failed("invalid-input-secret")
    assert post(data={"secret": SECRET["shop"][:-1], "response": token}) == failed("invalid-input-secret")
    assert post(data={"response": token}) == failed("missing-input-secret")
    assert post(data={"secret": SECRET["shop"]}) == failed("missing-input-response")
    assert post(data={}) == failed("missing-input-secret", "missing-input-response")
    for wrong in (b"{", b"[]", b"\xff"):
        assert post(content=wrong, headers={"Content-Type": "application/json"}) == failed("bad-request")
    assert post(content=b"\xff\xfe", headers={"Content-Type": "text/plain"}) == failed("bad-request")
    assert verify(server, "shop", token)["success"] is True
    assert server.client.get("/captcha/siteverify").status_code == 405


def test_a_page_cannot_check_tokens(server: Server) -> None:
    """Its secret would be for all to read."""
    headers = {"Origin": SHOP, "Sec-Fetch-Site": "cross-site"}
    no(server.client.post("/captcha/siteverify", data={"secret": SECRET["shop"]}, headers=headers), 403, "cross_site")


# Time, and too many tries


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
