"""The training loop of the neural models: AdamW, one rise and a cosine fall of the learning rate, averaged weights.

What it reaches with each recipe stands in ``results/models.csv``, with seed, commit and data.
"""

import copy
import hashlib
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from numerals.errors import ModelError
from numerals.models.augment import augment
from numerals.models.networks import default_device
from numerals.models.watch import Progress, Watch

Images = NDArray[np.uint8]
Labels = NDArray[np.int64]

_GENTLE = 0.5
"""Strength of the augmentation in the last epochs, relative to the recipe's: nearer to the digits as they are."""
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
        strength: of the augmentation; 0 for none, 1 for its full ranges.
        ruled: share of the images that get a line across, as on ruled paper.
        gentle: share of the epochs, at the end, with half that strength.
        seed: of weights, order and augmentation.
    """

    epochs: int = 50
    batch: int = 256
    rate: float = 4e-3
    decay: float = 2e-2
    average: float = 0.998
    smoothing: float = 0.02
    strength: float = 1.0
    ruled: float = 0.0
    gentle: float = 0.4
    seed: int = 0

    def __post_init__(self) -> None:
        if min(self.epochs, self.batch) < 1:
            raise ModelError(f"epochs and batch are at least 1, not {self.epochs} and {self.batch}")


@dataclass(frozen=True)
class Fitted:
    """What the loop gives.

    Attributes:
        network: with the averaged weights of the last epoch, or of the best one so far if it was stopped.
        epoch: which epoch that is.
        interrupted: whether Ctrl-C ended it early.
        history: one entry an epoch: epoch, loss, and validation_accuracy where there is something to watch.
    """

    network: nn.Module
    epoch: int
    interrupted: bool
    history: list[dict[str, float]]


def to_tensor(images: Images) -> Tensor:
    """Images (n, 28, 28) uint8 to (n, 1, 28, 28) float32 in 0..1, as every network takes them."""
    return torch.tensor(np.ascontiguousarray(images)).unsqueeze(1).float() / 255.0


def predict_logits(network: nn.Module, images: Images, batch: int = 1000) -> NDArray[np.float32]:
    """Logits (n, 10) in full precision, without augmentation."""
    device = next(network.parameters()).device
    network.eval()
    with torch.inference_mode():
        parts = [network(to_tensor(images[i : i + batch]).to(device)).cpu() for i in range(0, len(images), batch)]
    return np.asarray(torch.cat(parts).numpy(), np.float32)


Teacher = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""Probabilities (n, 10) of images (n, 1, 28, 28) float32 in 0..1."""


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
        mine, theirs = self.network.state_dict().values(), network.state_dict().values()
        pairs = [pair for pair in zip(mine, theirs, strict=True) if pair[0].dtype.is_floating_point]
        self._mine, self._theirs = [a for a, _ in pairs], [b for _, b in pairs]

    @torch.no_grad()
    def update(self) -> None:
        """Takes in the network's present weights."""
        self.steps += 1
        keep = min(self.keep, self.steps / (self.steps + 10))  # follows fast at first
        torch._foreach_lerp_(self._mine, self._theirs, 1 - keep)


@dataclass
class _State:
    """All that a run is after an epoch, so that it can go on from there bit for bit."""

    network: nn.Module
    average: _Average
    optimizer: torch.optim.Optimizer
    rng: torch.Generator
    epoch: int = 0
    seconds: float = 0.0
    history: list[dict[str, float]] = field(default_factory=list)
    best: dict[str, Any] = field(default_factory=lambda: {"accuracy": -1.0, "epoch": 0, "weights": {}})

    def save(self, path: Path, key: str) -> None:
        """Writes a checkpoint; a crash while writing leaves the last one."""
        path.parent.mkdir(parents=True, exist_ok=True)
        content = {
            "key": key,
            "network": self.network.state_dict(),
            "average": self.average.network.state_dict(),
            "average_steps": self.average.steps,
            "optimizer": self.optimizer.state_dict(),
            "rng": self.rng.get_state(),
            "global_rng": torch.get_rng_state(),
            "epoch": self.epoch,
            "seconds": self.seconds,
            "history": self.history,
            "best": self.best,
        }
        fresh = path.with_suffix(".new")
        torch.save(content, fresh)
        fresh.replace(path)

    def load(self, path: Path, key: str) -> None:
        """Goes back to a checkpoint.

        Raises:
            ModelError: there is none, it is damaged, or it is of another recipe or other data.
        """
        try:
            content = torch.load(path, weights_only=True)
        except FileNotFoundError:
            raise ModelError(f"nothing to resume: {path} is missing; train without --resume") from None
        except Exception as error:  # torch raises whatever its reader met
            raise ModelError(f"{path} is damaged ({type(error).__name__}); delete it and train anew") from error
        if not isinstance(content, dict) or content.get("key") != key:
            raise ModelError(f"{path} is of another recipe or other data; give the same options, or delete it")
        self.network.load_state_dict(content["network"])
        self.average.network.load_state_dict(content["average"])
        self.average.steps = content["average_steps"]
        self.optimizer.load_state_dict(content["optimizer"])
        self.rng.set_state(content["rng"])
        torch.set_rng_state(content["global_rng"])
        self.epoch, self.seconds = content["epoch"], content["seconds"]
        self.history, self.best = content["history"], content["best"]


