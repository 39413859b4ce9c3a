"""MNIST's files: parsed, found, checked by hash."""

import gzip
import re
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from numerals import DataError
from numerals.data.idx import read_idx
from numerals.data.mnist import FILES, download_mnist, find_file, load_mnist


def idx(shape: tuple[int, ...], data: bytes, kind: int = 8) -> bytes:
    """An IDX file."""
    return bytes([0, 0, kind, len(shape)]) + struct.pack(f">{len(shape)}I", *shape) + data


@given(st.lists(st.integers(0, 5), min_size=1, max_size=3), st.booleans())
def test_idx_is_read_gzip_or_not(tmp_path_factory, shape, packed):
    values = np.arange(int(np.prod(shape)), dtype=np.uint8)
    raw = idx(tuple(shape), values.tobytes())
    path = tmp_path_factory.mktemp("idx") / "file"
    path.write_bytes(gzip.compress(raw) if packed else raw)
    found = read_idx(path)
    assert found.dtype == np.uint8
    assert np.array_equal(found, values.reshape(shape))


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        pytest.param(b"", "expected an IDX file of unsigned bytes", id="empty"),
        pytest.param(b"\x00\x00", "expected an IDX file", id="two bytes"),
        pytest.param(b"<html>not found</html>", "expected an IDX file", id="a web page"),
        pytest.param(idx((2,), b"ab", kind=13), "expected an IDX file of unsigned bytes", id="floats"),
        pytest.param(idx((2, 3), b"12345"), r"announces \(2, 3\), but 5 bytes follow", id="too short"),
        pytest.param(idx((2, 3), b"1234567"), r"announces \(2, 3\), but more bytes follow", id="too long"),
        pytest.param(idx((2**31, 2**31, 4), b"1"), "more than 1024 MiB of pixels", id="announces far too much"),
        pytest.param(bytes([0, 0, 8, 3, 0]), "expected an IDX file", id="half a header"),
        pytest.param(gzip.compress(idx((2,), b"ab"))[:-6], "gzip file is damaged", id="half a gzip file"),
        pytest.param(b"\x1f\x8b" + bytes(40), "gzip file is damaged", id="no gzip file"),
    ],
)
def test_other_data_is_refused_with_its_name(tmp_path, raw, says):
    path = tmp_path / "labels.gz"
    path.write_bytes(raw)
    with pytest.raises(DataError, match=says) as caught:
        read_idx(path)
    assert str(caught.value).startswith(f"{path}: ")


@pytest.mark.parametrize("folder", ["", "mnist"])
@pytest.mark.parametrize("ending", ["", ".gz"])
def test_files_are_found_in_the_folder_and_in_its_folder_mnist(tmp_path, folder, ending):
    name = "t10k-labels-idx1-ubyte"
    assert find_file(tmp_path, name) is None
    path = tmp_path / folder / f"{name}{ending}"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"x")
    assert find_file(tmp_path, name) == path


def test_a_missing_file_is_named_with_its_folder(tmp_path):
    with pytest.raises(DataError, match=rf"train-images-idx3-ubyte\[\.gz\] is not in {re.escape(str(tmp_path))}"):
        load_mnist(tmp_path)


def test_a_tampered_file_is_named(tmp_path):
    for name in FILES:
        (tmp_path / name).write_bytes(idx((1, 28, 28), bytes(784)))
    with pytest.raises(DataError, match=r"train-images-idx3-ubyte is not MNIST's file as published .*MD5 differs"):
        load_mnist(tmp_path)


def test_a_damaged_file_is_named(tmp_path):
    for name in FILES:
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(bytes(1000))[:-9])
    with pytest.raises(DataError, match=r"train-images-idx3-ubyte.gz: the gzip file is damaged"):
        load_mnist(tmp_path)


def test_a_file_that_is_there_is_not_fetched_again(tmp_path):
    for name in FILES:
        (tmp_path / f"{name}.gz").write_bytes(b"kept")
    said: list[str] = []
    assert download_mnist(tmp_path, said.append) == tmp_path
    assert said == []
    assert all((tmp_path / f"{name}.gz").read_bytes() == b"kept" for name in FILES)


@pytest.mark.mnist
def test_the_test_part_is_mnists(mnist):
    images, labels = mnist
    assert (images.shape, images.dtype) == ((10_000, 28, 28), np.uint8)
    assert (labels.shape, labels.dtype) == ((10_000,), np.int64)
    assert labels[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert np.bincount(labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
