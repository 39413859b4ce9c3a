"""What the environment says, read in one place.

=========================  ============================================================  ==================
variable                   meaning                                                       default
=========================  ============================================================  ==================
DATABASE_URL               mongodb://host/name, mongodb+srv://…, sqlite:///folder/file  SQLite in HOME
NUMERALS_HOME              folder of the database, the models and the secret key         user data folder
NUMERALS_KEEP              keep drawings and their predictions: true or false            true
NUMERALS_MODEL             the model, by folder, version or kind; it is then kept        the champion
NUMERALS_PAGE              folder of the built web page                                  the package's
NUMERALS_SECRET_KEY        Django's secret key                                           made once in HOME
NUMERALS_ALLOWED_HOSTS     host names under which the server answers, with commas        this machine's
NUMERALS_ALLOWED_ORIGINS   other sites whose pages may call the API, with commas         none
NUMERALS_DEBUG             Django's debug mode: true or false                            false
NUMERALS_WORKERS           processes, each with a model of its own                       1
NUMERALS_THREADS           requests that one process answers at a time                   8
NUMERALS_METRICS           who may see /metrics: off, all, or private for this machine   private
                           and private networks
NUMERALS_LOG               how the log looks: text for people, json for programs         text
=========================  ============================================================  ==================
"""

import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from numerals.data.address import Address
from numerals.errors import NumeralsError
from numerals.inference.store import CHAMPION, Store, home_folder
from numerals.server.databases import address

_TRUE, _FALSE = {"true", "1", "yes", "on"}, {"false", "0", "no", "off"}


class ConfigurationError(NumeralsError):
    """An environment variable has a value that cannot be used."""


@dataclass(frozen=True)
class Configuration:
    """The settings of one server.

    Attributes:
        home: folder of the embedded database, the models and the secret key.
        database: where drawings and labelled digits are kept.
        keep: whether drawings and their predictions are kept.
        model: what `Store.resolve` takes: a folder, a version, a kind. ``champion`` follows promotions.
        page: folder of the built web page: index.html and its assets.
        secret_key: as given, None to make one in ``home``.
        allowed_hosts: host names, without port, under which the server answers; ``*`` is any. IP addresses are
            always answered.
        allowed_origins: such as ``https://example.org``: other sites whose pages may call the API.
        debug: Django's debug mode.
        workers: processes, each with a model of its own.
        threads: requests that one process answers at a time.
        metrics: who may see ``/metrics``: ``off``, ``private`` or ``all``.
        log: ``text`` or ``json``.
    """

    home: Path
    database: Address
    keep: bool = True
    model: str = CHAMPION
    page: Path = Path(__file__).parent / "page"
    secret_key: str | None = None
    allowed_hosts: tuple[str, ...] = ("localhost",)
    allowed_origins: tuple[str, ...] = ()
    debug: bool = False
    workers: int = 1
    threads: int = 8
    metrics: str = "private"
    log: str = "text"

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> "Configuration":
        """The settings in the environment's variables.

        Raises:
            ConfigurationError: a variable has a value that cannot be used.
            DatabaseAddressError: DATABASE_URL has.
        """
        home = home_folder(environ)
        return cls(
            home=home,
            database=address(environ.get("DATABASE_URL", ""), home),
            keep=_flag(environ, "NUMERALS_KEEP", default=True),
            model=environ.get("NUMERALS_MODEL") or CHAMPION,
            page=Path(environ.get("NUMERALS_PAGE") or cls.page),
            secret_key=environ.get("NUMERALS_SECRET_KEY") or None,
            allowed_hosts=_names(environ, "NUMERALS_ALLOWED_HOSTS") or own_names(),
            allowed_origins=_names(environ, "NUMERALS_ALLOWED_ORIGINS"),
            debug=_flag(environ, "NUMERALS_DEBUG", default=False),
            workers=_count(environ, "NUMERALS_WORKERS", default=1),
            threads=_count(environ, "NUMERALS_THREADS", default=8),
            metrics=_word(environ, "NUMERALS_METRICS", ("private", "all", "off")),
            log=_word(environ, "NUMERALS_LOG", ("text", "json")),
        )

    @property
    def store(self) -> Store:
        """The models of this machine."""
        return Store(self.home)

    def secret(self) -> str:
        """The secret key: as given, else the one in ``home``, made there the first time."""
        if self.secret_key:
            return self.secret_key
        file = self.home / "secret-key"
        key = secrets.token_urlsafe(50)
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            if file.exists():
                return file.read_text().strip() or key
            # O_EXCL: of two servers that start at once only one writes, and the mode holds from the first moment.
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
                stream.write(key)
        except OSError:
            # A folder that cannot be written: the key is good for this process, and `prepare` tells of the folder.
            pass
        return key


def own_names() -> tuple[str, ...]:
    """The names by which this machine is opened: its own, and the one by which a phone in the same network finds it."""
    name = socket.gethostname().lower()
    return ("localhost", name, f"{name.partition('.')[0]}.local")


def _flag(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = environ.get(name, "").strip().lower()
    if text and text not in _TRUE | _FALSE:
        raise ConfigurationError(f"{name} is true or false, not {text!r}")
    return text in _TRUE if text else default


def _count(environ: Mapping[str, str], name: str, *, default: int) -> int:
    text = environ.get(name, "").strip()
    if text and not (text.isdecimal() and 1 <= int(text) <= 256):
        raise ConfigurationError(f"{name} is a whole number from 1 to 256, not {text!r}")
    return int(text) if text else default


def _word(environ: Mapping[str, str], name: str, words: tuple[str, ...]) -> str:
    """One of the words; the first is the default."""
    text = environ.get(name, "").strip().lower() or words[0]
    if text not in words:
        raise ConfigurationError(f"{name} is {', '.join(words[:-1])} or {words[-1]}, not {text[:40]!r}")
    return text


def _names(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip().lower().rstrip("/") for part in environ.get(name, "").split(",") if part.strip())
