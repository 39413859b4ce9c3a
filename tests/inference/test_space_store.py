"""The spaces of this machine: a champion for each kind, found by name, measured against each other."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from lab import few
from numerals import ModelError
from numerals.inference.space import SHIPPED, SLOTS, Space, load_space, peek_space
from numerals.inference.store import SpaceStore, Store, find_space, is_space
from numerals.training.space_contest import contest_of_spaces
from support import another_space

BLANK = np.zeros((1, 28, 28), np.uint8)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_without_a_champion_each_kind_has_the_one_that_ships(home):
    for slot in SLOTS:
        store = SpaceStore(home, slot)
        assert (store.champion(), store.stamp()) == (None, None)
        assert store.current().folder == SHIPPED / slot
        assert store.current().slot == slot
    assert not home.exists()


def test_each_kind_has_a_champion_of_its_own(home, tmp_path):
    guard, vae = (another_space(tmp_path / slot, slot, "new") for slot in ("guard", "vae"))
    for space in (guard, vae):
        mine = SpaceStore(home, space.slot).promote(space)
        assert mine.folder == home / "spaces" / space.version
        assert mine.look(BLANK)[0].shape == space.look(BLANK)[0].shape
    assert [SpaceStore(home, slot).current().version for slot in ("guard", "vae")] == [guard.version, vae.version]
    assert SpaceStore(home, "map").current().folder == SHIPPED / "map"
    assert Store(home).bundles() == Store(home).shipped()
    assert SpaceStore(home, "vae").rollback().folder == SHIPPED / "vae"
    assert SpaceStore(home, "guard").current().version == guard.version
    with pytest.raises(ModelError, match="nothing to roll back"):
        SpaceStore(home, "map").rollback()


def test_a_damaged_champion_gives_way(home, tmp_path):
    mine = SpaceStore(home, "vae").promote(another_space(tmp_path / "vae", "vae", "new"))
    (mine.folder / "decoder.onnx").write_bytes(b"no graph")
    assert SpaceStore(home, "vae").current().folder == SHIPPED / "vae"
    SpaceStore(home, "vae").promote(load_space(tmp_path / "vae"))
    assert SpaceStore(home, "vae").current().version == mine.version


def test_a_space_is_found_by_folder_kind_version_and_below_models(home, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    fresh = another_space(tmp_path / "models" / "mine", "siamese", "new")
    assert find_space("siamese", home).folder == SHIPPED / "siamese"
    assert find_space("mine", home).version == find_space("models/mine", home).version == fresh.version
    SpaceStore(home, "siamese").promote(fresh)
    assert find_space("siamese", home).version == find_space(fresh.version[:12], home).version == fresh.version
    with pytest.raises(ModelError, match="no space of digits in nothing"):
        find_space("nothing", home)
    assert is_space("mine", home)
    assert is_space(fresh.version, home)
    assert not any(is_space(text, home) for text in ("cnn", "champion", "3", "", "nothing"))


@pytest.mark.parametrize(
    "card",
    [
        '{"format": 1, "parts": {}}',
        '{"format": 1, "name": "vae", "parts": {}}',
        '{"format": 1, "name": "vae", "parts": {"encoder": 7}}',
        '{"format": 1, "name": "../elsewhere", "parts": {"encoder": "0"}}',
        '{"format": 2, "name": "vae", "parts": {"encoder": "0"}}',
        "[]",
    ],
)
def test_a_card_that_lacks_what_all_need_is_refused(card, tmp_path):
    (tmp_path / "card.json").write_text(card)
    with pytest.raises(ModelError, match=r"is no card of a space of digits \(format 1, a name among siamese, vae"):
        peek_space(tmp_path)


@pytest.mark.parametrize("slot", SLOTS)
def test_the_better_space_of_a_kind_is_ahead(slot, tmp_path):
    champion = load_space(SHIPPED / slot)
    worse = another_space(tmp_path, slot, "worse", blurred=True)
    told = contest_of_spaces(worse, champion, few())
    assert told.ahead < 0
    assert told.lines()[0].startswith(f"candidate  {worse.version}  ")
    assert "worse" in told.lines()[-1]
    even = contest_of_spaces(champion, champion, few())
    assert (even.ahead, even.images) == (0, told.images)


def test_what_is_of_no_known_kind_is_not_measured(tmp_path):
    shutil.copytree(SHIPPED / "siamese", tmp_path / "other")
    space = load_space(tmp_path / "other")
    other = Space(space.folder, space.card | {"name": "other"})
    with pytest.raises(ModelError, match="cannot be promoted"):
        contest_of_spaces(other, space, few())
