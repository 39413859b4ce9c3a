"""What is to be done, handed to whoever does it, and what comes back; plain values that go to other machines."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from numerals.errors import NumeralsError
from numerals.inference.bundle import Bundle

Row = dict[str, Any]
"""One image in the table; see `numerals.batch.formats`."""


class BatchError(NumeralsError):
    """A run over many images cannot begin or go on."""


@dataclass(frozen=True)
class Job:
    """How every image is read.

    Attributes:
        model: the bytes of ``model.onnx``, so that all workers read with the very same, on whichever machine.
        card: of the model's bundle.
        parameters: of the image processing, and ``min_confidence``.
        digits: whether each row also lists the digits.
        folder: that relative names of files start from.
    """

    model: bytes
    card: Mapping[str, Any]
    parameters: Mapping[str, Any]
    digits: bool
    folder: str

    @classmethod
    def of(cls, bundle: Bundle, parameters: Mapping[str, Any], *, digits: bool, folder: str) -> "Job":
        """The job of reading with a bundle.

        Raises:
            ModelError: the bundle is damaged.
        """
        return cls(bundle.checked_model(), bundle.card, parameters, digits, folder)


@dataclass(frozen=True)
class Task:
    """Some images, read by one worker at a stretch: the part of the table with this number."""

    number: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Done:
    """A task's rows, in the order of its names, and the seconds that its worker took."""

    number: int
    rows: list[Row]
    seconds: float
