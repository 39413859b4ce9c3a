"""Labelled images of any source brought to what models read: 28x28 bytes, ink bright on 0, labels 0 to 9."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerals.data.dataset import SIDE, Images, Labels, Split
from numerals.data.parts import Part, Parts, Say
from numerals.errors import DataError

SMALLEST, LARGEST = 7, 512
"""Sides of images that are taken."""
_BOX = 20
"""Side of the box that MNIST's digits fill; four pixels of paper are around it."""
_TIGHT = 0.86
"""Ink that fills more of the image's side than this has no paper around it; MNIST's fills 20 of 28."""
_WHITE = 127
_BLOCK = 4096


def _blocks(count: int) -> Iterator[slice]:
    return (slice(start, start + _BLOCK) for start in range(0, count, _BLOCK))


def clean(parts: Parts, place: str, say: Say) -> dict[str, Split]:
    """Checks all parts of a source and brings them to one form.

    Images of 28x28 bytes with bright ink are taken as they are, byte for byte. The scale of the values and whether
    the ink is dark are decided on all parts together.

    Args:
        parts: as a form's reader found them.
        place: of the source, named in errors.
        say: takes one line for each thing that had to be done.

    Raises:
        DataError: shapes, labels or values that are off, with their count and the first one's place.
    """
    for part in parts.values():
        _check_shape(part, place)
        _check_values(part, place)
    labels = {name: _labels(part, place) for name, part in parts.items()}
    scale = _scale(parts, place, say)
    images = {name: _bytes(part.pixels, scale) for name, part in parts.items()}
    if paper_is_white([border for part in images.values() for border in borders(part)]):
        say(f"{place}: dark ink on white paper; inverted")
        images = {name: 255 - part for name, part in images.items()}
    for side in sorted({part.shape[1] for part in images.values()} - {SIDE}):
        say(f"{place}: images of {side}x{side} are brought to 28x28")
    return {name: Split(fit(images[name]), labels[name]) for name in parts}


def _check_shape(part: Part, place: str) -> None:
    shape = part.pixels.shape
    if len(shape) != 3 or shape[1] != shape[2] or not SMALLEST <= shape[1] <= LARGEST:
        sides = "x".join(str(side) for side in shape[1:])
        raise DataError(f"{place}: images of {sides}, expected 28x28, or other squares of {SMALLEST} to {LARGEST}")
    if part.labels.shape != shape[:1]:
        raise DataError(
            f"{place}: {shape[0]:,} images, but labels of the shape {part.labels.shape}; expected one for each image"
        )
    if not shape[0]:
        raise DataError(f"{place} holds no images")


def _labels(part: Part, place: str) -> Labels:
    values = part.labels
    if values.dtype.kind not in "biuf":
        values = np.array([_number(str(value)) for value in values.tolist()])
    wrong = ~((values >= 0) & (values <= 9) & (values == np.floor(values)))  # what is not a number is wrong too
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        count = int(wrong.sum())
        value = part.labels[first].item()
        told = f"{value:.10g}" if isinstance(value, float) else str(value)[:40]  # a whole number may have come as 10.0
        raise DataError(
            f"{place}: {count:,} of {len(values):,} labels {'is' if count == 1 else 'are'} no digit 0 to 9; "
            f"the first is {told!r}, {part.where(first, None)}"
        )
    return values.astype(np.int64)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return np.nan


def _check_values(part: Part, place: str) -> None:
    """Refuses values below 0 or above 255, and what is no number."""
    pixels = part.pixels
    if pixels.dtype.kind == "b" or pixels.dtype == np.uint8:
        return
    count, first = 0, (0, 0)
    for block in _blocks(len(pixels)):
        rows = pixels[block].reshape(len(pixels[block]), -1)
        wrong = ~((rows >= 0) & (rows <= 255))
        if wrong.any() and not count:
            row, pixel = np.argwhere(wrong)[0].tolist()
            first = (block.start + row, pixel)
        count += int(wrong.sum())
    if count:
        value = pixels.reshape(len(pixels), -1)[first].item()
        raise DataError(
            f"{place}: {count:,} pixel value{'s' if count > 1 else ''} outside 0 to 255 (or 0 to 1); "
            f"the first is {value:g}, {part.where(*first)}"
        )


