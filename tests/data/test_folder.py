"""Folders of pictures."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from digit_sets import digit_set, digit_split, same, write
from numerals import DataError
from numerals.data.sources import Split, load


def pictures(folder: Path, split: Split, ending: str = "png", **options: object) -> Path:
    """One folder a digit, the pictures named by letters."""
    for i, (image, label) in enumerate(zip(split.images, split.labels.tolist(), strict=True)):
        path = folder / str(label) / f"picture_{i:03}.{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(path, **options)
    return folder


def by_content(*splits: Split) -> list[tuple[int, bytes]]:
    """Labels and images in an order that does not depend on the files'."""
    return sorted(
        (int(label), image.tobytes())
        for split in splits
        for image, label in zip(split.images, split.labels, strict=True)
    )


@pytest.mark.parametrize("names", [("train", "test"), ("training", "testing"), ("Train", "Test")], ids="-".join)
def test_two_parts_are_found_by_their_names(tmp_path, names):
    made = digit_set()
    for name, split in zip(names, made.parts.values(), strict=True):
        pictures(tmp_path / name, split)
    found = load(str(tmp_path))
    assert by_content(found.train) == by_content(made.train)
    assert by_content(found.test) == by_content(made.test)


def test_one_folder_of_classes_is_one_part(tmp_path):
    split = digit_split(60)
    found = load(str(pictures(tmp_path, split)))
    assert by_content(found.train, found.test) == by_content(split)
    assert len(found.test) == 10


def test_a_folder_with_a_training_part_only_is_one_part(tmp_path):
    pictures(tmp_path / "train", digit_split(60))
    assert len(load(str(tmp_path)).test) == 10


def test_numbers_as_names_keep_the_order(tmp_path):
    made = digit_set(120, 30)
    target = write(made, tmp_path / "set")
    assert (target / "train" / "7" / "00017.png").is_file()
    assert same(load(str(target)), made)
    for path in sorted(target.rglob("*.png")):  # also without the zeros in front
        path.rename(path.with_name(f"{int(path.stem)}.PNG"))
    assert same(load(str(target)), made)


def test_words_as_names_are_in_the_order_of_digits_and_names(tmp_path):
    made = digit_set()
    for name, split in made.parts.items():
        pictures(tmp_path / name, split)
    assert load(str(tmp_path)).train.labels.tolist() == sorted(made.train.labels.tolist())


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "LA", "P", "I;16", "1"])
def test_pictures_of_any_mode_give_their_grey(tmp_path, mode):
    split = digit_split(60)
    images = np.where(split.images > 127, 255, 0).astype(np.uint8)
    for i, image in enumerate(images):
        if mode == "I;16":
            picture = Image.fromarray(image.astype(np.uint16) * 257)
        else:
            picture = Image.fromarray(image).convert(mode)
        (tmp_path / str(i % 10)).mkdir(exist_ok=True)
        picture.save(tmp_path / str(i % 10) / f"{i}.png")
    found = load(str(tmp_path))
    assert by_content(found.train, found.test) == by_content(Split(images, split.labels))


def test_what_is_transparent_is_paper(tmp_path):
    split = digit_split(60)
    for i, image in enumerate(split.images):
        pixels = np.zeros((28, 28, 4), np.uint8)  # black ink, as a drawing program saves it
        pixels[..., 3] = image
        (tmp_path / str(i % 10)).mkdir(exist_ok=True)
        Image.fromarray(pixels).save(tmp_path / str(i % 10) / f"{i}.png")
    said: list[str] = []
    found = load(str(tmp_path), say=said.append)
    assert any("dark ink on white paper; inverted" in line for line in said)
    assert by_content(found.train, found.test) == by_content(split)


@pytest.mark.parametrize("ending", ["jpg", "JPEG"])
def test_jpeg_is_read_nearly_the_same(tmp_path, ending):
    made = digit_set()
    for name, split in made.parts.items():
        smooth = np.stack([np.asarray(Image.fromarray(image).reduce(2).resize((28, 28))) for image in split.images])
        pictures(tmp_path / name, Split(smooth, split.labels), ending, quality=95)
    found = load(str(tmp_path))
    assert (len(found.train), len(found.test)) == (40, 20)
    first = Image.open(tmp_path / "train" / "0" / f"picture_000.{ending}")
    assert np.array_equal(found.train.images[0], np.asarray(first))


