"""The networks: (n, 1, 28, 28) float32 in 0..1, ink 1.0 -> (n, 10) logits.

All shrink their maps quickly by convolutions without padding (28, 24, 12, 10, 8, 6, 4 rows): that costs less than
padded ones of the same size and loses nothing, since a digit lies in the middle of its picture. The maximum over
2x2 comes before the batch normalisation, on a quarter of the values; it commutes with what follows.
"""

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

INPUT_SHAPE = (1, 28, 28)
"""Channels, rows, columns."""
_LAST_MAP = 4
"""Rows and columns of the last map of the tiny networks."""


def _normalised(channels: int) -> list[nn.Module]:
    return [nn.BatchNorm2d(channels), nn.ReLU(inplace=True)]


def _first(channels: int, size: int) -> list[nn.Module]:
    """Maps of 12x12 (from 5x5) or 13x13 (from 3x3)."""
    return [nn.Conv2d(1, channels, size, bias=False), nn.MaxPool2d(2), *_normalised(channels)]


class Foreground(nn.Module):
    """Takes the paper away: what is left of fog, shade and broad stripes around thin ink is nothing.

    A white top-hat, the picture less its opening by a square of 9x9: strokes are narrower than that and stay, whatever
    is broader goes. What stays is divided by its greatest value, so that faint ink counts as much as strong ink.
    """

    def forward(self, images: Tensor) -> Tensor:
        ink = images - _highest(-_highest(-images))
        return ink / ink.amax((1, 2, 3), keepdim=True).clamp_min(0.1)


def _highest(images: Tensor) -> Tensor:
    """The maximum of the 9x9 pixels around each; twenty times as fast as PyTorch's pooling."""
    return _highest_along(_highest_along(images, 2), 3)


def _highest_along(images: Tensor, dim: int) -> Tensor:
    """The maximum of 9 neighbours from maxima of 2, 4 and 8."""
    beyond = float("-inf")
    images = F.pad(images, (4, 4, 0, 0) if dim == 3 else (0, 0, 4, 4), value=beyond)
    n = images.shape[dim]
    two = torch.maximum(images.narrow(dim, 0, n - 1), images.narrow(dim, 1, n - 1))
    four = torch.maximum(two.narrow(dim, 0, n - 3), two.narrow(dim, 2, n - 3))
    eight = torch.maximum(four.narrow(dim, 0, n - 7), four.narrow(dim, 4, n - 7))
    return torch.maximum(eight.narrow(dim, 0, n - 8), images.narrow(dim, 8, n - 8))


class CNN(nn.Module):
    """The default reader: towers of five convolutions that look at the same picture, each with logits of its own.

    Several small towers read better than a single one of their size, as a committee does, and are trained at once.
    Their first filters differ in size, so that they do not all err alike. 382,000 parameters, 0.8 MB as ONNX.

    Args:
        widths: channels after each convolution of a tower; multiples of 16 run fastest in bfloat16.
        dropout: share of the last values that are left out in training.
        towers: how many.
        view: through which the last tower sees the digit, so that it errs differently.
    """

    def __init__(
        self,
        widths: tuple[int, ...] = (32, 48, 64, 64, 64),
        dropout: float = 0.2,
        towers: int = 3,
        view: nn.Module | None = None,
    ) -> None:
        super().__init__()
        self.foreground = Foreground()
        self.view = view
        self.towers = nn.ModuleList(tower(widths, size, dropout) for size in first_filters(towers))

    def forward(self, images: Tensor) -> Tensor:
        """The mean of the towers' logits; while training those of each, (towers, n, 10)."""
        ink = self.foreground(images)
        seen = [ink] * len(self.towers)
        if self.view is not None:
            seen[-1] = self.view(ink)
        logits = torch.stack([tower(one) for tower, one in zip(self.towers, seen, strict=True)])
        return logits if self.training else logits.mean(0)


_FIRST_FILTERS = (5, 3, 7)
"""Rows and columns of the first filters, tower by tower."""


def first_filters(towers: int) -> list[int]:
    """Rows and columns of the first filters of so many towers, which shall not all err alike."""
    return [_FIRST_FILTERS[number % len(_FIRST_FILTERS)] for number in range(towers)]


