"""Addresses of databases: ``sqlite:///folder/file``, ``mongodb://host/name`` and ``mongodb+srv://…``.

What follows ``#`` chooses within the database: ``drawings``, or the beginning of a source's fingerprint.
"""

import re
from dataclasses import dataclass

from numerals.errors import DataError

SQLITE, MONGODB = "sqlite", ("mongodb", "mongodb+srv")
DRAWINGS = "drawings"
_CREDENTIALS = re.compile(r"(?<=://)[^/?#]*@")
"""User and password; the last @ before the path ends them, since a password may hold one though it should not."""


@dataclass(frozen=True)
class Address:
    """Where a database is, and what is meant in it.

    Attributes:
        url: with password, so that it never appears in a text.
        chosen: what follows ``#``; empty for the only source there is.
    """

    url: str
    chosen: str = ""

    def __repr__(self) -> str:
        """Without the password."""
        return f"Address({redacted(self.url)!r}, {self.chosen!r})"

    @property
    def shown(self) -> str:
        """The address as people may see it."""
        return redacted(self.url) + (f"#{self.chosen}" if self.chosen else "")

    @property
    def scheme(self) -> str:
        """What stands before ``://``."""
        return self.url.partition("://")[0]

    @property
    def kind(self) -> str:
        """``sqlite`` or ``mongodb``."""
        return self.scheme.partition("+")[0]

    @property
    def file(self) -> str:
        """The file of a SQLite database."""
        return self.url.removeprefix(f"{SQLITE}://")


def is_address(text: str) -> bool:
    """Whether a text looks like an address, of whatever kind."""
    return "://" in text


def parse(text: str) -> Address:
    """Reads an address.

    Raises:
        DataError: of no kind of database that is known; the address is not repeated, as it may hold a password.
    """
    url, _, chosen = text.strip().partition("#")
    scheme = url.partition("://")[0]
    if scheme not in (SQLITE, *MONGODB) or not url.partition("://")[2]:
        raise DataError(
            f"no database is known for addresses {scheme[:20]}://; "
            "give mongodb://host/name, mongodb+srv://… or sqlite:///folder/file"
        )
    return Address(url, chosen)


def redacted(text: str) -> str:
    """A text with the user and password of every address in it taken out."""
    return _CREDENTIALS.sub("***@", text)
