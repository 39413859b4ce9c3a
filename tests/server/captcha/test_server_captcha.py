"""The captcha over HTTP: what passes, and which drawings do not."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from altcha import v1 as altcha

from captcha_sites import SECRET, fields, refused, verify
from hand import Hand, Widget, solved
from support import Server

On = Callable[..., Widget]


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
