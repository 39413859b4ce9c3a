"""Variational autoencoders: an encoder to a mean and a deviation, a decoder to the probabilities of black pixels.

Kingma and Welling 2013, https://arxiv.org/abs/1312.6114. Pixels are black or white: each time a picture is looked at,
each of its pixels is black with the probability of its grey level (dynamic binarisation).
"""

import math
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from numerals.errors import ModelError

NETWORKS = ("full", "conv")
_LOG_2PI = math.log(2 * math.pi)
_MOST_SCALED = 1.5
"""Bound of the logarithm of a coupling's factors, so that no step of the training blows it up."""


class Prior(nn.Module):
    """The distribution of the codes: a standard normal one, bent by affine couplings into what the encoder needs.

    Real NVP (Dinh et al. 2017, https://arxiv.org/abs/1605.08803). Without couplings it is the normal one itself.

    Args:
        latent: values of a code.
        couplings: each changes one half of a code by what the other half says, one half after the other.
        hidden: values of the layer that says so.
    """

    def __init__(self, latent: int, couplings: int, hidden: int = 64) -> None:
        super().__init__()
        self.kept = latent // 2
        self.says = nn.ModuleList(
            nn.Sequential(nn.Linear(self.kept, hidden), nn.SiLU(), nn.Linear(hidden, 2 * (latent - self.kept)))
            for _ in range(couplings)
        )
        for one in self.says:
            nn.init.zeros_(one[2].weight)  # type: ignore[index]
            nn.init.zeros_(one[2].bias)  # type: ignore[index]

    def _said(self, one: nn.Module, kept: Tensor) -> tuple[Tensor, Tensor]:
        shift, scale = one(kept).chunk(2, dim=-1)
        return shift, _MOST_SCALED * torch.tanh(scale)

    def forward(self, normal: Tensor) -> Tensor:
        """Codes (..., latent) of normally distributed values."""
        for one in self.says:
            kept, changed = normal[..., : self.kept], normal[..., self.kept :]
            shift, scale = self._said(one, kept)
            # The changed half comes first, so that the next coupling changes the other one.
            normal = torch.cat([changed * scale.exp() + shift, kept], dim=-1)
        return normal

    def inverse(self, codes: Tensor) -> tuple[Tensor, Tensor]:
        """The normal values (..., latent) behind codes, and the logarithm of how much they are stretched (...)."""
        stretched = torch.zeros_like(codes[..., 0])
        for one in reversed(self.says):
            split = codes.shape[-1] - self.kept
            changed, kept = codes[..., :split], codes[..., split:]
            shift, scale = self._said(one, kept)
            codes = torch.cat([kept, (changed - shift) * (-scale).exp()], dim=-1)
            stretched = stretched - scale.sum(dim=-1)
        return codes, stretched

    def log_density(self, codes: Tensor) -> Tensor:
        """Logarithm of the density of codes (..., latent), in nats."""
        normal, stretched = self.inverse(codes)
        return stretched - 0.5 * (normal.square() + _LOG_2PI).sum(dim=-1)


