"""NumPy files."""

import io
import zipfile

import numpy as np
import pytest

from digit_sets import digit_set, digit_split, same
from numerals import DataError
from numerals.data.sources import load

MADE = digit_set(40, 20)
TRAIN, TEST = MADE.train, MADE.test
BOTH = {"X": np.concatenate([TRAIN.images, TEST.images]), "y": np.concatenate([TRAIN.labels, TEST.labels])}
WHICH = np.array([0] * 40 + [1] * 20)


def four(images: str, labels: str) -> dict[str, np.ndarray]:
    """Four arrays under names such as ``x_{}``."""
    parts = {"train": TRAIN, "test": TEST}
    return {images.format(part): split.images for part, split in parts.items()} | {
        labels.format(part): split.labels for part, split in parts.items()
    }


WAYS = {
    "Keras": four("x_{}", "y_{}"),
    "capitals": four("X_{}", "Y_{}"),
    "MedMNIST": four("{}_images", "{}_labels"),
    "a split of numbers": BOTH | {"split": WHICH},
    "a split of words": BOTH | {"split": np.where(WHICH == 1, "test", "train")},
    "a split of truths": BOTH | {"split": WHICH == 1},
    "rows of pixels": BOTH | {"X": BOTH["X"].reshape(60, 784), "split": WHICH},
    "a channel last": BOTH | {"X": BOTH["X"][..., None], "split": WHICH},
    "a channel first": BOTH | {"X": BOTH["X"][:, None], "split": WHICH},
    "a column of labels": BOTH | {"y": BOTH["y"][:, None], "split": WHICH},
    "labels as text": BOTH | {"y": BOTH["y"].astype(str), "split": WHICH},
    "fractions": BOTH | {"X": (BOTH["X"] / 255).astype(np.float32), "split": WHICH},
    "64-bit fractions": BOTH | {"X": BOTH["X"] / 255, "split": WHICH},
    "16-bit whole numbers": BOTH | {"X": BOTH["X"].astype(np.int16), "split": WHICH},
    "dark ink": BOTH | {"X": 255 - BOTH["X"], "split": WHICH},
    "dark ink in fractions": BOTH | {"X": 1 - BOTH["X"] / 255, "split": WHICH},
    "big-endian, in Fortran's order": BOTH | {"X": np.asfortranarray(BOTH["X"].astype(">i4")), "split": WHICH},
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_an_npz_is_read_in_every_way_it_is_found(tmp_path, way, save):
    save(tmp_path / "set.npz", **WAYS[way])
    assert same(load(str(tmp_path / "set.npz")), MADE)


@pytest.mark.parametrize("names", [("images", "labels"), ("x", "y"), ("data", "target"), ("x_train", "y_train")])
def test_one_part_is_parted(tmp_path, names):
    np.savez(tmp_path / "set.npz", **dict(zip(names, BOTH.values(), strict=True)))
    found = load(str(tmp_path / "set.npz"))
    assert (len(found.train), len(found.test)) == (50, 10)


def test_what_is_marked_for_validation_is_added_to_the_training_part(tmp_path):
    words = np.array(["train"] * 30 + ["val"] * 10 + ["test"] * 20)
    np.savez(tmp_path / "set.npz", **BOTH, split=words)
    said: list[str] = []
    assert same(load(str(tmp_path / "set.npz"), say=said.append), MADE)
    assert "marked for validation are added to the training part" in said[0]


def with_bad(value: float, at: tuple[int, int, int] = (41, 3, 4)) -> np.ndarray:
    images = BOTH["X"].astype(np.float64)
    images[at] = value
    return images


BAD = {
    "nothing": ({}, "expected arrays x_train, .* found nothing"),
    "other names": ({"weights": np.zeros(3)}, "found weights"),
    "no labels": ({"x_train": TRAIN.images}, "found x_train"),
    "objects": (
        {"images": np.array([{}, []], object), "labels": np.zeros(2)},
        "Python objects, which are never opened",
    ),
    "too few labels": ({"X": BOTH["X"], "y": BOTH["y"][:-1]}, r"60 images, but labels of the shape \(59,\)"),
    "one-hot labels": ({"X": BOTH["X"], "y": np.eye(10)[BOTH["y"]]}, r"labels of the shape \(60, 10\)"),
    "no square": ({"X": BOTH["X"][:, :, 1:], "y": BOTH["y"]}, "images of 28x27, expected 28x28"),
    "no square in rows": ({"X": BOTH["X"].reshape(60, -1)[:, 1:], "y": BOTH["y"]}, r"shape \(60, 783\), expected"),
    "in colour": ({"X": np.zeros((60, 28, 28, 3)), "y": BOTH["y"]}, r"shape \(60, 28, 28, 3\), expected \(n, 28, 28\)"),
    "text for images": ({"X": np.full((60, 784), "a"), "y": BOTH["y"]}, "holds <U1, expected numbers"),
    "complex": ({"X": BOTH["X"] * 1j, "y": BOTH["y"]}, "holds complex128, expected numbers"),
    "no images": ({"X": BOTH["X"][:0], "y": BOTH["y"][:0]}, "holds no images"),
    "below zero": ({"X": with_bad(-1), "y": BOTH["y"]}, "1 pixel value outside .* is -1, image 41, pixel 88"),
    "above 255": ({"X": with_bad(300), "y": BOTH["y"]}, "1 pixel value outside .* is 300, image 41, pixel 88"),
    "not a number": ({"X": with_bad(np.nan), "y": BOTH["y"]}, "is nan, image 41, pixel 88"),
    "infinite": ({"X": with_bad(np.inf), "y": BOTH["y"]}, "is inf, image 41, pixel 88"),
    "in the test part": ({"X": with_bad(-1), "y": BOTH["y"], "split": WHICH}, "is -1, image 41, pixel 88"),
    "-1 to 1": ({"X": BOTH["X"] / 127.5 - 1, "y": BOTH["y"]}, r"[\d,]+ pixel values outside 0 to 255 \(or 0 to 1\)"),
    "0 to 2.5": ({"X": BOTH["X"] / 100, "y": BOTH["y"]}, "fractions up to 2.55, expected values from 0 to 1"),
    "label 10": (
        {"X": BOTH["X"], "y": BOTH["y"] + 1},
        "6 of 60 labels are no digit 0 to 9; the first is '10', image 9",
    ),
    "label seven": ({"X": BOTH["X"], "y": np.array(["seven"] * 60)}, "60 of 60 labels .* first is 'seven', image 0"),
    "label nan": ({"X": BOTH["X"], "y": np.full(60, np.nan)}, "60 of 60 labels .* the first is 'nan', image 0"),
    "a strange split": (BOTH | {"split": WHICH + 5}, "split says '5'; expected train or 0, test or 1"),
    "a short split": (BOTH | {"split": WHICH[1:]}, r"split has the shape \(59,\)"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_told(tmp_path, case):
    arrays, says = BAD[case]
    path = tmp_path / "set.npz"
    np.savez(path, **arrays)
    with pytest.raises(DataError, match=says) as caught:
        load(str(path))
    assert str(path) in str(caught.value)


def test_a_damaged_file_is_told(tmp_path):
    path = tmp_path / "set.npz"
    np.savez_compressed(path, **BOTH)
    raw = path.read_bytes()
    for content in (b"", b"text", raw[: len(raw) // 2], raw[:200] + bytes(2000) + raw[2200:]):
        path.write_bytes(content)
        with pytest.raises(DataError, match=r"no \.npz file, or a damaged one"):
            load(str(path))


def header(shape: tuple[int, ...], dtype: str = "|u1") -> bytes:
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(stream, {"descr": dtype, "fortran_order": False, "shape": shape})
    return stream.getvalue()


@pytest.mark.parametrize(
    ("shape", "says"),
    [
        ((10**9, 28, 28), "more than 1024 MiB of pixels"),
        ((10**5, 28, 28), r"announces \(100000, 28, 28\), but is shorter"),
    ],
)
def test_an_array_that_announces_too_much_costs_no_memory(tmp_path, shape, says):
    with zipfile.ZipFile(tmp_path / "set.npz", "w") as archive:
        archive.writestr("X.npy", header(shape) + bytes(1000))
        archive.writestr("y.npy", header((3,)) + bytes(3))
    with pytest.raises(DataError, match=says):
        load(str(tmp_path / "set.npz"))


def test_a_file_without_its_ending_is_no_npz(tmp_path):
    np.savez(tmp_path / "set.npz", **BOTH)
    (tmp_path / "set.npz").rename(tmp_path / "set.bin")
    with pytest.raises(DataError, match="no labelled digits; give"):
        load(str(tmp_path / "set.bin"))


def test_it_is_written_as_keras_has_it(tmp_path):
    from digit_sets import write

    with np.load(write(digit_set(8, 4), tmp_path / "set.npz")) as arrays:
        assert sorted(arrays) == ["x_test", "x_train", "y_test", "y_train"]
        assert np.array_equal(arrays["x_train"], digit_split(8).images)
        assert {arrays[name].dtype for name in arrays} == {np.dtype(np.uint8)}
