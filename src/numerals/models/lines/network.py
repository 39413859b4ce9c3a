"""The line reader's network: a strip of ink in, for each four columns what stands there out.

Fully convolutional, so that a strip may be of any width: the rows are folded into one by strides, and convolutions that
look ever further to the left and to the right tell where one digit ends and the next begins.
"""

import torch
from torch import Tensor, nn

STRIDE = 4
"""Columns of the strip for each frame of the answer; its width is a multiple of this."""
SYMBOLS = 13
"""Ten digits, then point, dash and slash, as the page reader has them."""
BLANK = 13
"""Number of the output for "nothing new"."""
OUTPUTS = SYMBOLS + 1


def _layer(
    channels_in: int, channels_out: int, size: tuple[int, int], stride: tuple[int, int] = (1, 1), reach: int = 1
) -> list[nn.Module]:
    """A convolution of size x size and its normalisation; ``reach`` is the distance of its columns."""
    padding = (size[0] // 2, reach * (size[1] // 2))
    return [
        nn.Conv2d(channels_in, channels_out, size, stride, padding, (1, reach), bias=False),
        nn.BatchNorm2d(channels_out),
    ]


def _smaller(channels_in: int, channels_out: int, stride: tuple[int, int]) -> nn.Sequential:
    return nn.Sequential(*_layer(channels_in, channels_out, (3, 3), stride), nn.ReLU(inplace=True))


class _Added(nn.Module):
    """Two convolutions whose result is added to what came in."""

    def __init__(self, channels: int, size: tuple[int, int], reach: int = 1) -> None:
        super().__init__()
        first = _layer(channels, channels, size, reach=reach)
        self.body = nn.Sequential(*first, nn.ReLU(inplace=True), *_layer(channels, channels, size, reach=reach))

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(x + self.body(x))


class LineReader(nn.Module):
    """Maps strips (n, 1, STRIP_HEIGHT, w) of ink in 0..1 to logits (n, OUTPUTS, w / STRIDE).

    Args:
        widths: channels at a half, a quarter, an eighth and a sixteenth of the strip's height.
        blocks: pairs of convolutions at a quarter and at an eighth.
        reaches: distances of the columns that the last pairs look at.
    """

    def __init__(
        self,
        widths: tuple[int, int, int, int] = (32, 64, 96, 128),
        blocks: tuple[int, int] = (2, 2),
        reaches: tuple[int, ...] = (1, 2, 4),
    ) -> None:
        super().__init__()
        half, quarter, eighth, last = widths
        self.rows = nn.Sequential(
            _smaller(1, half, (2, 2)),
            _smaller(half, quarter, (2, 2)),
            *[_Added(quarter, (3, 3)) for _ in range(blocks[0])],
            _smaller(quarter, eighth, (2, 1)),
            *[_Added(eighth, (3, 3)) for _ in range(blocks[1])],
            _smaller(eighth, last, (2, 1)),
        )
        fold = nn.Conv2d(last, last, (3, 1), bias=False)  # the three rows that are left become one
        self.fold = nn.Sequential(fold, nn.BatchNorm2d(last), nn.ReLU(inplace=True))
        self.around = nn.Sequential(*[_Added(last, (1, 3), reach) for reach in reaches])
        self.head = nn.Conv2d(last, OUTPUTS, 1)

    def forward(self, ink: Tensor) -> Tensor:
        answer: Tensor = self.head(self.around(self.fold(self.rows(ink))))
        return answer.squeeze(2)
