"""What the environment says about the captcha.

=============================  ====================================================  =======================
variable                       meaning                                               default
=============================  ====================================================  =======================
NUMERALS_CAPTCHA_SITES         file of the sites with their keys and secrets         captcha.json in HOME
NUMERALS_CAPTCHA_DIGITS        digits that a visitor draws, 1 to 6                   3
NUMERALS_CAPTCHA_THRESHOLD     least confidence that a digit is the asked one        `THRESHOLD`
NUMERALS_CAPTCHA_SECONDS       life of a challenge, and of the answer's token        120
NUMERALS_CAPTCHA_TRIES         tries a minute, of an address and of a session        10
NUMERALS_CAPTCHA_WORK          hashes that a drawing costs the browser at most       `WORK`
NUMERALS_PROXIES               proxies of yours before the server, each of which     0
                               adds an address to X-Forwarded-For
REDIS_URL                      redis://host:6379/0, where several machines serve     a file in HOME
=============================  ====================================================  =======================
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from numerals.server.configuration import ConfigurationError

THRESHOLD = 0.08
"""Below what ``python benchmarks/captcha.py --choose`` finds, so that few drawings are refused (docs/captcha.md)."""
WORK = 600_000
"""Half of it on average: under a second of a phone (docs/captcha.md)."""
WORK_ALONE = 12
"""How many times the work is for who does not draw."""


@dataclass(frozen=True)
class CaptchaOptions:
    """The captcha's settings.

    Attributes:
        sites: the file of the sites.
        redis: address of the shared cache, empty for a file.
        digits: how many a visitor draws.
        threshold: least calibrated probability of each asked digit.
        seconds: life of a challenge and of a token.
        tries: most tries a minute of an address and of a session.
        work: most hashes of a drawing's proof of work.
        proxies: trusted proxies before this server.
    """

    sites: Path
    redis: str = ""
    digits: int = 3
    threshold: float = THRESHOLD
    seconds: int = 120
    tries: int = 10
    work: int = WORK
    proxies: int = 0

    @classmethod
    def from_environ(cls, home: Path, environ: Mapping[str, str] = os.environ) -> "CaptchaOptions":
        """The settings in the environment's variables.

        Raises:
            ConfigurationError: a variable has a value that cannot be used.
        """
        redis = environ.get("REDIS_URL", "")
        if redis and not redis.startswith(("redis://", "rediss://", "unix://")):
            raise ConfigurationError(f"REDIS_URL is an address such as redis://localhost:6379/0, not {redis!r}")
        return cls(
            sites=Path(environ.get("NUMERALS_CAPTCHA_SITES") or home / "captcha.json").expanduser(),
            redis=redis,
            digits=int(_number(environ, "NUMERALS_CAPTCHA_DIGITS", 1, 6, cls.digits)),
            threshold=_number(environ, "NUMERALS_CAPTCHA_THRESHOLD", 0, 1, cls.threshold),
            seconds=int(_number(environ, "NUMERALS_CAPTCHA_SECONDS", 1, 3600, cls.seconds)),
            tries=int(_number(environ, "NUMERALS_CAPTCHA_TRIES", 1, 1_000_000, cls.tries)),
            work=int(_number(environ, "NUMERALS_CAPTCHA_WORK", 1, 100_000_000, cls.work)),
            proxies=int(_number(environ, "NUMERALS_PROXIES", 0, 16, cls.proxies)),
        )


def _number(environ: Mapping[str, str], name: str, least: float, most: float, default: float) -> float:
    """A variable's number; a whole one where the default is whole."""
    text = environ.get(name, "").strip()
    if not text:
        return default
    whole = isinstance(default, int)
    try:
        value = float(int(text) if whole else text)
    except ValueError:
        value = float("nan")
    if not least <= value <= most:
        raise ConfigurationError(
            f"{name} is a {'whole ' if whole else ''}number from {least} to {most}, not {text[:40]!r}"
        )
    return value
