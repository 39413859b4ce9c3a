"""What a model makes of an image, and which pixels its answer hangs on."""

import numpy as np
import onnx
import pytest

from numerals.confidence.calibration import softmax
from numerals.errors import ModelError
from numerals.explore.embedding import Seer
from numerals.explore.saliency import saliency
from numerals.inference.bundle import SHIPPED, load_bundle


def last_layers(model: onnx.ModelProto) -> tuple[np.ndarray, np.ndarray]:
    """Weights and bias of the linear layers of all towers, as one layer whose logits are their mean."""
    values = {one.name: onnx.numpy_helper.to_array(one) for one in model.graph.initializer}
    values |= {n.output[0]: values[n.input[0]] for n in model.graph.node if n.op_type == "Cast"}  # kept in two bytes
    layers = [node for node in model.graph.node if node.op_type == "Gemm"]
    assert all(a.i for node in layers for a in node.attribute if a.name == "transB")
    weights, biases = ([values[node.input[place]].astype(np.float32) for node in layers] for place in (1, 2))
    return np.hstack(weights).T / len(layers), np.mean(biases, axis=0)


def test_the_embedding_is_what_the_last_layer_takes(digits):
    bundle, images = load_bundle(), digits.test.images[:40]
    logits, vectors = Seer(bundle)(images)
    assert logits == pytest.approx(bundle.logits(images), abs=1e-4)
    weights, bias = last_layers(onnx.load_from_string(bundle.checked_model()))
    assert vectors @ weights + bias == pytest.approx(logits, abs=1e-3)
    assert Seer(bundle).encode(images) == pytest.approx(vectors)


def test_the_embedding_is_kept_in_fifty_values(digits):
    seer, said = Seer(load_bundle()), []
    logits, vectors = seer.reduced(digits.test.images, said.append)
    assert logits.shape == (360, 10)
    assert vectors.shape == (360, 50)
    assert said[-1] == 1
    assert said == sorted(said)
    # Images of one digit lie nearer to one another than those of two.
    same = digits.test.labels[:, None] == digits.test.labels[None]
    gaps = np.linalg.norm(vectors[:, None] - vectors[None], axis=2)
    assert gaps[same].mean() < 0.7 * gaps[~same].mean()


def test_a_model_without_a_last_linear_layer_has_no_embedding(digits):
    bundle = load_bundle(SHIPPED.parent / "logistic")
    seer = Seer(bundle)
    logits, vectors = seer.reduced(digits.test.images[:10])
    assert not seer.embeds
    assert vectors is None
    assert logits == pytest.approx(bundle.logits(digits.test.images[:10]), abs=1e-4)
    with pytest.raises(ModelError, match="no last linear layer"):
        seer.encode(digits.test.images[:10])


def test_saliency_lies_where_the_ink_is_and_is_the_fall_of_the_probability(digits):
    bundle, image = load_bundle(), np.zeros((28, 28), np.uint8)
    image[6:9, 8:20] = 255  # a seven: bar above, stroke down
    for row in range(9, 24):
        column = 18 - (row - 9) // 2
        image[row, column - 1 : column + 2] = 255
    spoke = saliency(bundle, image)
    assert spoke.shape == (28, 28)
    assert 0.01 < spoke.max() <= 1
    assert not spoke[:, :2].any()  # far from all ink nothing changes
    row, column = np.unravel_index(spoke.argmax(), spoke.shape)
    covered = image.copy()
    covered[max(0, row - 2) : row + 3, max(0, column - 2) : column + 3] = 0
    before, after = softmax(bundle.logits(np.stack([image, covered])), bundle.temperature)
    assert after[before.argmax()] < before.max()


def test_saliency_can_be_asked_about_another_digit(weak, digits):
    image = digits.test.images[0]
    own, other = saliency(weak, image), saliency(weak, image, answer=(int(digits.test.labels[0]) + 5) % 10)
    assert np.corrcoef(own.ravel(), other.ravel())[0, 1] < 0.9


def test_blank_paper_has_no_saliency(weak):
    assert not saliency(weak, np.zeros((28, 28), np.uint8)).any()