def _key(network: nn.Module, recipe: Recipe, images: Images, labels: Labels, *, taught: bool) -> str:
    """Tells runs of other networks, recipes or data apart."""
    digest = hashlib.sha256(repr((str(network), asdict(recipe), taught)).encode())
    digest.update(images.tobytes())
    digest.update(labels.tobytes())
    return digest.hexdigest()


def _epoch(
    state: _State, images: Images, labels: Tensor, recipe: Recipe, device: torch.device, teacher: Teacher | None
) -> float:
    """One pass over the images; the mean loss."""
    network, steps = state.network, max(1, len(images) // recipe.batch)
    network.train()
    late = state.epoch >= recipe.epochs * (1 - recipe.gentle)
    strength = recipe.strength * (_GENTLE if late else 1.0)
    order = torch.randperm(len(images), generator=state.rng)
    losses = torch.zeros(())
    for step in range(steps):
        for group in state.optimizer.param_groups:
            group["lr"] = _rate(state.epoch * steps + step, recipe.epochs * steps, recipe.rate)
        chosen = order[step * recipe.batch : (step + 1) * recipe.batch]
        batch = to_tensor(images[chosen.numpy()])
        if strength > 0:
            batch = augment(batch, state.rng, strength, recipe.ruled)
        taught = torch.from_numpy(teacher(batch.numpy())).to(device) if teacher else None
        batch = batch.to(device, memory_format=torch.channels_last)
        with torch.autocast(device.type, dtype=torch.bfloat16):
            logits = network(batch)
        # A network of towers gives the logits of each: all learn the same, each for itself.
        each = logits if logits.dim() == 3 else logits.unsqueeze(0)
        loss = torch.stack([_loss(one, labels[chosen].to(device), recipe.smoothing, taught) for one in each]).mean()
        state.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        state.optimizer.step()
        state.average.update()
        losses += loss.detach().cpu()
    return float(losses) / steps


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
        watch: hears of each epoch, and where to keep checkpoints. With it, Ctrl-C ends the training and keeps the
            epoch that is best on its validation images so far (the last one without such).
        teacher: a stronger model, whose answers are half of the target.

    Raises:
        KeyboardInterrupt: Ctrl-C without anyone watching, or before the first epoch ended.
        ModelError: there is no checkpoint to resume from that fits.
    """
    device = default_device()
    network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimizer = torch.optim.AdamW(network.parameters(), lr=recipe.rate, weight_decay=recipe.decay, fused=True)
    rng = torch.Generator().manual_seed(recipe.seed)
    state = _State(network, _Average(network, recipe.average), optimizer, rng)
    key = _key(network, recipe, images, labels, taught=teacher is not None) if watch and watch.checkpoint else ""
    if watch and watch.checkpoint and watch.resume:
        state.load(watch.checkpoint, key)
    targets = torch.from_numpy(labels)
    interrupted = False
    try:
        while state.epoch < recipe.epochs:
            started = time.monotonic()
            loss = _epoch(state, images, targets, recipe, device, teacher)
            state.epoch += 1
            state.seconds += time.monotonic() - started
            figures = _note(state, loss, watch)
            if watch and watch.checkpoint:
                state.save(watch.checkpoint, key)
            if watch:
                watch.say(Progress("epoch", state.epoch, recipe.epochs, state.seconds, figures))
    except KeyboardInterrupt:
        interrupted = True
        if watch is None or state.best["epoch"] == 0:
            raise
        state.average.network.load_state_dict(state.best["weights"])
    epoch = int(state.best["epoch"]) if interrupted else state.epoch
    return Fitted(state.average.network.eval().cpu(), epoch, interrupted, state.history)


def _note(state: _State, loss: float, watch: Watch | None) -> dict[str, float]:
    """The epoch's figures, which land in the history; its weights are kept if it is the best so far."""
    figures = {"loss": loss}
    if watch and watch.validation:
        images, labels = watch.validation
        figures["validation_accuracy"] = float(
            (predict_logits(state.average.network, images).argmax(1) == labels).mean()
        )
    state.history.append({"epoch": float(state.epoch), **figures})
    accuracy = figures.get("validation_accuracy", 0.0)
    if watch and accuracy >= state.best["accuracy"]:
        weights = {name: value.detach().cpu().clone() for name, value in state.average.network.state_dict().items()}
        state.best = {"accuracy": accuracy, "epoch": state.epoch, "weights": weights}
    return figures
