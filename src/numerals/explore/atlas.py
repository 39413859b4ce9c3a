"""A study as columns that a page can fetch, one value or vector an image; NumPy alone reads it."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ORDERS = {
    "typical": ("distance", 1), "weird": ("distance", -1),
    "light": ("ink", 1), "dark": ("ink", -1),
    "left": ("slant", 1), "right": ("slant", -1),
    "thin": ("stroke_width", 1), "thick": ("stroke_width", -1),
    "suspect": ("margin", -1),
    "sure": ("confidence", -1), "unsure": ("confidence", 1),
}  # fmt: skip
"""Ways to sort images: which ones come first, by which column, and whether its least (1) or greatest (-1) does."""
NOBODY = 255
"""In the column ``guess``: the label is not doubtful."""
STATISTICS, _PICTURES = "statistics.json", "pictures_"


@dataclass(frozen=True)
class Contents:
    """What is kept of a study.

    Attributes:
        columns: a row for each image.
        pictures: sets of pictures (k, 28, 28) uint8 that are not images of the source, such as the mean images.
        statistics: all numbers.
    """

    columns: dict[str, NDArray[Any]]
    pictures: dict[str, NDArray[np.uint8]]
    statistics: dict[str, Any]

    def write(self, folder: Path) -> None:
        """Writes all of it into a folder that is there."""
        kept = self.columns | {_PICTURES + name: values for name, values in self.pictures.items()}
        for name, values in kept.items():
            np.save(folder / f"{name}.npy", np.ascontiguousarray(values), allow_pickle=False)
        listed = {"columns": _listed(self.columns), "pictures": _listed(self.pictures)}
        (folder / STATISTICS).write_text(json.dumps(self.statistics | listed), encoding="utf-8")


class Atlas:
    """The columns of one study.

    Args:
        folder: of them.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def key(self) -> str:
        """Another one whenever the contents differ."""
        return self.folder.name

    @cached_property
    def statistics(self) -> dict[str, Any]:
        """The numbers, and the list of the columns with type and shape."""
        told: dict[str, Any] = json.loads((self.folder / STATISTICS).read_text(encoding="utf-8"))
        return told

    @property
    def names(self) -> list[str]:
        """Of the columns."""
        return [str(column["name"]) for column in self.statistics["columns"]]

    @property
    def picture_names(self) -> list[str]:
        """Of the sets of pictures."""
        return [str(one["name"]) for one in self.statistics["pictures"]]

    def column(self, name: str) -> NDArray[Any]:
        """A column, read from disk as far as it is looked at.

        Raises:
            KeyError: there is none of this name.
        """
        if name not in self.names:
            raise KeyError(name)
        values: NDArray[Any] = np.load(self.folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
        return values

    def pictures(self, name: str) -> NDArray[np.uint8]:
        """A set of pictures (k, 28, 28).

        Raises:
            KeyError: there is none of this name.
        """
        if name not in self.picture_names:
            raise KeyError(name)
        values: NDArray[np.uint8] = np.load(self.folder / f"{_PICTURES}{name}.npy", mmap_mode="r", allow_pickle=False)
        return values

    def __len__(self) -> int:
        return int(self.statistics["columns"][0]["shape"][0])

    def choose(
        self,
        *,
        digit: int | None = None,
        answer: int | None = None,
        test: bool | None = None,
        wrong: bool | None = None,
        doubtful: bool | None = None,
        group: tuple[int, int] | None = None,
        order: str = "place",
    ) -> NDArray[np.int64]:
        """Places of the images that are asked for.

        Args:
            digit: with this label.
            answer: to which the model answered this.
            test: of the test part, or of the training part.
            wrong: that the model reads wrong, or right.
            doubtful: whose label is doubtful, or not.
            group: number of a clustering and of a group of it.
            order: ``place``, or one of `ORDERS`.

        Raises:
            KeyError: there is no such clustering; a question about the model's answers, and no model was asked.
        """
        labels = self.column("label")
        chosen = np.ones(len(labels), np.bool_)
        if digit is not None:
            chosen &= labels == digit
        if test is not None:
            chosen &= self.column("test") == test
        if answer is not None:
            chosen &= self.column("answer") == answer
        if wrong is not None:
            chosen &= (self.column("answer") != labels) == wrong
        if doubtful is not None:
            chosen &= (self.column("guess") != NOBODY) == doubtful
        if group is not None:
            chosen &= self.column(f"group_{group[0]}") == group[1]
        places = np.flatnonzero(chosen)
        if order in ORDERS:
            name, sign = ORDERS[order]
            places = places[np.argsort(sign * self.column(name)[places], kind="stable")]
        return places

    def alike(self, place: int, most: int = 8) -> NDArray[np.int64]:
        """The training images that are most alike to one, the most alike first; it is not among them."""
        vectors, training = self.column("vector"), np.flatnonzero(self.column("test") == 0)
        training = training[training != place]
        gaps = vectors[training].astype(np.float32) - vectors[place].astype(np.float32)
        return np.asarray(training[np.argsort((gaps * gaps).sum(axis=1), kind="stable")[:most]], np.int64)


def _listed(arrays: dict[str, NDArray[Any]]) -> list[dict[str, Any]]:
    return [{"name": name, "type": values.dtype.str, "shape": list(values.shape)} for name, values in arrays.items()]
