"""A space of digits: a folder with ``card.json`` and the ONNX graphs that lead into it, and out of it where there are.

The Siamese network has an ``encoder``, the variational autoencoder an ``encoder`` and a ``decoder``.
"""

import hashlib
import json
import re
import threading
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerals.errors import ModelError
from numerals.inference.bundle import open_session
from numerals.inference.card import CARD_FILE, Carded

Images = NDArray[np.uint8]
Codes = NDArray[np.float32]

FORMAT = 1
"""Version of the folder's form."""
SHIPPED = Path(__file__).resolve().parent.parent / "assets" / "spaces"
"""Folder of those that come with the package."""
SLOTS = ("siamese", "vae", "map", "guard")
"""Places that a space can take, by the folders of those that ship."""
_BATCH = 256
_LIST = re.compile(r"\[[^\[\]{}]*\]")
_LOCK = threading.Lock()


@dataclass(frozen=True)
class Space(Carded):
    """A space ready to use; its ONNX sessions are made at the first use, so after a server has forked."""

    @property
    def sha256(self) -> str:
        """Hash over the hashes of its graphs."""
        return hashlib.sha256("".join(self.card["parts"].values()).encode()).hexdigest()

    @property
    def files(self) -> tuple[Path, ...]:
        """Its ONNX files."""
        return tuple(self.folder / f"{part}.onnx" for part in self.card["parts"])

    def contents(self) -> dict[str, bytes]:
        """The bytes of its graphs, by the names of their files; see `graph`."""
        return {f"{part}.onnx": self.graph(part) for part in self.card["parts"]}

    @property
    def slot(self) -> str:
        """Which place it may take: its kind's, and ``map`` for an autoencoder of two values a code."""
        return "map" if self.name == "vae" and self.card.get("latent") == 2 else self.name

    def graph(self, part: str) -> bytes:
        """The bytes of ``PART.onnx``.

        Raises:
            ModelError: it is missing, or not the one that the card tells of.
        """
        path = self.folder / f"{part}.onnx"
        try:
            graph = path.read_bytes()
        except OSError as error:
            raise ModelError(f"{path} cannot be read ({error}); train the model anew") from error
        if hashlib.sha256(graph).hexdigest() != self.card["parts"].get(part):
            raise ModelError(f"{path} is not the graph that its card tells of (SHA-256 differs)")
        return graph

    @cached_property
    def _sessions(self) -> dict[str, Any]:
        return {part: open_session(self.graph(part), self.folder / f"{part}.onnx") for part in self.card["parts"]}

    def run(self, part: str, values: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Runs a graph on rows of values; gives each of its outputs."""
        sessions = self.__dict__.get("_sessions")
        if sessions is None:
            with _LOCK:
                sessions = self._sessions
        session = sessions[part]
        name = session.get_inputs()[0].name
        # No rows are run too, so that the outputs have their shapes.
        starts = range(0, max(1, len(values)), _BATCH)
        parts = [session.run(None, {name: values[i : i + _BATCH]}) for i in starts]
        return [np.asarray(np.concatenate(output), np.float32) for output in zip(*parts, strict=True)]

    def look(self, images: Images) -> list[NDArray[np.float32]]:
        """All that the encoder says of images (n, 28, 28), ink bright on 0; first the codes (n, d)."""
        return self.run("encoder", images[:, None].astype(np.float32) / np.float32(255))

    def encode(self, images: Images) -> Codes:
        """Codes (n, d) of images (n, 28, 28)."""
        return self.look(images)[0]

    def decode(self, codes: Codes) -> Images:
        """Images (n, 28, 28) of codes (n, d), probabilities of ink as grey levels.

        Raises:
            ModelError: there is no way back from this space, or the codes have another length.
        """
        if "decoder" not in self.card["parts"]:
            raise ModelError(f"{self.version} draws nothing; take a variational autoencoder (numerals train vae)")
        wanted = int(self.card["latent"])
        if codes.ndim != 2 or codes.shape[1] != wanted:
            raise ModelError(f"a code of {self.version} has {wanted} values, not shape {codes.shape}")
        return np.asarray(np.rint(self.run("decoder", codes.astype(np.float32))[0][:, 0] * 255), np.uint8)


def load_space(folder: Path) -> Space:
    """Opens a space and checks it.

    Args:
        folder: with ``card.json`` and the graphs that it names.

    Raises:
        ModelError: a file is missing or damaged.
    """
    space = peek_space(folder)
    space.check()
    return space


def peek_space(folder: Path) -> Space:
    """Opens a space by its card alone.

    Raises:
        ModelError: the card is missing or damaged.
    """
    try:
        card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"no space of digits in {folder}: {error}; give a folder that numerals train wrote") from error
    if not _is_card(card):
        raise ModelError(
            f"{folder / CARD_FILE} is no card of a space of digits (format {FORMAT}, a name among {', '.join(SLOTS)}, "
            "and parts with an encoder); give a folder that numerals train siamese, vae or guard wrote"
        )
    return Space(folder, card)


def _is_card(card: Any) -> bool:
    """Whether a card has what all use of a space: its form, its kind, and the hashes of its graphs."""
    if not (isinstance(card, dict) and card.get("format") == FORMAT and card.get("name") in SLOTS):
        return False
    parts = card.get("parts")
    return isinstance(parts, dict) and "encoder" in parts and all(isinstance(one, str) for one in parts.values())


def write_space(folder: Path, graphs: dict[str, bytes], card: dict[str, Any]) -> Space:
    """Writes the graphs and the card, and opens them.

    Args:
        folder: made if needed; what is there is replaced.
        graphs: ONNX files by the name of the part.
        card: without ``format`` and ``parts``, which are added.
    """
    folder.mkdir(parents=True, exist_ok=True)
    parts = {}
    for part, graph in graphs.items():
        (folder / f"{part}.onnx").write_bytes(graph)
        parts[part] = hashlib.sha256(graph).hexdigest()
    full = {"format": FORMAT, **card, "parts": parts}
    write_card(folder, full)
    return load_space(folder)


def write_card(folder: Path, card: dict[str, Any]) -> None:
    """Writes a card, lists of numbers on one line each."""
    text = _LIST.sub(lambda found: " ".join(found[0].split()), json.dumps(card, indent=2))
    (folder / CARD_FILE).write_text(text + "\n", encoding="utf-8")
