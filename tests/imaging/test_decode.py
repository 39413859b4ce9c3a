"""Files of every usual kind to upright RGB pictures, and the refusal of all others."""

import importlib.util
import io
import re
import resource
import struct
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from numerals import ImageFormatError, ImageTooLargeError
from numerals.imaging.decode import MAX_BYTES, MAX_PIXELS, decode, read_bytes

LEFT, RIGHT, FOOT = (200, 40, 30), (30, 60, 200), (40, 160, 60)


@pytest.fixture(scope="module")
def flag() -> Image.Image:
    """A picture of 60 x 40: red at the upper left, blue at the upper right, green below."""
    image = Image.new("RGB", (60, 40), FOOT)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 29, 19), fill=LEFT)
    pen.rectangle((30, 0, 59, 19), fill=RIGHT)
    return image


def assert_is_flag(pixels: NDArray[np.uint8], tolerance: float = 14) -> None:
    """Looks at the middle of the three fields."""
    assert pixels.shape == (40, 60, 3)
    assert pixels.dtype == np.uint8
    for place, colour in (((10, 15), LEFT), ((10, 45), RIGHT), ((30, 30), FOOT)):
        assert np.abs(pixels[place].astype(int) - colour).max() <= tolerance, place


FORMATS = [
    pytest.param("JPEG", {"quality": 95, "subsampling": 0}, id="jpeg"),
    pytest.param("JPEG", {"quality": 90, "progressive": True}, id="progressive jpeg"),
    pytest.param("PNG", {}, id="png"),
    pytest.param("PNG", {"compress_level": 0}, id="png uncompressed"),
    pytest.param("WEBP", {"lossless": True}, id="webp lossless"),
    pytest.param("WEBP", {"quality": 90}, id="webp"),
    pytest.param("BMP", {}, id="bmp"),
    pytest.param("TIFF", {}, id="tiff"),
    pytest.param("TIFF", {"compression": "tiff_lzw"}, id="tiff lzw"),
    pytest.param("TIFF", {"compression": "tiff_adobe_deflate"}, id="tiff deflate"),
]


@pytest.mark.parametrize(("kind", "options"), FORMATS)
def test_each_format_gives_the_picture(flag, encode, kind, options):
    found = decode(encode(flag, kind, **options))
    assert (found.width, found.height, found.scale) == (60, 40, 1.0)
    assert_is_flag(found.pixels)


def test_bytes_a_path_and_its_text_are_the_same(flag, encode, tmp_path):
    path = tmp_path / "flag.png"
    path.write_bytes(encode(flag))
    for source in (path, str(path), path.read_bytes()):
        assert np.array_equal(decode(source).pixels, np.asarray(flag))


def test_the_name_of_a_file_does_not_matter(flag, encode, tmp_path):
    path = tmp_path / "flag.txt"
    path.write_bytes(encode(flag, "JPEG", quality=95, subsampling=0))
    assert_is_flag(decode(path).pixels)


# How a camera stores an upright scene for each value of EXIF's orientation.
STORED: dict[int, Image.Transpose | None] = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", STORED)
def test_exif_orientation_is_applied(flag, encode, orientation, kind):
    turn = STORED[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"JPEG": {"quality": 95, "subsampling": 0}, "WEBP": {"lossless": True}}.get(kind, {})
    found = decode(encode(flag.transpose(turn) if turn is not None else flag, kind, exif=exif, **options))
    assert (found.width, found.height) == (60, 40)
    assert_is_flag(found.pixels)


def test_exif_orientation_is_applied_to_reduced_photos(encode):
    tall = Image.new("RGB", (600, 900), "white")
    ImageDraw.Draw(tall).rectangle((0, 0, 599, 99), fill="black")
    exif = Image.Exif()
    exif[0x0112] = 6
    found = decode(encode(tall.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif), max_side=300)
    assert (found.width, found.height) == (600, 900)
    assert found.pixels.shape == (300, 200, 3)
    assert found.pixels[:28].max() < 40
    assert found.pixels[40:].min() > 220


