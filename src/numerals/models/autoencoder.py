"""The variational autoencoder in scikit-learn's form: codes of digits, and digits of codes."""

import copy
import math
from dataclasses import dataclass
from typing import Self, cast

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from sklearn.base import TransformerMixin
from torch import Tensor, nn

from numerals.errors import ModelError
from numerals.models.base import Images, as_images
from numerals.models.epochs import Batch, Loss, Measure, to_tensor
from numerals.models.in_epochs import InEpochs
from numerals.models.networks import count_parameters, default_device
from numerals.models.onnx import graph_to_onnx
from numerals.models.precision import autocast
from numerals.models.vae import VAE
from numerals.models.watch import Watch

Codes = NDArray[np.float32]
_WATCHED = 2000
"""Held-out digits on which each epoch is measured."""
_AT_ONCE = {"cpu": 4096, "cuda": 65_536}
"""Codes that are decoded at a time, by where."""


def binarised(images: Tensor, rng: torch.Generator) -> Tensor:
    """Grey levels 0..1 to black or white, 1.0 or 0.0, each pixel black with the probability of its level."""
    return (torch.rand(images.shape, generator=rng, device=rng.device) < images).float()


@dataclass(frozen=True)
class Likelihood:
    """How well digits are explained, in nats an image; the less, the better.

    Attributes:
        bound: minus the evidence lower bound, mean over the images.
        likelihood: minus the logarithm of the probability, estimated with ``samples`` codes an image.
        error: standard error of that estimate, over the images that it rests on.
        images: how many images ``bound`` rests on, and the estimate with ``few`` codes.
        estimated: how many of them were looked at with all ``samples`` codes.
        samples, few: codes an image.
    """

    bound: float
    likelihood: float
    error: float
    images: int
    estimated: int
    samples: int
    few: int


@dataclass(eq=False, repr=False, kw_only=True)
class Autoencoder(TransformerMixin, InEpochs):  # type: ignore[misc]
    """A variational autoencoder of dynamically binarised digits.

    Args:
        network: ``full`` (linear layers) or ``conv`` (residual blocks).
        latent: values of a code.
        widths: of the layers, or channels at 14x14 and 7x7.
        blocks: residual blocks of ``conv`` at each size.
        squeezed: channels to which the maps of 7x7 are brought before they become a code; 0 leaves them all.
        dense: values of its linear layers between maps and code.
        couplings: of the learnt prior; 0 for a standard normal one.
        samples: codes an image in training; above 1 the bound is that of importance weighting (Burda et al. 2015).
        warm: share of the epochs over which the codes' cost rises to its full weight.
        epochs, batch, rate, decay, average, seed: as in `InEpochs`.
    """

    network: str = "conv"
    latent: int = 20
    widths: tuple[int, ...] = (32, 48)
    blocks: int = 2
    squeezed: int = 16
    dense: tuple[int, ...] = ()
    couplings: int = 4
    samples: int = 5
    warm: float = 0.05
    epochs: int = 140
    batch: int = 128
    rate: float = 2e-3
    decay: float = 1e-3

    def _built(self) -> VAE:
        shape = self.latent, tuple(self.widths), self.couplings, self.blocks, tuple(self.dense), self.squeezed
        return VAE(self.network, *shape)

    def fit(self, X: ArrayLike, y: ArrayLike | None = None, watch: Watch | None = None) -> Self:  # noqa: ARG002, N803
        """Learns from images X; the labels y are not looked at.

        Raises:
            DataError: images of another shape.
            ModelError: a parameter out of its range.
        """
        if self.samples < 1 or not 0 <= self.warm <= 1:
            raise ModelError(f"samples is at least 1 and warm 0 to 1, not {self.samples} and {self.warm}")
        images = as_images(X)
        torch.manual_seed(self.seed)
        network = self._built()
        self.parameters_ = count_parameters(network)
        none = np.zeros(len(images), np.int64)
        measure = _measured(watch.validation[0][:_WATCHED]) if watch and watch.validation else None
        told = repr((self.samples, self.warm))
        self.network_ = cast(VAE, self._learn(network, images, none, self._loss(), watch, measure, told))
        return self

    def _loss(self) -> Loss:
        samples, warm = self.samples, self.warm

        def loss_of(network: nn.Module, batch: Batch) -> Tensor:
            pixels = binarised(batch.images, batch.rng).contiguous(memory_format=torch.channels_last)
            with autocast(batch.device):
                error, rate = cast(VAE, network).terms(pixels, samples, batch.rng)
            cost = error + min(1.0, (batch.done + 1e-3) / max(warm, 1e-3)) * rate
            return (math.log(samples) - torch.logsumexp(-cost, dim=0)).mean()

        return loss_of

    @torch.inference_mode()
    def transform(self, X: ArrayLike) -> Codes:  # noqa: N803
        """Codes (n, latent) of images X, from their grey levels; those of all digits are normally distributed."""
        images = as_images(X)
        parts = [self.network_.coded(to_tensor(images[i : i + 1000]))[0] for i in range(0, len(images), 1000)]
        return np.asarray(torch.cat(parts).numpy(), np.float32)

    @torch.inference_mode()
    def inverse_transform(self, codes: ArrayLike) -> NDArray[np.float32]:
        """Probabilities of ink (n, 28, 28) of codes (n, latent)."""
        given = torch.tensor(np.asarray(codes, np.float32))
        return np.asarray(self.network_.decode(given).squeeze(1).numpy(), np.float32)

    @torch.no_grad()
    def likelihood(
        self,
        X: ArrayLike,  # noqa: N803
        samples: int = 5000,
        few: int = 50,
        estimated: int = 1000,
        seed: int = 0,
    ) -> Likelihood:
        """Estimates how probable images are, dynamically binarised, by importance sampling.

        All images are looked at with a few codes. What more codes change is measured on some of them and added: images
        differ far more from each other than in that.

        Args:
            X: images.
            samples: codes of an image in the estimate.
            few: codes with which all images are looked at.
            estimated: how many images are looked at with all codes, drawn at random.
            seed: of the binarisation, of the codes and of the images drawn.
        """
        chance = torch.Generator().manual_seed(seed)  # pixels and choice are the same wherever they are looked at
        pixels = binarised(to_tensor(as_images(X)), chance)
        chosen = torch.randperm(len(pixels), generator=chance)[:estimated]
        device = default_device()
        network, rng = copy.deepcopy(self.network_).to(device).eval(), torch.Generator(device).manual_seed(seed)
        bounds, costs = _costs(network, pixels.to(device), few, rng)
        more = _costs(network, pixels[chosen].to(device), samples, rng)[1] - costs[chosen]
        return Likelihood(
            round(float(bounds.mean()), 3), round(float(costs.mean() + more.mean()), 3),
            round(float(more.std() / math.sqrt(len(more))), 3), len(pixels), len(more), samples, few,
        )  # fmt: skip

    def to_onnx(self) -> dict[str, bytes]:
        """Both halves, apart.

        Returns:
            ``encoder``: ``images`` (n, 1, 28, 28) float32 in 0..1 -> ``code`` (n, latent) and ``rate`` (n,), see
            `numerals.models.vae.VAE.coded`. ``decoder``: ``code`` -> ``images``, probabilities of ink.
        """
        encoder, decoder = _Encoder(self.network_), _Decoder(self.network_)
        return {
            "encoder": graph_to_onnx(encoder, torch.zeros(2, 1, 28, 28), "images", ["code", "rate"]),
            "decoder": graph_to_onnx(decoder, torch.zeros(2, self.latent), "code", ["images"]),
        }


