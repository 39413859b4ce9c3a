r"""Numerals reads handwritten digits: a photo, a scan or a drawing in, its digits out.

>>> import numerals
>>> numerals.read("page.jpg").text               # doctest: +SKIP
'462\n119\n753'

Nothing heavy is loaded until the first name is used.
"""

import os
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numerals.errors import (
        DataError,
        ImageError,
        ImageFormatError,
        ImageTooLargeError,
        MissingExtraError,
        ModelError,
        NumeralsError,
        ParameterError,
        StrokeError,
    )
    from numerals.imaging.decode import ImageSource
    from numerals.imaging.parameters import PARAMETERS, RECIPES
    from numerals.inference.bundle import Bundle, load_bundle
    from numerals.reader import Reader, Trace
    from numerals.results import Alternative, Box, Digit, Line, Reading

__version__ = "0.1.0"

# ONNX Runtime else tells its makers of every process, and keeps an id of the machine; it looks when it is loaded.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

_HOMES = {
    "Alternative": "results",
    "Box": "results",
    "DataError": "errors",
    "Digit": "results",
    "ImageError": "errors",
    "ImageFormatError": "errors",
    "ImageTooLargeError": "errors",
    "Line": "results",
    "MissingExtraError": "errors",
    "ModelError": "errors",
    "NumeralsError": "errors",
    "PARAMETERS": "imaging.parameters",
    "ParameterError": "errors",
    "RECIPES": "imaging.parameters",
    "Reader": "reader",
    "Reading": "results",
    "StrokeError": "errors",
    "Trace": "reader",
    "load_bundle": "inference.bundle",
}

__all__ = [
    "PARAMETERS",
    "RECIPES",
    "Alternative",
    "Box",
    "DataError",
    "Digit",
    "ImageError",
    "ImageFormatError",
    "ImageTooLargeError",
    "Line",
    "MissingExtraError",
    "ModelError",
    "NumeralsError",
    "ParameterError",
    "Reader",
    "Reading",
    "StrokeError",
    "Trace",
    "champion",
    "load_bundle",
    "read",
]


def champion() -> "Bundle":
    """The model that was promoted on this machine with ``numerals models promote``, else the shipped one.

    The front door of the package, this and `read`, looks where ``NUMERALS_HOME`` says, as the command line does;
    ``Reader()`` takes the shipped model wherever it runs, and ``Reader(champion())`` the promoted one.
    """
    from numerals.inference.store import Store, home_folder

    return Store(home_folder(os.environ)).current()


@cache
def _shared() -> "Reader":
    from numerals.inference.store import SpaceStore, Store, home_folder
    from numerals.reader import Reader

    store = Store(home_folder(os.environ))
    guard, autoencoder = (SpaceStore(store.home, slot).current() for slot in ("guard", "vae"))
    return Reader(store.current(), guard=guard, autoencoder=autoencoder)


def read(image: "ImageSource", **parameters: object) -> "Reading":
    """Reads an image with the `champion`, which is loaded at the first call and kept.

    Args:
        image: path, bytes of a file, or an array (h, w) or (h, w, 3) RGB of uint8.
        **parameters: knobs of the image processing (`PARAMETERS`), ``recipe`` and ``min_confidence``.

    Returns:
        The digits in reading order; ``.text`` has a line for each line of the image.

    Raises:
        ImageError: the file is no picture that can be read, or too large.
        ParameterError: an unknown parameter or a value out of range.
    """
    return _shared().read(image, **parameters)


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"numerals.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'numerals' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, *(name for name in globals() if name.startswith("__"))])
