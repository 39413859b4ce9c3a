"""Every form is written and read back the same, and places are found."""

import os
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digit_sets import digit_set, digit_split, rows, same, text, write
from numerals import DataError
from numerals.data.convert import convert
from numerals.data.dataset import Dataset, Split, hold_out_test
from numerals.data.forms import FORMS, form_of, form_to_write
from numerals.data.sources import load

TARGETS = [
    ("set.csv", None),
    ("set.csv.gz", "kaggle"),
    ("set.npz", None),
    ("set", None),
    ("idx", "idx"),
    ("two", "csv"),
]


@pytest.mark.parametrize(("first", "form"), TARGETS)
@pytest.mark.parametrize(("second", "other"), TARGETS)
def test_any_form_becomes_any_form_with_the_same_fingerprints(tmp_path, first, form, second, other):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    original = digit_set()
    once = load(str(write(original, tmp_path / "a" / first, form)))
    twice = load(str(write(once, tmp_path / "b" / second, other)))
    assert same(original, once)
    assert same(original, twice)


@settings(max_examples=12)
@given(st.integers(1, 30), st.integers(1, 12), st.integers(0, 10_000), st.sampled_from(TARGETS))
def test_sets_of_any_size_and_order_come_back(tmp_path_factory, train, test, seed, target):
    rng = np.random.default_rng(seed)
    parts = [digit_split(count, seed + count) for count in (train, test)]
    original = Dataset("made", "unknown", *(Split(s.images, rng.integers(0, 10, len(s))) for s in parts))
    assert same(original, load(str(write(original, tmp_path_factory.mktemp("set") / target[0], target[1]))))


@pytest.mark.mnist
@pytest.mark.parametrize("ending", ["csv", "npz"])
def test_mnist_stays_mnist_with_its_licence(mnist, tmp_path, ending):
    original = load("mnist", Path(os.environ["NUMERALS_DATA"]), tmp_path)
    found = load(str(write(original, tmp_path / f"mnist.{ending}")))
    assert same(original, found)
    assert found.licence == "CC BY-SA 3.0"


def test_another_set_has_an_unknown_licence_and_the_name_given(tmp_path):
    place = str(write(digit_set(), tmp_path / "set.npz"))
    found = load(place)
    assert (found.name, found.licence) == (place, "unknown")


def test_a_place_is_also_looked_for_below_the_root(tmp_path):
    (tmp_path / "own").mkdir()
    write(digit_set(), tmp_path / "own" / "set.npz")
    assert same(load("own/set.npz", tmp_path), digit_set())


def test_one_part_has_a_sixth_of_each_digit_held_out_the_same_every_time(tmp_path):
    whole = digit_split(240)
    (tmp_path / "all.csv").write_text(text(rows(whole)))
    said: list[str] = []
    found = load(str(tmp_path / "all.csv"), say=said.append)
    assert said == [f"{tmp_path / 'all.csv'}: one part only; 40 of 240 images are held out as the test part"]
    assert np.bincount(found.test.labels).tolist() == [4] * 10
    assert same(found, load(str(tmp_path / "all.csv")))
    places = {image.tobytes(): i for i, image in enumerate(whole.images)}
    order = [[places[image.tobytes()] for image in part.images] for part in (found.train, found.test)]
    assert order == [sorted(part) for part in order]
    assert sorted(order[0] + order[1]) == list(range(240))


@given(st.lists(st.integers(0, 9), min_size=1, max_size=80))
def test_holding_out_keeps_an_image_of_each_digit_for_training(labels):
    split = Split(np.zeros((len(labels), 28, 28), np.uint8), np.array(labels, np.int64))
    train, test = hold_out_test(split)
    assert len(train) + len(test) == len(labels)
    assert set(train.labels.tolist()) == set(labels)
    assert {digit for digit in labels if labels.count(digit) > 1} == set(test.labels.tolist())


def test_too_few_images_to_test_on_are_told(tmp_path):
    np.savez(tmp_path / "few.npz", images=digit_split(10).images, labels=np.arange(10))
    with pytest.raises(DataError, match="10 images are too few; a digit needs two"):
        load(str(tmp_path / "few.npz"))


def test_an_address_is_told_without_its_password():
    with pytest.raises(DataError, match="addresses other://") as caught:
        load("other://me:secret@host/digits", Path("/"))
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("name", ["notes.txt", "picture.png"])
def test_a_file_of_no_known_form_is_told_with_the_forms(tmp_path, name):
    (tmp_path / name).write_text("7")
    with pytest.raises(DataError, match=r"no labelled digits; give CSV, \.npz, a folder of pictures"):
        load(str(tmp_path / name))


