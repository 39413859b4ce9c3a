"""Fitted estimators in files, to go on with them in scikit-learn; reading digits needs only the bundle.

skops files hold no code: what they contain is looked at before it is built. joblib files are pickles, which run any
code that their writer put in; they are never loaded unless asked for.
"""

import hashlib
import io
import warnings
from pathlib import Path
from typing import Any

from numerals.errors import ModelError
from numerals.models.base import DigitClassifier
from numerals.models.zoo import ZOO

FORMS = ("skops", "joblib")
_TRUSTED = {kind.home.replace(":", ".") for kind in ZOO.values()} | {
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.tree._tree.Tree",
}
"""Types that a skops file may hold beside those that skops trusts. Each by its full name: NumPy, for one, also has
functions that load pickles or run text."""


def save_estimator(estimator: DigitClassifier, path: Path) -> str:
    """Writes a fitted estimator; the suffix, ``.skops`` or ``.joblib``, says how.

    Returns:
        SHA-256 of the file, to give to `load_estimator`.

    Raises:
        ModelError: another suffix.
    """
    form = _form(path)
    if form == "skops":
        from skops.io import dumps

        content = dumps(estimator)
    else:
        import joblib

        stream = io.BytesIO()
        joblib.dump(estimator, stream)
        content = stream.getvalue()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def load_estimator(path: Path, sha256: str | None = None, *, allow_pickle: bool = False) -> DigitClassifier:
    """Reads a fitted estimator.

    Args:
        path: as `save_estimator` wrote it.
        sha256: of the file, where it is known.
        allow_pickle: load a ``.joblib`` file; only for files whose writer you trust, since it may run any code.

    Raises:
        ModelError: no such file, another one than expected, types that have no place in an estimator, or a pickle
            without ``allow_pickle``.
    """
    form = _form(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error}") from error
    if sha256 and hashlib.sha256(content).hexdigest() != sha256:
        raise ModelError(f"{path} is not the file that was expected (SHA-256 differs); it was not loaded")
    found = _from_skops(path, content) if form == "skops" else _from_pickle(path, content, allow_pickle)
    if not isinstance(found, DigitClassifier):
        raise ModelError(f"{path} holds a {type(found).__name__}, not a classifier of digits")
    return found


def _form(path: Path) -> str:
    form = path.suffix.lstrip(".")
    if form not in FORMS:
        raise ModelError(f"an estimator is kept as .skops or .joblib, not as {path.name}")
    return form


def _from_skops(path: Path, content: bytes) -> Any:
    from skops.io import get_untrusted_types, loads

    try:
        strange = get_untrusted_types(data=content)
        foreign = sorted(set(strange) - _TRUSTED)
        if foreign:
            raise ModelError(f"{path} holds {', '.join(foreign)}, which have no place in an estimator; not loaded")
        return loads(content, trusted=strange)
    except ModelError:
        raise
    except Exception as error:  # skops raises whatever its parts met
        raise ModelError(f"{path} is no estimator kept by skops ({error})") from error


def _from_pickle(path: Path, content: bytes, allow: bool) -> Any:
    if not allow:
        raise ModelError(
            f"{path} is a pickle, which runs any code that its writer put in; it was not loaded. Convert it to skops "
            "where it was made, or load it in Python by load_estimator(..., allow_pickle=True) if you trust its writer."
        )
    warnings.warn(f"loading the pickle {path}: it can run any code", stacklevel=3)
    import joblib

    try:
        return joblib.load(io.BytesIO(content))
    except Exception as error:  # a pickle raises whatever it likes
        raise ModelError(f"{path} is no estimator kept by joblib ({error})") from error
