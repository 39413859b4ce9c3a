"""Labelled digits from one form to another, whole or not at all."""

import re
import shutil
import tempfile
from pathlib import Path

from numerals.data import idx
from numerals.data.dataset import Dataset
from numerals.data.forms import Form
from numerals.data.parts import Step
from numerals.errors import DataError

_OURS = re.compile(
    r"\.DS_Store|[0-9]|train(ing)?|test(ing)?|(train|test)\.csv(\.gz)?"
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
    outputs = form.outputs(target)
    for path in outputs:
        _check_free(path, force)
    if not target.parent.is_dir():
        raise DataError(f"{target}: there is no folder {target.parent}; make it first")
    try:
        # In the same folder, so that moving to the final name is one rename.
        with tempfile.TemporaryDirectory(prefix=".numerals-", dir=target.parent) as name:
            form.write(dataset, Path(name) / target.name, step)
            for path in outputs:
                if path.exists():
                    shutil.move(path, Path(name) / f"old-{path.name}")
                (Path(name) / path.name).rename(path)
    except OSError as error:
        raise DataError(f"{target} cannot be written: {error.strerror or error}") from error
    return outputs


def _check_free(path: Path, force: bool) -> None:
    if not path.exists():
        return
    if not force:
        raise DataError(f"{path} exists; give --force to replace it, or name another")
    if path.is_dir():
        strange = next((inside.name for inside in path.iterdir() if not _OURS.fullmatch(inside.name)), None)
        if strange is not None:
            raise DataError(f"{path} holds other things than labelled digits ({strange}); name another folder")
