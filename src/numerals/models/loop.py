"""What the classifiers learn: cross entropy on changed digits, in the epochs of `numerals.models.epochs`.

What it reaches with each recipe stands in ``results/models.csv``, with seed, commit and data.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from numerals.models.augment import augment
from numerals.models.epochs import Batch, Course, Fitted, Images, Labels, Loss, learn, predict, to_tensor
from numerals.models.precision import autocast
from numerals.models.watch import Watch

__all__ = ["NO_DIGIT", "Fitted", "Recipe", "Teacher", "fit", "predict", "to_tensor"]

_GENTLE = 0.5
"""Strength of the augmentation in the last epochs, relative to the recipe's: nearer to the digits as they are."""
NO_DIGIT = -1
"""Label of a picture that is no digit; its target is the even spread over the ten classes."""


@dataclass(frozen=True)
class Recipe(Course):
    """A course with what only classifiers know.

    Attributes:
        smoothing: share of the target spread over the other classes.
        strength: of the augmentation; 0 for none, 1 for its full ranges.
        ruled: share of the images that get a line across, as on ruled paper.
        gentle: share of the epochs, at the end, with half that strength.
    """

    smoothing: float = 0.02
    strength: float = 1.0
    ruled: float = 0.0
    gentle: float = 0.4


Teacher = Callable[[Tensor], Tensor]
"""Probabilities (n, 10) of images (n, 1, 28, 28) float32 in 0..1, where these are."""


def _loss(logits: Tensor, labels: Tensor, smoothing: float, taught: Tensor | None = None) -> Tensor:
    """Cross entropy; for NO_DIGIT against the even spread, which is the mean of the log probabilities.

    With a teacher's probabilities, a digit's target is half the label and half what the teacher says (Hinton et al.
    2015, "Distilling the Knowledge in a Neural Network").
    """
    digit = labels != NO_DIGIT
    logs = F.log_softmax(logits.float(), dim=1)
    known = logs.gather(1, labels.clamp_min(0).unsqueeze(1)).squeeze(1)
    even = logs.mean(dim=1)
    target = (1 - smoothing) * known + smoothing * even
    if taught is not None:
        target = 0.5 * target + 0.5 * (logs * taught).sum(dim=1)
    return -torch.where(digit, target, 0.5 * even).mean()


def _learnt(recipe: Recipe, teacher: Teacher | None) -> Loss:
    """The loss that a recipe asks for."""

    def loss_of(network: nn.Module, batch: Batch) -> Tensor:
        strength = recipe.strength * (_GENTLE if batch.done >= 1 - recipe.gentle else 1.0)
        images = augment(batch.images, batch.rng, strength, recipe.ruled) if strength > 0 else batch.images
        taught = teacher(images) if teacher else None
        with autocast(batch.device):
            logits = network(images.contiguous(memory_format=torch.channels_last))
        # A network of towers gives the logits of each: all learn the same, each for itself.
        each = logits if logits.dim() == 3 else logits.unsqueeze(0)
        return torch.stack([_loss(one, batch.labels, recipe.smoothing, taught) for one in each]).mean()

    return loss_of


def fit(
    network: nn.Module,
    images: Images,
    labels: Labels,
    recipe: Recipe,
    watch: Watch | None = None,
    teacher: Teacher | None = None,
) -> Fitted:
    """Trains a network and gives the averaged weights of the last epoch.

    Args:
        network: maps (n, 1, 28, 28) to (n, 10) logits; trained in place.
        images: (n, 28, 28) uint8, ink 255.
        labels: (n,), 0 to 9 or NO_DIGIT.
        recipe: see there.
        watch: see `numerals.models.epochs.learn`; its validation images tell the best epoch.
        teacher: a stronger model, whose answers are half of the target.

    Raises:
        KeyboardInterrupt, ModelError: as `numerals.models.epochs.learn`.
    """

    def measure(averaged: nn.Module) -> dict[str, float]:
        if watch is None or watch.validation is None:
            return {}
        held, truth = watch.validation
        return {"validation_accuracy": float((predict(averaged, held).argmax(1) == truth).mean())}

    told = "taught" if teacher else ""
    recorded = teacher is None or isinstance(teacher, nn.Module)  # others speak on the processor
    return learn(network, images, labels, recipe, _learnt(recipe, teacher), watch, measure, told, recorded=recorded)
