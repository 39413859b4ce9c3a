"""The models of this machine: installed, promoted, rolled back, found by name; and what a crash leaves behind."""

import itertools
import json
import logging
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from numerals import ModelError, load_bundle
from numerals.inference.bundle import SHIPPED, Bundle
from numerals.inference.store import Store, home_folder
from support import another_model


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "home")


@pytest.fixture
def first(tmp_path: Path) -> Bundle:
    return another_model(tmp_path / "first", "first")


@pytest.fixture
def second(tmp_path: Path) -> Bundle:
    return another_model(tmp_path / "second", "second", name="mlp")


def spoil(bundle: Bundle) -> None:
    """Changes a byte of the model."""
    data = bytearray(bundle.model_path.read_bytes())
    data[100] ^= 1
    bundle.model_path.write_bytes(data)


def champions(store: Store) -> list[str]:
    return [entry["version"] for entry in json.loads((store.folder / "champion.json").read_text())["champions"]]


def test_an_empty_home_serves_the_shipped_model_and_makes_nothing(store):
    assert (store.champion(), store.stamp()) == (None, None)
    assert store.current().folder == SHIPPED
    assert SHIPPED in [bundle.folder for bundle in store.bundles()]
    assert store.bundles() == store.shipped()
    assert not store.folder.exists()


def test_a_model_is_installed_once_under_its_version_and_runs(store, first):
    installed = store.install(first)
    assert installed.folder == store.folder / first.version
    assert sorted(path.name for path in installed.folder.iterdir()) == ["card.json", "model.onnx"]
    inode = installed.model_path.stat().st_ino
    assert store.install(first) == installed
    assert installed.model_path.stat().st_ino == inode
    assert installed.logits(np.zeros((1, 28, 28), np.uint8)).shape == (1, 10)
    shutil.rmtree(first.folder)
    assert store.find(first.version) == installed
    assert store.find("cnn-00000000") is None


def test_the_newer_card_of_the_same_model_is_taken(store, first):
    store.install(first)
    store.install(Bundle(first.folder, first.card | {"temperature": 1.5}))
    assert store.find(first.version).temperature == 1.5


def test_what_is_not_what_its_card_says_is_not_installed(store, first):
    spoil(first)
    with pytest.raises(ModelError, match="SHA-256 differs"):
        store.install(first)
    assert store.installed() == []


def test_a_damaged_installed_model_is_mended_by_installing_it_again(store, first):
    spoil(store.install(first))
    assert load_bundle(store.install(first).folder).sha256 == first.sha256
    assert [path.name for path in store.folder.iterdir() if path.is_dir()] == [first.version]


def test_promotions_are_taken_back_one_by_one(store, first, second):
    shipped = load_bundle()
    assert store.promote(first).folder == store.folder / first.version
    stamp = store.stamp()
    store.promote(second)
    assert store.stamp() != stamp
    assert (store.champion().version, store.previous().version) == (second.version, first.version)
    assert store.rollback().version == first.version == store.current().version
    assert store.rollback().version == shipped.version == store.current().version
    assert store.champion() is None
    with pytest.raises(ModelError, match="nothing to roll back"):
        store.rollback()


def test_a_promotion_says_when_and_the_same_one_twice_counts_once(store, first):
    store.promote(first)
    store.promote(first)
    (entry,) = json.loads((store.folder / "champion.json").read_text())["champions"]
    assert entry["version"] == first.version
    assert time.strptime(entry["promoted"], "%Y-%m-%dT%H:%M:%SZ")


def test_the_shipped_model_can_be_promoted_and_outlives_the_package(store):
    store.promote(load_bundle())
    assert store.champion().folder.parent == store.folder


def test_a_damaged_champion_gives_way_to_the_one_before_with_a_warning(store, first, second, caplog):
    store.promote(first)
    spoil(store.promote(second))
    with caplog.at_level(logging.WARNING):
        assert store.current().version == first.version
    assert "SHA-256 differs" in caplog.text
    spoil(store.find(first.version))
    assert store.champion() is None
    assert store.current().folder == SHIPPED


def test_rolling_back_goes_past_damaged_models(store, first, second, tmp_path):
    third = another_model(tmp_path / "third", "third")
    for bundle in (first, second, third):
        store.promote(bundle)
    spoil(store.find(second.version))
    assert store.rollback().version == first.version
    assert champions(store) == [first.version]


def test_a_champion_whose_folder_is_gone_gives_way(store, first):
    shutil.rmtree(store.promote(first).folder)
    assert store.current().folder == SHIPPED


