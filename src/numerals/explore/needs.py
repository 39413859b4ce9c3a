"""Whether the libraries are installed that exploring takes, looked at without loading them."""

import importlib.util

from numerals.errors import MissingExtraError

_LIBRARIES = {"sklearn": "scikit-learn", "umap": "umap-learn", "onnx": "onnx", "matplotlib": "matplotlib"}


def require() -> None:
    """Looks for all of them, before any work is done.

    Raises:
        MissingExtraError: one is not installed.
    """
    missing = [name for module, name in _LIBRARIES.items() if not _there(module)]
    if missing:
        raise MissingExtraError(f"exploring needs {', '.join(missing)}: pip install 'numerals[explore]'")


def _there(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False
