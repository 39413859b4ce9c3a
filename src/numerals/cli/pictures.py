"""Pictures that commands take and write."""

from pathlib import Path
from typing import TYPE_CHECKING

from numerals.cli.console import fail

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image


def digits_of(*files: str) -> "NDArray[np.uint8]":
    """The 28x28 pictures (n, 28, 28) of files that show one digit each.

    Raises:
        ImageError: one cannot be read, or shows no digit or several.
    """
    import numpy as np

    from numerals.explore.alike import one_digit
    from numerals.reader import Reader

    reader = Reader()
    return np.stack([one_digit(reader, file) for file in files])


def save_png(picture: "Image", out: Path) -> None:
    """Saves a picture as a PNG, whatever its file is called; where it cannot stand ends the command."""
    try:
        if out.is_dir():
            fail(f"{out} is a folder; --out takes the name of a file, such as {out / 'digits.png'}", code=2)
        out.parent.mkdir(parents=True, exist_ok=True)
        picture.save(out, format="PNG")
    except (FileExistsError, NotADirectoryError):
        fail(f"{out} cannot be written: a file stands where its folder would be; name another place with --out")
    except OSError as error:
        fail(f"{out} cannot be written: {error.strerror or error}; name another place with --out")
