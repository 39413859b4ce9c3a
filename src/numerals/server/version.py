"""The package's version."""

from functools import lru_cache
from importlib import metadata


@lru_cache(maxsize=1)
def version() -> str:
    """The installed version; of a folder that was never installed it is unknown."""
    try:
        return metadata.version("numerals")
    except metadata.PackageNotFoundError:
        return "0+unknown"
