"""The page reader's network: over a whole picture of ink it says where digits stand, which they are, and how large.

Its form is that of a detector by points (Zhou, Wang, Krähenbühl 2019, "Objects as Points") on a small feature
pyramid: details at a quarter of the picture's size, what stands around them at an eighth and a sixteenth.
"""

import torch
from torch import Tensor, nn

STRIDE = 4
"""Pixels of the picture for each cell of the answer."""
DIVISOR = 16
"""Height and width of the picture are multiples of this."""
KINDS = 13
"""Ten digits, then point, dash and slash."""
DIGITS = 10
TYPICAL_WIDTH, TYPICAL_HEIGHT = 18.0, 28.0
"""Size of a digit in pixels that the network says 0 for."""
OUTPUTS = 2 + KINDS + 4
"""Channels: logits of a digit's and a mark's middle, logits of the kinds, and the box (see `boxes_of`)."""


def _layer(channels_in: int, channels_out: int, size: int = 3, stride: int = 1) -> nn.Sequential:
    """A convolution, normalised, of which what is below 0 is left out."""
    return nn.Sequential(
        nn.Conv2d(channels_in, channels_out, size, stride, size // 2, bias=False),
        nn.BatchNorm2d(channels_out),
        nn.ReLU(inplace=True),
    )


class _Residual(nn.Module):
    """Two convolutions whose result is added to what came in."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            _layer(channels, channels),
            nn.Sequential(nn.Conv2d(channels, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels)),
        )

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(x + self.body(x))


class _Join(nn.Module):
    """Brings coarse features to the size of fine ones, and mixes both."""

    def __init__(self, coarse: int, fine: int, out: int) -> None:
        super().__init__()
        self.coarse, self.fine = _layer(coarse, out, 1), _layer(fine, out, 1)
        self.grow = nn.Upsample(scale_factor=2, mode="nearest")
        self.mix = _layer(out, out)

    def forward(self, coarse: Tensor, fine: Tensor) -> Tensor:
        mixed: Tensor = self.mix(self.grow(self.coarse(coarse)) + self.fine(fine))
        return mixed


class DigitDetector(nn.Module):
    """Maps ink (n, 1, h, w) in 0..1 to (n, OUTPUTS, h / STRIDE, w / STRIDE).

    Args:
        widths: channels at a half, a quarter, an eighth and a sixteenth of the picture's size.
        blocks: residual blocks at each of the last three.
    """

    def __init__(
        self, widths: tuple[int, int, int, int] = (20, 48, 80, 112), blocks: tuple[int, int, int] = (1, 2, 2)
    ) -> None:
        super().__init__()
        half, quarter, eighth, last = widths
        self.quarter = nn.Sequential(
            _layer(1, half, 3, 2), _layer(half, quarter, 3, 2), *[_Residual(quarter) for _ in range(blocks[0])]
        )
        self.eighth = nn.Sequential(_layer(quarter, eighth, 3, 2), *[_Residual(eighth) for _ in range(blocks[1])])
        self.last = nn.Sequential(_layer(eighth, last, 3, 2), *[_Residual(last) for _ in range(blocks[2])])
        self.to_eighth = _Join(last, eighth, eighth)
        self.to_quarter = _Join(eighth, quarter, quarter)
        self.head = nn.Sequential(_layer(quarter, quarter), nn.Conv2d(quarter, OUTPUTS, 1))
        nn.init.constant_(self.head[-1].bias[:2], -4.0)  # type: ignore[index]  # most cells are empty

    def forward(self, ink: Tensor) -> Tensor:
        quarter = self.quarter(ink)
        eighth = self.eighth(quarter)
        joined = self.to_eighth(self.last(eighth), eighth)
        answer: Tensor = self.head(self.to_quarter(joined, quarter))
        return answer


def boxes_of(answer: Tensor) -> Tensor:
    """Boxes (n, 4, h, w) as left, top, right, bottom in pixels, from the last four channels of an answer."""
    rows = torch.arange(answer.shape[2], device=answer.device, dtype=torch.float32).view(1, -1, 1)
    columns = torch.arange(answer.shape[3], device=answer.device, dtype=torch.float32).view(1, 1, -1)
    dx, dy, wide, tall = answer[:, -4:].float().unbind(1)
    x, y = (columns + 0.5 + dx) * STRIDE, (rows + 0.5 + dy) * STRIDE
    half_width = TYPICAL_WIDTH / 2 * torch.exp(wide.clamp(-4, 3))
    half_height = TYPICAL_HEIGHT / 2 * torch.exp(tall.clamp(-4, 3))
    return torch.stack([x - half_width, y - half_height, x + half_width, y + half_height], 1)
