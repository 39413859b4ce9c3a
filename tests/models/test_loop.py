"""The training loop, on a small part of scikit-learn's digits with a narrow network."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from lab import WIDTHS, Stop, rest_and_held
from numerals import ModelError
from numerals.confidence.calibration import softmax
from numerals.inference.bundle import SHIPPED, load_bundle
from numerals.models.loop import NO_DIGIT, Fitted, Recipe, fit, predict, to_tensor
from numerals.models.networks import CNN
from numerals.models.neural import NeuralClassifier, open_teacher
from numerals.models.watch import Progress, Watch
from small_models import linear_bundle

Part = tuple[NDArray[np.uint8], NDArray[np.int64]]
RECIPE = Recipe(epochs=4, batch=16, rate=1e-2, average=0.9, strength=0.5)


@pytest.fixture(scope="module")
def held() -> Part:
    part = rest_and_held()[1]
    return part.images, part.labels


def trained(
    digits: Part, watch: Watch | None = None, recipe: Recipe = RECIPE, widths: tuple[int, ...] = WIDTHS, **more
) -> Fitted:
    """A narrow network; with dropout, whose chance a resumed run must take up too."""
    torch.manual_seed(recipe.seed)
    return fit(CNN(widths, dropout=0.2), *digits, recipe, watch, **more)


def same(first: Fitted, second: Fitted) -> bool:
    pairs = zip(first.network.state_dict().values(), second.network.state_dict().values(), strict=True)
    return all(torch.equal(a, b) for a, b in pairs)


def accuracy(fitted: Fitted, part: Part) -> float:
    return float((predict(fitted.network, part[0]).argmax(1) == part[1]).mean())


@pytest.fixture(scope="module")
def whole(digits, held) -> tuple[Fitted, list[Progress]]:
    """Four epochs at a stretch, and what was said."""
    say = Stop()
    return trained(digits, Watch(say, held)), say.said


def test_it_learns_and_gives_the_last_epoch(whole, held):
    fitted = whole[0]
    assert accuracy(fitted, held) > 0.6
    assert fitted.epoch == 4
    assert not fitted.interrupted
    assert not fitted.network.training
    assert fitted.history[-1]["validation_accuracy"] == pytest.approx(accuracy(fitted, held))
    assert fitted.history[-1]["loss"] < fitted.history[0]["loss"]


def test_progress_is_told_after_each_epoch(whole):
    fitted, said = whole
    assert [(one.unit, one.done, one.total) for one in said] == [("epoch", i, 4) for i in (1, 2, 3, 4)]
    assert [{"epoch": float(one.done), **one.figures} for one in said] == fitted.history
    assert said[-1].seconds_left == 0
    assert said[0].seconds_left == pytest.approx(3 * said[0].seconds)


def test_nobody_need_watch(whole, digits):
    assert same(trained(digits), whole[0])


def test_the_seed_makes_the_weights(digits):
    first, again, other = (trained(digits, recipe=replace(RECIPE, epochs=1, seed=seed)) for seed in (1, 1, 2))
    assert same(first, again)
    assert not same(first, other)


# Stopping, and going on


@pytest.fixture(scope="module")
def stopped(digits, held, tmp_path_factory) -> tuple[Fitted, Path]:
    """A run that Ctrl-C stopped after its second epoch, and its checkpoint."""
    checkpoint = tmp_path_factory.mktemp("stopped") / "deep" / "checkpoint.pt"
    return trained(digits, Watch(Stop(after=2), held, checkpoint)), checkpoint


def copied(checkpoint: Path, folder: Path) -> Path:
    copy = folder / "checkpoint.pt"
    copy.write_bytes(checkpoint.read_bytes())
    return copy


def test_ctrl_c_keeps_the_best_epoch_and_the_checkpoint(stopped, held):
    fitted, checkpoint = stopped
    assert fitted.interrupted
    assert len(fitted.history) == 2
    best = max(fitted.history, key=lambda one: (one["validation_accuracy"], one["epoch"]))
    assert fitted.epoch == best["epoch"]
    assert accuracy(fitted, held) == pytest.approx(best["validation_accuracy"])
    assert [one.name for one in checkpoint.parent.iterdir()] == ["checkpoint.pt"]


def test_a_resumed_run_equals_one_at_a_stretch_bit_for_bit(stopped, whole, digits, held, tmp_path):
    checkpoint, say = copied(stopped[1], tmp_path), Stop()
    torch.manual_seed(99)  # another process has used chance for other things
    fitted = fit(CNN(WIDTHS, dropout=0.2), *digits, RECIPE, Watch(say, held, checkpoint, resume=True))
    assert same(fitted, whole[0])
    assert fitted.history == whole[0].history
    assert say.said[0].done in {2, 3}
    assert say.said[-1].done == 4
    assert checkpoint.exists()  # until whoever watches has the model in safety


def test_the_best_epoch_is_kept_over_a_pause(digits, held, tmp_path):
    checkpoint = tmp_path / "checkpoint.pt"
    recipe = replace(RECIPE, epochs=3, rate=3e-2)
    trained(digits, Watch(Stop(after=2), held, checkpoint), recipe)
    fitted = trained(digits, Watch(Stop(after=3), held, checkpoint, resume=True), recipe)
    assert accuracy(fitted, held) == pytest.approx(max(one["validation_accuracy"] for one in fitted.history))


@pytest.mark.parametrize("other", ["recipe", "data", "widths", "teacher"])
def test_a_checkpoint_of_another_run_is_refused(stopped, digits, held, tmp_path, other):
    checkpoint = copied(stopped[1], tmp_path)
    images, labels = digits
    if other == "data":
        labels = labels.copy()
        labels[0] = (labels[0] + 1) % 10
    recipe = replace(RECIPE, rate=2e-2) if other == "recipe" else RECIPE
    widths = (8, 12, 16, 24, 16) if other == "widths" else WIDTHS
    teacher = (lambda x: torch.full((len(x), 10), 0.1)) if other == "teacher" else None
    with pytest.raises(ModelError, match=r"checkpoint\.pt is of another recipe or other data; give the same options"):
        trained((images, labels), Watch(validation=held, checkpoint=checkpoint, resume=True), recipe, widths,
                teacher=teacher)  # fmt: skip
    assert checkpoint.exists()


@pytest.mark.parametrize("keep", [0, 0.5, 0.99])
def test_a_truncated_checkpoint_is_refused(stopped, digits, tmp_path, keep):
    checkpoint = copied(stopped[1], tmp_path)
    content = checkpoint.read_bytes()
    checkpoint.write_bytes(content[: int(len(content) * keep)])
    with pytest.raises(ModelError, match=r"checkpoint\.pt is damaged \(\w+\); delete it and train anew"):
        trained(digits, Watch(checkpoint=checkpoint, resume=True))


def test_another_file_of_pytorch_is_refused(digits, tmp_path):
    checkpoint = tmp_path / "checkpoint.pt"
    torch.save({"weights": torch.zeros(3)}, checkpoint)
    with pytest.raises(ModelError, match="is of another recipe"):
        trained(digits, Watch(checkpoint=checkpoint, resume=True))


def test_a_checkpoint_that_holds_code_is_not_run(digits, tmp_path):
    checkpoint = tmp_path / "checkpoint.pt"
    torch.save({"key": Path("code")}, checkpoint)
    with pytest.raises(ModelError, match="is damaged"):
        trained(digits, Watch(checkpoint=checkpoint, resume=True))


def test_where_nothing_was_stopped_there_is_nothing_to_resume(digits, tmp_path):
    with pytest.raises(ModelError, match=r"nothing to resume: .*checkpoint\.pt is missing; train without --resume"):
        trained(digits, Watch(checkpoint=tmp_path / "checkpoint.pt", resume=True))


class Interrupted(CNN):
    """Ctrl-C comes at the first step."""

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        raise KeyboardInterrupt


def test_ctrl_c_before_the_first_epoch_ends_has_nothing_to_keep(digits):
    with pytest.raises(KeyboardInterrupt):
        fit(Interrupted(WIDTHS), *digits, RECIPE, Watch())


@pytest.mark.parametrize("wrong", [{"epochs": 0}, {"batch": 0}])
def test_a_recipe_of_nothing_is_refused(wrong):
    with pytest.raises(ModelError, match="epochs and batch are at least 1"):
        Recipe(**wrong)


# What it learns from


def test_pictures_of_no_digit_are_learned_as_unsure(digits):
    images, labels = digits
    noise = np.random.default_rng(0).integers(0, 256, (160, 28, 28), np.uint8)
    both = np.concatenate([images, noise]), np.concatenate([labels, np.full(160, NO_DIGIT)])
    fitted = trained(both, recipe=replace(RECIPE, epochs=3, strength=0.0))
    spread = np.ptp(predict(fitted.network, noise), axis=1).mean()
    assert spread < 0.8 * np.ptp(predict(fitted.network, images), axis=1).mean()


def test_a_teacher_changes_what_is_learned(digits, held):
    """One who calls every digit a three draws the answers there."""
    three = torch.zeros(10)
    three[3] = 1
    recipe = replace(RECIPE, epochs=2)
    alone = trained(digits, recipe=recipe)
    taught = trained(digits, recipe=recipe, teacher=lambda images: three.repeat(len(images), 1))
    found = [(predict(one.network, held[0]).argmax(1) == 3).mean() for one in (alone, taught)]
    assert found[1] > 2 * found[0]


def test_a_trained_model_teaches_from_its_folder(digits, tmp_path):
    bundle = linear_bundle(tmp_path)
    shares = open_teacher(tmp_path)(to_tensor(digits[0][:5])).numpy()
    powers = np.exp(bundle.logits(digits[0][:5]))
    assert np.abs(shares - powers / powers.sum(1, keepdims=True)).max() < 1e-5
    settings = {"network": "mlp", "widths": (16,), "epochs": 1, "batch": 32}
    alone, taught = (NeuralClassifier(**settings, teacher=t).fit(*digits) for t in ("", str(tmp_path)))
    assert not np.allclose(alone.decision_function(digits[0][:5]), taught.decision_function(digits[0][:5]))


def test_a_network_teaches_as_it_was_exported():
    """Not by ONNX Runtime, which would wait for each batch to come from a GPU."""
    images = to_tensor(np.random.default_rng(0).integers(0, 256, (6, 28, 28), np.uint8))
    shares = open_teacher(SHIPPED)(images).numpy()
    logits = load_bundle().logits((images.squeeze(1) * 255).round().byte().numpy())
    assert np.abs(shares - softmax(logits, 1.0)).max() < 0.02  # in bfloat16


def test_a_missing_teacher_is_told(digits, tmp_path):
    with pytest.raises(ModelError, match=r"no teacher in .*nobody: .*; give the folder of a trained model"):
        NeuralClassifier(network="mlp", widths=(8,), teacher=str(tmp_path / "nobody")).fit(*digits)


def test_a_teacher_who_is_no_model_is_told(tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"no model")
    with pytest.raises(ModelError, match="no teacher in"):
        open_teacher(tmp_path)


def test_images_become_tensors_of_nought_to_one():
    images = np.array([0, 51, 255], np.uint8)[:, None, None] * np.ones((1, 28, 28), np.uint8)
    tensor = to_tensor(images[::-1])
    assert tensor.shape == (3, 1, 28, 28)
    assert tensor[:, 0, 0, 0].tolist() == pytest.approx([1.0, 0.2, 0.0])
