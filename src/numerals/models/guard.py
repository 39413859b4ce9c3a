"""The guard in scikit-learn's form: tells digits from what is none, whatever reads them afterwards.

It learns from digits and from pictures that are none (outlier exposure, Hendrycks et al. 2019,
https://arxiv.org/abs/1812.04606). Labels are those of the digits, or NO_DIGIT. It names the digit too, since what makes
each of them one is more than what they have in common; the answer is that of all ten together against none.
"""

from dataclasses import dataclass
from typing import Self, cast

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import ArrayLike, NDArray
from sklearn.base import TransformerMixin
from torch import Tensor, nn

from numerals.models.augment import augment
from numerals.models.base import Images, Labels, as_images
from numerals.models.epochs import Batch, Loss, Measure, predict
from numerals.models.in_epochs import InEpochs
from numerals.models.loop import NO_DIGIT
from numerals.models.networks import count_parameters, first_filters, tower
from numerals.models.onnx import graph_to_onnx
from numerals.models.precision import autocast
from numerals.models.watch import Watch

_NONE = 10
"""Output that speaks for no digit."""


class GuardNetwork(nn.Module):
    """Towers with an output for each digit and one for none; gives the logarithm of the odds of a digit (n, 1).

    It is the mean of what the towers say: what each of them has never seen they do not all take for the same.
    """

    def __init__(self, widths: tuple[int, ...], dropout: float, towers: int) -> None:
        super().__init__()
        self.towers = nn.ModuleList(tower(widths, size, dropout, _NONE + 1) for size in first_filters(towers))

    def outputs(self, images: Tensor) -> Tensor:
        """What each tower says, (towers, n, 11)."""
        return torch.stack([one(images) for one in self.towers])

    def forward(self, images: Tensor) -> Tensor:
        outputs = self.outputs(images)
        odds: Tensor = (outputs[..., :_NONE].logsumexp(dim=2, keepdim=True) - outputs[..., _NONE:]).mean(0)
        return odds


@dataclass(eq=False, repr=False, kw_only=True)
class Guard(TransformerMixin, InEpochs):  # type: ignore[misc]
    """One logit a picture: above 0 it is rather a digit.

    Args:
        widths: channels after each convolution.
        dropout: share of the last map that is left out in training.
        towers: how many networks look at the same picture.
        strength: of the augmentation.
        epochs, batch, rate, decay, average, seed: as in `InEpochs`.
    """

    bits = 8  # no annotation, or it would be a parameter

    widths: tuple[int, ...] = (16, 48, 48, 64, 80)
    dropout: float = 0.2
    towers: int = 3
    strength: float = 0.8
    epochs: int = 30

    def fit(self, X: ArrayLike, y: ArrayLike, watch: Watch | None = None) -> Self:  # noqa: N803
        """Learns from images X; y tells which are digits (0 to 9) and which are none (NO_DIGIT).

        Raises:
            DataError: images of another shape.
            ModelError: a parameter out of its range.
        """
        images, labels = as_images(X), np.asarray(y, np.int64)
        torch.manual_seed(self.seed)
        network = GuardNetwork(tuple(self.widths), self.dropout, self.towers)
        self.parameters_ = count_parameters(network)
        measure = _measured(*watch.validation) if watch and watch.validation else None
        self.network_ = self._learn(network, images, labels, self._loss(), watch, measure, repr(self.strength))
        return self

    def _loss(self) -> Loss:
        strength, towers = self.strength, self.towers

        def loss_of(network: nn.Module, batch: Batch) -> Tensor:
            images = augment(batch.images, batch.rng, strength)
            wanted = torch.where(batch.labels == NO_DIGIT, _NONE, batch.labels)
            with autocast(batch.device):
                outputs = cast(GuardNetwork, network).outputs(images.contiguous(memory_format=torch.channels_last))
            return F.cross_entropy(outputs.float().flatten(0, 1), wanted.repeat(towers))

        return loss_of

    def transform(self, X: ArrayLike) -> NDArray[np.float32]:  # noqa: N803
        """Logits (n, 1) of images X."""
        return predict(self.network_, as_images(X))

    def to_onnx(self) -> dict[str, bytes]:
        """``encoder``: ``images`` (n, 1, 28, 28) float32 in 0..1 -> ``digit`` (n, 1), a logit."""
        return {"encoder": graph_to_onnx(self.network_, torch.zeros(2, 1, 28, 28), "images", ["digit"])}


def _measured(images: Images, labels: Labels) -> Measure:
    """The share of held-out pictures that are told rightly."""

    def measure(network: nn.Module) -> dict[str, float]:
        return {"validation_accuracy": float(((predict(network, images)[:, 0] > 0) == (labels != NO_DIGIT)).mean())}

    return measure