@pytest.mark.parametrize("orientation", [0, 9, 255])
def test_a_senseless_orientation_is_left_aside(flag, encode, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert_is_flag(decode(encode(flag, "PNG", exif=exif)).pixels)


def ramp(dtype: Any, top: int) -> NDArray[Any]:
    """A grey ramp of 8 x 52 from 0 to ``top``."""
    return np.tile(np.linspace(0, top, 52), (8, 1)).astype(dtype)


@pytest.mark.parametrize(
    ("array", "kind"),
    [
        pytest.param(ramp(np.uint16, 65535), "PNG", id="16-bit png"),
        pytest.param(ramp(np.uint16, 65535), "TIFF", id="16-bit tiff"),
        pytest.param(ramp(np.int32, 65535), "TIFF", id="32-bit tiff"),
        pytest.param(ramp(np.float32, 255), "TIFF", id="float tiff to 255"),
        pytest.param(ramp(np.float32, 1), "TIFF", id="float tiff to 1"),
        pytest.param(ramp(np.uint8, 255), "PNG", id="8-bit grey png"),
    ],
)
def test_deep_pictures_keep_their_greys(encode, array, kind):
    if array.dtype == np.float32 and array.max() <= 1:
        array = np.tile(np.linspace(0, 1, 52, dtype=np.float32), (8, 1))
    pixels = decode(encode(array, kind)).pixels
    assert pixels.shape == (8, 52, 3)
    assert np.abs(pixels.astype(float) - np.linspace(0, 255, 52)[None, :, None]).max() <= 1.5


def test_cmyk_jpeg(flag, encode):
    found = decode(encode(flag.convert("CMYK"), "JPEG", quality=95, subsampling=0))
    assert_is_flag(found.pixels, tolerance=20)


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
def test_palette_png(flag, encode, bits):
    palette = flag.quantize(min(2**bits, 3))
    pixels = decode(encode(palette, bits=bits)).pixels
    assert np.array_equal(pixels, np.asarray(palette.convert("RGB")))


def test_black_and_white_tiff_of_a_scanner(encode):
    page = Image.new("1", (50, 30), 1)
    ImageDraw.Draw(page).line((10, 5, 10, 25), fill=0, width=3)
    pixels = decode(encode(page, "TIFF", compression="group4")).pixels
    assert np.array_equal(pixels, np.asarray(page.convert("RGB")))


INKS = [pytest.param(20, 255, id="dark ink on white"), pytest.param(235, 0, id="light ink on black")]


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
@pytest.mark.parametrize(("ink", "paper"), INKS)
def test_transparent_paper_contrasts_with_its_ink(encode, mode, ink, paper):
    drawing = Image.new("LA", (40, 30), (ink, 0))
    ImageDraw.Draw(drawing).line((20, 4, 20, 26), fill=(ink, 255), width=4)
    if mode == "P":
        indices = Image.fromarray(np.asarray(drawing)[:, :, 1] // 255).convert("P")
        indices.putpalette([7, 7, 7] + [ink] * 3)
        file = encode(indices, transparency=0)
    else:
        file = encode(drawing.convert(mode))
    pixels = decode(file).pixels
    assert (pixels[15, 20] == ink).all()
    assert (pixels[15, 3] == paper).all()


def test_half_transparent_edges_are_blended(encode):
    drawing = np.zeros((20, 20, 4), np.uint8)
    drawing[5:15, 5:10, 3] = 255
    drawing[5:15, 10:12, 3] = 128
    pixels = decode(encode(drawing)).pixels
    assert [int(pixels[8, x, 0]) for x in (2, 7, 11)] == [255, 0, 127]


def test_multi_page_tiff_gives_its_first_page(flag, encode):
    pages = [Image.new("RGB", (60, 40), "white")] * 2
    assert_is_flag(decode(encode(flag, "TIFF", save_all=True, append_images=pages)).pixels)


def test_heic(flag, without):
    if importlib.util.find_spec("pillow_heif") is None:
        without("HEIC is read with the extra heic: pip install 'numerals[heic]'")
    import pillow_heif

    stream = io.BytesIO()
    pillow_heif.from_pillow(flag).save(stream, quality=90)
    found = decode(stream.getvalue())
    assert (found.width, found.height) == (60, 40)
    assert_is_flag(found.pixels, tolerance=25)


@pytest.mark.parametrize(
    "array",
    [
        pytest.param(np.full((20, 30), 90, np.uint8), id="grey"),
        pytest.param(np.full((20, 30, 1), 90, np.uint8), id="grey with an axis"),
        pytest.param(np.full((20, 30, 3), 90, np.uint8), id="rgb"),
        pytest.param(np.full((20, 30, 4), [90, 90, 90, 255], np.uint8), id="rgba"),
        pytest.param(np.full((40, 60, 3), 90, np.uint8)[::2, ::2], id="a view with strides"),
    ],
)
def test_arrays_are_taken_as_they_are(array):
    found = decode(array)
    assert found.pixels.shape == (20, 30, 3)
    assert (found.pixels == 90).all()


def test_a_boolean_array_is_black_and_white():
    mask = np.zeros((20, 30), bool)
    mask[5:9] = True
    assert np.array_equal(decode(mask).pixels[:, :, 0], mask * np.uint8(255))


@pytest.mark.parametrize(
    ("size", "wanted"),
    [
        pytest.param((500, 300), (300, 180), id="smaller than half"),
        pytest.param((2000, 1000), (300, 150), id="much smaller"),
        pytest.param((300, 200), (300, 200), id="as it is"),
        pytest.param((30, 20), (30, 20), id="never larger"),
        pytest.param((3000, 4), (300, 1), id="a strip"),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "array"])
def test_the_longer_side_is_at_most_max_side(encode, kind, size, wanted):
    image = Image.new("RGB", size, (120, 130, 140))
    found = decode(np.asarray(image) if kind == "array" else encode(image, kind), max_side=300)
    assert (found.width, found.height) == size
    assert max(found.pixels.shape[:2]) <= 300
    assert np.abs(np.subtract(found.pixels.shape[1::-1], wanted)).max() <= 1
    assert np.abs(found.pixels.astype(int) - [120, 130, 140]).max() <= 2


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG file."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def black_png(side: int) -> bytes:
    """A valid PNG of side x side black grey pixels, packed about a thousand times, made without packing it all."""
    row = side + 1
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(row * 100)) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = (side * row % 65521) << 16 | 1
    packed = b"\x78\xda" + block * (side // 100) + b"\x03\x00" + struct.pack(">I", checksum)
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def assert_refused_cheaply(read: Callable[[], Any], says: str) -> None:
    """Refused within a second, with less than 300 MB more memory than ever before."""
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    with pytest.raises(ImageTooLargeError, match=says):
        read()
    assert time.perf_counter() - start < 1.0
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000


def test_the_bomb_of_these_tests_is_a_right_picture():
    assert decode(black_png(400)).pixels.sum() == 0


def test_a_picture_of_400_megapixels_is_refused_before_it_is_decoded():
    bomb = black_png(20_000)
    assert 300_000 < len(bomb) < 900_000
    assert_refused_cheaply(lambda: decode(bomb), "20000 x 20000 pixels; at most 50 million are read")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_picture_too_large_for_pillow_names_its_size_in_each_format(encode, kind):
    options = {"compression": "group4"} if kind == "TIFF" else {}
    file = encode(Image.new("L" if kind == "JPEG" else "1", (19_000, 10_000)), kind, **options)
    with pytest.raises(ImageTooLargeError, match="19000 x 10000 pixels; at most 50 million are read"):
        decode(file)


def test_a_picture_just_too_large_names_its_size_and_the_limit():
    bomb = black_png(7_100)
    assert MAX_PIXELS < 7_100**2
    assert_refused_cheaply(lambda: decode(bomb), "7100 x 7100 pixels; at most 50 million")


def test_too_many_bytes_are_refused_before_they_are_read(tmp_path):
    path = tmp_path / "large.jpg"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1_000_000)
    assert_refused_cheaply(lambda: decode(path), "26 MB; at most 25 MB")
    assert_refused_cheaply(lambda: decode(bytes(MAX_BYTES + 1_000_000)), "26 MB; at most 25 MB")


def test_a_file_of_which_only_the_first_bytes_came_has_more_than_the_limit():
    with pytest.raises(ImageTooLargeError, match="the file has more than 25 MB; at most 25 MB"):
        read_bytes(bytes(MAX_BYTES + 1))


@pytest.mark.parametrize("source", [None, 5, [1, 2], bytearray(b"abc")], ids=lambda source: type(source).__name__)
def test_what_is_no_image_at_all_is_refused_with_what_is_taken(source):
    with pytest.raises(ImageFormatError, match=f"a path, the bytes .* or an array .*, not {type(source).__name__}$"):
        decode(source)


def test_the_largest_file_allowed_is_read():
    data = bytes(MAX_BYTES)
    assert read_bytes(data) is data


def noise(kind: str, encode: Callable[..., bytes]) -> bytes:
    """A picture that fills a file evenly."""
    return encode(np.random.default_rng(3).integers(0, 256, (120, 90, 3), np.uint8), kind)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        pytest.param(lambda _: b"", "empty .0 bytes.; expected a JPEG, PNG", id="empty"),
        pytest.param(lambda _: b"just some text\n" * 9, "not a picture that can be read; expected JPEG", id="text"),
        pytest.param(lambda _: bytes(500), "not a picture", id="zeros"),
        pytest.param(lambda encode: noise("JPEG", encode)[:3000], "damaged or truncated", id="half a jpeg"),
        pytest.param(lambda encode: noise("JPEG", encode)[:4], "not a picture|damaged", id="a jpeg's first bytes"),
        pytest.param(lambda encode: noise("PNG", encode)[:20], "not a picture|damaged", id="a png's first bytes"),
        pytest.param(lambda encode: noise("PNG", encode)[:3000], "damaged or truncated", id="half a png"),
        pytest.param(lambda encode: noise("PNG", encode)[:-40], "damaged or truncated", id="a png without its end"),
        pytest.param(lambda encode: noise("TIFF", encode)[:3000], "damaged or truncated", id="half a tiff"),
        pytest.param(lambda encode: noise("BMP", encode)[:3000], "damaged or truncated", id="half a bmp"),
        pytest.param(lambda encode: noise("WEBP", encode)[:900], "not a picture|damaged", id="half a webp"),
        pytest.param(lambda encode: encode(Image.new("P", (20, 20)), "GIF"), "GIF pictures", id="gif"),
        pytest.param(
            lambda encode: encode(
                Image.new("P", (20, 20)), "GIF", save_all=True, append_images=[Image.new("P", (20, 20), 1)]
            ),
            "GIF pictures, animated or not",
            id="animated gif",
        ),
        pytest.param(lambda encode: encode(Image.new("RGB", (20, 20)), "PPM"), "not a picture", id="ppm"),
        pytest.param(lambda encode: encode(Image.new("RGB", (20, 20)), "PDF"), "not a picture", id="pdf"),
        pytest.param(lambda _: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture", id="svg"),
        pytest.param(lambda encode: encode(Image.new("L", (1, 1))), "1 x 1 pixels; a digit needs at least 4", id="1x1"),
        pytest.param(lambda encode: encode(Image.new("L", (90, 3))), "90 x 3 pixels", id="three rows"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_reason(encode, make, says):
    start = time.perf_counter()
    with pytest.raises(ImageFormatError, match=says):
        decode(make(encode))
    assert time.perf_counter() - start < 1.0


def test_a_text_file_named_png_is_refused(tmp_path):
    path = tmp_path / "photo.png"
    path.write_text("this is not a picture\n")
    with pytest.raises(ImageFormatError, match="not a picture"):
        decode(path)


@pytest.mark.parametrize("name", ["missing.png", "."])
def test_a_path_that_is_no_file_is_named(tmp_path, name):
    with pytest.raises(ImageFormatError, match=r"cannot read .*: (No such file|Is a directory)"):
        decode(tmp_path / name)


@pytest.mark.parametrize(
    ("array", "says"),
    [
        pytest.param(np.zeros((20, 20), np.float64), "uint8 .0 to 255., not float64", id="floats"),
        pytest.param(np.zeros((20, 20), np.int64), "not int64", id="integers"),
        pytest.param(np.zeros((20, 20), np.uint16), "not uint16", id="16 bits"),
        pytest.param(np.zeros(20, np.uint8), r"not \(20,\)", id="one axis"),
        pytest.param(np.zeros((20, 20, 2), np.uint8), r"not \(20, 20, 2\)", id="two channels"),
        pytest.param(np.zeros((2, 20, 20, 3), np.uint8), r"not \(2, 20, 20, 3\)", id="a batch"),
        pytest.param(np.zeros((0, 0), np.uint8), "0 x 0 pixels", id="nothing"),
        pytest.param(np.zeros((3, 20), np.uint8), "20 x 3 pixels", id="three rows"),
    ],
)
def test_an_array_of_another_kind_is_refused(array, says):
    with pytest.raises(ImageFormatError, match=says):
        decode(array)


def test_a_huge_array_is_refused():
    with pytest.raises(ImageTooLargeError, match="8000 x 8000"):
        decode(np.broadcast_to(np.uint8(0), (8000, 8000)))


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow says what it finds odd in a TIFF
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "BMP", "WEBP", "TIFF"])
def test_damaged_bytes_never_give_another_error(encode, kind):
    file = bytearray(noise(kind, encode)[:6000])
    rng = np.random.default_rng(5)
    refused = 0
    for _ in range(40):
        damaged = bytearray(file)
        for place in rng.integers(0, min(len(file), 300), 4):
            damaged[place] = rng.integers(256)
        try:
            decode(bytes(damaged))
        except (ImageFormatError, ImageTooLargeError):
            refused += 1
    assert refused


def resident() -> float:
    """This process's memory in MB."""
    return int(re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1000


def test_an_error_that_is_kept_keeps_no_pixels(encode):
    large = encode(Image.new("RGBA", (7000, 7100), (1, 2, 3, 255)))[:-2000]
    kept, before = [], resident()
    for _ in range(3):
        with pytest.raises(ImageFormatError) as raised:
            decode(large)
        kept.append(raised.value)
    assert resident() - before < 150  # one of them has 199 MB
