"""The default reader: a plain convolutional network of 238,000 parameters for 28x28 grey digits.

One 5x5 and four 3x3 convolutions without padding, each with batch normalisation and ReLU, one maximum over
2x2, one linear layer. Without padding the maps shrink quickly (28, 24, 12, 10, 8, 6, 4), so it trains
faster than one of the same size with padding, and it is 0.97 MB as ONNX.
"""

import torch
from torch import Tensor, nn

INPUT_SHAPE = (1, 28, 28)
"""Channels, rows, columns; ink 1.0 on 0.0, float32."""
WIDTHS = (32, 60, 78, 94, 110)
"""Channels after each convolution."""
_LAST_MAP = 4
"""Rows and columns of the last map."""


def _convolution(channels_in: int, channels_out: int, size: int = 3) -> list[nn.Module]:
    return [
        nn.Conv2d(channels_in, channels_out, size, bias=False),
        nn.BatchNorm2d(channels_out),
        nn.ReLU(inplace=True),
    ]


class CNN(nn.Module):
    """Digit classifier, (N, 1, 28, 28) float32 in 0..1 -> (N, 10) logits."""

    def __init__(self, widths: tuple[int, ...] = WIDTHS, dropout: float = 0.2) -> None:
        super().__init__()
        first, *rest = widths
        layers = [*_convolution(1, first, size=5), nn.MaxPool2d(2)]  # 28 -> 24 -> 12
        for channels_in, channels_out in zip(widths, rest, strict=False):
            layers += _convolution(channels_in, channels_out)  # 10, 8, 6, 4
        self.features = nn.Sequential(*layers)
        self.head = nn.Sequential(nn.Flatten(), nn.Dropout(dropout), nn.Linear(widths[-1] * _LAST_MAP**2, 10))

    def forward(self, images: Tensor) -> Tensor:
        logits: Tensor = self.head(self.features(images))
        return logits


def count_parameters(network: nn.Module) -> int:
    """Number of trained values."""
    return sum(parameter.numel() for parameter in network.parameters())


def default_device() -> torch.device:
    """A GPU where there is one, else the processor."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
