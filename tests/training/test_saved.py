"""Fitted estimators in files."""

import functools
import hashlib
import zipfile
from pathlib import Path

import joblib
import numpy as np
import pytest
import skops.io
from sklearn.linear_model import LogisticRegression

from lab import SMALL, few
from numerals import ModelError
from numerals.models.base import DigitClassifier
from numerals.models.zoo import ZOO, find, make
from numerals.training.saved import load_estimator, save_estimator


@functools.cache
def fitted(name: str) -> DigitClassifier:
    cheap = {"epochs": 1} if find(name).neural else {}
    return make(name, **SMALL[name] | cheap).fit(few().train.images[:200], few().train.labels[:200])


@pytest.mark.parametrize("name", ZOO)
def test_skops_keeps_every_kind(name, tmp_path):
    path = tmp_path / "deep" / "estimator.skops"
    digest = save_estimator(fitted(name), path)
    assert digest == hashlib.sha256(path.read_bytes()).hexdigest()
    found = load_estimator(path, digest)
    images = few().test.images[:20]
    assert type(found) is type(fitted(name))
    assert found.get_params() == fitted(name).get_params()
    # The order of a network's sums follows the layout of its weights in memory, which is no part of the file.
    assert np.abs(found.decision_function(images) - fitted(name).decision_function(images)).max() < 1e-5


@pytest.mark.parametrize("name", ["hog-svm", "mlp"])
def test_joblib_keeps_them_and_is_loaded_only_when_asked_for(name, tmp_path):
    path = tmp_path / "estimator.joblib"
    digest = save_estimator(fitted(name), path)
    with pytest.raises(ModelError, match=r"is a pickle, which runs any code .* allow_pickle=True"):
        load_estimator(path, digest)
    with pytest.warns(UserWarning, match="it can run any code"):
        found = load_estimator(path, digest, allow_pickle=True)
    images = few().test.images[:20]
    assert np.array_equal(found.decision_function(images), fitted(name).decision_function(images))


def test_a_loaded_network_can_be_exported_and_saved_again(tmp_path):
    path = tmp_path / "one.skops"
    save_estimator(fitted("mlp"), path)
    found = load_estimator(path)
    assert len(found.to_onnx()) > 1000
    save_estimator(found, tmp_path / "two.skops")
    assert load_estimator(tmp_path / "two.skops").count_parameters() == found.count_parameters()
    assert fitted("mlp").count_parameters() == found.count_parameters()  # saving took nothing from it


class Trap:
    """Leaves a file where it is built."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (Path.touch, (self.place,))


def test_a_pickle_that_is_refused_has_run_nothing(tmp_path):
    joblib.dump(Trap(tmp_path / "sprung"), tmp_path / "trap.joblib")
    with pytest.raises(ModelError, match="is a pickle"):
        load_estimator(tmp_path / "trap.joblib")
    assert not (tmp_path / "sprung").exists()
    with (
        pytest.warns(UserWarning, match="it can run any code"),
        pytest.raises(ModelError, match="holds a NoneType, not a classifier"),
    ):
        load_estimator(tmp_path / "trap.joblib", allow_pickle=True)
    assert (tmp_path / "sprung").exists()  # so the trap is one


@pytest.mark.parametrize("form", ["skops", "joblib"])
def test_another_file_than_expected_is_refused(form, tmp_path):
    path = tmp_path / f"estimator.{form}"
    save_estimator(fitted("tree"), path)
    with pytest.raises(ModelError, match=r"is not the file that was expected \(SHA-256 differs\)"):
        load_estimator(path, "0" * 64, allow_pickle=True)


@pytest.mark.parametrize(
    "foreign",
    [
        pytest.param(functools.partial(np.load, allow_pickle=True), id="a function that loads pickles"),
        pytest.param(Path.touch, id="a function that writes"),
    ],
)
def test_a_foreign_type_in_a_skops_file_is_refused(foreign, tmp_path):
    model = make("logistic").fit(few().train.images[:200], few().train.labels[:200])
    model.model_.extra = foreign
    path = tmp_path / "estimator.skops"
    path.write_bytes(skops.io.dumps(model))
    with pytest.raises(ModelError, match="which have no place in an estimator; not loaded"):
        load_estimator(path)


@pytest.mark.filterwarnings("ignore:loading the pickle")
@pytest.mark.parametrize("form", ["skops", "joblib"])
@pytest.mark.parametrize("content", [b"", b"garbage", b"PK\x03\x04 half a zip"])
def test_garbage_is_refused(form, content, tmp_path):
    path = tmp_path / f"estimator.{form}"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=f"is no estimator kept by {form}"):
        load_estimator(path, allow_pickle=True)


def test_a_zip_of_something_else_and_another_estimator_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "other.skops", "w") as file:
        file.writestr("readme.txt", "hello")
    with pytest.raises(ModelError, match="is no estimator kept by skops"):
        load_estimator(tmp_path / "other.skops")
    (tmp_path / "plain.skops").write_bytes(skops.io.dumps(LogisticRegression()))
    with pytest.raises(ModelError, match="holds a LogisticRegression, not a classifier of digits"):
        load_estimator(tmp_path / "plain.skops")


@pytest.mark.parametrize("name", ["estimator.pkl", "estimator"])
def test_other_forms_are_told(name, tmp_path):
    for call in (lambda path: save_estimator(fitted("tree"), path), load_estimator):
        with pytest.raises(ModelError, match=r"kept as \.skops or \.joblib, not as estimator"):
            call(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ModelError, match=r"estimator\.skops cannot be read"):
        load_estimator(tmp_path / "estimator.skops")
