"""CSV in the ways in which it is found."""

import gzip
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_sets import digit_set, digit_split, rows, same, text, write
from numerals import DataError
from numerals.data import cells
from numerals.data.cells import read_head, read_numbers
from numerals.data.sources import Split, load

PIXELS = ",".join(f"pixel{i}" for i in range(784))
PLACES = ",".join(f"{row}x{column}" for row in range(1, 29) for column in range(1, 29))


def silent(*_: object) -> None:
    pass


def whole(place: Path | str, say: Callable[[str], None] = silent) -> Split:
    """All images of a source with one part, in their order."""
    found = load(str(place), say=say)
    keys = {image.tobytes(): i for i, image in enumerate(digit_split(60).images)}
    images = np.concatenate([found.train.images, found.test.images])
    order = np.argsort([keys[image.tobytes()] for image in images])
    return Split(images[order], np.concatenate([found.train.labels, found.test.labels])[order])


SPLIT = digit_split(60)
PLAIN = text(rows(SPLIT))
SCALED = rows(SPLIT).astype(float) / np.r_[1, np.full(784, 255)]
WAYS = {
    "label first, no header (MNIST in CSV)": PLAIN,
    "header label,1x1 (MNIST in CSV)": f"label,{PLACES}\n{PLAIN}",
    "header label,pixel0 (Kaggle)": f"label,{PIXELS}\n{PLAIN}",
    "label last, no header": text(rows(SPLIT, "last")),
    "label last with header": f"{PIXELS},Class\n{text(rows(SPLIT, 'last'))}",
    "a data frame without names": ",".join(map(str, range(785))) + "\n" + PLAIN,
    "a data frame with its index": f",label,{PIXELS}\n" + text(np.hstack([np.arange(60)[:, None], rows(SPLIT)])),
    "a data frame with its index, without names": f",{','.join(map(str, range(785)))}\n"
    + text(np.hstack([np.arange(60)[:, None], rows(SPLIT)])),
    "byte order mark": f"\ufefflabel,{PIXELS}\n{PLAIN}",
    "byte order mark, no header": "\ufeff" + PLAIN,
    "Windows": text(rows(SPLIT), ";", "\r\n"),
    "Windows with header": f"label;{PIXELS.replace(',', ';')}\r\n{text(rows(SPLIT), ';', chr(13) + chr(10))}",
    "tabs": text(rows(SPLIT), "\t"),
    "quotes": "".join(",".join(f'"{cell}"' for cell in line.split(",")) + "\n" for line in PLAIN.splitlines()),
    "spaces": PLAIN.replace(",", ", "),
    "empty lines at the end": PLAIN + "\n\r\n\n",
    "no newline at the end": PLAIN[:-1],
    "0.0 to 255.0": text(rows(SPLIT)).replace(",", ".0,").replace("\n", ".0\n"),
    "fractions from 0 to 1": "".join(",".join(map(repr, row)) + "\n" for row in SCALED.tolist()),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_a_csv_is_read_in_every_way_it_is_found(tmp_path, way, packed):
    raw = WAYS[way].encode()
    path = tmp_path / ("digits.csv.gz" if packed else "digits.csv")
    path.write_bytes(gzip.compress(raw) if packed else raw)
    assert whole(path).fingerprint == SPLIT.fingerprint


def test_what_is_done_is_said(tmp_path):
    said: list[str] = []
    for way in ("fractions from 0 to 1", "a data frame with its index"):
        (tmp_path / "digits.csv").write_text(WAYS[way])
        whole(tmp_path / "digits.csv", said.append)
    assert any("values from 0 to 1 are taken as 0 to 255" in line for line in said)
    assert any("column 1 numbers the rows; left out" in line for line in said)


@pytest.mark.parametrize("names", ["{}_train.csv {}_test.csv", "train.csv test.csv", "{}-train.csv {}-test.csv"])
def test_a_pair_is_found_by_its_folder_and_by_its_training_file(tmp_path, names):
    train, test = names.format("mnist", "mnist").split()
    made = digit_set()
    (tmp_path / train).write_text(text(rows(made.train)))
    (tmp_path / test).write_text(text(rows(made.test)))
    assert same(load(str(tmp_path)), made)
    assert same(load(str(tmp_path / train)), made)
    alone = load(str(tmp_path / test))
    assert len(alone) == len(made.test)


def test_a_test_part_of_one_digit_has_its_label_where_the_training_part_has_it(tmp_path):
    test = digit_split(6, 3)
    (tmp_path / "train.csv").write_text(text(rows(digit_split(30), "last")))
    (tmp_path / "test.csv").write_text(text(rows(Split(test.images, np.zeros(6, np.int64)), "last")))
    assert load(str(tmp_path)).test.labels.tolist() == [0] * 6


def test_kaggles_test_file_is_left_aside(tmp_path):
    (tmp_path / "train.csv").write_text(WAYS["header label,pixel0 (Kaggle)"])
    (tmp_path / "test.csv").write_text(f"{PIXELS}\n{text(rows(digit_split(20, 4))[:, 1:])}")
    said: list[str] = []
    assert len(load(str(tmp_path), say=said.append)) == 60
    assert said[0] == f"{tmp_path / 'test.csv'} has no labels, as Kaggle's test file; it is left aside"
    with pytest.raises(DataError, match="784 columns are 28x28 pixels; a column with the label is missing"):
        load(str(tmp_path / "test.csv"))


def test_two_sets_in_one_folder_are_told(tmp_path):
    for name in ("a_train.csv", "b_train.csv"):
        (tmp_path / name).write_text(PLAIN)
    with pytest.raises(DataError, match=r"holds a_train\.csv and b_train\.csv; name the file"):
        load(str(tmp_path))


def test_a_label_that_could_be_in_two_columns_is_asked_for(tmp_path):
    both = rows(SPLIT)
    both[:, 784] = (both[:, 0] + 1) % 10  # the last pixel looks like a label too
    (tmp_path / "a.csv").write_text(text(both))
    with pytest.raises(DataError, match=r"do not tell in which\. Say it: \S+a\.csv#first or \S+a\.csv#last"):
        load(str(tmp_path / "a.csv"))
    first, last = (load(f"{tmp_path / 'a.csv'}#{side}") for side in ("first", "last"))
    assert first.train.labels.tolist() != last.train.labels.tolist()


@pytest.mark.parametrize("labels", [[3, 3, 3], [0, 1, 0], [10, 1, 2]], ids=str)
@pytest.mark.parametrize("side", ["first", "last"])
def test_the_paper_at_the_border_is_not_taken_for_the_label(tmp_path, labels, side):
    split = Split(digit_split(30).images, np.array(labels * 10, np.int64))
    (tmp_path / "a.csv").write_text(text(rows(split, side)))
    if max(labels) < 10:
        assert set(load(str(tmp_path / "a.csv")).train.labels.tolist()) == set(labels)
    else:
        with pytest.raises(DataError, match=r"10|a\.csv#first"):
            load(str(tmp_path / "a.csv"))


def changed(line: int, column: int, value: str) -> str:
    """The plain table with one cell changed, counted from 1."""
    lines = [row.split(",") for row in PLAIN.splitlines()]
    lines[line - 1][column - 1] = value
    return "\n".join(",".join(row) for row in lines) + "\n"


BAD = {
    "empty": ("", "is empty"),
    "only a header": (f"label,{PIXELS}\n", "holds no rows below its header"),
    "only newlines": ("\n\n\n", r"0 columns|1 column|no rows"),
    "a word as label": (changed(7, 1, "seven"), r"line 7, column 1: 'seven' is no number; 1 such cell among"),
    "an empty label": (changed(7, 1, ""), "line 7, column 1: the cell is empty; 1 such cell"),
    "label 10": (
        changed(11, 1, "10"),
        r"1 of 60 labels is no digit 0 to 9; the first is '10', line 11, column 1",
    ),
    "label -1": (
        changed(11, 1, "-1"),
        r"1 of 60 labels is no digit 0 to 9; the first is '-1', line 11, column 1",
    ),
    "label 2.5": (changed(11, 1, "2.5"), r"the first is '2\.5', line 11, column 1"),
    "a pixel 256": (changed(2, 9, "256"), r"1 pixel value outside 0 to 255 .* first is 256, line 2, column 9"),
    "a pixel -1": (changed(2, 9, "-1"), r"1 pixel value outside 0 to 255 .* first is -1, line 2, column 9"),
    "a pixel nan": (changed(2, 9, "nan"), r"1 pixel value outside 0 to 255 .* first is nan, line 2, column 9"),
    "a pixel 1e99": (changed(2, 9, "1e99"), r"the first is inf, line 2, column 9"),
    "a pixel empty": (changed(60, 785, ""), "line 60, column 785: the cell is empty"),
    "a decimal comma": (
        text(rows(SPLIT), ";").replace(";0;", ";0,5;", 1),
        r"line 1, column \d+: '0,5' is no number; 1 such cell among the lines 1 to ",
    ),
    "a short row": (PLAIN + "7,1,2\n", "line 61: 3 columns, expected 785 as in the first line; 1 such line"),
    "a long row": (PLAIN + PLAIN.splitlines()[0] + ",1\n", "line 61: 786 columns, expected 785"),
    "an empty line": (PLAIN + "\n" + PLAIN, "line 61: 0 columns, expected 785"),
    "a header below": (
        f"label,{PIXELS}\n{PLAIN}label,{PIXELS}\n",
        r"line 62, column 1 \(label\): 'label' is no number",
    ),
    "no square": ("1,2,3,4,5,6,7\n", "7 columns, expected 785: a label and 28x28 pixels"),
    "something else": ("file,label\na.png,7\n", "holds no images: its columns are file, label"),
    "too small": (text(np.array([[1, 0, 0, 0, 255]] * 20)), "images of 2x2, expected 28x28, or other squares"),
    "a web page": ("<html><body>not found</body></html>", "holds no images|columns"),
    "half a quote": (PLAIN + '"7' + ",0" * 784 + "\n", "line 61"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_table_is_told_with_line_column_and_count(tmp_path, case):
    content, says = BAD[case]
    path = tmp_path / "digits.csv"
    path.write_text(content)
    with pytest.raises(DataError, match=says) as caught:
        load(str(path))
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (gzip.compress(PLAIN.encode())[:-2000], "the gzip file is damaged"),
        (gzip.compress(PLAIN.encode())[:200] + b"x" * 400, "the gzip file is damaged"),
        (b"PK\x03\x04\x14\x00\x06\x00" + bytes(300), "it holds no text; give a CSV file saved as UTF-8"),
        (PLAIN.encode("utf-16"), "it holds no text; give a CSV file saved as UTF-8"),
        (b"\xff\xd8\xe0" * 100 + b"\n", "it holds no text"),
        (PLAIN.encode() + b"\xe9" * 9 + b"\n", "it holds no text"),
        (b"1," * 5_000_000, "a line is longer than 4 MiB"),
        (PLAIN.encode() + b"1," * 9_000_000, "a line is longer than 4 MiB"),
        (PLAIN.encode() + b"\n" * 20_000_000, "a line is longer than 4 MiB|60 images|line 61"),
    ],
    ids=[
        "half a gzip",
        "broken gzip",
        "a zip",
        "UTF-16",
        "a picture",
        "Latin-1 below",
        "one line",
        "endless",
        "newlines",
    ],
)
def test_what_is_no_table_is_told(tmp_path, raw, says):
    path = tmp_path / "digits.csv"
    path.write_bytes(raw)
    with pytest.raises(DataError, match=says):
        load(str(path))


def test_more_than_the_limit_is_refused_while_reading(tmp_path, monkeypatch):
    monkeypatch.setattr(cells, "MAX_BYTES", 20_000)
    (tmp_path / "digits.csv").write_text(PLAIN)
    with pytest.raises(DataError, match="of pixels; take fewer or smaller images"):
        load(str(tmp_path / "digits.csv"))


@given(st.integers(1, 9), st.integers(2, 12), st.integers(0, 99), st.sampled_from([256, 1000]), st.sampled_from(",;\t"))
def test_numbers_are_read_as_numpy_reads_them(tmp_path_factory, count, columns, seed, top, separator):
    table = np.random.default_rng(seed).integers(0, top, (count, columns))
    table[:, 0] = 7  # so that no first line counts up as the header of a data frame does
    path = tmp_path_factory.mktemp("table") / "numbers.csv"
    path.write_text(text(table, separator))
    head, found = read_numbers(path, silent)
    assert head.columns == columns
    assert found.dtype == (np.uint8 if table.max() < 256 else np.uint16)
    assert np.array_equal(found, np.loadtxt(path, delimiter=separator, ndmin=2))


@pytest.mark.parametrize("size", [3, 100, 5000, 1 << 20])
def test_blocks_of_any_size_give_the_same(tmp_path, monkeypatch, size):
    monkeypatch.setattr(cells, "_BLOCK", size)
    path = tmp_path / "digits.csv"
    path.write_bytes(PLAIN[: len(PLAIN) // 4].rpartition("\n")[0].replace("\n", "\r\n").encode() + b"\r\n\r\n")
    expected = np.loadtxt(io.StringIO(path.read_text()), delimiter=",")
    assert np.array_equal(read_numbers(path, silent)[1], expected)


def test_the_first_line_is_a_header_or_not(tmp_path):
    path = tmp_path / "a.csv"
    for line, names in [
        ("label,1x1,1x2", True),
        ("7,0,0", False),
        ("seven,0,0,0", False),
        (",0,1,2,3,4,5,6,7,8", True),
    ]:
        path.write_text(line + "\n")
        assert (read_head(path).names is not None) is names, line


def test_a_csv_is_written_as_mnist_in_csv_and_as_kaggle(tmp_path):
    made = digit_set(12, 6)
    write(made, tmp_path / "a.csv")
    assert (tmp_path / "a_train.csv").read_text() == text(rows(made.train))
    assert (tmp_path / "a_test.csv").read_text() == text(rows(made.test))
    write(made, tmp_path / "b.csv", "kaggle")
    assert (tmp_path / "b_train.csv").read_text() == f"label,{PIXELS}\n{text(rows(made.train))}"
