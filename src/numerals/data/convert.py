"""Labelled digits from one form to another, whole or not at all."""

import re
import tempfile
from pathlib import Path

from numerals.data import idx
from numerals.data.dataset import Dataset
from numerals.data.forms import Form
from numerals.data.parts import Step
from numerals.errors import DataError

_OURS = re.compile(
    r"\.DS_Store|[0-9]|.*\.(png|jpe?g)|train(ing)?|test(ing)?|(train|test)\.csv(\.gz)?"
    rf"|({'|'.join(idx.NAMES.values())})-(images|labels)-idx[13]-ubyte(\.gz)?"
)
"""What may stand in a folder that is replaced: nothing but labelled digits."""


def convert(
    dataset: Dataset, target: Path, form: Form, force: bool = False, step: Step = lambda *_: None
) -> list[Path]:
    """Writes a data set; what is written appears at its place when it is complete.

    Args:
        dataset: what to write.
        target: file or folder; its own folder must exist.
        form: in which form.
        force: replace what is there.
        step: takes the images written, and all.

    Returns:
        The files or folders written.

    Raises:
        DataError: the target is there and not to be replaced, or cannot be written.
    """
    check_target(target, form, force)
    outputs = form.outputs(target)
    try:
        # In the same folder, so that moving to the final name is one rename.
        with tempfile.TemporaryDirectory(prefix=".numerals-", dir=target.parent) as name:
            form.write(dataset, Path(name) / target.name, step)
            for path in outputs:
                _into_place(Path(name) / path.name, path, Path(name) / f"old-{path.name}")
    except OSError as error:
        raise DataError(f"{target} cannot be written: {error.strerror or error}") from error
    return outputs


def check_target(target: Path, form: Form, force: bool) -> None:
    """Refuses a target that is there and not to be replaced, or that can be nowhere.

    Raises:
        DataError: see above.
    """
    for path in form.outputs(target):
        _check_free(path, force)
    if not target.name or not target.parent.is_dir():
        raise DataError(f"{target}: there is no folder {target.parent}; make it first")


def _into_place(new: Path, path: Path, aside: Path) -> None:
    """Moves what was written to its place; what stood there comes back if that fails."""
    if not path.is_dir() and not (new.is_dir() and path.exists()):
        new.replace(path)
        return
    path.rename(aside)
    try:
        new.rename(path)
    except BaseException:
        aside.rename(path)
        raise


def _check_free(path: Path, force: bool) -> None:
    if not path.exists():
        return
    if not force:
        raise DataError(f"{path} exists; give --force to replace it, or name another")
    if path.is_dir() and not path.is_symlink():
        strange = next((inside.name for inside in path.rglob("*") if not _OURS.fullmatch(inside.name)), None)
        if strange is not None:
            raise DataError(f"{path} holds other things than labelled digits ({strange}); name another folder")
