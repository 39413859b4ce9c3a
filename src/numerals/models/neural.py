"""The neural classifiers: networks and the training loop in scikit-learn's form."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from numpy.typing import ArrayLike, NDArray
from onnx import numpy_helper
from torch import Tensor, nn

from numerals.errors import ModelError
from numerals.models.base import DigitClassifier, Images, Labels, as_images
from numerals.models.features import Upright
from numerals.models.in_epochs import InEpochs
from numerals.models.loop import Recipe, Teacher, fit, predict
from numerals.models.networks import CNN, INPUT_SHAPE, MLP, TinyCNN, count_parameters, default_device, fold_and_round
from numerals.models.onnx import network_to_onnx
from numerals.models.precision import autocast
from numerals.models.watch import Watch

TINY_LIMITS = {"tiny-cnn": 8000, "tiny-cnn-2k": 2000, "tiny-cnn-1k": 1000}
"""Every tiny network has fewer parameters than this."""
NETWORKS = ("cnn", "mlp", *TINY_LIMITS)


def build(
    network: str, widths: tuple[int, ...], dropout: float, towers: int = 1, *, upright: bool = False
) -> nn.Module:
    """Makes an untrained network.

    Args:
        network: ``cnn``, ``mlp`` or one of the tiny ones.
        widths: channels after each convolution; the hidden layer's values for ``mlp``.
        dropout: share of values left out in training; the tiny ones have none.
        towers: of ``cnn``.
        upright: whether it sees digits whose slant is sheared away; of ``cnn`` only the last tower does.

    Raises:
        ModelError: an unknown network, or a tiny one that is too wide.
    """
    if network == "cnn":
        return CNN(tuple(widths), dropout, towers, Upright() if upright else None)
    made = _network(network, widths, dropout)
    return nn.Sequential(Upright(), made) if upright else made


def _network(network: str, widths: tuple[int, ...], dropout: float) -> nn.Module:
    if network not in NETWORKS:
        raise ModelError(f"unknown network {network!r}; known are {', '.join(NETWORKS)}")
    if network == "mlp":
        return MLP(widths[0], dropout)
    tiny = TinyCNN(tuple(widths), size=5 if network == "tiny-cnn" else 3, pooled=network != "tiny-cnn")
    limit = TINY_LIMITS[network]
    count = count_parameters(tiny)
    if count >= limit:
        raise ModelError(f"{network} has fewer than {limit:,} parameters; these widths make {count:,}: make them less")
    return tiny


def _try_out(network: nn.Module, name: str, widths: tuple[int, ...]) -> None:
    """Refuses a network whose layers leave nothing of a picture, or do not fit together; draws no chance."""
    try:
        with torch.no_grad():
            network.eval()(torch.zeros(1, *INPUT_SHAPE))
            network.train()
    except RuntimeError as error:
        raise ModelError(f"{name} cannot have {len(widths)} widths, {widths}; the usual ones are five") from error


def open_teacher(folder: Path) -> Teacher:
    """A trained model that teaches another one: its probabilities, not sharpened by its temperature.

    A network of the zoo runs where the learner does; whatever else is a bundle, such as a committee, on the processor.

    Args:
        folder: with ``model.onnx``, as ``numerals train`` writes it.

    Raises:
        ModelError: there is no model that can be run.
    """
    network = _network_of(folder)
    if network is not None:
        return _Taught(network).to(default_device())
    return _by_onnx(folder)


class _Taught(nn.Module):
    """What a network says, as shares."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    @torch.no_grad()
    def forward(self, images: Tensor) -> Tensor:
        with autocast(images.device):
            logits = self.network(images.contiguous(memory_format=torch.channels_last))
        return torch.softmax(logits.float(), dim=1)


@torch.no_grad()
def _network_of(folder: Path) -> nn.Module | None:
    """The network in a folder that ``numerals train`` wrote, as it was exported; None for what is no single network."""
    try:
        recipe = json.loads((folder / "card.json").read_text("utf-8"))["recipe"]
        upright = recipe.get("upright", False)
        network = build(recipe["network"], tuple(recipe["widths"]), 0.0, recipe.get("towers", 1), upright=upright)
        fold_and_round(network)
        weights = {
            one.name.removesuffix("_half"): torch.tensor(numpy_helper.to_array(one)).float()
            for one in onnx.load(folder / "model.onnx").graph.initializer
        }
        for name, value in network.state_dict().items():
            if value.dtype.is_floating_point:  # not how many batches a normalisation has seen
                value.copy_(weights[name])
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, DecodeError):
        return None
    return network.eval()


def _by_onnx(folder: Path) -> Teacher:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    try:
        session = onnxruntime.InferenceSession((folder / "model.onnx").read_bytes(), options)
    except Exception as error:  # ONNX Runtime has no public base class of its errors
        raise ModelError(f"no teacher in {folder}: {error}; give the folder of a trained model") from error

    def said(images: Tensor) -> Tensor:
        logits = torch.from_numpy(session.run(None, {"images": images.cpu().numpy()})[0])
        return torch.softmax(logits, dim=1).to(images.device)

    return said


@dataclass(eq=False, repr=False, kw_only=True)
class NeuralClassifier(InEpochs, DigitClassifier):
    """A network trained by `numerals.models.loop`.

    Its parameters are those of `Recipe` and of the network; ``teacher`` is the folder of a model to learn from.
    """

    in_rounds = True  # no annotation, or it would be a parameter

    network: str = "cnn"
    widths: tuple[int, ...] = (32, 48, 64, 64, 64)
    dropout: float = 0.2
    towers: int = 3
    upright: bool = False
    smoothing: float = 0.02
    strength: float = 1.0
    ruled: float = 0.0
    gentle: float = 0.4
    teacher: str = ""

    def _fit(self, images: Images, labels: Labels, watch: Watch | None) -> None:
        torch.manual_seed(self.seed)
        network = self._built()
        _try_out(network, self.network, self.widths)
        teacher = open_teacher(Path(self.teacher)) if self.teacher else None
        self.parameters_ = count_parameters(network)
        self.network_ = self._kept(fit(network, images, labels, Recipe.of(self.get_params()), watch, teacher))

    def _built(self) -> nn.Module:
        return build(self.network, self.widths, self.dropout, self.towers, upright=self.upright)

    def decision_function(self, X: ArrayLike) -> NDArray[np.float32]:  # noqa: N803
        return predict(self.network_, as_images(X))

    def to_onnx(self) -> bytes:
        return network_to_onnx(self.network_)

    def __getstate__(self) -> dict[str, Any]:
        """The network as plain arrays, which skops and joblib keep without a line of code."""
        state = dict(super().__getstate__())
        if "network_" in state:
            weights = state.pop("network_").state_dict()
            state["weights_"] = {name: value.numpy() for name, value in weights.items()}
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Builds the network anew."""
        weights = state.pop("weights_", None)
        super().__setstate__(state)
        if weights is not None:
            self.network_ = self._built()
            fold_and_round(self.network_)
            self.network_.load_state_dict({name: torch.tensor(value) for name, value in weights.items()})
            self.network_.eval()
