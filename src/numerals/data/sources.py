"""Labelled digits from anywhere: by name, or from a place in one of several forms.

``mnist`` and ``digits`` are names; a CSV, an ``.npz``, a folder of pictures or of IDX files are places. All give
images, labels and a split, with a fingerprint that lands in the card of every model trained on it.
"""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np

from numerals.data import database
from numerals.data.address import DRAWINGS, Address, is_address, parse
from numerals.data.clean import clean, fit
from numerals.data.dataset import Dataset, Split, hold_out, hold_out_test, join, validation_split
from numerals.data.findings import findings
from numerals.data.forms import PLACES, Form, form_of
from numerals.data.mnist import FILES, download_mnist, find_file, load_mnist
from numerals.data.parts import Say, Step
from numerals.errors import DataError, MissingExtraError

__all__ = ["SOURCES", "Dataset", "Split", "find", "hold_out", "load", "validation_split"]

_MNIST_LICENCE = "CC BY-SA 3.0"
_LICENCES = {"edc0d1098aa497be14ace79ddd5171e5a3dcf9c4d196c015389203eb3ba1f59b": _MNIST_LICENCE}
"""Licence by the training part's fingerprint: MNIST stays MNIST in any form."""


def _silent(*_: object) -> None:
    pass


def _mnist(root: Path | None, cache: Path, say: Say) -> Dataset:
    here = root is not None and all(find_file(root, name) for name in FILES)
    parts = load_mnist(root if here and root is not None else download_mnist(cache / "mnist", say))
    return Dataset("mnist", _MNIST_LICENCE, Split(*parts["train"]), Split(*parts["test"]))


def _digits(*_: object) -> Dataset:
    """scikit-learn's 1,797 digits of 8x8, enlarged; every fifth is the test part."""
    try:
        from sklearn.datasets import load_digits
    except ImportError:
        raise MissingExtraError("the 8x8 digits come with scikit-learn: pip install 'numerals[train]'") from None
    bunch = load_digits()
    whole = Split(fit(bunch.images.astype(np.float64) * (255 / 16)), bunch.target.astype(np.int64))
    test = np.arange(len(whole)) % 5 == 0
    parts = whole.take(np.flatnonzero(~test)), whole.take(np.flatnonzero(test))
    return Dataset("digits", "CC BY 4.0 (UCI)", *parts)


_NAMED: dict[str, Callable[[Path | None, Path, Say], Dataset]] = {"mnist": _mnist, "digits": _digits}
DATABASE = "db"
_PLUS = re.compile(r" *\+(?!srv://) *")
"""What joins sources; not the one in ``mongodb+srv://``."""
SOURCES = (*_NAMED, DATABASE, DRAWINGS)


def find(name: str, root: Path | None = None) -> tuple[str, Form] | None:
    """Where a place lies and its form: as named, else below ``root``; None for a name, or if nothing is there.

    Raises:
        DataError: there is something, but of no known form.
    """
    if name in _NAMED or not name:
        return None
    places = [name] if root is None else [name, str(root / name)]
    for place in places:
        form = form_of(place)
        if form is not None:
            return place, form
    if Path(name).exists():
        raise DataError(f"{name}: no labelled digits; give {PLACES}")
    return None


def load(
    name: str,
    root: Path | None = None,
    cache: Path = Path(),
    say: Say = _silent,
    step: Step = _silent,
    own: Address | None = None,
) -> Dataset:
    """Loads labelled digits by name or from a place.

    Args:
        name: ``mnist``, ``digits`` for scikit-learn's small bundled set, a place (a CSV file, an ``.npz``, a folder
            of pictures or of IDX files), the address of a database, or ``db`` and ``drawings`` for what is in our own.
            Where there is one part only, a sixth is held out as the test part. Several with ``+`` between are joined.
        root: folder where MNIST's files may lie already, and below which places are looked for as well.
        cache: folder for what is downloaded.
        say: called with one line of progress, or of what is odd about the data.
        step: called with how much is read, and how much there is.
        own: our own database; ``db#1a2b3c4d`` is the source of this fingerprint in it.

    Raises:
        DataError: nothing is there, or its shapes, labels or values are off; MNIST neither found nor to be downloaded.
        MissingExtraError: ``digits`` without scikit-learn.
    """
    several = _PLUS.split(name)
    if len(several) > 1 and find(name, root) is None:
        return join([load(one, root, cache, say, step, own) for one in several])
    if name in _NAMED:
        return _NAMED[name](root, cache, say)
    if is_address(name):
        place = parse(name)
        name = place.shown
        parts = database.read(place, name, step)
    elif own is not None and name.partition("#")[0] in (DATABASE, DRAWINGS):
        chosen = DRAWINGS if name == DRAWINGS else name.partition("#")[2]
        parts = database.read(Address(own.url, chosen), name, step)
    else:
        parts = _read_files(name, root, say, step)
    if "all" in parts:
        train, test = hold_out_test(parts["all"])
        if not len(test):
            raise DataError(f"{name}: {len(train)} images are too few; a digit needs two, one of them to test on")
        say(f"{name}: one part only; {len(test):,} of {len(train) + len(test):,} images are held out as the test part")
    else:
        train, test = parts["train"], parts["test"]
    dataset = Dataset(name, _LICENCES.get(train.fingerprint, "unknown"), train, test)
    for finding in findings(dataset):
        if finding.serious:
            say(f"{name}: {finding.text}")
    return dataset


def _read_files(name: str, root: Path | None, say: Say, step: Step) -> dict[str, Split]:
    found = find(name, root)
    if found is None:
        raise DataError(f"unknown data source {name!r}; known are {', '.join(SOURCES)}, and places: {PLACES}")
    place, form = found
    try:
        return clean(form.read(place, say, step), name, say)
    except OSError as error:
        raise DataError(f"{error.filename or name} cannot be read: {error.strerror or error}") from error
