"""Proof of work, in ALTCHA's scheme (https://altcha.org/docs/v1/proof-of-work), so that its solvers and checkers fit.

The server hashes ``salt + number`` and keeps the number to itself; the browser tries numbers until the hash is the
same. The salt names the challenge that the work is for.
"""

import base64
import hashlib
import hmac
import json
import secrets
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.utils.crypto import salted_hmac

_ALGORITHM = "SHA-256"
_MOST = 1_000_000_000


def issue(challenge: str, most: int, expires: int) -> dict[str, str | int]:
    """A task as ALTCHA's widget takes it.

    Args:
        challenge: the id of what the work is for.
        most: the largest number that may be the answer; half as many hashes find it on average.
        expires: seconds since 1970, for solvers that look.
    """
    # The last & keeps digits of the number from being taken for digits of a parameter.
    salt = f"{secrets.token_hex(12)}?expires={expires}&challenge={challenge}&"
    answer = _hash(salt, secrets.randbelow(most + 1))
    return {
        "algorithm": _ALGORITHM,
        "challenge": answer,
        "maxnumber": most,
        "salt": salt,
        "signature": _signature(answer),
    }


def done(payload: str, challenge: str) -> bool:
    """Whether a payload (base64 of JSON) is the work for a challenge."""
    try:
        given: dict[str, Any] = json.loads(base64.b64decode(payload, validate=True))
        salt, number, answer, signature = (given[name] for name in ("salt", "number", "challenge", "signature"))
        if type(number) is not int or not 0 <= number < _MOST or not _same(_hash(salt, number), answer):
            return False
        # Whose hash is signed is of this server, with its salt: the challenge's name in it can be believed.
        return _same(_signature(answer), signature) and parse_qs(salt.partition("?")[2])["challenge"] == [challenge]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _hash(salt: str, number: int) -> str:
    return hashlib.sha256(f"{salt}{number}".encode()).hexdigest()


def _signature(answer: str) -> str:
    return hmac.new(key(), answer.encode(), hashlib.sha256).hexdigest()


def key() -> bytes:
    """The key of the signatures, made from the server's secret."""
    return salted_hmac("numerals.captcha.work", "", secret=settings.SECRET_KEY, algorithm="sha256").digest()
