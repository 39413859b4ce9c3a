"""What the page fetches: columns on disk, who may write them, and what happens when the work dies."""

import json
import multiprocessing
import os
import time
from pathlib import Path

import numpy as np
import pytest

from numerals.errors import DataError
from numerals.explore.atlas import NOBODY, Contents
from numerals.explore.columns import contents, key
from numerals.explore.shelf import FAILED, NOT_RUN, READY, RUNNING, Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


@pytest.fixture(scope="module")
def made(looked):
    return contents(looked)


@pytest.fixture
def atlas(shelf, made):
    with shelf.work("digits", "means-1") as work:
        work.finish("abc", made)
    return shelf.open("digits", "means-1")


def test_columns_come_back_as_they_were(atlas, made, looked):
    assert set(atlas.names) == set(made.columns)
    assert len(atlas) == len(looked.points)
    for name, values in made.columns.items():
        assert (np.asarray(atlas.column(name)) == values).all(), name
        assert atlas.column(name).dtype.byteorder in "|<="
    listed = {one["name"]: (one["type"], one["shape"]) for one in atlas.statistics["columns"]}
    assert listed["image"] == ("|u1", [1797, 28, 28])
    assert listed["map_gradients"] == ("<u2", [1797, 2])
    with pytest.raises(KeyError):
        atlas.column("../../secret-key")


def test_maps_fill_their_range_and_keep_their_shape(made, looked):
    flat = looked.embeddings[1].flat
    scaled = made.columns["map_gradients"].astype(float)
    assert (scaled.max(axis=0) - scaled.min(axis=0)).max() == 65535
    ratio = np.ptp(scaled, axis=0) / np.ptp(flat, axis=0)
    assert ratio[0] == pytest.approx(ratio[1], rel=1e-3)


def test_images_are_chosen_by_label_answer_part_and_order(atlas, looked):
    labels, test = looked.points.labels, looked.points.test
    answers = looked.opinion.probabilities.argmax(axis=1)
    sure = looked.opinion.probabilities.max(axis=1)
    assert atlas.choose(digit=7).tolist() == np.flatnonzero(labels == 7).tolist()
    cell = atlas.choose(digit=9, answer=5, test=True)
    assert cell.tolist() == np.flatnonzero((labels == 9) & (answers == 5) & test).tolist()
    mistakes = atlas.choose(wrong=True, test=True, order="sure")
    assert set(mistakes) == set(np.flatnonzero((answers != labels) & test))
    assert (np.diff(sure[mistakes]) <= 1e-6).all()
    assert (np.diff(sure[atlas.choose(order="unsure")]) >= -1e-6).all()
    typical = atlas.choose(digit=3, order="typical")
    assert typical.tolist() == atlas.choose(digit=3, order="weird")[::-1].tolist()
    doubtful = atlas.choose(doubtful=True)
    assert set(doubtful) == set(looked.likeness.doubts.places)
    assert (np.asarray(atlas.column("guess"))[doubtful] != NOBODY).all()
    assert len(atlas.choose()) == len(labels)


@pytest.mark.parametrize(("first", "last", "name"), [("light", "dark", "ink"), ("left", "right", "slant")])
def test_images_are_sorted_by_what_was_measured(atlas, looked, first, last, name):
    values = getattr(looked.overview, name)
    assert (np.diff(values[atlas.choose(digit=2, order=first)]) >= 0).all()
    assert (np.diff(values[atlas.choose(digit=2, order=last)]) <= 0).all()


def test_the_most_suspect_labels_come_first(atlas, looked):
    suspects = atlas.choose(doubtful=True, order="suspect")
    assert suspects.tolist() == looked.likeness.doubts.places.tolist()


def test_the_cells_of_each_clusterings_table_are_its_images(atlas, looked):
    for number, one in enumerate(atlas.statistics["clusterings"]):
        found = [
            [len(atlas.choose(group=(number, row), digit=d)) for d in range(10)] for row in range(len(one["table"]))
        ]
        assert found == one["table"]


def test_pictures_are_the_means_and_the_middles_of_the_groups(atlas, looked):
    assert atlas.picture_names == ["means", "variances", "components", "centroids"]
    images, labels = looked.points.images.astype(float), looked.points.labels
    assert np.abs(atlas.pictures("means") - [images[labels == d].mean(axis=0) for d in range(10)]).max() <= 0.51
    groups = [atlas.choose(group=(0, row)) for row in range(10)]
    assert np.abs(atlas.pictures("centroids") - [images[group].mean(axis=0) for group in groups]).max() <= 0.51
    axes = atlas.pictures("components").astype(float) - 128
    assert np.abs(axes).max() == pytest.approx(127, abs=1)
    assert abs((axes[0] * axes[1]).sum()) < 0.01 * (axes[0] ** 2).sum()
    with pytest.raises(KeyError):
        atlas.pictures("../statistics")


