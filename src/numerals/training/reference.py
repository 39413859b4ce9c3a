"""What a model's digits look like when they come in through each door: the reference that drift is measured from.

Made of digits that were held out of the training, and of pen digits, in the form in which a reader meets them: as
pictures on a page, as strokes, and as pixels.
"""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from numerals.confidence.drift import Histogram, measure, to_card
from numerals.data.pen import sample_digit
from numerals.data.sources import Dataset, Split, validation_split
from numerals.errors import ModelError
from numerals.imaging.ink import normalize_strokes
from numerals.inference.bundle import Bundle, write_bundle
from numerals.reader import Reader

Images = NDArray[np.uint8]
_MOST = 1000
"""Digits written on pages and drawn with the pen."""
_SIDE, _CELL, _ROW = 84, 126, 10
"""Pixels of a written digit and of its place on the page; digits in a row and rows on a page."""
_PAPER, _INK = 235, 35
_SEED = 20


def write_pages(digits: Images) -> list[Images]:
    """Digits (n, 28, 28) written on even paper, a hundred on a page (h, w), dark on light."""
    pages = []
    for first in range(0, len(digits), _ROW * _ROW):
        page = np.full((_ROW * _CELL, _ROW * _CELL), _PAPER, np.uint8)
        for place, digit in enumerate(digits[first : first + _ROW * _ROW]):
            top, left = (_CELL * at + (_CELL - _SIDE) // 2 for at in divmod(place, _ROW))
            large = Image.fromarray(digit).resize((_SIDE, _SIDE), Image.Resampling.BICUBIC)
            cover = np.asarray(large, np.float64) / 255
            page[top : top + _SIDE, left : left + _SIDE] = (_PAPER - (_PAPER - _INK) * cover).round()
        pages.append(page)
    return pages


@lru_cache(maxsize=1)
def _drawn() -> Images:
    """Pen digits as a reader draws them anew, (n, 28, 28)."""
    rng = np.random.default_rng(_SEED)
    return np.stack([normalize_strokes(sample_digit(rng)[0]) for _ in range(_MOST)])


def reference(bundle: Bundle, held: Split) -> dict[str, Any]:
    """The entry ``reference`` of a model's card: for each surface and feature a histogram.

    Args:
        bundle: with its temperature.
        held: digits that it was not trained on.
    """
    reader = Reader(bundle)
    found = [reader.trace(page).crops for page in write_pages(held.images[:_MOST])]
    read = [crop for crops in found for crop in crops]
    surfaces = {
        "photo": np.stack(read) if read else held.images[:0],
        "strokes": _drawn(),
        "pixels": held.images,
    }
    features = {
        surface: measure(images, bundle.logits(images), bundle.temperature) for surface, images in surfaces.items()
    }
    return to_card(
        {
            surface: {name: Histogram.of(values) for name, values in some.items()}
            for surface, some in features.items()
            if len(some["ink"])
        }
    )


def add_reference(bundle: Bundle, data: Dataset) -> Bundle:
    """Writes the reference into the card of a model that was trained before cards had one.

    Args:
        bundle: in a folder of the user's.
        data: that it was trained on.

    Raises:
        ModelError: it was trained on other data, or other digits were held out.
    """
    held = validation_split(data)[1]
    told = bundle.card.get("data") or {}
    if told.get("validation_sha256") != held.fingerprint:
        raise ModelError(
            f"{bundle.version} was not trained with the validation digits of {data.name} held out; give --data, the "
            f"source that it was trained on ({told.get('name', 'its card does not say which')})"
        )
    return write_bundle(bundle.folder, bundle.checked_model(), bundle.card | {"reference": reference(bundle, held)})
