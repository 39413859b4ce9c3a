"""Image files of any usual kind to one upright RGB picture, safely.

The header is read first; a picture with too many pixels, frames or bytes is refused before anything is
decoded. Large photos are reduced while they are decoded, so that neither memory nor time grow with them.
"""

import io
import warnings
from contextlib import suppress
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from traceback import clear_frames
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from numerals.errors import ImageFormatError, ImageTooLargeError

MAX_BYTES = 25_000_000
"""Largest file read, in bytes; a 50-megapixel photo of a telephone has about 15 MB."""
MAX_PIXELS = 50_000_000
"""Largest picture decoded; telephones reach 50 megapixels."""
MIN_SIDE = 4
"""Shortest side of a picture that can hold a digit, in pixels."""
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF")
"""What Pillow may open, its first frame; JPEG includes the MPO of some telephones."""
ENDINGS = {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".heic", ".heif"}
"""What is taken from folders; a file named outright is tried whatever its ending."""
_KNOWN = "JPEG, PNG, WebP, BMP, TIFF or HEIC"

_STRIP_PIXELS = 2_000_000
"""Pixels that are converted at once."""
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What each EXIF orientation asks for."""
_QUARTER_TURNS = 5
"""EXIF orientations from this one on swap width and height."""

ImageSource = str | Path | bytes | NDArray[np.generic]


@dataclass(frozen=True)
class Decoded:
    """A picture, upright, perhaps reduced.

    Attributes:
        pixels: (h, w, 3) RGB, uint8.
        width, height: of the full picture in pixels, EXIF orientation applied.
    """

    pixels: NDArray[np.uint8]
    width: int
    height: int

    @property
    def scale(self) -> float:
        """Full pixels for each pixel of ``pixels``."""
        return float(self.width / self.pixels.shape[1])


def read_bytes(source: str | Path | bytes) -> bytes:
    """A file's bytes, its size checked before it is read.

    Raises:
        ImageFormatError: no such file, a folder, an empty file, or no path at all.
        ImageTooLargeError: more than MAX_BYTES.
    """
    if not isinstance(source, bytes):
        path = _path(source)
        try:
            size = path.stat().st_size
            data = b"" if size > MAX_BYTES else path.read_bytes()
        except (OSError, ValueError) as error:  # a path with a null byte is a ValueError
            reason = error.strerror if isinstance(error, OSError) else error
            raise ImageFormatError(f"cannot read {path}: {reason}") from error
    else:
        data, size = source, len(source)
    if size > MAX_BYTES:
        raise too_many_bytes(size)
    if size == 0:
        raise ImageFormatError(f"the file is empty (0 bytes); expected a {_KNOWN} picture")
    return data


def too_many_bytes(size: int) -> ImageTooLargeError:
    """The error of a file with more than MAX_BYTES; of one that is read only so far, its true size is not known."""
    most = f"{MAX_BYTES / 1e6:.0f} MB"
    has = f"{size / 1e6:.0f} MB"
    return ImageTooLargeError(f"the file has {f'more than {most}' if has == most else has}; at most {most} are read")


def _path(source: object) -> Path:
    if not isinstance(source, str | PathLike):
        kind = type(source).__name__
        raise ImageFormatError(f"an image is a path, the bytes of a file or an array (NumPy), not {kind}")
    return Path(source)


def _open_heic(data: bytes) -> Image.Image | None:
    """Opens HEIC where the reader of the extra ``heic`` is installed; None if the bytes are no HEIC."""
    if data[4:8] != b"ftyp" or data[8:12] not in {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis"}:
        return None
    try:
        from pillow_heif import HeifImageFile
    except ImportError:
        raise ImageFormatError(
            "this is an HEIC photo; install its reader with pip install 'numerals[heic]', or send JPEG"
        ) from None
    image: Image.Image = HeifImageFile(io.BytesIO(data))  # type: ignore[no-untyped-call]
    return image


def _open(data: bytes) -> Image.Image:
    """Reads the header only."""
    if data[:6] in {b"GIF87a", b"GIF89a"}:
        raise ImageFormatError(f"GIF pictures, animated or not, are not read; expected {_KNOWN}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
            return _open_heic(data) or Image.open(io.BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError:
        raise ImageFormatError(f"the file is not a picture that can be read; expected {_KNOWN}") from None
    except Image.DecompressionBombError:
        raise ImageTooLargeError(_too_many_pixels(_size_of(data))) from None
    except ImageFormatError:
        raise
    except Exception as error:  # what the readers raise on damaged files is not one kind
        raise ImageFormatError(f"the picture's header is damaged ({error}); expected {_KNOWN}") from error


def _size_of(data: bytes) -> tuple[int, int] | None:
    """Width and height that a header tells of a picture that Pillow will not open, so large it is.

    The format's own reader is asked, which reads no more than `Image.open` did before it refused.
    """
    for name in FORMATS:
        factory, accepts = Image.OPEN[name]
        if accepts is None or accepts(data[:16]) is True:
            with suppress(Exception):  # what the readers raise is not one kind
                return factory(io.BytesIO(data), "").size
    return None


def _too_many_pixels(size: tuple[int, int] | None) -> str:
    has = "too many pixels" if size is None else f"{size[0]} x {size[1]} pixels"
    most = f"at most {MAX_PIXELS / 1e6:.0f} million are read"
    return f"the picture has {has}; {most}. Make it smaller and send it again."


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise ImageTooLargeError(_too_many_pixels((width, height)))
    if min(width, height) < MIN_SIDE:
        raise ImageFormatError(f"the picture has {width} x {height} pixels; a digit needs at least {MIN_SIDE}")


def _plain(image: Image.Image, brightest: float) -> Image.Image:
    """Brings palettes, bits, 16-bit and float values to 8 bits a channel, transparency kept.

    Args:
        image: of any mode, perhaps a strip of the whole.
        brightest: value that becomes 255 in pictures of more than 8 bits.
    """
    if image.mode in {"I", "F"} or image.mode.startswith("I;"):
        values = np.asarray(image, np.float32) * np.float32(255 / brightest)
        return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
    if image.mode in {"P", "PA"} or "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("L") if image.mode == "1" else image


def _brightest(image: Image.Image) -> float:
    """Value of white: 1 or 255 where all values stay below, else 65,535."""
    if image.mode not in {"I", "F"} and not image.mode.startswith("I;"):
        return 255.0
    if image.mode.startswith("I;"):
        return 65_535.0
    highest = float(cast("tuple[float, float]", image.getextrema())[1])
    if image.mode == "F" and highest <= 1.0:
        return 1.0
    return 255.0 if highest <= 255 else 65_535.0


def _to_rgb(image: Image.Image) -> NDArray[np.uint8]:
    """8 bits a channel to (h, w, 3) RGB; what is transparent becomes white paper, or black under light ink."""
    if image.mode in {"RGBA", "LA", "La", "RGBa"}:
        rgba = np.asarray(image.convert("RGBA"))
        alpha = rgba[:, :, 3:].astype(np.uint16)
        visible = rgba[alpha[:, :, 0] > 127][:, :3]
        paper = 0 if len(visible) and len(visible) < alpha.size and visible.mean() > 127 else 255
        blended = (rgba[:, :, :3] * alpha + paper * (255 - alpha) + 127) // 255
        return blended.astype(np.uint8)
    return np.asarray(image if image.mode == "RGB" else image.convert("RGB"))


def _reduced(image: Image.Image, max_side: int) -> Image.Image:
    """Brings a decoded picture to 8 bits a channel and about ``max_side``, by averaging whole pixels.

    In strips, because each step makes copies, and a large palette picture would fill the memory with them.
    """
    factor = max(1, max(image.size) // max_side)
    brightest = _brightest(image)
    if factor == 1:
        return _plain(image, brightest)
    width, height = image.size
    strip = factor * max(1, _STRIP_PIXELS // (width * factor))
    parts = [
        _plain(image.crop((0, top, width, min(height, top + strip))), brightest).reduce(factor)
        for top in range(0, height, strip)
    ]
    if len(parts) == 1:
        return parts[0]
    small = Image.new(parts[0].mode, (parts[0].width, sum(part.height for part in parts)))
    top = 0
    for part in parts:
        small.paste(part, (0, top))
        top += part.height
    return small


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    """Turns a picture as its EXIF orientation (1 to 8) asks."""
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def _from_array(array: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Checks an array given in place of a file."""
    if array.ndim not in {2, 3} or (array.ndim == 3 and array.shape[2] not in {1, 3, 4}):
        raise ImageFormatError(f"expected an array of shape (h, w), (h, w, 3) or (h, w, 4), not {array.shape}")
    if array.dtype == np.bool_:
        array = array.astype(np.uint8) * 255
    if array.dtype != np.uint8:
        raise ImageFormatError(f"expected an array of uint8 (0 to 255), not {array.dtype}")
    _check_size(array.shape[1], array.shape[0])
    squeezed = array[:, :, 0] if array.ndim == 3 and array.shape[2] == 1 else array
    return _to_rgb(Image.fromarray(np.ascontiguousarray(squeezed).astype(np.uint8)))


