"""A detector that goes on from the weights of a page reader, so that what that one knows need not be learnt again."""

from itertools import pairwise
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from numerals.errors import ModelError


def start_from(network: nn.Module, file: Path, pictures: Tensor) -> None:
    """Gives a network the weights of an exported one, in place.

    What was exported has its normalisations folded into the convolutions (see `networks.fold_and_round`). They are
    unfolded by what they would have seen on some pictures: the answers stay the same, and learning goes on as before.

    Args:
        network: of the same shape as the one that was exported.
        file: the ONNX file.
        pictures: (n, 1, h, w), such as will be learnt from.

    Raises:
        ModelError: the file holds another network's weights.
    """
    weights = {
        one.name.removesuffix("_half"): torch.tensor(numpy_helper.to_array(one)).float()
        for one in onnx.load(file).graph.initializer
    }
    normalised = _normalised(network)
    norms = [norm for _, norm in normalised.values()]
    own = {id(parameter) for norm in norms for parameter in norm.parameters()}
    try:
        for name, parameter in network.named_parameters():
            if id(parameter) not in own:
                parameter.data.copy_(weights[name])
        for name, (conv, norm) in normalised.items():
            _unfold(conv, norm, weights[f"{name}.bias"])
    except (KeyError, RuntimeError) as error:
        raise ModelError(f"{file} holds no page reader of this shape ({error}); train without a start") from error
    _fit_statistics(network, norms, pictures)


def _normalised(network: nn.Module) -> dict[str, tuple[nn.Conv2d, nn.BatchNorm2d]]:
    """All convolutions that a normalisation follows, by name, with it."""
    return {
        f"{name}.{place}": (one, following)
        for name, layers in network.named_modules()
        if isinstance(layers, nn.Sequential)
        for place, (one, following) in enumerate(pairwise(layers))
        if isinstance(one, nn.Conv2d) and isinstance(following, nn.BatchNorm2d)
    }


@torch.no_grad()
def _unfold(conv: nn.Conv2d, norm: nn.BatchNorm2d, bias: Tensor) -> None:
    """Filters of length 1, whatever they were: how fast they learn depends on it, what they answer does not."""
    length = conv.weight.flatten(1).norm(dim=1).clamp_min(1e-6)
    conv.weight.div_(length.view(-1, 1, 1, 1))
    norm.load_state_dict(
        {
            "weight": length,
            "bias": bias,
            "running_mean": torch.zeros_like(bias),
            "running_var": torch.full_like(bias, 1 - norm.eps),
            "num_batches_tracked": torch.tensor(0),
        }
    )


@torch.no_grad()
def _fit_statistics(network: nn.Module, norms: list[nn.BatchNorm2d], pictures: Tensor) -> None:
    """Sets what the normalisations believe to what comes in, and their factors so that the answers stay the same."""
    seen: dict[nn.Module, tuple[Tensor, Tensor]] = {}

    def note(norm: nn.Module, given: tuple[Tensor, ...]) -> None:
        seen[norm] = torch.var_mean(given[0], dim=(0, 2, 3))

    hooks = [norm.register_forward_pre_hook(note) for norm in norms]
    network.eval()(pictures)
    for hook in hooks:
        hook.remove()
    for norm in norms:
        variance, mean = seen[norm]
        norm.bias.add_(mean * norm.weight)
        norm.weight.mul_((variance + norm.eps).sqrt())
        norm.load_state_dict(norm.state_dict() | {"running_mean": mean, "running_var": variance})
