"""Where things lie on a user's machine, from the environment; only entry points read it."""

import os
from pathlib import Path


def data_root() -> Path | None:
    """``NUMERALS_DATA``: a folder where MNIST and other sets lie already; None if it is not set."""
    value = os.environ.get("NUMERALS_DATA")
    return Path(value).expanduser() if value else None


def cache_folder() -> Path:
    """Where downloads are kept: ``NUMERALS_CACHE``, else ``numerals`` in the user's cache folder."""
    value = os.environ.get("NUMERALS_CACHE")
    if value:
        return Path(value).expanduser()
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "numerals"


def model_folder() -> Path | None:
    """``NUMERALS_MODEL``: a bundle to use instead of the shipped one; None if it is not set."""
    value = os.environ.get("NUMERALS_MODEL")
    return Path(value).expanduser() if value else None