def _scale(parts: Parts, place: str, say: Say) -> float:
    """What all values are multiplied with to reach from 0 to 255."""
    top = max(float(part.pixels.max()) for part in parts.values())
    if 0 < top <= 1:
        say(f"{place}: values from 0 to 1 are taken as 0 to 255")
        return 255.0
    if top == 16 and all(part.pixels.shape[1] == 8 for part in parts.values()):
        say(f"{place}: values from 0 to 16 are taken as 0 to 255")  # 8x8 digits as UCI and scikit-learn publish them
        return 255 / 16
    if any(_has_fractions(part.pixels) for part in parts.values()):
        if top < 100:
            raise DataError(f"{place}: fractions up to {top:g}, expected values from 0 to 1 or from 0 to 255")
        say(f"{place}: fractions are rounded to whole numbers from 0 to 255")
    return 1.0


def _has_fractions(pixels: NDArray[Any]) -> bool:
    if pixels.dtype.kind != "f":
        return False
    return any(bool((pixels[block] != np.floor(pixels[block])).any()) for block in _blocks(len(pixels)))


def _bytes(pixels: NDArray[Any], scale: float) -> Images:
    if pixels.dtype == np.uint8 and scale == 1:
        return pixels
    images = np.empty(pixels.shape, np.uint8)
    for block in _blocks(len(pixels)):
        images[block] = np.rint(pixels[block].astype(np.float64) * scale)
    return images


def borders(images: Images) -> list[Images]:
    """The outermost pixels of images (n, height, width), on four sides."""
    return [images[:, 0], images[:, -1], images[:, :, 0], images[:, :, -1]]


def paper_is_white(pixels: list[Images]) -> bool:
    """Whether the median of the border pixels is bright, so that the ink must be dark."""
    counts = sum((np.bincount(some.ravel(), minlength=256) for some in pixels), np.zeros(256, np.int64))
    return int(np.searchsorted(np.cumsum(counts), counts.sum() / 2)) > _WHITE


def fit(images: NDArray[Any]) -> Images:
    """Brings images to 28x28: those of 28x28 as they are, others anti-aliased.

    Digits that fill their image come into a box of 20x20 with four pixels of paper around, as MNIST's; images
    that have paper around the digits already keep theirs. What is not square gets paper at its short sides.

    Args:
        images: (n, height, width) from 0 to 255, ink bright on 0.

    Returns:
        (n, 28, 28).
    """
    height, width = images.shape[1:]
    if height == width == SIDE:
        return images
    if height != width:
        gap = abs(height - width)
        around = (gap // 2, gap - gap // 2)
        images = np.pad(images, ((0, 0), around if height < width else (0, 0), around if width < height else (0, 0)))
    size = _BOX if _is_tight(images) else SIDE
    matrix = _resampling(images.shape[1], size)
    paper = (SIDE - size) // 2
    fitted = np.zeros((len(images), SIDE, SIDE), np.uint8)
    for block in _blocks(len(images)):
        small = matrix @ images[block].astype(np.float64) @ matrix.T
        # Just below a half counts as a half: else the last bit of a sum, which differs between machines, would decide.
        fitted[block, paper : paper + size, paper : paper + size] = np.floor(np.clip(small + 0.5 + 1e-6, 0, 255))
    return fitted


def _is_tight(images: Images) -> bool:
    """Whether the ink of a typical image reaches over almost all its height or width."""
    some = images[:: max(1, len(images) // 1000)] > _WHITE
    lengths = np.maximum(_extent(np.any(some, axis=1)), _extent(np.any(some, axis=2)))
    return bool(np.median(lengths) > _TIGHT * images.shape[1])


def _extent(marks: NDArray[Any]) -> NDArray[np.int64]:
    """Distance from the first to the last mark of each row, 0 where there is none."""
    length = marks.shape[1] - marks.argmax(axis=1) - marks[:, ::-1].argmax(axis=1)
    return np.where(marks.any(axis=1), length, 0)


def _resampling(before: int, after: int) -> NDArray[np.float64]:
    """Matrix (after, before) that enlarges bilinearly, and reduces with as wide a triangle as is needed."""
    places = (np.arange(after) + 0.5) * before / after - 0.5
    reach = max(1.0, before / after)
    weights = np.maximum(0, 1 - np.abs(places[:, None] - np.arange(before)) / reach)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
