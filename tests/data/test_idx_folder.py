"""Folders of IDX files."""

import gzip

import pytest

from digit_sets import digit_set, same, write
from numerals import DataError
from numerals.data.sources import load

MADE = digit_set(40, 20)


@pytest.fixture
def folder(tmp_path):
    return write(MADE, tmp_path / "idx", "idx")


def test_the_files_have_mnists_names(folder):
    names = {f"{part}-{what}.gz" for part in ("train", "t10k") for what in ("images-idx3-ubyte", "labels-idx1-ubyte")}
    assert {path.name for path in folder.iterdir()} == names


@pytest.mark.parametrize("old_and_new", [("-idx", ".idx"), ("t10k", "test"), ("train-", "usps-train-")], ids="->".join)
def test_other_names_are_known(folder, old_and_new):
    for path in list(folder.iterdir()):
        path.rename(path.with_name(path.name.replace(*old_and_new)))
    assert same(load(str(folder)), MADE)


def test_one_file_stands_for_its_folder_and_unpacked_files_are_read(folder):
    for path in list(folder.iterdir()):
        path.with_suffix("").write_bytes(gzip.decompress(path.read_bytes()))
        path.unlink()
    assert same(load(str(folder / "train-images-idx3-ubyte")), MADE)


def test_emnists_images_are_turned(folder):
    for path in list(folder.iterdir()):
        path.rename(path.with_name(path.name.replace("t10k", "test").replace("t", "emnist-digits-t", 1)))
    said: list[str] = []
    found = load(str(folder), say=said.append)
    assert "rows and columns exchanged" in said[0]
    assert (found.train.images == MADE.train.images.swapaxes(1, 2)).all()


def test_one_part_is_parted(folder):
    for path in folder.glob("t10k*"):
        path.unlink()
    assert (len(load(str(folder)).train), len(load(str(folder)).test)) == (30, 10)


def test_a_missing_file_is_told(folder):
    (folder / "t10k-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(DataError, match="test files, but none named t10k-labels-idx"):
        load(str(folder))


def test_two_sets_in_one_folder_are_told(folder):
    (folder / "usps-train-images-idx3-ubyte").write_bytes(b"x")
    with pytest.raises(DataError, match="holds two sets: "):
        load(str(folder))


def test_a_folder_named_so_is_no_file(tmp_path):
    (tmp_path / "train-images-idx3-ubyte").mkdir()
    with pytest.raises(DataError, match="no IDX files of images and labels"):
        load(str(tmp_path))


def test_exchanged_files_are_told(folder):
    images, labels = folder / "train-images-idx3-ubyte.gz", folder / "train-labels-idx1-ubyte.gz"
    raw = images.read_bytes()
    images.write_bytes(labels.read_bytes())
    labels.write_bytes(raw)
    with pytest.raises(DataError, match="expected 28x28"):
        load(str(folder))
