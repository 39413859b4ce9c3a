"""PNG or JPEG pictures, the digits of one class in one folder: ``7/00012.png``, or ``train/7/00012.png``."""

import os
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from numerals.data.clean import borders, fit, paper_is_white
from numerals.data.dataset import Dataset, Images
from numerals.data.parts import MAX_BYTES, Part, Parts, Say, Step, too_large
from numerals.errors import DataError

_ENDINGS = (".png", ".jpg", ".jpeg")
_PARTS = {"train": "train", "training": "train", "test": "test", "testing": "test"}
_MAX_PIXELS = 40_000_000
_REDUCED = 64
"""Larger pictures are reduced to this side at once, so that a folder of photos does not fill the memory."""
_MAY_FAIL = 0.01
"""Share of the files that may be unreadable; they are left out and counted."""
_NAMED = 3
_EVERY = 500


def matches(place: str) -> bool:
    """Whether the place is a folder; the forms that look into it are asked before."""
    return Path(place).is_dir()


def read(place: str, say: Say, step: Step) -> Parts:
    """Reads a folder with a folder for each digit, or one with ``train`` and ``test`` of that kind.

    If all names are numbers, the images are in their order, else in that of the digits and then of the names.

    Raises:
        DataError: no pictures, a class that is no digit, or more than one file in a hundred that cannot be read.
    """
    root = Path(place)
    folders = {_PARTS[path.name.lower()]: path for path in root.iterdir() if path.name.lower() in _PARTS}
    folders = folders if len(folders) == 2 else {"all": next(iter(folders.values()), root)}
    files = {part: _pictures(folders[part], say) for part in sorted(folders, reverse=True)}  # train before test
    count, done, parts = sum(len(found) for found in files.values()), 0, {}
    for part, found in files.items():
        parts[part] = _part(place, found, say, lambda read, done=done: step(done + read, count))
        done += len(found)
    return parts


def _pictures(folder: Path, say: Say) -> list[tuple[Path, int]]:
    """All pictures below a folder of classes with their digits, in order."""
    found, others = [], 0
    for inside in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if inside.name.startswith(".") or not inside.is_dir():
            continue
        if len(inside.name) != 1 or inside.name not in "0123456789":
            raise DataError(f"{folder}: the folder {inside.name!r} is no digit; expected folders named 0 to 9")
        for entry in os.scandir(inside.path):
            if entry.name.lower().endswith(_ENDINGS) and not entry.name.startswith("."):
                found.append((Path(entry.path), int(inside.name)))
            else:
                others += not entry.name.startswith(".") and entry.name.lower() not in {"thumbs.db", "desktop.ini"}
    if others:
        say(f"{folder}: {others:,} file{'s are' if others > 1 else ' is'} neither PNG nor JPEG; left out")
    if not found:
        raise DataError(f"{folder}: no digits; expected folders named 0 to 9 with PNG or JPEG pictures in them")
    return _ordered(found)


def _ordered(found: list[tuple[Path, int]]) -> list[tuple[Path, int]]:
    stems = [path.stem for path, _ in found]
    if all(stem.isascii() and stem.isdigit() for stem in stems) and len({int(stem) for stem in stems}) == len(stems):
        return sorted(found, key=lambda file: int(file[0].stem))
    return sorted(found, key=lambda file: (file[1], file[0].name))


def _part(place: str, files: list[tuple[Path, int]], say: Say, step: Any) -> Part:
    images: list[Images] = []
    kept: list[int] = []
    failed: list[str] = []
    held = 0
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        for i, (path, _) in enumerate(files):
            try:
                images.append(_grey(path))
                kept.append(i)
            except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning) as error:
                failed.append(f"{path.relative_to(place)} ({error})")
                if len(failed) > max(_NAMED, _MAY_FAIL * len(files)):
                    break
                continue
            held += images[-1].nbytes
            if held > MAX_BYTES:
                raise too_large(place)
            if i % _EVERY == 0:
                step(i)
    if failed:
        _judge(place, failed, len(files), say)
    names = [str(files[i][0].relative_to(place)) for i in kept]
    labels = np.array([files[i][1] for i in kept], np.int64)
    return Part(_stack(place, images, say), labels, lambda image, _: names[image])


def _judge(place: str, failed: list[str], count: int, say: Say) -> None:
    """Tells which files cannot be read; too many of them are an error."""
    some = "; ".join(failed[:_NAMED]) + ("; ..." if len(failed) > _NAMED else "")
    if len(failed) > _MAY_FAIL * count:
        raise DataError(f"{place}: more than one picture in a hundred cannot be read ({some}); repair or remove them")
    say(f"{place}: {len(failed):,} of {count:,} pictures cannot be read and are left out: {some}")


def _grey(path: Path) -> Images:
    """One picture as grey values (height, width); what is transparent is paper."""
    with Image.open(path, formats=("PNG", "JPEG")) as image:
        if image.width * image.height > _MAX_PIXELS:
            raise ValueError(f"{image.width}x{image.height}, more than {_MAX_PIXELS // 1_000_000} million pixels")
        picture: Image.Image = image
        if image.mode == "L" and image.format == "PNG" and not image.info and max(image.size) <= _REDUCED:
            return np.asarray(image)
        if image.format == "JPEG":
            image.draft("L", (2 * _REDUCED, 2 * _REDUCED))
            picture = ImageOps.exif_transpose(image)
        if picture.mode.startswith("I"):  # 16 bits
            picture = Image.fromarray((np.asarray(picture).astype(np.int64).clip(0, 65535) >> 8).astype(np.uint8))
        if picture.has_transparency_data:
            picture = picture.convert("RGBA")
            picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
        picture = picture.convert("L")
        if max(picture.size) > _REDUCED:
            picture.thumbnail((_REDUCED, _REDUCED))
        return np.asarray(picture)


def _stack(place: str, images: list[Images], say: Say) -> NDArray[np.uint8]:
    """Images of one shape in one array; those of several shapes are brought to 28x28 here."""
    shapes = {image.shape for image in images}
    if len(shapes) == 1 and len(set(shapes.pop())) == 1:
        return np.stack(images)
    say(f"{place}: pictures of several sizes, brought to 28x28 each; what is not square gets paper at its sides")
    dark = paper_is_white([side for image in images for side in borders(image[None])])
    if dark:
        say(f"{place}: dark ink on white paper; inverted")
    fitted = np.zeros((len(images), 28, 28), np.uint8)
    for shape in {image.shape for image in images}:
        places = [i for i, image in enumerate(images) if image.shape == shape]
        stack = np.stack([images[i] for i in places])
        fitted[places] = fit(255 - stack if dark else stack)
    return fitted


def write(dataset: Dataset, target: Path, step: Step) -> None:
    """Writes PNG files ``train/7/00012.png``; the number keeps the order."""
    done = 0
    for part, split in dataset.parts.items():
        for digit in range(10):
            (target / part / str(digit)).mkdir(parents=True)
        width = max(5, len(str(len(split))))
        for i, (image, label) in enumerate(zip(split.images, split.labels.tolist(), strict=True)):
            Image.fromarray(image).save(target / part / str(label) / f"{i:0{width}}.png")
            done += 1
            if done % _EVERY == 0:
                step(done, len(dataset))
    step(done, len(dataset))
