"""A hand that draws digits for the captcha, and what a widget does around it: fetch, work, answer."""

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
from numpy.typing import NDArray

from numerals import Reader
from numerals.data.pen import sample_digit
from numerals.imaging.ink import normalize_strokes
from numerals.server.captcha import judge

Strokes = list[list[list[float]]]
_SURE = 0.98
_STEP = 8.0  # milliseconds between two points, about


class Hand:
    """Draws digits that the reader is sure of, each anew, at the pace of a quick hand."""

    def __init__(self, reader: Reader, seed: int = 0) -> None:
        self.reader = reader
        self.rng = np.random.default_rng(seed)

    def digit(self, value: int, start: float = 0.0) -> Strokes:
        """A digit's strokes of points [x, y, t], in a box whose side is 1."""
        while True:
            shapes, _ = sample_digit(self.rng, value)
            drawn = list(self._timed(shapes, start))
            seen = normalize_strokes([np.array(stroke)[:, :2] for stroke in drawn])
            if judge.probabilities(self.reader, [seen])[0, value] > _SURE:
                return drawn

    def digits(self, text: str) -> list[Strokes]:
        """Several digits, one after the other."""
        drawn: list[Strokes] = []
        for mark in text:
            drawn.append(self.digit(int(mark), last(drawn) + 15.0 if drawn else 0.0))
        return drawn

    def _timed(self, shapes: list[NDArray[np.float64]], start: float) -> Iterator[list[list[float]]]:
        points = np.vstack(shapes)
        low, size = points.min(axis=0), np.ptp(points, axis=0).max()
        clock = start
        for shape in shapes:
            line = _resampled((shape - low) / size * 0.7 + 0.15, max(6, 14 // len(shapes)))
            times = clock + np.concatenate([[0.0], np.cumsum(self.rng.uniform(0.7, 1.3, len(line) - 1) * _STEP)])
            clock = float(times[-1]) + 12.0
            yield [[round(x, 4), round(y, 4), round(t, 1)] for (x, y), t in zip(line, times, strict=True)]


def _resampled(line: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """The line with points close together at its ends, as a hand starts and stops."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    places = (1 - np.cos(np.linspace(0, np.pi, count))) / 2 * along[-1]
    return np.column_stack([np.interp(places, along, line[:, axis]) for axis in (0, 1)])


def last(drawing: list[Strokes]) -> float:
    """The time of the last point, in milliseconds."""
    return max(point[2] for strokes in drawing for stroke in strokes for point in stroke)


def solved(work: dict[str, Any]) -> str:
    """The proof of work, by trying."""
    number = next(
        n
        for n in range(work["maxnumber"] + 1)
        if hashlib.sha256(f"{work['salt']}{n}".encode()).hexdigest() == work["challenge"]
    )
    parts = {name: work[name] for name in ("algorithm", "challenge", "salt", "signature")}
    return base64.b64encode(json.dumps(parts | {"number": number}).encode()).decode()


class Widget:
    """What the widget does on a page at ``origin``, with the cookies of one browser."""

    def __init__(self, url: str, key: str, origin: str = "") -> None:
        self.client = httpx.Client(base_url=url, timeout=30)
        self.key, self.origin = key, origin or url

    def post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        """Asks the captcha, as a script of the page does."""
        return self.client.post(f"/captcha/{path}", json=body, headers={"Origin": self.origin})

    def challenge(self, method: str = "draw") -> dict[str, Any]:
        """A challenge, which must be given."""
        given = self.post("challenge", {"sitekey": self.key, "method": method})
        assert given.status_code == 200, given.text
        return given.json() | {"asked": time.monotonic()}

    def answer(self, challenge: dict[str, Any], drawing: list[Strokes], **other: Any) -> httpx.Response:
        """Answers, not before the drawing can have been drawn."""
        body = {"challenge": challenge["challenge"], "work": other.pop("work", None) or solved(challenge["work"])}
        if drawing:
            time.sleep(max(0.0, last(drawing) / 1000 - (time.monotonic() - challenge["asked"])))
        if challenge["session"]:
            body["session"] = challenge["session"]
        return self.post("answer", body | {"drawing": drawing} | other)

    def token(self, hand: Hand) -> str:
        """The token for a challenge that is passed."""
        challenge = self.challenge()
        given = self.answer(challenge, hand.digits(challenge["digits"]))
        assert given.status_code == 200, given.text
        assert given.json()["success"], given.text
        return str(given.json()["token"])
