"""What the networks in scikit-learn's form share that train in epochs: the course's parameters, and what is kept."""

from dataclasses import dataclass
from typing import Any

from sklearn.base import BaseEstimator
from torch import nn

from numerals.models.base import Images, Labels
from numerals.models.epochs import Course, Fitted, Loss, Measure, learn
from numerals.models.networks import default_device, fold_and_round
from numerals.models.precision import precision
from numerals.models.watch import Watch


@dataclass(eq=False, repr=False, kw_only=True)  # scikit-learn has its own of both
class InEpochs(BaseEstimator):  # type: ignore[misc]
    """An estimator that is a network; a subclass adds parameters of its own, and sets ``parameters_``.

    Args:
        epochs, batch, rate, decay, average, seed, minutes: as in `numerals.models.epochs.Course`.

    Attributes:
        parameters_: number of learned values.
        history_: one entry an epoch.
        interrupted_: whether Ctrl-C ended the training early.
        epoch_: the epoch whose weights were kept.
    """

    bits = 16  # of a weight as it ships; no annotation, or it would be a parameter

    epochs: int = 30
    batch: int = 256
    rate: float = 4e-3
    decay: float = 2e-2
    average: float = 0.998
    seed: int = 0
    minutes: float = 0.0

    def _learn(
        self,
        network: nn.Module,
        images: Images,
        labels: Labels,
        loss: Loss,
        watch: Watch | None,
        measure: Measure | None,
        told: str,
        *,
        recorded: bool = True,
    ) -> nn.Module:
        """Trains a network, see `numerals.models.epochs.learn`; the network as it ships."""
        course = Course.of(self.get_params())
        return self._kept(learn(network, images, labels, course, loss, watch, measure, told, recorded=recorded))

    def _kept(self, fitted: Fitted) -> nn.Module:
        """The network as it ships, after noting what its training was."""
        fold_and_round(fitted.network, self.bits)
        self.history_, self.interrupted_, self.epoch_ = fitted.history, fitted.interrupted, fitted.epoch
        return fitted.network

    def count_parameters(self) -> int:
        return int(self.parameters_)

    def recipe(self) -> dict[str, Any]:
        learnt = {"epoch": self.epoch_, "interrupted": self.interrupted_, "precision": precision(default_device().type)}
        return {**self.get_params(), **learnt}
