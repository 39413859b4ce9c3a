"""Model bundles: written, opened, checked, run."""

import hashlib
import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from numerals import ModelError, load_bundle
from numerals.inference.bundle import SHIPPED, Bundle, write_bundle


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the shipped bundle."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "bundle"))


@pytest.fixture
def change_card(copy: Path) -> Callable[..., None]:
    """Changes values of the copy's card; None takes a key out."""

    def change(**values: Any) -> None:
        card = json.loads((copy / "card.json").read_text()) | values
        (copy / "card.json").write_text(json.dumps({k: v for k, v in card.items() if v is not None}))

    return change


def test_the_shipped_bundle_loads_and_is_small():
    bundle = load_bundle()
    model = bundle.model_path.read_bytes()
    assert bundle.folder == SHIPPED
    assert len(model) < 1_000_000
    assert bundle.sha256 == hashlib.sha256(model).hexdigest()
    assert bundle.version == f"cnn-{bundle.sha256[:8]}"
    assert 0.1 <= bundle.temperature <= 10
    assert 0.2 <= bundle.threshold < 1


@pytest.mark.parametrize("kind", [str, Path])
def test_a_folder_is_opened(copy, kind):
    assert load_bundle(kind(copy)).sha256 == load_bundle().sha256


@pytest.mark.parametrize("name", ["model.onnx", "card.json"])
def test_a_missing_file_is_named_with_what_to_do(copy, name):
    (copy / name).unlink()
    with pytest.raises(ModelError, match=rf"no model in .*bundle: {name} is missing\. Give the folder"):
        load_bundle(copy)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(ModelError, match=r"no model in .*nowhere: card\.json is missing"):
        load_bundle(tmp_path / "nowhere")


def test_a_tampered_model_is_refused(copy):
    model = bytearray((copy / "model.onnx").read_bytes())
    model[len(model) // 2] ^= 1
    (copy / "model.onnx").write_bytes(model)
    with pytest.raises(ModelError, match=r"SHA-256 differs"):
        load_bundle(copy)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("", "cannot be read", id="empty"),
        pytest.param("{", "cannot be read", id="half"),
        pytest.param("[]", "no card of format 1 .missing: format, name", id="a list"),
        pytest.param("null", "no card of format 1", id="null"),
        pytest.param("{}", "missing: format, name, sha256, temperature, threshold", id="no values"),
    ],
)
def test_a_card_that_is_none_is_refused(copy, text, says):
    (copy / "card.json").write_text(text)
    with pytest.raises(ModelError, match=says):
        load_bundle(copy)


@pytest.mark.parametrize("key", ["format", "name", "sha256", "temperature", "threshold"])
def test_a_card_without_a_value_names_it(copy, change_card, key):
    change_card(**{key: None})
    with pytest.raises(ModelError, match=f"missing: {key}"):
        load_bundle(copy)


def test_a_card_of_another_format_is_refused(copy, change_card):
    change_card(format=2)
    with pytest.raises(ModelError, match="no card of format 1"):
        load_bundle(copy)


def test_a_file_that_is_no_network_is_refused_when_it_is_to_run(tmp_path):
    bundle = write_bundle(tmp_path / "b", b"no network", {"name": "x", "temperature": 1.0, "threshold": 0.5})
    with pytest.raises(ModelError, match=r"model\.onnx cannot be run: "):
        bundle.logits(np.zeros((1, 28, 28), np.uint8))


def test_what_was_written_is_read_again(tmp_path):
    model = load_bundle().model_path.read_bytes()
    card = {"name": "other", "temperature": 1.25, "threshold": 0.5, "note": "é"}
    written = write_bundle(tmp_path / "deep" / "b", model, card)
    again = load_bundle(tmp_path / "deep" / "b")
    assert again == written
    assert again.card == {"format": 1, **card, "sha256": hashlib.sha256(model).hexdigest()}
    assert (again.name, again.temperature, again.threshold) == ("other", 1.25, 0.5)


def test_a_bundle_is_replaced(tmp_path):
    card = {"name": "x", "temperature": 1.0, "threshold": 0.5}
    write_bundle(tmp_path, b"first", card)
    assert write_bundle(tmp_path, b"second", card).sha256 == hashlib.sha256(b"second").hexdigest()


def test_an_empty_batch_has_no_logits():
    found = load_bundle().logits(np.zeros((0, 28, 28), np.uint8))
    assert (found.shape, found.dtype) == ((0, 10), np.float32)


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    """More pictures than run at once."""
    return np.random.default_rng(0).integers(0, 256, (300, 28, 28), np.uint8)


def test_a_batch_gives_what_its_pictures_give_alone(images):
    bundle = load_bundle()
    together = bundle.logits(images)
    assert (together.shape, together.dtype) == ((300, 10), np.float32)
    for i in (0, 255, 256, 299):
        assert bundle.logits(images[i : i + 1])[0] == pytest.approx(together[i], abs=1e-4)


def test_threads_may_share_a_bundle(images):
    shared: Bundle = load_bundle()
    expected = load_bundle().logits(images[:20])
    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(lambda _: shared.logits(images[:20]), range(16)):
            assert np.array_equal(found, expected)
