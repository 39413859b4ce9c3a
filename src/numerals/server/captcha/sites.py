"""The sites that may use the captcha: each with a public key, a secret and the names of its hosts.

They are in one JSON file, which is read anew when it changes::

    {"sites": [{"key": "...", "secret": "...", "hostnames": ["example.org", ".example.org"]}]}

A name with a leading dot stands for all its subdomains too. The site without hostnames is this server itself; it
guards the pages that this server shows, and is made at the first start.
"""

import hmac
import json
import os
import secrets
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.http.request import validate_host

from numerals.errors import NumeralsError

_lock = threading.Lock()


class SitesError(NumeralsError):
    """The file of the sites is not what it should be."""


@dataclass(frozen=True)
class Site:
    """One site.

    Attributes:
        key: public, in its pages.
        secret: for its server alone.
        hostnames: where its pages are; empty for the pages of this server.
    """

    key: str
    secret: str
    hostnames: tuple[str, ...] = ()

    def allows(self, origin: str, host: str) -> bool:
        """Whether a page from ``origin`` may use the key.

        Args:
            origin: such as ``https://example.org``, as the browser says; empty if it says none.
            host: name and port by which this server was asked.
        """
        if not self.hostnames:
            return bool(origin) and urlsplit(origin).netloc == host
        return validate_host(hostname(origin), list(self.hostnames))


def hostname(origin: str) -> str:
    """The name in an origin, without scheme and port; empty if there is none."""
    try:
        return urlsplit(origin).hostname or ""
    except ValueError:
        return ""


def made(hostnames: Sequence[str] = ()) -> Site:
    """A new site."""
    return Site(secrets.token_urlsafe(15), secrets.token_urlsafe(30), tuple(name.lower() for name in hostnames))


class Sites:
    """The sites of one file, which is made if it is missing.

    Args:
        file: as described above.

    Raises:
        SitesError: the file is not what it should be, or cannot be made.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._stamp: tuple[int, int] | None = None
        self._sites: tuple[Site, ...] = ()

    def all(self) -> tuple[Site, ...]:
        """All sites, as the file now has them."""
        with _lock:
            if not self.file.exists():
                _create(self.file, [made()])
            state = self.file.stat()
            stamp = (state.st_mtime_ns, state.st_size)
            if stamp != self._stamp:
                self._sites, self._stamp = _load(self.file), stamp
            return self._sites

    def find(self, key: str) -> Site | None:
        """The site with this public key."""
        return next((site for site in self.all() if site.key == key), None)

    def of_secret(self, secret: str) -> Site | None:
        """The site with this secret. All are compared in constant time, so that the time taken tells nothing."""
        given = secret.encode()
        found = [site for site in self.all() if hmac.compare_digest(site.secret.encode(), given)]
        return found[0] if found else None

    @property
    def own(self) -> Site:
        """The site of this server's own pages.

        Raises:
            SitesError: the file has none.
        """
        for site in self.all():
            if not site.hostnames:
                return site
        raise SitesError(f"{self.file} has no site without hostnames, which this server's own pages need")

    def welcomes(self, origin: str) -> bool:
        """Whether any site has pages at this origin."""
        name = hostname(origin)
        return bool(name) and any(validate_host(name, list(site.hostnames)) for site in self.all() if site.hostnames)

    def add(self, hostnames: Sequence[str]) -> Site:
        """Writes a new site into the file.

        Raises:
            SitesError: the file is not what it should be, or cannot be written.
        """
        site = made(hostnames)
        text = _text([*self.all(), site])
        # Written beside and moved, so that a server never reads half a file; readable by its owner alone.
        fresh = self.file.with_name(f".{self.file.name}.{os.getpid()}")
        try:
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
                stream.write(text)
            fresh.replace(self.file)
        except OSError as error:
            raise SitesError(f"cannot write {self.file}: {error}") from None
        return site


def _create(file: Path, sites: Sequence[Site]) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f".{file.name}.{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
            stream.write(_text(sites))
        try:
            os.link(fresh, file)  # fails if another process was first: its sites hold
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    except OSError as error:
        raise SitesError(f"cannot make {file}: {error}") from None


def _text(sites: Sequence[Site]) -> str:
    return json.dumps({"sites": [asdict(site) for site in sites]}, indent=2) + "\n"


def _load(file: Path) -> tuple[Site, ...]:
    try:
        sites = tuple(_site(entry) for entry in json.loads(file.read_text(encoding="utf-8"))["sites"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        form = '{"sites": [{"key": "...", "secret": "...", "hostnames": ["example.org"]}]}'
        raise SitesError(f"expected {file} to hold {form} ({error})") from None
    if len({site.key for site in sites}) < len(sites) or len({site.secret for site in sites}) < len(sites):
        raise SitesError(f"two sites in {file} have the same key or the same secret")
    return sites


def _site(entry: dict[str, Any]) -> Site:
    key, secret, hostnames = str(entry["key"]), str(entry["secret"]), [str(name) for name in entry["hostnames"]]
    if not key or len(secret) < 20:
        raise ValueError("a site has a key and a secret of 20 characters or more")
    return Site(key, secret, tuple(name.lower() for name in hostnames))
