"""Django's settings of the database that ``DATABASE_URL`` names; the one place that knows both kinds."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from numerals.data.address import MONGODB, SQLITE, Address, parse
from numerals.errors import DataError, NumeralsError

MONGODB_BACKEND = "django_mongodb_backend"
_PATIENCE = 1.0  # seconds: who draws is waiting, and what is drawn is worth more than its record
_NAME = "numerals"


class DatabaseAddressError(NumeralsError):
    """``DATABASE_URL`` cannot be used."""


def address(url: str, home: Path) -> Address:
    """Where the database is: as said, else a SQLite file in ``home``.

    Raises:
        DatabaseAddressError: an address of no known kind, or MongoDB without its packages.
    """
    try:
        found = parse(url or f"{SQLITE}://{home.absolute() / 'numerals.sqlite3'}")
    except DataError as error:
        raise DatabaseAddressError(f"DATABASE_URL: {error}") from None
    if found.scheme in MONGODB and find_spec(MONGODB_BACKEND) is None:
        raise DatabaseAddressError("MongoDB needs more packages: pip install 'numerals[mongo]'")
    return found


def settings(database: Address) -> dict[str, Any]:
    """The entry of ``DATABASES``."""
    return _mongodb(database.url) if database.scheme in MONGODB else _sqlite(database.file)


def _sqlite(file: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        # A connection a thread for its life: opening one costs about as much as keeping a drawing.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # Seconds to wait for another writer. A write takes a millisecond, so a longer wait means trouble.
            "timeout": _PATIENCE,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def _mongodb(url: str) -> dict[str, Any]:
    from pymongo.errors import PyMongoError
    from pymongo.uri_parser import parse_uri

    try:
        # Without looking up mongodb+srv:// in the DNS, which may be away now.
        given = parse_uri(url.replace("mongodb+srv://", "mongodb://", 1))
    except PyMongoError as error:
        raise DatabaseAddressError(f"DATABASE_URL is no address of MongoDB: {str(error)[:100]}") from None
    milliseconds = int(_PATIENCE * 1000)
    usual = {
        # A drawing that is said to be kept is on the disk of most members.
        "w": "majority", "journal": True, "appname": "numerals",
        "serverSelectionTimeoutMS": milliseconds, "connectTimeoutMS": milliseconds, "timeoutMS": milliseconds,
    }  # fmt: skip
    said = {name.lower() for name in given["options"]}
    options = {name: value for name, value in usual.items() if name.lower() not in said}
    return {"ENGINE": MONGODB_BACKEND, "HOST": url, "NAME": given["database"] or _NAME, "OPTIONS": options}
