"""The captcha over HTTP: the check of a token by the site's server, by the names that are usual."""

import base64
import json
from typing import Any

from captcha_sites import SECRET, SHOP, failed, fields, no, verify
from hand import Hand, Widget
from support import Server


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
