"""A model bundle: a folder with ``model.onnx`` and ``card.json``, the same bytes on server, browser and cloud.

The card says what the model is and how to use its output: ``probabilities = softmax(logits / temperature)``,
and a digit whose greatest probability is below ``threshold`` is unreadable.
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
from numerals.inference.card import CARD_FILE, Carded

FORMAT = 1
"""Version of the bundle's form."""
MODEL_FILE = "model.onnx"
SHIPPED = Path(__file__).resolve().parent.parent / "assets" / "cnn"
"""The bundle that comes with the package."""
_BATCH = 256
_ESTIMATORS = (".skops", ".joblib", ".pkl", ".pickle")
_REQUIRED = ("format", "name", "sha256", "temperature", "threshold")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,60}")  # it becomes the name of a folder and a part of an address


@dataclass(frozen=True)
class Bundle(Carded):
    """A model ready to run; its ONNX session is made at the first use, so after a server has forked."""

    @property
    def temperature(self) -> float:
        """What the logits are divided by."""
        return float(self.card["temperature"])

    @property
    def threshold(self) -> float:
        """Confidence below which a digit is unreadable."""
        return float(self.card["threshold"])

    def summary(self) -> dict[str, Any]:
        """What a list of models shows of it: figures of the card, None where it lacks them, and the file's bytes."""

        def figure(*path: str) -> Any:
            value: Any = self.card
            for key in path:
                value = value.get(key) if isinstance(value, dict) else None
            return value

        return {
            "version": self.version,
            "name": self.name,
            "accuracy": figure("test", "accuracy"),
            "errors": figure("test", "errors"),
            "images": figure("test", "images"),
            "validation_accuracy": figure("validation", "accuracy"),
            "calibration_error": figure("test", "calibration_error"),
            "parameters": figure("parameters"),
            "bytes": self.model_path.stat().st_size if self.model_path.exists() else 0,
            "milliseconds": figure("milliseconds"),
            "minutes": figure("minutes"),
            "data": figure("data", "name"),
        }

    @property
    def model_path(self) -> Path:
        """The ONNX file."""
        return self.folder / MODEL_FILE

    def checked_model(self) -> bytes:
        """The bytes of ``model.onnx``.

        Raises:
            ModelError: the file is missing, or not the one that the card tells of.
        """
        try:
            model = self.model_path.read_bytes()
        except OSError as error:
            raise _unreadable(self.folder, error) from error
        if hashlib.sha256(model).hexdigest() != self.sha256:
            raise ModelError(f"{self.model_path} is not the model that its card tells of (SHA-256 differs)")
        return model

    @property
    def files(self) -> tuple[Path, ...]:
        """Its ONNX files."""
        return (self.model_path,)

    def contents(self) -> dict[str, bytes]:
        """The model's bytes, by its file's name; see `checked_model`."""
        return {MODEL_FILE: self.checked_model()}

    @cached_property
    def _session(self) -> Any:
        # Checked again, and the very bytes that run: the file may have changed since.
        return open_session(self.checked_model(), self.model_path)

    def logits(self, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Runs the model.

        Args:
            images: (n, 28, 28), ink bright on 0.

        Returns:
            (n, 10) logits; n may be 0.
        """
        if len(images) == 0:
            return np.zeros((0, 10), np.float32)
        session = self.__dict__.get("_session")
        if session is None:  # only the first call waits, so loading one model holds up no other that runs
            with _SESSION_LOCK:
                session = self._session
        inputs = images[:, None].astype(np.float32) / np.float32(255)
        name = session.get_inputs()[0].name
        parts = [session.run(None, {name: inputs[i : i + _BATCH]})[0] for i in range(0, len(inputs), _BATCH)]
        return np.asarray(np.concatenate(parts), np.float32)


_SESSION_LOCK = threading.Lock()


def open_session(model: bytes, path: Path, threads: int = 1) -> Any:
    """Makes a session of ONNX Runtime.

    Args:
        model: the ONNX file's bytes.
        path: where they came from, for the error.
        threads: that share one run; 1 runs in the caller's thread, and a network of single digits is slower on more.

    Raises:
        ModelError: it cannot be run.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # A thread that has nothing to do sleeps: a server runs many readings at once.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime has no public base class of its errors
        raise ModelError(f"{path} cannot be run: {error}. Train or install the model anew.") from error


def load_bundle(folder: str | Path | None = None) -> Bundle:
    """Opens a bundle and checks it.

    Args:
        folder: with ``model.onnx`` and ``card.json``; None opens the shipped one.

    Raises:
        ModelError: a file is missing, the card is damaged, or the model is not the one the card tells of.
    """
    bundle = peek(SHIPPED if folder is None else Path(folder))
    bundle.checked_model()
    return bundle


def peek(folder: Path) -> Bundle:
    """Opens a bundle by its card alone, for lists of many; the model is checked when it first runs.

    Raises:
        ModelError: the card is missing or damaged.
    """
    if folder.is_file():
        what = "an estimator's file" if folder.suffix in _ESTIMATORS else "a file"
        raise ModelError(f"{folder} is {what}; give the folder of a model, with {MODEL_FILE} and {CARD_FILE} in it")
    try:
        card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _unreadable(folder, error) from error
    missing = [key for key in _REQUIRED if key not in card] if isinstance(card, dict) else list(_REQUIRED)
    if missing or card["format"] != FORMAT:
        raise ModelError(
            f"{folder / CARD_FILE} is no card of format {FORMAT} (missing: {', '.join(missing) or 'none'})"
        )
    if not _NAME.fullmatch(str(card["name"])):
        raise ModelError(f"{folder / CARD_FILE} has the name {card['name']!r:.80}; use letters, digits, - and _")
    return Bundle(folder, card)


def names_digits(folder: Path) -> bool:
    """Whether the card in a folder is of a model of single digits, not of a reader of pages or lines or of a space."""
    try:
        card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return True  # whoever opens it will say what is wrong
    return not (isinstance(card, dict) and {"least", "parts", "symbols"} & set(card))


def _unreadable(folder: Path, error: OSError | ValueError) -> ModelError:
    if isinstance(error, FileNotFoundError):
        return ModelError(
            f"no model in {folder}: {Path(error.filename).name} is missing. "
            "Give the folder that `numerals train` wrote, with model.onnx and card.json."
        )
    return ModelError(f"the model in {folder} cannot be read ({error}); train or install it anew")


def write_bundle(folder: Path, model: bytes, card: dict[str, Any]) -> Bundle:
    """Writes both files and opens them.

    Args:
        folder: made if needed; a bundle that is there is replaced.
        model: the ONNX file.
        card: without ``format`` and ``sha256``, which are added.
    """
    folder.mkdir(parents=True, exist_ok=True)
    full = {"format": FORMAT, **card, "sha256": hashlib.sha256(model).hexdigest()}
    (folder / MODEL_FILE).write_bytes(model)
    (folder / CARD_FILE).write_text(json.dumps(full, indent=2) + "\n", encoding="utf-8")
    return load_bundle(folder)
