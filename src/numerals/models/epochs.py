"""Epochs, whatever is learnt: AdamW, one rise and a cosine fall of the learning rate, averaged weights, checkpoints.

What is learnt is a loss of some images; `loop` has the classifiers', `siamese` and `vae` have their own.
"""

import copy
import hashlib
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from numerals.errors import ModelError
from numerals.models.networks import default_device
from numerals.models.recording import Step, own_stream, record
from numerals.models.watch import Progress, Watch

Images = NDArray[np.uint8]
Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Course:
    """What every training needs to know; lands in the bundle's card.

    Attributes:
        epochs: passes over the training images.
        batch: images a step.
        rate: highest learning rate.
        decay: AdamW's weight decay.
        average: share of the old value in the running mean of the weights, a step.
        seed: of weights, order and whatever else is left to chance.
        share: of the images that an epoch sees, drawn anew each time; less than 1 keeps epochs of large sets short.
        minutes: if above 0, the training lasts so long, however many epochs that is, ``epochs`` at most: the rate
            falls by the clock, so another machine learns more or less in that time.
    """

    epochs: int = 50
    batch: int = 256
    rate: float = 4e-3
    decay: float = 2e-2
    average: float = 0.998
    seed: int = 0
    share: float = 1.0
    minutes: float = 0.0

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> Self:
        """The course that an estimator's parameters ask for; those that it does not know are passed over."""
        return cls(**{name: value for name, value in parameters.items() if name in cls.__dataclass_fields__})

    def __post_init__(self) -> None:
        if min(self.epochs, self.batch) < 1:
            raise ModelError(f"epochs and batch are at least 1, not {self.epochs} and {self.batch}")
        if not 0 <= self.minutes < 100_000:
            raise ModelError(f"minutes are 0, for as long as the epochs take, or more, not {self.minutes}")


@dataclass(frozen=True)
class Batch:
    """What a loss is made of.

    Attributes:
        images: (n, 1, h, w) float32 in 0..1, where the network is, as all the rest.
        labels: (n,).
        rng: source of chance.
        done: share of the epochs that are behind, 0 to below 1.
    """

    images: Tensor
    labels: Tensor
    rng: torch.Generator
    done: float

    @property
    def device(self) -> torch.device:
        """Where the network is."""
        return self.images.device


Loss = Callable[[nn.Module, Batch], Tensor]
"""The loss of a network on a batch."""
Measure = Callable[[nn.Module], dict[str, float]]
"""Figures of a network on what is held out; the first one tells which epoch is best, the more the better."""


@dataclass(frozen=True)
class Fitted:
    """What a training gives.

    Attributes:
        network: with the averaged weights of the last epoch, or of the best one so far if it was stopped.
        epoch: which epoch that is.
        interrupted: whether Ctrl-C ended it early.
        history: one entry an epoch: epoch, loss, and the figures measured where there is something to watch.
        seconds: spent in epochs, those before a resumption included.
    """

    network: nn.Module
    epoch: int
    interrupted: bool
    history: list[dict[str, float]]
    seconds: float


def to_tensor(images: Images) -> Tensor:
    """Images (n, h, w) uint8 to (n, 1, h, w) float32 in 0..1, as every network takes them."""
    return torch.tensor(np.ascontiguousarray(images)).unsqueeze(1).float() / 255.0


def predict(network: nn.Module, images: Images, batch: int = 1000) -> NDArray[np.float32]:
    """What a network says of images (n, h, w): one row each, in full precision, without augmentation."""
    device = next(network.parameters()).device
    network.eval()
    with torch.inference_mode():
        parts = [network(to_tensor(images[i : i + batch]).to(device)).cpu() for i in range(0, len(images), batch)]
    return np.asarray(torch.cat(parts).numpy(), np.float32)


_TICKS = 10_000
"""Parts of a training that goes by the clock."""


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
    steps: int = 0
    seconds: float = 0.0
    history: list[dict[str, float]] = field(default_factory=list)
    best: dict[str, Any] = field(default_factory=lambda: {"score": -math.inf, "epoch": 0, "weights": {}})

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


