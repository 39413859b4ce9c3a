"""Where labelled digits lie on a machine, from the environment's variables that an entry point hands over."""

from collections.abc import Mapping
from pathlib import Path


def data_root(environ: Mapping[str, str]) -> Path | None:
    """``NUMERALS_DATA``: a folder where MNIST and other sets lie already; None if it is not set."""
    value = environ.get("NUMERALS_DATA")
    return Path(value).expanduser() if value else None


def cache_folder(environ: Mapping[str, str]) -> Path:
    """Where downloads are kept: ``NUMERALS_CACHE``, else ``numerals`` in the user's cache folder."""
    value = environ.get("NUMERALS_CACHE")
    if value:
        return Path(value).expanduser()
    base = environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "numerals"
