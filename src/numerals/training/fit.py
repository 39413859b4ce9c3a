"""The training loop of the neural models: AdamW, one rise and a cosine fall of the learning rate, averaged weights.

Expected with the defaults (40 epochs, seed 0, two cores): see ``card.json`` of the shipped bundle, which
this loop made, and ``results/``.
"""

import copy
import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from numerals.models.cnn import default_device
from numerals.training.augment import augment

Images = NDArray[np.uint8]
Labels = NDArray[np.int64]

_GENTLE = 0.5
"""Strength of the augmentation in the last epochs, nearer to the digits as they are."""
NO_DIGIT = -1
"""Label of a picture that is no digit; its target is the even spread over the ten classes."""


@dataclass(frozen=True)
class Recipe:
    """What the loop needs to know; lands in the bundle's card.

    Attributes:
        epochs: passes over the training images.
        batch: images a step.
        rate: highest learning rate.
        decay: AdamW's weight decay.
        average: share of the old value in the running mean of the weights, a step.
        smoothing: share of the target spread over the other classes.
        gentle: share of the epochs, at the end, with gentle augmentation only.
        seed: of weights, order and augmentation.
    """

    epochs: int = 40
    batch: int = 256
    rate: float = 4e-3
    decay: float = 2e-2
    average: float = 0.998
    smoothing: float = 0.02
    gentle: float = 0.4
    seed: int = 0


@dataclass(frozen=True)
class Progress:
    """What is said after each epoch."""

    epoch: int
    epochs: int
    loss: float
    accuracy: float
    seconds: float

    @property
    def seconds_left(self) -> float:
        """Expected from the epochs done."""
        return self.seconds / self.epoch * (self.epochs - self.epoch)


@dataclass(frozen=True)
class Fitted:
    """The network of the best epoch on the validation images."""

    network: nn.Module
    accuracy: float
    epoch: int
    interrupted: bool


def to_tensor(images: Images) -> Tensor:
    """Images (n, 28, 28) uint8 to (n, 1, 28, 28) float32 in 0..1, as every model takes them."""
    return torch.tensor(np.ascontiguousarray(images)).unsqueeze(1).float() / 255.0


def predict_logits(network: nn.Module, images: Images, batch: int = 1000) -> NDArray[np.float32]:
    """Logits (n, 10) in full precision, without augmentation."""
    device = next(network.parameters()).device
    network.eval()
    with torch.inference_mode():
        parts = [network(to_tensor(images[i : i + batch]).to(device)).cpu() for i in range(0, len(images), batch)]
    return np.asarray(torch.cat(parts).numpy(), np.float32)


def _loss(logits: Tensor, labels: Tensor, smoothing: float) -> Tensor:
    """Cross entropy; for NO_DIGIT against the even spread, which is the mean of the log probabilities."""
    digit = labels != NO_DIGIT
    logs = F.log_softmax(logits.float(), dim=1)
    known = logs.gather(1, labels.clamp_min(0).unsqueeze(1)).squeeze(1)
    even = logs.mean(dim=1)
    return -torch.where(digit, (1 - smoothing) * known + smoothing * even, 0.5 * even).mean()


def _rate(step: int, steps: int, highest: float) -> float:
    """Rises over the first tenth, then falls along a cosine to a thousandth."""
    rise = max(1, steps // 10)
    if step < rise:
        return highest * (step + 1) / rise
    return highest * (0.001 + 0.999 * 0.5 * (1 + math.cos(math.pi * (step - rise) / max(1, steps - rise))))


class _Average:
    """Running mean of a network's weights; its batch statistics are averaged alike."""

    def __init__(self, network: nn.Module, keep: float) -> None:
        self.network = copy.deepcopy(network)
        self.keep = keep
        self.steps = 0

    @torch.no_grad()
    def update(self, network: nn.Module) -> None:
        self.steps += 1
        keep = min(self.keep, self.steps / (self.steps + 10))  # follows fast at first
        for mine, theirs in zip(self.network.state_dict().values(), network.state_dict().values(), strict=True):
            if mine.dtype.is_floating_point:
                mine.lerp_(theirs, 1 - keep)
            else:
                mine.copy_(theirs)


def fit(
    network: nn.Module,
    images: Images,
    labels: Labels,
    validation: tuple[Images, Labels],
    recipe: Recipe,
    say: Callable[[Progress], None] = lambda _: None,
) -> Fitted:
    """Trains on ``images`` and keeps the averaged weights of the epoch that is best on ``validation``.

    Args:
        network: maps (n, 1, 28, 28) to (n, 10) logits; trained in place.
        images: (n, 28, 28) uint8, ink 255.
        labels: (n,), 0 to 9 or NO_DIGIT.
        validation: images and labels that choose the epoch; never the test set.
        recipe: see there.
        say: called after each epoch.

    Returns:
        The best epoch's network. Ctrl-C ends the training early and keeps the best so far.
    """
    device = default_device()
    network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    rng = torch.Generator().manual_seed(recipe.seed)
    optimizer = torch.optim.AdamW(network.parameters(), lr=recipe.rate, weight_decay=recipe.decay)
    average = _Average(network, recipe.average)
    steps = len(images) // recipe.batch
    best, best_accuracy, best_epoch = copy.deepcopy(average.network), -1.0, 0
    started, interrupted = time.monotonic(), False
    targets = torch.from_numpy(labels)
    try:
        for epoch in range(1, recipe.epochs + 1):
            network.train()
            strength = _GENTLE if epoch > recipe.epochs * (1 - recipe.gentle) else 1.0
            order = torch.randperm(len(images), generator=rng)
            losses = 0.0
            for step in range(steps):
                for group in optimizer.param_groups:
                    group["lr"] = _rate((epoch - 1) * steps + step, recipe.epochs * steps, recipe.rate)
                chosen = order[step * recipe.batch : (step + 1) * recipe.batch]
                batch = augment(to_tensor(images[chosen.numpy()]), rng, strength)
                batch = batch.to(device, memory_format=torch.channels_last)
                with torch.autocast(device.type, dtype=torch.bfloat16):
                    logits = network(batch)
                loss = _loss(logits, targets[chosen].to(device), recipe.smoothing)
                optimizer.zero_grad(set_to_none=True)
                loss.backward()  # type: ignore[no-untyped-call]
                optimizer.step()
                average.update(network)
                losses += loss.item()
            accuracy = float((predict_logits(average.network, validation[0]).argmax(1) == validation[1]).mean())
            if accuracy >= best_accuracy:
                best, best_accuracy, best_epoch = copy.deepcopy(average.network), accuracy, epoch
            say(Progress(epoch, recipe.epochs, losses / steps, accuracy, time.monotonic() - started))
    except KeyboardInterrupt:
        interrupted = True
        if best_epoch == 0:
            raise
    return Fitted(best.eval().cpu(), best_accuracy, best_epoch, interrupted)
