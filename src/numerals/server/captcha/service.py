"""The captcha's three steps: a challenge is issued, answered, and its token checked by the site's server."""

import hashlib
import logging
import secrets
import time
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from numerals.server import engine
from numerals.server.captcha import judge, shared, tokens, work
from numerals.server.captcha.options import WORK_ALONE, CaptchaOptions
from numerals.server.captcha.refusal import Refusal
from numerals.server.captcha.sites import Site, Sites, hostname
from numerals.server.captcha.strokes import Strokes
from numerals.server.captcha.tokens import Challenge, Session, Token, TokenError

_log = logging.getLogger(__name__)
_chance = secrets.SystemRandom()
_WINDOW = 60  # seconds in which tries are counted


@dataclass(frozen=True)
class Visitor:
    """Who asks.

    Attributes:
        origin: of the page, as the browser says; empty if it says none.
        host: name and port by which this server was asked.
        address: where the request comes from.
        session: the text of the session that came with it, None if none did.
    """

    origin: str
    host: str
    address: str
    session: str | None


@dataclass(frozen=True)
class Issued:
    """A challenge on its way to the page; ``digits`` is empty where work stands for a drawing."""

    challenge: str
    digits: str
    work: dict[str, str | int]
    session: str
    seconds: int


def options() -> CaptchaOptions:
    """The settings in use."""
    found: CaptchaOptions = settings.CAPTCHA
    return found


@lru_cache(maxsize=1)
def sites() -> Sites:
    """The sites that may use the captcha."""
    return Sites(options().sites)


def issue(visitor: Visitor, key: str, *, draw: bool) -> Issued:
    """A challenge for a page of the site.

    Args:
        visitor: who asks; without a session it gets one.
        key: the site's public key.
        draw: whether digits are asked for; otherwise more work is.

    Raises:
        Refusal: there is no such site, or the page is not of it.
    """
    site = _site(visitor, key)
    session = _session(visitor.session) or Session(secrets.token_urlsafe(16))
    chosen, now = options(), time.time()
    digits = "".join(_chance.sample("0123456789", chosen.digits)) if draw else ""
    challenge = Challenge(
        secrets.token_urlsafe(16), site.key, hostname(visitor.origin), session.id, digits, round(now, 3)
    )
    most = chosen.work if draw else WORK_ALONE * chosen.work
    task = work.issue(challenge.id, most, int(now) + chosen.seconds)
    return Issued(tokens.sign(challenge), digits, task, tokens.sign(session), chosen.seconds)


def answer(visitor: Visitor, challenge: str, payload: str, drawing: list[Strokes]) -> str | None:
    """Judges an answer, whatever it is the challenge's last.

    Args:
        visitor: who answers.
        challenge: as it was issued.
        payload: the proof of work.
        drawing: for each digit its strokes; empty where work stands for a drawing.

    Returns:
        The token for the site's server, None if the drawing is not accepted.

    Raises:
        Refusal: too many tries, or a challenge that is not this visitor's, too old, used, or without its work.
    """
    chosen = options()
    _count(f"address.{_digest(visitor.address)}", "this address")
    session = _session(visitor.session)
    if session:
        _count(f"session.{session.id}", "this session")
    asked = _challenge(visitor, challenge, session)
    if not work.done(payload, asked.id):
        raise Refusal(403, "captcha_work", "the proof of work is wrong, or is another challenge's")
    if not shared.first(f"challenge.{asked.id}", chosen.seconds + 1):
        raise Refusal(409, "captcha_used", "this challenge was answered before; ask for another")
    waited = (time.time() - asked.issued) * 1000
    if asked.digits and not judge.passes(
        engine.reader(), drawing, asked.digits, waited=waited, threshold=chosen.threshold, seconds=chosen.seconds
    ):
        return None
    return tokens.sign(Token(asked.id, asked.site, asked.host, _digest(asked.session), round(time.time(), 3)))


def check(site: Site, response: str, *, session: str | None = None) -> tuple[Token | None, str]:
    """Checks a token, which is then used up.

    Args:
        site: whose server asks.
        response: the token, as the page's form sent it.
        session: the session that must have solved it, where the asker knows it.

    Returns:
        The token and an empty text, or None and the error code that the well-known services would give.
    """
    try:
        token = tokens.unsign(Token, response)
    except TokenError:
        return None, "invalid-input-response"
    if token.site != site.key:
        return None, "invalid-input-response"
    known = _session(session)
    if session is not None and (known is None or _digest(known.id) != token.session):
        return None, "invalid-input-response"
    seconds = options().seconds
    if tokens.expired(token.issued, seconds) or not shared.first(f"token.{token.id}", seconds + 1):
        return None, "timeout-or-duplicate"
    return token, ""


def _site(visitor: Visitor, key: str) -> Site:
    site = sites().find(key)
    if site is None:
        raise Refusal(403, "captcha_site", f"there is no site with the key {key[:60]!r}")
    if not site.allows(visitor.origin, visitor.host):
        raise Refusal(
            403, "captcha_site", f"the site with the key {key[:60]!r} has no pages at {visitor.origin[:100]!r}"
        )
    return site


def _challenge(visitor: Visitor, text: str, session: Session | None) -> Challenge:
    """The challenge that a visitor answers, if it is theirs and of now."""
    try:
        asked = tokens.unsign(Challenge, text)
    except TokenError as error:
        raise Refusal(403, "captcha_forged", str(error)) from None
    _site(visitor, asked.site)
    if asked.host != hostname(visitor.origin):
        raise Refusal(403, "captcha_site", "the challenge was given to a page of another host")
    if session is None or session.id != asked.session:
        raise Refusal(403, "captcha_session", "the challenge was given to another session, or cookies are off")
    if tokens.expired(asked.issued, options().seconds):
        raise Refusal(410, "captcha_expired", f"a challenge lives for {options().seconds} s; ask for another")
    return asked


def _session(text: str | None) -> Session | None:
    try:
        return tokens.unsign(Session, text) if text else None
    except TokenError:
        return None


def _count(who: str, shown: str) -> None:
    """Counts a try, and refuses it when there were too many."""
    most = options().tries
    if shared.count(f"tries.{who}", _WINDOW) > most:
        _log.warning("captcha: more than %d tries a minute from one %s", most, who.partition(".")[0])
        raise Refusal(429, "captcha_tries", f"{shown} has tried {most} times within a minute; wait one", _WINDOW)


def _digest(text: str) -> str:
    """A name for something that is not to be read where it is written."""
    return hashlib.sha256(work.key() + text.encode()).hexdigest()[:32]
