"""The Siamese network in scikit-learn's form: one encoder for both pictures, near codes for the same digit.

It learns from two losses at once. Each picture shall be nearer to the codes of its own digit in the batch than to all
others (supervised contrastive loss, Khosla et al. 2020, https://arxiv.org/abs/2004.11362), and to a direction that
stands for its digit (a softmax over cosines). Pairs alone tell a network far less: one bit for two pictures.
"""

from dataclasses import dataclass
from typing import Self, cast

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import ArrayLike, NDArray
from sklearn.base import TransformerMixin
from torch import Tensor, nn

from numerals.errors import ModelError
from numerals.models.augment import augment
from numerals.models.base import Images, Labels, as_images
from numerals.models.epochs import Batch, Loss, Measure, predict
from numerals.models.in_epochs import InEpochs
from numerals.models.networks import count_parameters, tower
from numerals.models.onnx import graph_to_onnx
from numerals.models.precision import autocast
from numerals.models.watch import Watch

_ALL_TURNS = (1, 2, 3, 4)
TURNS = {1: (1,), 2: (1,), 3: _ALL_TURNS, 4: _ALL_TURNS, 5: (1,), 6: (1, 3, 4), 7: _ALL_TURNS, 9: (1, 3, 4)}
"""By digit, the quarter turns (1 to 3) and the mirror image (4) that make another sign of it; never a 9 of a 6."""
_TURNED = 5
_SCALE = 16.0
"""Of the cosines before their softmax."""
_GENTLE = 0.4
"""Share of the epochs, at the end, with half the augmentation."""


class Siamese(nn.Module):
    """The encoder, and in training the directions of the classes.

    Args:
        widths: channels after each convolution.
        length: values of a code.
        classes: how many directions there are.
        dropout: share of the last map that is left out in training.
    """

    def __init__(self, widths: tuple[int, ...], length: int, classes: int, dropout: float) -> None:
        super().__init__()
        self.encoder = tower(widths, 5, dropout, length)
        self.directions = nn.Parameter(torch.randn(classes, length))

    def forward(self, images: Tensor) -> Tensor:
        """Codes (n, length) of length 1."""
        return F.normalize(self.encoder(images).float(), dim=1)

    def cosines(self, codes: Tensor) -> Tensor:
        """Of the angles (n, classes) between codes and directions."""
        return codes @ F.normalize(self.directions, dim=1).T


def contrast(codes: Tensor, labels: Tensor, temperature: float = 0.1) -> Tensor:
    """How hard it is to find the others of its label for each code (n, d) among all of the batch; the mean."""
    alike = codes @ codes.T / temperature
    own = torch.eye(len(codes), dtype=torch.bool, device=codes.device)
    logs = alike.masked_fill(own, float("-inf")).log_softmax(dim=1).masked_fill(own, 0.0)
    partners = (labels[:, None] == labels[None, :]) & ~own
    count = partners.sum(dim=1)
    return -((logs * partners).sum(dim=1)[count > 0] / count[count > 0]).mean()


def turned(images: Tensor, labels: Tensor, share: float, rng: torch.Generator) -> tuple[Tensor, Tensor]:
    """Turns or mirrors a share of the digits into signs that are none, each a class of its own.

    Returns:
        The images, and classes: 5 times the digit for those left as they are, more for the others.
    """
    images, classes = images.clone(), labels * _TURNED
    for place in (torch.rand(len(labels), generator=rng, device=rng.device) < share).nonzero().flatten().tolist():
        turns = TURNS.get(int(labels[place]), ())
        if turns:
            turn = turns[int(torch.randint(len(turns), (1,), generator=rng, device=rng.device))]
            one = images[place]
            images[place] = one.flip(2) if turn == 4 else one.rot90(turn, (1, 2))
            classes[place] += turn
    return images, classes