def test_a_file_that_may_not_be_read_is_told(tmp_path):
    (tmp_path / "set.csv").mkdir()  # stands for what cannot be opened, also for the superuser
    (tmp_path / "set_train.csv").mkdir()
    with pytest.raises(DataError, match=r"set\.csv"):
        load(str(tmp_path / "set.csv"))


def test_progress_grows_to_the_end(tmp_path):
    place = write(digit_set(2000, 400), tmp_path / "set.csv")
    steps: list[tuple[int, int]] = []
    load(str(place), step=lambda done, total: steps.append((done, total)))
    assert steps == sorted(steps)
    assert steps[-1][0] == steps[-1][1]


@pytest.mark.parametrize(
    ("target", "form", "says"),
    [
        ("a.csv", None, "csv"),
        ("a.CSV.GZ", None, "csv"),
        ("a.csv", "kaggle", "kaggle"),
        ("a.npz", None, "npz"),
        ("a", None, "folder"),
        ("a", "idx", "idx"),
        ("v1.2", "folder", "folder"),
    ],
)
def test_the_form_to_write_is_the_endings_or_the_one_named(target, form, says):
    assert form_to_write(Path(target), form).name == says


@pytest.mark.parametrize(
    ("target", "form", "says"),
    [
        ("a.xlsx", None, r"files \.xlsx are not written"),
        ("a", "parquet", "unknown form 'parquet'; known are idx, npz, csv, kaggle, folder"),
        ("a.npz", "csv", "ends as a NumPy file .npz, but --form says csv"),
        ("a", "npz", r"must be named so: a\.npz"),
    ],
)
def test_an_impossible_target_is_told(target, form, says):
    with pytest.raises(DataError, match=says):
        form_to_write(Path(target), form)


class TestConvert:
    @pytest.mark.parametrize(("name", "form"), TARGETS)
    def test_nothing_is_replaced_without_force(self, tmp_path, name, form):
        write(digit_set(), tmp_path / name, form)
        before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
        with pytest.raises(DataError, match="exists; give --force to replace it"):
            write(digit_set(seed=5), tmp_path / name, form)
        assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before

    @pytest.mark.parametrize(("name", "form"), TARGETS)
    def test_force_replaces_a_set_and_leaves_nothing_else(self, tmp_path, name, form):
        target, other = tmp_path / name, digit_set(20, 10, seed=5)
        written = convert(digit_set(), target, form_to_write(target, form))
        convert(other, target, form_to_write(target, form), force=True)
        assert same(other, load(str(target)))
        assert sorted(tmp_path.iterdir()) == sorted(written)

    def test_force_replaces_no_folder_that_holds_other_things(self, tmp_path):
        target = write(digit_set(), tmp_path / "set")
        (target / "train" / "3" / "thesis.tex").write_text("years of work")
        with pytest.raises(DataError, match=r"other things than labelled digits \(thesis.tex\)"):
            convert(digit_set(), target, form_to_write(target), force=True)
        assert (target / "train" / "3" / "thesis.tex").is_file()

    @pytest.mark.parametrize(("name", "form"), TARGETS)
    def test_a_stop_leaves_nothing_half_and_what_was_there(self, tmp_path, name, form):
        class Stop(BaseException):
            pass

        def stop(*_: int) -> None:
            raise Stop

        target, original = tmp_path / name, digit_set(600, 20)
        chosen = form_to_write(target, form)
        with pytest.raises(Stop):
            convert(original, target, chosen, step=stop)
        assert list(tmp_path.iterdir()) == []
        written = convert(original, target, chosen)
        with pytest.raises(Stop):
            convert(digit_set(600, 20, seed=9), target, chosen, force=True, step=stop)
        assert sorted(tmp_path.iterdir()) == sorted(written)
        assert same(original, load(str(target)))

    def test_a_folder_that_is_not_there_is_told(self, tmp_path):
        with pytest.raises(DataError, match=f"there is no folder {tmp_path / 'nowhere'}"):
            write(digit_set(), tmp_path / "nowhere" / "set.npz")

    @pytest.mark.parametrize(("name", "form"), TARGETS)
    def test_the_same_set_gives_the_same_bytes(self, tmp_path, name, form):
        contents = []
        for folder in ("a", "b"):
            (tmp_path / folder).mkdir()
            write(digit_set(), tmp_path / folder / name, form)
            files = sorted(path for path in (tmp_path / folder).rglob("*") if path.is_file())
            contents.append([path.read_bytes() for path in files])
            time.sleep(0.01)
        assert contents[0] == contents[1]


def test_each_form_has_its_name_once():
    assert len({form.name for form in FORMS}) == len(FORMS)
    assert form_of("nothing/here") is None
