"""Trained models to ONNX: input ``images`` (n, 1, 28, 28) float32 in 0..1, output ``logits`` (n, 10).

Networks and features are exported by PyTorch, scikit-learn's models by skl2onnx, and both are joined into one graph.
"""

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import helper, numpy_helper
from torch import Tensor, nn

from numerals.errors import ModelError

OPSET, TREE_OPSET = 18, 3
"""Versions of ONNX's operators and of those for classical models that servers and browsers of today run."""
LEAST = 1e-6
"""Probability that stands for none, so that its logarithm is a number."""


Shapes = dict[int, Any]
"""Which sides of the input may have any length, as torch.export takes it."""


@contextmanager
def _no_notices() -> Iterator[None]:
    """Keeps to itself what libraries tell each other about their next versions; a user can do nothing about it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        yield


@_no_notices()
def _exported(
    network: nn.Module, example: Tensor, given: str, outputs: Sequence[str], free: Shapes | None = None
) -> onnx.ModelProto:
    # It warns of torchvision's operators, which no network here has.
    logging.getLogger("torch.onnx._internal.exporter._registration").setLevel(logging.ERROR)
    network = network.eval().cpu().to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
    program = torch.onnx.export(
        network,
        (example,),
        input_names=[given],
        output_names=list(outputs),
        dynamic_shapes=(free or {0: torch.export.Dim("n")},),
        opset_version=OPSET,
        dynamo=True,
        verbose=False,
    )
    if program is None:
        raise ModelError("PyTorch exported nothing; is the extra complete? pip install 'numerals[train]'")
    return _without_notes(program.model_proto)


def _without_notes(model: onnx.ModelProto) -> onnx.ModelProto:
    """Takes out which lines of which files each node came from: a sixth of a small file, and paths of this machine."""
    graph = model.graph
    for part in (model, graph, *graph.node, *graph.value_info, *graph.initializer, *graph.input, *graph.output):
        del part.metadata_props[:]
    return model


def compact(model: onnx.ModelProto) -> onnx.ModelProto:
    """Takes out what only people read: shapes on the way, names of nodes, long names of values; for a small file.

    Weights keep their names, by which another training finds them.
    """
    graph = model.graph
    del graph.value_info[:]
    kept = {value.name for value in (*graph.input, *graph.output, *graph.initializer)} | {""}
    short: dict[str, str] = {}

    def named(name: str) -> str:
        return name if name in kept else short.setdefault(name, f"v{len(short)}")

    for node in graph.node:
        node.name, node.doc_string = "", ""
        node.input[:], node.output[:] = map(named, node.input), map(named, node.output)
    return model


def network_to_onnx(network: nn.Module) -> bytes:
    """A network that gives logits as one ONNX file; see `graph_to_onnx`."""
    return graph_to_onnx(network, torch.zeros(2, 1, 28, 28), "images", ["logits"])


def pages_to_onnx(network: nn.Module) -> bytes:
    """A detector as one ONNX file, from ``ink`` (1, 1, h, w), sides multiples of 16, to ``answer``."""
    rows, columns = 16 * torch.export.Dim("rows"), 16 * torch.export.Dim("columns")
    return graph_to_onnx(network, torch.zeros(1, 1, 64, 96), "ink", ["answer"], {2: rows, 3: columns})


def lines_to_onnx(network: nn.Module, height: int) -> bytes:
    """A line reader as one ONNX file, from ``ink`` (n, 1, height, w), w a multiple of 4, to ``answer``."""
    free = {0: torch.export.Dim("n"), 3: 4 * torch.export.Dim("frames")}
    return graph_to_onnx(network, torch.zeros(2, 1, height, 64), "ink", ["answer"], free)


def graph_to_onnx(
    network: nn.Module, example: Tensor, given: str, outputs: Sequence[str], free: Shapes | None = None
) -> bytes:
    """A network as one ONNX file.

    Weights that whole numbers or half precision hold exactly (see `networks.fold_and_round`) take one byte or two each.
    Runtimes widen them when they load the file, so nothing is slower.

    Args:
        network: of one input.
        example: such an input, of two rows; the file takes any number of them.
        given: name of the input.
        outputs: names of the outputs.
        free: which of its sides may have any length; None lets the number of rows.
    """
    model = _exported(network, example, given, outputs, free)
    graph = model.graph
    narrow, widen = [], []
    for weight in graph.initializer:
        kept, nodes = _narrowed(weight.name, numpy_helper.to_array(weight))
        narrow += kept or [weight]
        widen += nodes
    del graph.initializer[:]
    graph.initializer.extend(narrow)
    nodes = [*widen, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    compact(model)
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def _narrowed(name: str, values: NDArray[Any]) -> tuple[list[onnx.TensorProto], list[onnx.NodeProto]]:
    """Values in one byte or two each, and the nodes that widen them again; nothing where they would not be the same."""
    if values.dtype != np.float32 or values.ndim < 2:
        return [], []
    step = np.abs(values).max(axis=tuple(range(1, values.ndim)), keepdims=True) / np.float32(127)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        whole, half = np.nan_to_num(np.rint(values / step)), values.astype(np.float16)
    if (whole * step == values).all():
        kept = [
            numpy_helper.from_array(whole.astype(np.int8), f"{name}_whole"),
            numpy_helper.from_array(step, f"{name}_step"),
        ]
        cast = helper.make_node("Cast", [f"{name}_whole"], [f"{name}_float"], to=onnx.TensorProto.FLOAT)
        return kept, [cast, helper.make_node("Mul", [f"{name}_float", f"{name}_step"], [name])]
    if (half == values).all():
        cast = helper.make_node("Cast", [f"{name}_half"], [name], to=onnx.TensorProto.FLOAT)
        return [numpy_helper.from_array(half, f"{name}_half")], [cast]
    return [], []


def pipeline_to_onnx(features: nn.Module, model: Any, columns: int, *, scores: bool = False) -> bytes:
    """Features by PyTorch and a fitted scikit-learn classifier as one ONNX file.

    Args:
        features: (n, 1, 28, 28) -> (n, columns).
        model: with the classes 0 to 9.
        columns: number of features.
        scores: the classifier's decision function is the logits; else the logarithm of its probabilities is.
    """
    from skl2onnx import to_onnx
    from skl2onnx.common.data_types import FloatTensorType

    with _no_notices():
        classifier = to_onnx(
            model,
            initial_types=[("features", FloatTensorType([None, columns]))],
            options={id(model): {"zipmap": False} | ({"raw_scores": True} if scores else {})},
            target_opset={"": OPSET, "ai.onnx.ml": TREE_OPSET},
        )
    answer = classifier.graph.output[1].name  # after the label, which nobody asks for
    return _joined(features, classifier, answer, logarithm=not scores)


def boosting_to_onnx(features: nn.Module, model: Any, columns: int) -> bytes:
    """As `pipeline_to_onnx` for scikit-learn's HistGradientBoostingClassifier, which skl2onnx cannot convert.

    Each iteration has one tree for each class; a class's logit is the sum of its trees and its baseline.
    """
    attributes: dict[str, list[Any]] = {name: [] for name in _TREE_FIELDS}
    trees = [(tree.nodes, digit) for iteration in model._predictors for digit, tree in enumerate(iteration)]
    for number, (nodes, digit) in enumerate(trees):
        _add_tree(attributes, nodes, number, digit)
    baseline = np.asarray(model._baseline_prediction, np.float64).ravel()
    ensemble = helper.make_node(
        "TreeEnsembleRegressor", ["features"], ["sums"], domain="ai.onnx.ml", n_targets=10, aggregate_function="SUM",
        base_values=baseline.tolist(), **attributes,  # type: ignore[arg-type]
    )  # fmt: skip
    graph = helper.make_graph(
        [ensemble],
        "boosting",
        [helper.make_tensor_value_info("features", onnx.TensorProto.FLOAT, [None, columns])],
        [helper.make_tensor_value_info("sums", onnx.TensorProto.FLOAT, [None, 10])],
    )
    made = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid("ai.onnx.ml", TREE_OPSET)]
    )
    return _joined(features, made, "sums", logarithm=False)


_TREE_FIELDS = (
    "nodes_treeids", "nodes_nodeids", "nodes_featureids", "nodes_values", "nodes_modes", "nodes_truenodeids",
    "nodes_falsenodeids", "target_treeids", "target_nodeids", "target_ids", "target_weights",
)  # fmt: skip


def _add_tree(attributes: dict[str, list[Any]], nodes: NDArray[Any], number: int, digit: int) -> None:
    """Adds scikit-learn's array of nodes to the lists of a TreeEnsembleRegressor."""
    leaf = nodes["is_leaf"].astype(bool)
    places = np.arange(len(nodes))
    attributes["nodes_treeids"] += [number] * len(nodes)
    attributes["nodes_nodeids"] += places.tolist()
    attributes["nodes_featureids"] += np.where(leaf, 0, nodes["feature_idx"]).tolist()
    attributes["nodes_values"] += np.where(leaf, 0.0, nodes["num_threshold"]).tolist()
    attributes["nodes_modes"] += np.where(leaf, "LEAF", "BRANCH_LEQ").tolist()
    attributes["nodes_truenodeids"] += np.where(leaf, 0, nodes["left"]).tolist()
    attributes["nodes_falsenodeids"] += np.where(leaf, 0, nodes["right"]).tolist()
    attributes["target_treeids"] += [number] * int(leaf.sum())
    attributes["target_nodeids"] += places[leaf].tolist()
    attributes["target_ids"] += [digit] * int(leaf.sum())
    attributes["target_weights"] += nodes["value"][leaf].tolist()


def _joined(features: nn.Module, second: onnx.ModelProto, answer: str, *, logarithm: bool) -> bytes:
    """Puts the second model's nodes behind the features, and a logarithm where it gives probabilities."""
    model = _exported(features, torch.zeros(2, 1, 28, 28), "images", ["features"])
    graph = model.graph
    graph.node.extend(second.graph.node)
    graph.initializer.extend(second.graph.initializer)
    if logarithm:
        graph.initializer.append(numpy_helper.from_array(np.array(LEAST, np.float32), "least_probability"))
        graph.node.append(helper.make_node("Max", [answer, "least_probability"], ["some_probability"]))
        graph.node.append(helper.make_node("Log", ["some_probability"], ["logits"]))
    else:
        graph.node.append(helper.make_node("Identity", [answer], ["logits"]))
    del graph.output[:]
    graph.output.append(helper.make_tensor_value_info("logits", onnx.TensorProto.FLOAT, ["n", 10]))
    known = {one.domain for one in model.opset_import}
    model.opset_import.extend(one for one in second.opset_import if one.domain not in known)
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())
