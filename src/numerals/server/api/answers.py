"""Readings as the API answers them."""

import base64
import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from numerals.reader import Trace
from numerals.results import Reading
from numerals.server.store.models import Drawing

_KEPT_BYTES = 262_144
"""Largest image that is kept as it came; a canvas has some 10 kB."""
_KEPT_SIDE = 1024
"""Longer side in pixels to which a larger one is reduced."""

_STAGE_SIDE = 640
"""Shorter side in pixels to which a stage's picture is reduced."""


def png(picture: NDArray[np.uint8]) -> bytes:
    """A picture (h, w) or (h, w, 3) as a PNG file."""
    return _encoded(Image.fromarray(picture), "png")


def data_url(picture: NDArray[np.uint8], kind: str = "png") -> str:
    """A picture (h, w) or (h, w, 3) as the address that a page can show."""
    return _as_url(_encoded(Image.fromarray(picture), kind), kind)


def _as_url(data: bytes, kind: str) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode('ascii')}"


def _encoded(picture: Image.Image, kind: str) -> bytes:
    stream = io.BytesIO()
    # Level 1: a crop is a few hundred bytes, and a person waits.
    options: dict[str, Any] = {"compress_level": 1} if kind == "png" else {"quality": 85}
    picture.save(stream, kind, **options)
    return stream.getvalue()


def digits(trace: Trace) -> list[dict[str, Any]]:
    """The digits, each with the picture that the model saw."""
    return [
        digit.to_dict() | {"crop": data_url(crop)}
        for digit, crop in zip(trace.reading.digits, trace.crops, strict=True)
    ]


def reading(found: Reading) -> dict[str, Any]:
    """A reading without pictures."""
    return found.to_dict()


def traced(trace: Trace) -> dict[str, Any]:
    """A reading with the pictures of its stages and its crops."""
    stages = [
        {
            "name": stage.name,
            "title": stage.title,
            "width": stage.image.shape[1],
            "height": stage.image.shape[0],
            "image": _as_url(_encoded(_reduced(stage.image), "jpeg"), "jpeg"),
        }
        for stage in trace.stages
    ]
    return trace.reading.to_dict() | {"digits": digits(trace), "stages": stages}


def _reduced(picture: NDArray[np.uint8]) -> Image.Image:
    """A stage's picture as it is sent: eight at full size would be slow to write, to send and to show."""
    image = Image.fromarray(picture)
    scale = _STAGE_SIDE / min(image.size)
    return image if scale >= 1 else image.resize((round(image.width * scale), round(image.height * scale)))


def sheet(trace: Trace) -> NDArray[np.uint8]:
    """All crops of a reading as one picture, a row for each line, dark on paper."""
    lines: dict[int, list[NDArray[np.uint8]]] = {}
    for digit, crop in zip(trace.reading.digits, trace.crops, strict=True):
        lines.setdefault(digit.line, []).append(crop)
    rows = [np.hstack(lines[line]) for line in sorted(lines)]
    width = max(row.shape[1] for row in rows)
    return 255 - np.vstack([np.pad(row, ((0, 0), (0, width - row.shape[1]))) for row in rows])


def kept_image(data: bytes, found: Reading) -> bytes | None:
    """A canvas's image as it is kept: as it came, or anew when it is unusually large or of an unusual format."""
    if len(data) <= _KEPT_BYTES and _kind(data):
        return data
    if found.image is None:
        return None
    # From the pixels that were read: what came is not opened a second time.
    reduced = Image.fromarray(found.image)
    reduced.thumbnail((_KEPT_SIDE, _KEPT_SIDE))
    return _encoded(reduced, "jpeg")


def drawing(row: Drawing) -> dict[str, Any]:
    """A kept drawing."""
    names = (
        "id", "created", "text", "model", "page", "width", "height", "strokes", "confidence", "correction", "verdict",
        "corrected",
    )  # fmt: skip
    image = bytes(row.image) if row.image is not None else None
    return {
        **{name: getattr(row, name) for name in names},
        "digits": [digit | {"crop": crop} for digit, crop in zip(row.digits, _kept_crops(row), strict=True)],
        "image": _as_url(image, _kind(image)) if image else None,
    }


def _kept_crops(row: Drawing) -> list[str]:
    """The pictures that the model saw; empty ones for drawings of old, which were kept without."""
    pixels = crops(row)
    return [data_url(crop) for crop in pixels] if len(pixels) == len(row.digits) else [""] * len(row.digits)


def crops(row: Drawing) -> NDArray[np.uint8]:
    """The 28x28 pictures of a drawing's digits, (n, 28, 28)."""
    return np.frombuffer(bytes(row.crops or b""), np.uint8).reshape(-1, 28, 28)


def _kind(image: bytes) -> str:
    """Which of the formats that every browser shows an image has, by its first bytes; empty for others."""
    if image.startswith(b"\xff\xd8"):
        return "jpeg"
    if image.startswith(b"\x89PNG"):
        return "png"
    return "webp" if image[:4] == b"RIFF" and image[8:12] == b"WEBP" else ""