class _Residual(nn.Module):
    """Adds what two convolutions make of a map; at first nothing."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.change = nn.Sequential(
            nn.SiLU(),
            nn.Conv2d(channels, channels, 3, padding=1),
            nn.SiLU(),
            nn.Conv2d(channels, channels, 3, padding=1),
        )
        nn.init.zeros_(self.change[3].weight)  # type: ignore[arg-type]

    def forward(self, maps: Tensor) -> Tensor:
        changed: Tensor = maps + self.change(maps)
        return changed


def _blocks(channels: int, count: int) -> list[nn.Module]:
    return [_Residual(channels) for _ in range(count)]


def _full(widths: tuple[int, ...], latent: int) -> tuple[nn.Module, nn.Module]:
    """Encoder and decoder of linear layers."""
    encoder, decoder = _dense([784, *widths, 2 * latent]), _dense([latent, *reversed(widths), 784])
    return nn.Sequential(nn.Flatten(), *encoder), nn.Sequential(*decoder, nn.Unflatten(1, (1, 28, 28)))


def _dense(sizes: list[int]) -> list[nn.Module]:
    """Linear layers from size to size, with an activation between two of them."""
    layers: list[nn.Module] = []
    for pair in pairwise(sizes):
        layers += [nn.Linear(*pair), nn.SiLU()]
    return layers[:-1]


def _conv(
    widths: tuple[int, ...], latent: int, blocks: int, dense: tuple[int, ...], squeezed: int
) -> tuple[nn.Module, nn.Module]:
    """Encoder and decoder of residual blocks on maps of 14x14 and 7x7; four pixels are one place from the first on."""
    wide, deep = widths
    last = squeezed or deep
    fewer = [nn.SiLU(), nn.Conv2d(deep, last, 1)] if squeezed else []
    more = [nn.Conv2d(last, deep, 1)] if squeezed else []
    encoder = nn.Sequential(
        nn.PixelUnshuffle(2), nn.Conv2d(4, wide, 3, padding=1), *_blocks(wide, blocks),
        nn.PixelUnshuffle(2), nn.Conv2d(4 * wide, deep, 1), *_blocks(deep, blocks), *fewer,
        nn.SiLU(), nn.Flatten(), *_dense([49 * last, *dense, 2 * latent]),
    )  # fmt: skip
    decoder = nn.Sequential(
        *_dense([latent, *reversed(dense), 49 * last]), nn.Unflatten(1, (last, 7, 7)), *more, *_blocks(deep, blocks),
        nn.Conv2d(deep, 4 * wide, 1), nn.PixelShuffle(2), *_blocks(wide, blocks),
        nn.SiLU(), nn.Conv2d(wide, 4, 3, padding=1), nn.PixelShuffle(2),
    )  # fmt: skip
    return encoder, decoder


class VAE(nn.Module):
    """A variational autoencoder of 28x28 pixels.

    Args:
        network: ``full``, linear layers, or ``conv``.
        latent: values of a code, at least 2.
        widths: values of the encoder's hidden layers; channels at 14x14 and at 7x7 for ``conv``.
        couplings: of the prior; 0 for a standard normal one.
        blocks: residual blocks at each size of ``conv``, in encoder and decoder each.
        dense: values of linear layers of ``conv`` between maps and code; a code of two values needs some.
        squeezed: channels to which ``conv`` brings its maps of 7x7 before they become a code; 0 leaves them all.

    Raises:
        ModelError: an unknown network, or other widths than it takes.
    """

    def __init__(
        self,
        network: str,
        latent: int,
        widths: tuple[int, ...],
        couplings: int = 0,
        blocks: int = 1,
        dense: tuple[int, ...] = (),
        squeezed: int = 0,
    ) -> None:
        super().__init__()
        if network not in NETWORKS:
            raise ModelError(f"unknown network {network!r}; known are {', '.join(NETWORKS)}")
        if latent < 2:
            raise ModelError(f"a code has at least 2 values, not {latent}")
        if network == "conv" and len(widths) != 2:
            raise ModelError(f"conv has two widths, at 14x14 and at 7x7, not {widths}")
        parts = _full(widths, latent) if network == "full" else _conv(widths, latent, blocks, dense, squeezed)
        self.encoder, self.decoder = parts
        self.prior = Prior(latent, couplings)

    def encode(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """Means and logarithms of the deviations (n, latent) of the codes of pictures (n, 1, 28, 28)."""
        mean, deviation = self.encoder(pixels).float().chunk(2, dim=1)
        return mean, deviation.clamp(-7, 3)

    def terms(self, pixels: Tensor, samples: int = 1, rng: torch.Generator | None = None) -> tuple[Tensor, Tensor]:
        """What a picture costs, in nats, for drawn codes.

        Args:
            pixels: (n, 1, 28, 28), 0.0 or 1.0.
            samples: codes a picture.
            rng: source of chance; None takes PyTorch's own.

        Returns:
            For each code of each picture, (samples, n): minus the logarithm of the pixels' probability given the code,
            and by how much the code is likelier given the picture than before it (its logarithm).
        """
        mean, deviation = self.encode(pixels)
        drawn_on = rng.device if rng else mean.device
        noise = torch.randn(samples, *mean.shape, generator=rng, device=drawn_on).to(mean.device)
        codes = mean + noise * deviation.exp()
        given = -(deviation + 0.5 * (noise.square() + _LOG_2PI)).sum(dim=-1)
        with torch.autocast(codes.device.type, enabled=False):
            rate = given - self.prior.log_density(codes)
        logits = self.decoder(codes.flatten(0, 1)).float()
        targets = pixels.expand(samples, *pixels.shape).flatten(0, 1)
        error = F.binary_cross_entropy_with_logits(logits, targets, reduction="none").sum(dim=(1, 2, 3))
        return error.view(samples, -1), rate

    def forward(self, pixels: Tensor) -> Tensor:
        """Minus the evidence lower bound of each picture (n,), from one code."""
        error, rate = self.terms(pixels)
        return (error + rate)[0]

    def coded(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Where pictures (n, 1, 28, 28) of grey levels lie, without chance.

        Returns:
            Codes (n, latent) in the space where those of all digits together are normally distributed, and what each
            costs (n,), in nats: by how much its mean is likelier given the picture than before it.
        """
        mean, deviation = self.encode(images)
        normal, stretched = self.prior.inverse(mean)
        given = -(deviation + 0.5 * (1 + _LOG_2PI)).sum(dim=1)
        return normal, given - stretched + 0.5 * (normal.square() + _LOG_2PI).sum(dim=1)

    def decode(self, normal: Tensor) -> Tensor:
        """Probabilities of ink (n, 1, 28, 28) of such codes (n, latent)."""
        probabilities: Tensor = torch.sigmoid(self.decoder(self.prior(normal)))
        return probabilities