def decode(source: ImageSource, max_side: int = 1600) -> Decoded:
    """Opens a picture, turns it upright and brings it to the working size.

    Args:
        source: path, bytes of a file, or an array (h, w), (h, w, 3) RGB or (h, w, 4) RGBA of uint8.
        max_side: longer side wanted, in pixels; smaller pictures stay as they are.

    Returns:
        The picture, whose longer side is at most ``max_side``.

    Raises:
        ImageFormatError: empty, truncated, of another format, or too small to hold a digit.
        ImageTooLargeError: more than MAX_BYTES or MAX_PIXELS.
    """
    if isinstance(source, np.ndarray):
        pixels = _from_array(source)
        height, width = pixels.shape[:2]
        return Decoded(_fit(pixels, max_side), width, height)
    image = _open(read_bytes(source))
    width, height = image.size
    _check_size(width, height)
    try:
        # JPEG is decoded at half, a quarter, ... of its size; both sides are asked for, or the shorter one decides.
        wanted = [max(1, max_side * side // max(width, height)) for side in (width, height)]
        image.draft("RGB", (wanted[0], wanted[1]))
        image.load()
        # Asked after loading: some formats' readers have turned the picture by then, and say so.
        orientation = image.getexif().get(_ORIENTATION, 1)
        orientation = orientation if isinstance(orientation, int) else 1
        pixels = _to_rgb(_upright(_reduced(image, max_side), orientation))
    except Exception as error:  # what the readers raise on damaged files is not one kind
        # Whoever keeps the error keeps the frames that it came through, and with them every pixel.
        clear_frames(error.__traceback__)
        image.close()
        raise ImageFormatError(f"the picture is damaged or truncated ({error}); save it anew and try again") from error
    if orientation >= _QUARTER_TURNS:
        width, height = height, width
    return Decoded(_fit(pixels, max_side), width, height)


def _fit(pixels: NDArray[np.uint8], max_side: int) -> NDArray[np.uint8]:
    """Reduces to at most ``max_side`` smoothly."""
    height, width = pixels.shape[:2]
    scale = max_side / max(height, width)
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    # Between full and half size bilinear reads every pixel too, and is several times faster.
    way = cv2.INTER_AREA if scale < 0.5 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, size, interpolation=way), np.uint8)
