"""What is signed: the session, the challenge, and the token that a solved challenge gives.

All are readable by everyone and forgeable by no one without the server's secret key. Nothing is kept for them but
which ones were used.
"""

import time
from dataclasses import asdict, dataclass, fields
from typing import Any, TypeVar

from django.core.signing import BadSignature, Signer

_SALT = "numerals.captcha"
_Signed = TypeVar("_Signed")


class TokenError(Exception):
    """Something that this server has not signed."""


@dataclass(frozen=True)
class Session:
    """Who was given challenges, and is to answer them."""

    id: str


@dataclass(frozen=True)
class Challenge:
    """What is asked.

    Attributes:
        id: random, used once.
        site: the public key of the site.
        host: name of the host whose page asked for it.
        session: the session that asked for it.
        digits: to be drawn, in this order; empty where work stands for a drawing.
        issued: seconds since 1970.
    """

    id: str
    site: str
    host: str
    session: str
    digits: str
    issued: float


@dataclass(frozen=True)
class Token:
    """A solved challenge.

    It does not say how it was solved: whoever cannot draw is not to be known by it.

    Attributes:
        id: of the challenge, used once.
        site: the public key of the site.
        host: name of the host whose page it was solved on.
        session: digest of the session that solved it.
        issued: seconds since 1970.
    """

    id: str
    site: str
    host: str
    session: str
    issued: float


def sign(what: Session | Challenge | Token) -> str:
    """As text that is safe in addresses, forms and cookies."""
    return Signer(salt=_salt(type(what))).sign_object(asdict(what))


def unsign(kind: type[_Signed], text: str) -> _Signed:
    """What was signed.

    Raises:
        TokenError: it was not signed here, or as something else.
    """
    try:
        found: dict[str, Any] = Signer(salt=_salt(kind)).unsign_object(text)
        return kind(**{field.name: found[field.name] for field in fields(kind)})  # type: ignore[arg-type]
    except (BadSignature, ValueError, KeyError, TypeError):
        raise TokenError(f"this is no {kind.__name__.lower()} of this server") from None


def _salt(kind: type) -> str:
    return f"{_SALT}.{kind.__name__.lower()}"


def expired(issued: float, seconds: float) -> bool:
    """Whether more than ``seconds`` have gone by."""
    return time.time() - issued > seconds
