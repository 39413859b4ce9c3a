"""Sites that may use the captcha, a server that knows them, and what its answers must say."""

import base64
import json
from pathlib import Path
from typing import Any

import httpx

from hand import Widget
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
EASY = {"NUMERALS_CAPTCHA_WORK": "50"}


def started(home: Path, **settings: str) -> Server:
    """A running server with these sites and little work to do."""
    (home / "captcha.json").write_text(json.dumps(SITES))
    return Server(home, EASY | settings).start()


def verify(server: Server, site: str, token: str, **other: str) -> dict[str, Any]:
    """What a site's server is told of a token."""
    given = server.client.post("/captcha/siteverify", data={"secret": SECRET[site], "response": token} | other)
    assert given.status_code == 200
    found: dict[str, Any] = given.json()
    return found


def failed(*codes: str) -> dict[str, Any]:
    """What it is told of one that is refused."""
    return {"success": False, "error-codes": list(codes)}


def fields(signed: str) -> dict[str, Any]:
    """What a signed text says, which everyone can read."""
    text = signed.partition(":")[0]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return found


def no(answer: httpx.Response, status: int, code: str) -> None:
    """Checks that an answer is an error."""
    assert answer.status_code == status, answer.text
    assert answer.json()["code"] == code


def refused(widget: Widget, status: int, code: str) -> None:
    """Checks that no challenge is given."""
    answer = widget.post("challenge", {"sitekey": widget.key})
    assert answer.status_code == status, answer.text
    assert answer.json()["code"] == code
