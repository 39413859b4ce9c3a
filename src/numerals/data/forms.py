"""The forms in which labelled digits are kept; another form is one more entry here."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from numerals.data import folder, idx, npz, table
from numerals.data.dataset import Dataset
from numerals.data.parts import Parts, Say, Step
from numerals.errors import DataError


def _itself(target: Path) -> list[Path]:
    return [target]


def _never(_: str) -> bool:
    return False


@dataclass(frozen=True)
class Form:
    """One way to keep labelled digits.

    Attributes:
        name: for ``--form``.
        about: what it is, in a few words.
        matches: whether a place (a path or an address) is of this form.
        read: gives the parts of a place.
        write: writes a data set to a path that does not exist yet.
        endings: of names that are written in this form unless another is asked for.
        outputs: the files or folders that writing to a target makes.
    """

    name: str
    about: str
    matches: Callable[[str], bool]
    read: Callable[[str, Say, Step], Parts]
    write: Callable[[Dataset, Path, Step], None]
    endings: tuple[str, ...] = ()
    outputs: Callable[[Path], list[Path]] = _itself


FORMS = (
    Form("idx", "the four IDX files of MNIST", idx.matches, idx.read, idx.write),
    Form("npz", "a NumPy file .npz", npz.matches, npz.read, npz.write, (".npz",)),
    Form("csv", "CSV", table.matches, table.read, table.write, (".csv", ".csv.gz"), table.outputs),
    Form("kaggle", "CSV with a header", _never, table.read, table.write_with_header, (), table.outputs),
    Form("folder", "a folder of PNG or JPEG, one folder a digit", folder.matches, folder.read, folder.write, ("",)),
)
"""All forms; a place is of the first one that says so."""
PLACES = "CSV, .npz, a folder of pictures with one folder a digit, or a folder of IDX files"


def form_of(place: str) -> Form | None:
    """The form of a place; None if there is nothing, or nothing that is known."""
    return next((form for form in FORMS if form.matches(place)), None)


def form_to_write(target: Path, name: str | None = None) -> Form:
    """The form to write: the one named, else the one of the target's ending.

    Raises:
        DataError: unknown name or ending, or an ending of another form than the one named.
    """
    by_ending = _by_ending(target)
    if name is None:
        if by_ending is None:
            raise DataError(f"{target}: files {target.suffix} are not written; name a .csv, .csv.gz, .npz or a folder")
        return by_ending
    chosen = next((form for form in FORMS if form.name == name), None)
    if chosen is None:
        raise DataError(f"unknown form {name!r}; known are {', '.join(form.name for form in FORMS)}")
    if target.suffix and by_ending and by_ending.read is not chosen.read:
        raise DataError(f"{target} ends as {by_ending.about}, but --form says {name}; leave one of them out")
    if chosen.read is npz.read and by_ending is not chosen:
        raise DataError(f"{target}: {chosen.about} must be named so: {target}.npz")
    return chosen


def _by_ending(target: Path) -> Form | None:
    ending = next((end for form in FORMS for end in form.endings if end and target.name.lower().endswith(end)), None)
    ending = ending or target.suffix
    return next((form for form in FORMS if ending in form.endings), None)