def test_histograms_count_every_image_once(atlas, looked):
    for name in ("ink", "slant", "stroke_width", "distance"):
        found = atlas.statistics["measures"][name]["histogram"]
        assert len(found["edges"]) == len(found["counts"][0]) + 1
        assert [sum(row) for row in found["counts"]] == np.bincount(looked.points.labels).tolist()
        assert found["edges"] == sorted(found["edges"])


def test_alike_images_are_training_images_and_not_the_image_itself(atlas, looked):
    for place in (0, 1600):
        alike = atlas.alike(place)
        assert len(alike) == 8
        assert place not in alike
        assert not looked.points.test[alike].any()


def test_the_state_tells_how_far_it_is(shelf, made):
    assert shelf.state("digits", "m").state == NOT_RUN
    assert shelf.open("digits", "m") is None
    with shelf.work("digits", "m") as work:
        work.say("reading", 0.25)
        during = shelf.state("digits", "m")
        assert (during.state, during.step, during.share, during.process) == (RUNNING, "reading", 0.25, os.getpid())
        assert during.begun == pytest.approx(time.time(), abs=10)
        assert not work.has("k")
        work.finish("k", made)
    ready = shelf.state("digits", "m")
    assert (ready.state, ready.share, ready.error) == (READY, 1.0, "")
    assert ready.made == pytest.approx(time.time(), abs=60)
    with shelf.work("digits", "m") as work:
        assert work.has("k")  # nothing has changed: ready at once
    assert shelf.state("digits", "m").state == READY


def test_an_error_is_kept_and_what_was_there_stays(shelf, made):
    with shelf.work("digits", "m") as work:
        work.finish("k", made)
    with pytest.raises(DataError), shelf.work("digits", "m"):
        raise DataError("the disk is gone")
    state = shelf.state("digits", "m")
    assert (state.state, state.error) == (FAILED, "the disk is gone")
    assert len(shelf.open("digits", "m")) == 1797


def _work_forever(home: Path, started: "multiprocessing.synchronize.Event") -> None:
    with Shelf(home).work("digits", "m") as work:
        work.say("thinking", 0.5)
        started.set()
        time.sleep(60)


def test_only_one_process_works_and_a_killed_one_is_noticed(shelf, tmp_path):
    started = multiprocessing.get_context("spawn").Event()
    other = multiprocessing.get_context("spawn").Process(target=_work_forever, args=(tmp_path, started))
    other.start()
    try:
        assert started.wait(30)
        assert shelf.state("digits", "m").state == RUNNING
        with shelf.work("digits", "m") as work:
            assert work is None
        assert shelf.state("digits", "m").process == other.pid
    finally:
        other.kill()
        other.join()
    state = shelf.state("digits", "m")
    assert state.state == FAILED
    assert "ended before it was done" in state.error
    with shelf.work("digits", "m") as work:
        assert work is not None


def test_notes_of_another_version_or_damaged_ones_are_no_study(shelf, made, caplog):
    with shelf.work("digits", "m") as work:
        work.finish("k", made)
    (note,) = shelf.folder.glob("*.json")
    said = json.loads(note.read_text())
    note.write_text(json.dumps(said | {"version": 0}))
    assert shelf.state("digits", "m").state == NOT_RUN
    assert shelf.open("digits", "m") is None
    note.write_text("{")
    assert shelf.state("digits", "m").state == NOT_RUN
    assert "cannot be read" in caplog.text
    note.write_text(json.dumps(said))
    assert shelf.open("digits", "m") is not None


def test_old_studies_are_cleared_away(shelf, told):
    tiny = Contents({"image": np.zeros((1, 28, 28), np.uint8)}, {}, told)
    for i in range(9):
        with shelf.work("digits", f"m{i}") as work:
            work.finish("k", tiny)
    assert len(list(shelf.folder.glob("*/statistics.json"))) == 6
    assert shelf.open("digits", "m0") is None
    assert shelf.open("digits", "m8") is not None
    with shelf.work("digits", "m8") as work:
        work.finish("other", tiny)
    assert [path.parent.name for path in shelf.folder.glob("*--m8-*/statistics.json")] == ["digits--m8-other"]


def test_the_key_changes_with_what_is_in_it():
    keys = {key("f", "m", 0, False), key("g", "m", 0, False), key("f", "n", 0, False), key("f", "m", 1, False)}
    assert len(keys | {key("f", "m", 0, True)}) == 5
    assert key("f", "m", 0, False) == key("f", "m", 0, False)
