"""Several models that vote."""

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray

from lab import SMALL, Stop, rest_and_held
from numerals import ModelError
from numerals.inference.bundle import write_bundle
from numerals.models.committee import Committee, merge
from numerals.models.watch import Watch
from numerals.models.zoo import make
from numerals.training.parity import TOLERANCE, check_parity

Part = tuple[NDArray[np.uint8], NDArray[np.int64]]
SMALL_COMMITTEE = {**SMALL["committee"], "epochs": 2, "batch": 32}


@pytest.fixture(scope="module")
def held() -> Part:
    part = rest_and_held()[1]
    return part.images[:50], part.labels[:50]


@pytest.fixture(scope="module")
def models(digits) -> list[bytes]:
    """A logistic regression and a small network as ONNX."""
    return [make(name, **SMALL[name]).fit(*digits).to_onnx() for name in ("logistic", "cnn")]


def run(model: bytes, images: NDArray[np.uint8]) -> NDArray[np.float32]:
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    return session.run(None, {"images": images[:, None].astype(np.float32) / 255})[0]


def shares(logits: NDArray[np.float32], temperature: float) -> NDArray[np.float64]:
    powers = np.exp(logits.astype(np.float64) / temperature)
    return powers / powers.sum(1, keepdims=True)


def test_its_probabilities_are_the_mean_of_its_members(digits, held):
    committee = make("committee", **SMALL_COMMITTEE).fit(*digits)
    assert len(committee.members_) == 2
    first, second = (member.predict_proba(held[0]) for member in committee.members_)
    assert not np.allclose(first, second)
    assert np.abs(committee.predict_proba(held[0]) - (first + second) / 2).max() < 1e-4
    assert committee.count_parameters() == sum(member.count_parameters() for member in committee.members_)
    assert [entry["member"] for entry in committee.history_] == [0, 0, 1, 1]


def test_different_kinds_merge_to_the_logarithm_of_the_mean_of_their_calibrated_probabilities(models, held):
    temperatures = (0.7, 1.9)
    images = held[0]
    expected = np.mean([shares(run(m, images), t) for m, t in zip(models, temperatures, strict=True)], axis=0)
    merged = merge(list(zip(models, temperatures, strict=True)))
    found = run(merged, images)
    assert np.abs(found - np.log(np.maximum(expected, 1e-6))).max() < 1e-3
    assert np.abs(run(merged, images[:1]) - found[:1]).max() < 1e-4


def test_trees_and_a_committee_can_be_members_too(models, digits, held):
    forest = make("forest", trees=5).fit(*digits).to_onnx()
    inner = merge([(models[0], 1.0), (forest, 1.0)])
    outer = merge([(inner, 1.0), (models[1], 2.0), (models[1], 2.0)])
    parts = [(shares(run(models[0], held[0]), 1) + shares(run(forest, held[0]), 1)) / 2]
    parts += [shares(run(models[1], held[0]), 2)] * 2
    assert np.abs(np.exp(run(outer, held[0])) - np.mean(parts, axis=0)).max() < 1e-4


def test_a_merged_model_runs_as_a_bundle(models, held, tmp_path):
    merged = merge([(model, 1.0) for model in models])
    bundle = write_bundle(tmp_path, merged, {"name": "committee", "temperature": 1.0, "threshold": 0.5})
    assert (bundle.logits(held[0]).argmax(1) == held[1]).mean() > 0.6


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_are_no_committee(models, count, digits):
    with pytest.raises(ModelError, match="at least two members"):
        merge([(model, 1.0) for model in models[:count]])
    with pytest.raises(ModelError, match="at least two members"):  # told before the training, not after it
        Committee(members=count).fit(*digits)


@pytest.mark.parametrize("after", [2, 4])
def test_ctrl_c_keeps_the_members_so_far_and_a_resumed_run_equals_one_at_a_stretch(digits, held, tmp_path, after):
    checkpoint = tmp_path / "checkpoint.pt"
    stopped = make("committee", **SMALL_COMMITTEE).fit(*digits, Watch(Stop(after), held, checkpoint))
    assert stopped.interrupted_
    assert len(stopped.members_) == after // 2
    assert check_parity(stopped, stopped.to_onnx(), held[0]) < TOLERANCE
    kept = sorted(one.name for one in tmp_path.iterdir())
    assert kept == [f"member-{number}-checkpoint.pt" for number in range(after // 2)]
    say = Stop()
    resumed = make("committee", **SMALL_COMMITTEE).fit(*digits, Watch(say, held, checkpoint, resume=True))
    whole = make("committee", **SMALL_COMMITTEE).fit(*digits, Watch(validation=held))
    assert np.array_equal(resumed.decision_function(held[0]), whole.decision_function(held[0]))
    # What was finished is not trained again.
    assert [one.done for one in say.said] == list(range(after + 1, 5))


def test_where_no_member_was_stopped_there_is_nothing_to_resume(digits, tmp_path):
    with pytest.raises(ModelError, match="nothing to resume"):
        make("committee", **SMALL_COMMITTEE).fit(*digits, Watch(checkpoint=tmp_path / "checkpoint.pt", resume=True))
