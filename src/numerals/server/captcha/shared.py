"""What all worker processes must know: what was used up, and how often someone tried. It is in Django's cache."""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

from numerals.server.captcha.refusal import Refusal

_log = logging.getLogger(__name__)
_Answer = TypeVar("_Answer")


def first(name: str, seconds: int) -> bool:
    """Whether this is the first time within ``seconds`` that a name is given, in any process.

    Raises:
        Refusal: the cache cannot be reached; without it nothing can be known to be used once.
    """
    return _asked(lambda: bool(cache.add(f"captcha.{name}", 1, seconds)))


def count(name: str, seconds: int) -> int:
    """How often a name was given since the first time, which is at most ``seconds`` ago.

    Raises:
        Refusal: the cache cannot be reached.
    """

    def once_more() -> int:
        cache.add(f"captcha.{name}", 0, seconds)
        try:
            return int(cache.incr(f"captcha.{name}"))
        except ValueError:  # its time ended between the two
            return 1

    return _asked(once_more)


def _asked(question: Callable[[], _Answer]) -> _Answer:
    try:
        return question()
    except Exception as error:  # each kind of cache has exceptions of its own
        _log.error("captcha: the shared cache cannot be reached: %s", error)
        detail = "the shared cache cannot be reached; the server's log says why"
        raise Refusal(503, "cache", detail) from error