def test_pictures_of_several_sizes_are_brought_to_one(tmp_path):
    rng = np.random.default_rng(0)
    for i in range(60):
        height, width = int(rng.integers(20, 200)), int(rng.integers(20, 200))
        paper = np.full((height, width), 230, np.uint8)
        paper[height // 5 : -height // 5, width // 3 : -width // 3] = 20
        (tmp_path / str(i % 10)).mkdir(exist_ok=True)
        Image.fromarray(paper).save(tmp_path / str(i % 10) / f"p{i}.png")
    said: list[str] = []
    found = load(str(tmp_path), say=said.append)
    assert sum("of several sizes" in line or "inverted" in line for line in said) == 2
    for image in found.train.images:
        assert image[:, :2].max() < 60
        assert image[12:16, 10:18].max() > 150


def test_a_large_photo_is_reduced(tmp_path):
    for i in range(20):
        paper = np.zeros((1500, 1500), np.uint8)
        paper[300:1200, 600:900] = 255
        (tmp_path / str(i % 10)).mkdir(exist_ok=True)
        Image.fromarray(paper).save(tmp_path / str(i % 10) / f"p{i}.jpg")
    found = load(str(tmp_path))
    assert found.train.images[0, 14, 14] == 255
    assert (found.train.images[0] > 127).sum() == pytest.approx(0.6 * 0.2 * 784, rel=0.25)


def spoil(folder: Path, count: int, content: bytes = b"not a picture") -> None:
    for path in sorted(folder.rglob("*.png"))[:count]:
        path.write_bytes(content)


def test_few_unreadable_pictures_are_left_out_and_counted(tmp_path):
    pictures(tmp_path, digit_split(200))
    spoil(tmp_path, 2)
    said: list[str] = []
    found = load(str(tmp_path), say=said.append)
    assert len(found) == 198
    assert said[0].startswith(f"{tmp_path}: 2 of 200 pictures cannot be read and are left out: 0/picture_000.png (")
    assert "0/picture_010.png" in said[0]


def png(**chunks: str) -> bytes:
    info = PngImagePlugin.PngInfo()
    for key, value in chunks.items():
        info.add_text(key, value)
    stream = io.BytesIO()
    Image.fromarray(digit_split(1).images[0]).save(stream, "PNG", pnginfo=info)
    return stream.getvalue()


def gif() -> bytes:
    stream = io.BytesIO()
    Image.fromarray(digit_split(1).images[0]).save(stream, "GIF")
    return stream.getvalue()


def bomb() -> bytes:
    stream = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(stream, "PNG")
    return stream.getvalue()


def huge() -> bytes:
    stream = io.BytesIO()
    Image.new("1", (7_000, 7_000)).save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize("content", [b"", b"text", png()[:-30], gif(), bomb(), huge()], ids=len)
def test_too_many_unreadable_pictures_are_an_error_that_names_some(tmp_path, content):
    pictures(tmp_path, digit_split(60))
    spoil(tmp_path, 5, content)
    with pytest.raises(DataError, match="more than one picture in a hundred cannot be read") as caught:
        load(str(tmp_path))
    told = str(caught.value)
    assert all(f"0/picture_{i:03}.png (" in told for i in (0, 10, 20))
    assert "repair or remove them" in told


def test_a_single_damaged_picture_of_few_is_named(tmp_path):
    pictures(tmp_path, digit_split(60))
    spoil(tmp_path, 1)
    with pytest.raises(DataError, match=r"cannot be read \(0/picture_000\.png \("):
        load(str(tmp_path))


@pytest.mark.parametrize("name", ["10", "-1", "seven", "a"])
def test_a_folder_that_is_no_digit_is_told(tmp_path, name):
    pictures(tmp_path, digit_split(60))
    (tmp_path / name).mkdir()
    with pytest.raises(DataError, match=f"the folder '{name}' is no digit; expected folders named 0 to 9"):
        load(str(tmp_path))


@pytest.mark.parametrize("inside", ["", "0", "train"])
def test_a_folder_without_pictures_is_told(tmp_path, inside):
    (tmp_path / inside).mkdir(exist_ok=True)
    with pytest.raises(DataError, match="no digits; expected folders named 0 to 9 with PNG or JPEG pictures"):
        load(str(tmp_path))


def test_other_files_are_counted_and_hidden_ones_are_not(tmp_path):
    pictures(tmp_path, digit_split(60))
    for name in (".DS_Store", "Thumbs.db", "notes.txt", "old.tiff"):
        (tmp_path / "3" / name).write_text("x")
    said: list[str] = []
    load(str(tmp_path), say=said.append)
    assert said[0] == f"{tmp_path}: 2 files are neither PNG nor JPEG; left out"


def test_a_missing_class_is_said(tmp_path):
    pictures(tmp_path, digit_split(54, classes=9))
    said: list[str] = []
    load(str(tmp_path), say=said.append)
    assert f"{tmp_path}: no image of 9 in the train part" in said