def _costs(network: VAE, pixels: Tensor, samples: int, rng: torch.Generator) -> tuple[Tensor, Tensor]:
    """Minus the lower bound and minus the logarithm of the probability of each image (n,), on the processor."""
    bounds, costs = torch.zeros(len(pixels)), torch.zeros(len(pixels))
    most = _AT_ONCE[pixels.device.type]
    images = max(1, most // samples)
    for i in range(0, len(pixels), images):
        some, parts, left = pixels[i : i + images], [], samples
        while left > 0:
            error, rate = network.terms(some, min(left, most), rng)
            parts.append(error + rate)
            left -= most
        cost = torch.cat(parts)
        bounds[i : i + images] = cost.mean(dim=0)
        costs[i : i + images] = math.log(samples) - torch.logsumexp(-cost, dim=0)
    return bounds, costs


class _Encoder(nn.Module):
    """What is exported to look at images."""

    def __init__(self, network: VAE) -> None:
        super().__init__()
        self.network = network

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        return self.network.coded(images)


class _Decoder(nn.Module):
    """What is exported to draw codes."""

    def __init__(self, network: VAE) -> None:
        super().__init__()
        self.network = network

    def forward(self, code: Tensor) -> Tensor:
        return self.network.decode(code)


def _measured(held: Images) -> Measure:
    """The bound on held-out digits, binarised always in the same way, and coded so where the network stays."""
    pixels = binarised(to_tensor(held), torch.Generator().manual_seed(0))

    def measure(network: nn.Module) -> dict[str, float]:
        network.eval()
        device, costs = next(network.parameters()).device, []
        rng = torch.Generator(device).manual_seed(1)
        with torch.inference_mode():
            for i in range(0, len(pixels), 500):
                error, rate = cast(VAE, network).terms(pixels[i : i + 500].to(device), 1, rng)
                costs.append(error + rate)
        return {"validation_bound": -float(torch.cat(costs, dim=1).mean())}

    return measure
