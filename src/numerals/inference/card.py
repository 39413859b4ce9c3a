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
    def version(self) -> str:
        """Name and the first eight digits of the hash: ``cnn-1a2b3c4d``."""
        return f"{self.name}-{self.sha256[:8]}"
