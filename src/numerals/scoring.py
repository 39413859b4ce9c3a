"""The contract of scoring services: JSON with images in, digits out; the same on our server and on Azure ML.

::

    "iVBORw0KGgo..."                              [4, 6, 2]          a JSON string of base64, with line breaks too
    {"image": "iVBORw0KGgo..."}                   [4, 6, 2]
    {"images": ["iVBOR...", "/9j/4AA..."]}        [[4, 6, 2], [7]]
    {"image": "iVBOR...", "full": true}           {"text": "462", "digits": [...], ...}

Older clients know no unreadable digits, so each is answered with its most likely value.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numerals import errors
from numerals.bodies import BodyError, decode_base64, parse_json
from numerals.inference.bundle import Bundle, load_bundle
from numerals.inference.card import CARD_FILE
from numerals.results import Reading

MOST = 32
"""Images of one request: what a busy machine answers before its clients lose patience."""
_FIELDS = {"image", "images", "full"}
_BREAKS = bytes.maketrans(b"\r\n", b"  ")

STATUS: dict[type[Exception], tuple[int, str]] = {
    errors.ImageTooLargeError: (413, "image_too_large"),
    errors.ImageError: (400, "image_format"),
    errors.ParameterError: (422, "parameter"),
    errors.StrokeError: (422, "strokes"),
    errors.ModelError: (503, "model"),
    errors.MissingExtraError: (503, "extra"),
    errors.NumeralsError: (400, "request"),
    BodyError: (400, "body"),
}
"""HTTP status and code of the package's errors; the nearest class of an exception's own classes decides."""


@dataclass(frozen=True)
class Question:
    """What a client asks.

    Attributes:
        images: bytes of files.
        several: whether a list is wanted, even of one image.
        full: the whole readings instead of the digits alone.
    """

    images: tuple[bytes, ...]
    several: bool
    full: bool


def question(body: bytes | str) -> Question:
    """What a body asks.

    Raises:
        BodyError: it is no JSON, or JSON of another form.
        ImageFormatError: an image is no base64.
    """
    said = parse_json(_on_one_line(body))
    if isinstance(said, str):
        return Question((decode_base64(said),), several=False, full=False)
    if not isinstance(said, dict):
        raise BodyError(
            f'the body is a JSON string with an image as base64, {{"image": ...}} or {{"images": [...]}}, not a JSON '
            f"{_kind(said)}"
        )
    several = "images" in said
    texts = said["images"] if several else [said.get("image")]
    if ("image" in said) == several or not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise BodyError("an object has either image, a string of base64, or images, a list of such strings")
    unknown, full = sorted(set(said) - _FIELDS), said.get("full", False)
    if unknown or not isinstance(full, bool):
        raise BodyError(f"beside the images there may be full, true or false; not {', '.join(unknown) or 'this'}"[:200])
    if len(texts) > MOST:
        raise BodyError(f"at most {MOST} images are read at once, not {len(texts)}")
    return Question(tuple(_each(texts, decode_base64, several)), several, full)


def _on_one_line(body: bytes | str) -> bytes:
    """A body with spaces for line breaks: older clients put them into the string, where JSON has none.

    Base64 may have spaces anywhere, and outside of strings JSON takes either.
    """
    data = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    return data.translate(_BREAKS) if b"\n" in data or b"\r" in data else data


def answer(asked: Question, read: Callable[[bytes], Reading]) -> Any:
    """The JSON value that a client gets.

    Args:
        asked: what `question` gave.
        read: reads one image.

    Raises:
        ImageError: an image cannot be read; of several it says which.
    """
    readings = _each(asked.images, read, asked.several)
    found = [reading.to_dict() if asked.full else _digits(reading) for reading in readings]
    return found if asked.several else found[0]


def status(error: Exception) -> tuple[int, str]:
    """HTTP status and code of an error; 500 for those that are nobody's but ours."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), (500, "server"))


def bundle_below(folder: Path) -> Bundle:
    """The model in a folder, or in the only folder in it that holds one.

    Raises:
        ModelError: there is none, more than one, or it is damaged.
    """
    if (folder / CARD_FILE).exists():
        return load_bundle(folder)
    found = sorted(card.parent for card in folder.glob(f"*/{CARD_FILE}"))
    if len(found) != 1:
        raise errors.ModelError(
            f"one model is expected in {folder} or in a folder in it, not {len(found)}; "
            "register the folder that `numerals train` wrote, with model.onnx and card.json"
        )
    return load_bundle(found[0])


def _digits(reading: Reading) -> list[int]:
    return [digit.alternatives[0].value for digit in reading.digits]


def _each(items: Any, make: Callable[[Any], Any], several: bool) -> list[Any]:
    """What is made of each; an image's error says which one it was."""
    made = []
    for number, item in enumerate(items):
        try:
            made.append(make(item))
        except errors.ImageError as error:
            if not several:
                raise
            raise type(error)(f"images[{number}]: {error}") from error
    return made


def _kind(value: object) -> str:
    kinds = {list: "list", bool: "boolean", type(None): "null"}
    return kinds.get(type(value), "number")