@pytest.mark.parametrize("text", ["", "{", "null", "[]", '{"champions": 3}', '{"champions": [{}]}', "\udcff"])
def test_a_champion_file_that_is_none_gives_way_and_is_replaced(store, first, caplog, text):
    store.promote(first)
    (store.folder / "champion.json").write_bytes(text.encode(errors="surrogateescape"))
    with caplog.at_level(logging.WARNING):
        assert store.current().folder == SHIPPED
    assert "promote a model anew" in caplog.text
    assert store.promote(first) == store.current()


def test_a_card_that_is_none_is_left_out_of_the_list(store, first, second):
    store.install(first)
    (store.install(second).folder / "card.json").write_text("{")
    assert [bundle.version for bundle in store.installed()] == [first.version]


def test_a_name_that_would_leave_the_folder_is_refused(tmp_path):
    with pytest.raises(ModelError, match="letters, digits"):
        another_model(tmp_path / "evil", "evil", name="../evil")


def test_a_home_that_cannot_be_written_is_told(tmp_path, first):
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError, match=r"cannot be written.*NUMERALS_HOME"):
        Store(tmp_path / "file").promote(first)


def test_names_mean_what_a_person_expects(store, first, second, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shipped = load_bundle()
    assert store.resolve("champion").folder == SHIPPED
    assert store.resolve("cnn").version == shipped.version
    assert store.resolve(str(first.folder)).folder == first.folder
    assert store.resolve("first").folder == Path("first")
    store.promote(second)
    assert store.resolve("champion").version == store.resolve("mlp").version == second.version
    assert store.resolve(second.version[:6]).version == second.version
    assert store.resolve(shipped.version).folder == SHIPPED
    store.install(first)
    assert store.resolve("cnn").version == first.version
    os.utime(store.install(another_model(tmp_path / "third", "third")).folder, (1, 1))
    assert store.resolve("cnn").version == first.version
    with pytest.raises(ModelError, match=r"cnn- may be .*type more"):
        store.resolve("cnn-")
    shutil.copytree(first.folder, tmp_path / "models" / "mine")
    assert store.resolve("mine").folder == Path("models/mine")


@pytest.mark.parametrize("text", ["", "nobody", "cnn-00000000"])
def test_an_unknown_name_is_told_with_the_known_ones(store, text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError, match=rf"no model in {text}.*champion.*{load_bundle().version}.*models show"):
        store.resolve(text)


def test_the_home_is_what_the_environment_says():
    assert home_folder({"NUMERALS_HOME": "/somewhere"}) == Path("/somewhere")
    assert home_folder({"NUMERALS_HOME": "~/n"}) == Path.home() / "n"
    assert home_folder({}).name == "numerals"


def _promote_often(home: Path, folders: list[Path], seed: int) -> None:
    order = np.random.default_rng(seed).integers(0, len(folders), 12)
    for i in order:
        Store(home).promote(load_bundle(folders[i]))


def test_many_processes_may_promote_at_once_and_every_reader_sees_a_whole_state(tmp_path, store):
    models = [another_model(tmp_path / str(i), str(i)) for i in range(3)]
    versions = {model.version for model in models} | {load_bundle().version}
    context = multiprocessing.get_context("spawn")
    jobs: list[Any] = [
        context.Process(target=_promote_often, args=(tmp_path / "home", [m.folder for m in models], seed))
        for seed in range(3)
    ]
    for job in jobs:
        job.start()
    seen = set()
    while any(job.is_alive() for job in jobs):
        seen.add(store.current().version)
    for job in jobs:
        job.join()
    assert [job.exitcode for job in jobs] == [0, 0, 0]
    assert seen <= versions
    assert {bundle.version for bundle in store.installed()} == {model.version for model in models}
    assert not [path for path in store.folder.iterdir() if path.name.startswith(".") and path.name != ".lock"]
    history = champions(store)
    assert all(a != b for a, b in itertools.pairwise(history))


def test_a_writer_that_is_killed_leaves_a_store_that_works(tmp_path, store, first, second):
    store.promote(first)
    code = (
        "import sys; from pathlib import Path; from numerals.inference.bundle import load_bundle\n"
        "from numerals.inference.store import Store\n"
        "while True:\n"
        "    for folder in sys.argv[2:]: print(Store(Path(sys.argv[1])).promote(load_bundle(folder)), flush=True)"
    )
    folders = [str(first.folder), str(second.folder)]
    for wait in (0.0, 0.003, 0.007):
        command = [sys.executable, "-c", code, str(tmp_path / "home"), *folders]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            writer.stdout.readline()
            time.sleep(wait)
            writer.send_signal(signal.SIGKILL)
        assert store.champion().version in {first.version, second.version}
    (store.folder / f".new-{first.version}").mkdir()  # as a kill in the middle of a copy would leave it
    assert store.promote(second) == store.champion()
    assert not list(store.folder.glob(".new-*"))