def tower(widths: tuple[int, ...], size: int, dropout: float, outputs: int = 10) -> nn.Module:
    """A convolution of size x size, others of 3x3, one linear layer to so many outputs."""
    first, *rest = widths
    layers = _first(first, size)
    for channels_in, channels_out in zip(widths, rest, strict=False):
        layers += [nn.Conv2d(channels_in, channels_out, 3, bias=False), *_normalised(channels_out)]
    side = (28 - size + 1) // 2 - 2 * len(rest)
    return nn.Sequential(*layers, nn.Flatten(), nn.Dropout(dropout), nn.Linear(widths[-1] * side**2, outputs))


class TinyCNN(nn.Module):
    """A network of some thousand parameters: separable convolutions, each channel's last map weighed into one value.

    A separable convolution (one 3x3 filter a channel, then a mix of the channels) does with 650 parameters what
    a full one of as many channels does with 9,000. The last map is weighed place by place (a depthwise 4x4
    convolution), not averaged: where a stroke lies tells a 6 from a 9.

    Args:
        widths: channels after each layer.
        size: of the first filters, 3 or 5.
        pooled: average the last maps instead of weighing them; saves 16 parameters a channel.
    """

    def __init__(self, widths: tuple[int, ...], size: int = 5, *, pooled: bool = False) -> None:
        super().__init__()
        first, *rest = widths
        layers = _first(first, size)
        for channels_in, channels_out in zip(widths, rest, strict=False):
            layers += [
                nn.Conv2d(channels_in, channels_in, 3, groups=channels_in, bias=False),
                nn.Conv2d(channels_in, channels_out, 1, bias=False),
                *_normalised(channels_out),
            ]
        last = widths[-1]
        gather: list[nn.Module] = [nn.AdaptiveAvgPool2d(1)]
        if not pooled:
            gather = [nn.Conv2d(last, last, _LAST_MAP, groups=last, bias=False), nn.BatchNorm2d(last)]
        self.features = nn.Sequential(*layers, *gather)
        self.head = nn.Sequential(nn.Flatten(), nn.Linear(last, 10))

    def forward(self, images: Tensor) -> Tensor:
        logits: Tensor = self.head(self.features(images))
        return logits


class MLP(nn.Module):
    """The first network of every course: flatten, one hidden layer, ten outputs.

    Args:
        hidden: values of the hidden layer.
        dropout: share of them that is left out in training.
    """

    def __init__(self, hidden: int = 400, dropout: float = 0.2) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Flatten(), nn.Linear(28 * 28, hidden), nn.ReLU(inplace=True), nn.Dropout(dropout), nn.Linear(hidden, 10)
        )

    def forward(self, images: Tensor) -> Tensor:
        logits: Tensor = self.layers(images)
        return logits


@torch.no_grad()
def fold_and_round(network: nn.Module, bits: int = 16) -> None:
    """Makes a trained network ready to be shipped, in place.

    Normalisations that follow a convolution become part of its weights, and weights are rounded, so that a file may
    hold them in two bytes or one each. What is one value a channel stays as it is: it is small, and its range is wide.

    Args:
        network: trained.
        bits: 16 for half precision, 8 for whole numbers from -127 to 127 times one factor for each output channel.
    """
    network.eval()
    for layers in [module for module in network.modules() if isinstance(module, nn.Sequential)]:
        for place, (one, following) in enumerate(pairwise(list(layers))):
            if isinstance(one, nn.Conv2d) and isinstance(following, nn.BatchNorm2d):
                layers[place] = nn.utils.fusion.fuse_conv_bn_eval(one, following)
                layers[place + 1] = nn.Identity()
    for weight in network.parameters():
        if weight.dim() > 1:
            weight.copy_(weight.half().float() if bits == 16 else _in_steps(weight))


def _in_steps(weight: Tensor) -> Tensor:
    """Weights (n, ...) rounded to 127 steps either way for each of the n.

    Steps have few digits, so that each multiple of them is a float32, and they are found again in what was rounded.
    """
    most = weight.flatten(1).abs().amax(1).view(-1, *[1] * (weight.dim() - 1))
    mantissa, exponent = torch.frexp(most / 127)
    step = torch.ldexp(torch.round(mantissa * 2048) / 2048, exponent)
    return torch.where(step > 0, torch.round(weight / step) * step, 0.0)


def count_parameters(network: nn.Module) -> int:
    """Number of trained values."""
    return sum(parameter.numel() for parameter in network.parameters())


def default_device() -> torch.device:
    """A GPU where there is one, else the processor."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
