"""Models that are made in a moment, for tests that need one that errs."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from numerals.data.sources import Dataset, load, validation_split
from numerals.inference.bundle import Bundle, write_bundle


def linear_bundle(folder: Path, sharpness: float = 1.0, **card: object) -> Bundle:
    """Nearest mean of the small digits as a linear model; it gets about nine of ten right.

    Its card is of the least that bundles need, with the hashes of what it saw.
    """
    data: Dataset = load("digits")
    rest, held = validation_split(data)
    means = np.stack([rest.images[rest.labels == d].mean(axis=0).ravel() / 255 for d in range(10)])
    weights, bias = sharpness * means.T, -0.5 * sharpness * (means**2).sum(axis=1)
    graph = helper.make_graph(
        [helper.make_node("Flatten", ["images"], ["flat"]), helper.make_node("Gemm", ["flat", "w", "b"], ["logits"])],
        "means",
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, ["n", 1, 28, 28])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", 10])],
        [numpy_helper.from_array(a.astype(np.float32), name) for name, a in (("w", weights), ("b", bias))],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8)
    onnx.checker.check_model(model)
    told = {"train_sha256": data.train.fingerprint, "validation_sha256": held.fingerprint}
    least = {"name": "means", "temperature": 1.0, "threshold": 0.5, "data": told}
    return write_bundle(folder, model.SerializeToString(), least | card)
