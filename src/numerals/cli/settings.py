"""Where things lie on a user's machine, from the environment; only entry points read it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from numerals.data import places

if TYPE_CHECKING:
    from numerals.data.address import Address
    from numerals.inference.bundle import Bundle
    from numerals.inference.space import Space
    from numerals.inference.store import Store


def data_root() -> Path | None:
    """``NUMERALS_DATA``: a folder where MNIST and other sets lie already; None if it is not set."""
    return places.data_root(os.environ)


def cache_folder() -> Path:
    """Where downloads are kept: ``NUMERALS_CACHE``, else ``numerals`` in the user's cache folder."""
    return places.cache_folder(os.environ)


def home() -> Path:
    """Where models and runs are kept: ``NUMERALS_HOME``, else ``numerals`` in the user's data folder."""
    from numerals.inference.store import home_folder

    return home_folder(os.environ)


def store() -> "Store":
    """The models of this machine."""
    from numerals.inference.store import Store

    return Store(home())


def space(wanted: str) -> "Space":
    """The space of digits that a person means; of a kind the champion, else the shipped one.

    Raises:
        ModelError: there is none, or it is damaged.
    """
    from numerals.inference.store import find_space

    return find_space(wanted, home())


def model(wanted: str | None) -> "Bundle":
    """The model to use: the wanted one, else ``NUMERALS_MODEL``, else the champion, else the shipped one.

    Raises:
        ModelError: there is no such model, or it is damaged.
    """
    return store().resolve(wanted or os.environ.get("NUMERALS_MODEL") or "champion")


def database() -> "Address":
    """``DATABASE_URL``: where drawings and labelled digits are kept; else the SQLite file under `home`.

    Raises:
        DatabaseAddressError: an address that cannot be used.
    """
    from numerals.server.databases import address

    return address(os.environ.get("DATABASE_URL", ""), home())


def tracking_uri(to: str | None = None) -> str | None:
    """Where runs are tracked: ``to``, else ``MLFLOW_TRACKING_URI``; None for the database under `home`.

    Args:
        to: an address, or ``azureml`` for the workspace that ``AZUREML_TRACKING_URI`` names.

    Raises:
        ParameterError: no workspace is named.
    """
    tracked = os.environ.get("MLFLOW_TRACKING_URI") or None
    if to != "azureml":
        return to or tracked
    workspace = os.environ.get("AZUREML_TRACKING_URI") or tracked
    if not workspace:
        from numerals.errors import ParameterError

        raise ParameterError(
            "no workspace is named; set AZUREML_TRACKING_URI to what this prints: az ml workspace show "
            "--name WORKSPACE --resource-group GROUP --query mlflow_tracking_uri --output tsv"
        )
    return workspace