@dataclass(eq=False, repr=False, kw_only=True)
class SiameseEncoder(TransformerMixin, InEpochs):  # type: ignore[misc]
    """Codes in which the same digits are near each other.

    Args:
        widths: channels after each convolution.
        length: values of a code.
        dropout: share of the last map that is left out in training.
        strength: of the augmentation.
        turn: share of the digits that are turned or mirrored into signs of their own; with it the codes tell more
            apart than ten digits, for those that are not trained on.
        temperature: of the contrast; a higher one leaves more of what differs within a digit in its code.
        directions: weight of the loss by directions, against 1 for the contrast within the batch.
        held: digits that are not trained on, to see how it tells apart what it has never seen.
        letters: pictures of each of some 1,600 letters that it learns from too, each letter a class of its own; who has
            seen many signs tells new ones apart.
        epochs, batch, rate, decay, average, seed: as in `InEpochs`.
    """

    widths: tuple[int, ...] = (24, 48, 64, 64, 96)
    length: int = 64
    dropout: float = 0.1
    strength: float = 0.6
    turn: float = 0.0
    temperature: float = 0.1
    directions: float = 1.0
    held: tuple[int, ...] = ()
    letters: int = 0
    epochs: int = 16
    average: float = 0.99

    def fit(self, X: ArrayLike, y: ArrayLike, watch: Watch | None = None) -> Self:  # noqa: N803
        """Learns from images X and their digits y, or classes from 10 upwards; those of ``held`` are left out.

        Raises:
            DataError: images of another shape.
            ModelError: a parameter out of its range.
        """
        images, labels = as_images(X), np.asarray(y, np.int64)
        kept = ~np.isin(labels, self.held)
        if len(np.unique(labels[kept])) < 2:
            raise ModelError("a Siamese network compares at least two digits; hold fewer of them out")
        torch.manual_seed(self.seed)
        network = Siamese(tuple(self.widths), self.length, max(10, int(labels.max()) + 1) * _TURNED, self.dropout)
        self.parameters_ = count_parameters(network.encoder)  # the directions do not ship
        measure = _measured(*watch.validation, self.held) if watch and watch.validation else None
        told = repr((self.strength, self.turn, self.temperature, self.directions))
        self.network_ = self._learn(
            network, images[kept], labels[kept], self._loss(), watch, measure, told, recorded=False
        )
        return self

    def _loss(self) -> Loss:
        strength, turn, temperature, directions = self.strength, self.turn, self.temperature, self.directions

        def loss_of(network: nn.Module, batch: Batch) -> Tensor:
            siamese = cast(Siamese, network)
            images, classes = turned(batch.images, batch.labels, turn, batch.rng)
            images = augment(images, batch.rng, strength * (0.5 if batch.done >= 1 - _GENTLE else 1.0))
            with autocast(batch.device):
                codes = siamese(images.contiguous(memory_format=torch.channels_last))
            named = F.cross_entropy(_SCALE * siamese.cosines(codes), classes)
            return contrast(codes, classes, temperature) + directions * named

        return loss_of

    def transform(self, X: ArrayLike) -> NDArray[np.float32]:  # noqa: N803
        """Codes (n, length) of images X."""
        return predict(self.network_, as_images(X))

    def to_onnx(self) -> dict[str, bytes]:
        """``encoder``: ``images`` (n, 1, 28, 28) float32 in 0..1 -> ``code`` (n, length)."""
        return {"encoder": graph_to_onnx(self.network_, torch.zeros(2, 1, 28, 28), "images", ["code"])}


def _measured(images: Images, labels: Labels, held: tuple[int, ...]) -> Measure:
    """How often the nearest other held-out picture is of the same digit, among the digits that are learnt."""
    known = ~np.isin(labels, held)
    images, labels = images[known], labels[known]

    def measure(network: nn.Module) -> dict[str, float]:
        codes = predict(network, images)
        alike = codes @ codes.T
        np.fill_diagonal(alike, -2)
        return {"validation_accuracy": float((labels[alike.argmax(axis=1)] == labels).mean())}

    return measure