_KEYED = 10_000
"""Images of which a checkpoint is the trace; to read all of many pages takes longer than an epoch."""


def _key(network: nn.Module, course: Course, told: str, images: Images, labels: Labels) -> str:
    """Tells runs of other networks, recipes or data apart."""
    digest = hashlib.sha256(repr((str(network), asdict(course), told, images.shape)).encode())
    digest.update(images[:: -(-len(images) // _KEYED)].tobytes())
    digest.update(labels.tobytes())
    return digest.hexdigest()


class _Step:
    """One step of learning in one epoch; each epoch records its own, for which ``done`` is another.

    Args:
        state: of the run.
        loss_of: what is made less.
        done: share of the epochs that are behind.
        recorded: whether to record and replay.
    """

    def __init__(self, state: _State, loss_of: Loss, done: float, *, recorded: bool) -> None:
        self._state, self._loss_of, self._done, self._recorded = state, loss_of, done, recorded
        self._replay: Step | None = None

    def __call__(self, images: Tensor, labels: Tensor) -> Tensor:
        """Learns from images (n, h, w) uint8; the loss."""
        if not self._recorded or self._state.steps < _UNRECORDED:
            self._state.steps += 1
            return self._taken(images, labels)
        self._replay = self._replay or record(self._taken, images, labels, self._state.rng)
        return self._replay(images, labels)

    def _taken(self, images: Tensor, labels: Tensor) -> Tensor:
        batch = Batch(images.unsqueeze(1).float() / 255.0, labels, self._state.rng, self._done)
        loss = self._loss_of(self._state.network, batch)
        self._state.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        self._state.optimizer.step()
        return loss.detach()


_UNRECORDED = 5
"""Steps before the first recording, in which libraries choose their ways and take their memory."""


def _set_rate(optimizer: torch.optim.Optimizer, rate: float) -> None:
    for group in optimizer.param_groups:
        if isinstance(group["lr"], Tensor):  # read by what was recorded
            group["lr"].fill_(rate)
        else:
            group["lr"] = rate


def _epoch(state: _State, images: Tensor, labels: Tensor, course: Course, loss_of: Loss, *, recorded: bool) -> float:
    """One pass over the images (n, h, w) uint8; the mean loss."""
    steps = max(1, round(course.share * len(images)) // course.batch)
    state.network.train()
    order = torch.randperm(len(images), generator=state.rng, device=state.rng.device)
    losses = torch.zeros((), device=images.device)
    take = _Step(state, loss_of, _done(state, course), recorded=recorded)
    started, taken = time.monotonic(), 0
    for step in range(steps):
        if course.minutes:
            tick = round(_TICKS * (state.seconds + time.monotonic() - started) / (60 * course.minutes))
            if tick >= _TICKS and taken:
                break
            rate = _rate(min(tick, _TICKS - 1), _TICKS, course.rate)
        else:
            rate = _rate(state.epoch * steps + step, course.epochs * steps, course.rate)
        _set_rate(state.optimizer, rate)
        chosen = order[step * course.batch : (step + 1) * course.batch]
        losses += take(images[chosen], labels[chosen])
        state.average.update()
        taken += 1
    return float(losses) / taken


def _done(state: _State, course: Course) -> float:
    """The share of a training that is behind."""
    by_clock = state.seconds / (60 * course.minutes) if course.minutes else 0.0
    return max(state.epoch / course.epochs, by_clock)


def _optimizer(network: nn.Module, course: Course, device: torch.device) -> torch.optim.Optimizer:
    on_gpu = device.type == "cuda"
    rate = torch.tensor(course.rate, device=device) if on_gpu else course.rate
    return torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=course.decay, fused=True, capturable=on_gpu)


def learn(
    network: nn.Module,
    images: Images,
    labels: Labels,
    course: Course,
    loss_of: Loss,
    watch: Watch | None = None,
    measure: Measure | None = None,
    told: str = "",
    *,
    recorded: bool = True,
) -> Fitted:
    """Trains a network and gives the averaged weights of the last epoch.

    Args:
        network: trained in place.
        images: (n, h, w) uint8, ink 255.
        labels: (n,).
        course: see there.
        loss_of: what is made less.
        watch: hears of each epoch, and where to keep checkpoints. With it, Ctrl-C ends the training and keeps the
            epoch that is best so far by ``measure`` (the last one without it).
        measure: looks at the averaged weights after each epoch.
        told: what else makes this training another one than those of the same course.
        recorded: whether a GPU may record a step and replay it for the rest of an epoch; False for a loss that looks at
            values to decide what to do.

    Raises:
        KeyboardInterrupt: Ctrl-C without anyone watching, or before the first epoch ended.
        ModelError: there is no checkpoint to resume from that fits.
    """
    device = default_device()
    with own_stream(device):
        return _learn(
            network, images, labels, course, loss_of, watch, measure, told, recorded and device.type == "cuda"
        )


def _learn(
    network: nn.Module,
    images: Images,
    labels: Labels,
    course: Course,
    loss_of: Loss,
    watch: Watch | None,
    measure: Measure | None,
    told: str,
    recorded: bool,
) -> Fitted:
    """See `learn`."""
    device = default_device()
    network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    rng = torch.Generator(device).manual_seed(course.seed)
    state = _State(network, _Average(network, course.average), _optimizer(network, course, device), rng)
    key = _key(network, course, told, images, labels) if watch and watch.checkpoint else ""
    if watch and watch.checkpoint and watch.resume:
        state.load(watch.checkpoint, key)
    # All at once: a GPU would wait for each batch to be brought to it.
    pictures, targets = torch.from_numpy(np.ascontiguousarray(images)).to(device), torch.from_numpy(labels).to(device)
    interrupted = False
    try:
        while _done(state, course) < 1:
            started = time.monotonic()
            loss = _epoch(state, pictures, targets, course, loss_of, recorded=recorded)
            if not math.isfinite(loss):
                raise ModelError(_no_number(course, state.epoch + 1))
            state.epoch += 1
            state.seconds += time.monotonic() - started
            figures = _note(state, loss, watch, measure)
            if watch and watch.checkpoint:
                state.save(watch.checkpoint, key)
            if watch:
                watch.say(_progress(state, course, figures))
    except KeyboardInterrupt:
        interrupted = True
        if watch is None or state.best["epoch"] == 0:
            raise
        state.average.network.load_state_dict(state.best["weights"])
    epoch = int(state.best["epoch"]) if interrupted else state.epoch
    return Fitted(state.average.network.eval().cpu(), epoch, interrupted, state.history, state.seconds)


def _no_number(course: Course, epoch: int) -> str:
    return f"the loss is no number any more in epoch {epoch}: a rate of {course.rate:g} is too high; take a lower one"


def _progress(state: _State, course: Course, figures: dict[str, float]) -> Progress:
    if course.minutes:
        whole = round(60 * course.minutes)
        return Progress("second", min(round(state.seconds), whole), whole, state.seconds, figures)
    return Progress("epoch", state.epoch, course.epochs, state.seconds, figures)


def _note(state: _State, loss: float, watch: Watch | None, measure: Measure | None) -> dict[str, float]:
    """The epoch's figures, which land in the history; its weights are kept if it is the best so far."""
    measured = measure(state.average.network) if measure else {}
    figures = {"loss": loss, **measured}
    state.history.append({"epoch": float(state.epoch), **figures})
    score = next(iter(measured.values()), 0.0)
    if watch and score >= state.best["score"]:
        weights = {name: value.detach().cpu().clone() for name, value in state.average.network.state_dict().items()}
        state.best = {"score": score, "epoch": state.epoch, "weights": weights}
    return figures
