"""What a model makes of an image before it names a digit: the input of its last layer.

It was learnt from labels, so groups found in it are no discovery; they show how far the model keeps digits apart.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerals.errors import MissingExtraError, ModelError
from numerals.explore.features import COMPONENTS, Vectors, principal
from numerals.explore.measures import Images
from numerals.inference.bundle import Bundle

_BATCH = 256
_SAMPLE = 3000
"""Images to which the principal components are fitted."""
_LINEAR = ("Gemm", "MatMul")
_BETWEEN = ("Add", "Concat", "Identity", "ReduceMean", "Unsqueeze")
"""What may stand between the last layers and the logits."""
_OUTPUT = "embedding"


class Seer:
    """A model that also gives its last layer's input.

    Args:
        bundle: any; one without such a layer (trees, neighbours) gives no embedding.

    Raises:
        MissingExtraError: the package onnx is not installed.
        ModelError: the model cannot be run.

    Attributes:
        embeds: whether it gives an embedding.
    """

    def __init__(self, bundle: Bundle) -> None:
        import onnxruntime

        model = _with_embedding(bundle.checked_model())
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # waiting threads leave the cores free
        try:
            self._session: Any = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # ONNX Runtime has no public base class of its errors
            raise ModelError(f"{bundle.model_path} cannot be run: {error}. Train or install the model anew.") from error
        self.embeds = _OUTPUT in [output.name for output in self._session.get_outputs()]

    def __call__(
        self,
        images: Images,
        say: Callable[[float], None] = lambda _: None,
        keep: Callable[[Vectors], Vectors] = lambda vectors: vectors,
    ) -> tuple[NDArray[np.float32], Vectors | None]:
        """Runs the model.

        Args:
            images: (n, 28, 28) uint8.
            say: called now and then with the share that is done.
            keep: (m, d) -> (m, k), what is kept of each batch of embeddings: thousands of values an image take
                gigabytes for all of MNIST.

        Returns:
            Logits (n, 10) and what is kept of the embeddings (n, k), None if the model has none.
        """
        name = self._session.get_inputs()[0].name
        logits, vectors = [np.zeros((0, 10), np.float32)], []
        for i in range(0, len(images), _BATCH):
            some = images[i : i + _BATCH, None].astype(np.float32) / np.float32(255)
            answers = self._session.run(["logits", _OUTPUT] if self.embeds else ["logits"], {name: some})
            logits.append(answers[0])
            vectors += [keep(one) for one in answers[1:]]
            say(min(1.0, (i + _BATCH) / len(images)))
        return np.concatenate(logits), np.concatenate(vectors) if vectors else None

    def reduced(
        self, images: Images, say: Callable[[float], None] = lambda _: None
    ) -> tuple[NDArray[np.float32], Vectors | None]:
        """Logits (n, 10) and the first principal components (n, 50) of the embeddings, None if it has none."""
        some = images[np.random.default_rng(0).permutation(len(images))[:_SAMPLE]]
        vectors = self(some)[1]
        return self(images, say) if vectors is None else self(images, say, principal(vectors, COMPONENTS).project)

    def encode(self, images: Images) -> Vectors:
        """The embeddings (n, d) alone, as an `Encoder`.

        Raises:
            ModelError: this model has none.
        """
        vectors = self(images)[1]
        if vectors is None:
            raise ModelError("this model has no last linear layer, so no embedding; take a network: --model cnn")
        return vectors


def _with_embedding(file: bytes) -> bytes:
    """The graph with one more output, the input of the linear layers that give the logits, if there are any."""
    try:
        import onnx
    except ImportError:
        raise MissingExtraError("embeddings need the package onnx: pip install 'numerals[explore]'") from None
    model = onnx.load_from_string(file)
    makers = {output: node for node in model.graph.node for output in node.output}
    inputs = _last_layers("logits", makers)
    if not inputs:
        return file
    flat = [f"{_OUTPUT}_{place}" for place in range(len(inputs))]
    model.graph.node.extend(
        onnx.helper.make_node("Flatten", [one], [name]) for one, name in zip(inputs, flat, strict=True)
    )
    model.graph.node.append(onnx.helper.make_node("Concat", flat, [_OUTPUT], axis=1))
    model.graph.output.append(onnx.helper.make_tensor_value_info(_OUTPUT, onnx.TensorProto.FLOAT, ["n", "d"]))
    return bytes(model.SerializeToString())


def _last_layers(value: str, makers: dict[str, Any]) -> list[str]:
    """Inputs of the linear layers from which a value is made; a network of several towers has as many."""
    node = makers.get(value)
    if node is None:
        return []
    if node.op_type in _LINEAR:
        return [node.input[0]] if node.input[0] in makers else []
    if node.op_type not in _BETWEEN:
        return []
    return [found for one in node.input for found in _last_layers(one, makers)]
