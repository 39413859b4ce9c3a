"""What every model's folder has: a card that tells what lies beside it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

CARD_FILE = "card.json"


@dataclass(frozen=True)
class Carded:
    """A folder with a card.

    Attributes:
        folder: where it lies.
        card: what ``card.json`` says.
    """

    folder: Path
    card: dict[str, Any]

    @property
    def name(self) -> str:
        """Kind of the model, such as ``cnn``."""
        return str(self.card["name"])

    @property
    def sha256(self) -> str:
        """Hash of the model."""
        return str(self.card["sha256"])

    @property
    def files(self) -> tuple[Path, ...]:
        """Its ONNX files."""
        raise NotImplementedError

    def contents(self) -> dict[str, bytes]:
        """The bytes of its ONNX files, by their names.

        Raises:
            ModelError: a file is missing, or not the one that the card tells of.
        """
        raise NotImplementedError

    def check(self) -> None:
        """Reads its files.

        Raises:
            ModelError: as `contents`.
        """
        self.contents()

    @property
    def version(self) -> str:
        """Name and the first eight digits of the hash: ``cnn-1a2b3c4d``."""
        return f"{self.name}-{self.sha256[:8]}"
