"""The classifiers without a neural network: scikit-learn's models behind the features that suit each."""

import time
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import ArrayLike, NDArray
from sklearn.decomposition import PCA
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier
from torch import Tensor, nn

from numerals.errors import ModelError
from numerals.models.base import DigitClassifier, Images, Labels, as_images
from numerals.models.features import Deskew, Gradients, GreyLevels, Pixels, Projection, Sheared, Sums, compute
from numerals.models.onnx import LEAST, boosting_to_onnx, network_to_onnx, pipeline_to_onnx
from numerals.models.watch import Progress, Watch


class Classical(DigitClassifier):
    """Features, and a scikit-learn classifier of them.

    A subclass names its features, its classifier, and what the logits are made of.

    Attributes:
        model_: the fitted scikit-learn classifier.
    """

    _scores = False  # whether the classifier's decision function is the logits, not the logarithm of its probabilities

    def _features(self) -> nn.Module:
        return Pixels()

    def _model(self) -> Any:
        raise NotImplementedError

    def _learn_features(self, images: Images) -> NDArray[np.float32]:
        """Features (n, columns) of the training images; a subclass with fitted features fits them here."""
        return compute(self._features(), images)

    def _fit(self, images: Images, labels: Labels, watch: Watch | None) -> None:
        digits = labels >= 0  # pictures of no digit have no place among ten classes
        images, labels = images[digits], labels[digits]
        features = self._learn_features(images)
        self.columns_ = features.shape[1]
        self.model_ = self._model()
        self._train(features, labels, watch)

    def _train(self, features: NDArray[np.float32], labels: Labels, watch: Watch | None) -> None:
        started = time.monotonic()
        self.model_.fit(features, labels)
        if watch:
            watch.say(Progress("fit", 1, 1, time.monotonic() - started))

    def decision_function(self, X: ArrayLike) -> NDArray[np.float32]:  # noqa: N803
        features = compute(self._features(), as_images(X))
        if self._scores:
            return np.asarray(self.model_.decision_function(features), np.float32)
        return np.asarray(np.log(np.maximum(self.model_.predict_proba(features), LEAST)), np.float32)

    def to_onnx(self) -> bytes:
        return pipeline_to_onnx(self._features(), self.model_, self.columns_, scores=self._scores)

    def recipe(self) -> dict[str, Any]:
        return {**self.get_params(), "interrupted": self.interrupted_}


class Logistic(Classical):
    """Multinomial logistic regression on the pixels; ``C`` is the inverse of the penalty."""

    def __init__(self, C: float = 0.05, seed: int = 0) -> None:  # noqa: N803
        self.C = C
        self.seed = seed

    def _model(self) -> Any:
        return LogisticRegression(C=self.C, max_iter=300)

    def count_parameters(self) -> int:
        return int(self.model_.coef_.size + self.model_.intercept_.size)


class _InRounds(Classical):
    """Trees that are added round by round, so that progress is told and Ctrl-C keeps those that are there."""

    in_rounds = True
    _unit, _count, _round = "trees", "n_estimators", 10

    def _features(self) -> nn.Module:
        return GreyLevels()

    def _train(self, features: NDArray[np.float32], labels: Labels, watch: Watch | None) -> None:
        total = int(self.model_.get_params()[self._count])
        if watch is None:
            self.model_.fit(features, labels)
            return
        started, done = time.monotonic(), 0
        self.model_.set_params(warm_start=True)
        try:
            while done < total:
                more = min(total, done + self._round)
                self.model_.set_params(**{self._count: more})
                self.model_.fit(features, labels)
                done = more
                watch.say(Progress(self._unit, done, total, time.monotonic() - started))
        except KeyboardInterrupt:
            if done == 0:
                raise
            self._drop_half_round(done)
            self.interrupted_ = True

    def _drop_half_round(self, done: int) -> None:
        """Takes away what a round that was stopped has left."""
        self.model_.estimators_ = self.model_.estimators_[:done]


class Forest(_InRounds):
    """Extremely randomised trees on grey levels (Geurts et al. 2006): a forest that draws its thresholds too."""

    def __init__(self, trees: int = 200, max_features: float = 0.04, min_leaf: int = 1, seed: int = 0) -> None:
        self.trees = trees
        self.max_features = max_features
        self.min_leaf = min_leaf
        self.seed = seed

    def _model(self) -> Any:
        return ExtraTreesClassifier(
            self.trees,
            max_features=self.max_features,
            min_samples_leaf=self.min_leaf,
            n_jobs=-1,
            random_state=self.seed,
        )

    def count_parameters(self) -> int:
        return int(sum(tree.tree_.node_count for tree in self.model_.estimators_))


class Tree(Classical):
    """One decision tree on grey levels."""

    def __init__(self, min_leaf: int = 2, criterion: str = "entropy", seed: int = 0) -> None:
        self.min_leaf = min_leaf
        self.criterion = criterion
        self.seed = seed

    def _features(self) -> nn.Module:
        return GreyLevels()

    def _model(self) -> Any:
        return DecisionTreeClassifier(min_samples_leaf=self.min_leaf, criterion=self.criterion, random_state=self.seed)

    def count_parameters(self) -> int:
        return int(self.model_.tree_.node_count)


class GradientBoosting(_InRounds):
    """Boosted trees on histograms, as LightGBM does it, of the ink of four neighbours each of the upright digit."""

    _unit, _count = "iterations", "max_iter"

    def __init__(
        self,
        iterations: int = 300,
        rate: float = 0.15,
        leaves: int = 31,
        l2: float = 1.0,
        max_features: float = 0.2,
        seed: int = 0,
    ) -> None:
        self.iterations = iterations
        self.rate = rate
        self.leaves = leaves
        self.l2 = l2
        self.max_features = max_features
        self.seed = seed

    def _model(self) -> Any:
        return HistGradientBoostingClassifier(
            learning_rate=self.rate,
            max_iter=self.iterations,
            max_leaf_nodes=self.leaves,
            l2_regularization=self.l2,
            max_features=self.max_features,
            early_stopping=False,
            random_state=self.seed,
        )

    def _features(self) -> nn.Module:
        return nn.Sequential(Sheared(), Sums())

    _scores = True

    def _drop_half_round(self, done: int) -> None:
        self.model_._predictors = self.model_._predictors[:done]
        self.model_.__dict__.pop("_in_fit", None)  # else it takes what it is asked for its own binned samples

    def to_onnx(self) -> bytes:
        return boosting_to_onnx(self._features(), self.model_, self.columns_)

    def count_parameters(self) -> int:
        return int(sum(len(tree.nodes) for iteration in self.model_._predictors for tree in iteration))


class _Projected(Classical):
    """Principal components of features of the upright digit."""

    components: int

    def _raw(self) -> list[nn.Module]:
        return [Deskew()]

    def _features(self) -> nn.Module:
        return nn.Sequential(*self._raw(), nn.Flatten(), self._projection())

    def _projection(self) -> nn.Module:
        return Projection(self.pca_.components_, self.pca_.mean_)

    def _learn_features(self, images: Images) -> NDArray[np.float32]:
        raw = compute(nn.Sequential(*self._raw()), images)
        self.pca_ = PCA(min(self.components, *raw.shape), svd_solver="covariance_eigh").fit(raw)
        return compute(self._features(), images)


class Svm(_Projected):
    """Support vectors with Gaussian kernels on principal components of the upright digit.

    ``gamma`` is relative: 1 is one over the features' total variance, as scikit-learn's "scale".
    """

    _scores = True

    def __init__(self, C: float = 10.0, gamma: float = 1.5, components: int = 80, seed: int = 0) -> None:  # noqa: N803
        self.C = C
        self.gamma = gamma
        self.components = components
        self.seed = seed

    def _train(self, features: NDArray[np.float32], labels: Labels, watch: Watch | None) -> None:
        # The variance in double precision: scikit-learn's "scale" by another name.
        width = self.gamma / (features.shape[1] * float(features.var(dtype=np.float64)))
        self.model_.set_params(gamma=width)
        super()._train(features, labels, watch)

    def _model(self) -> Any:
        return SVC(C=self.C, cache_size=2000)

    def count_parameters(self) -> int:
        model = self.model_
        return int(model.support_vectors_.size + model.dual_coef_.size + self.pca_.components_.size)


class HogSvm(Svm):
    """Support vectors on histograms of gradients of the upright digit, after Maji and Malik (2009).

    With ``jitter``, a second machine is trained on the first one's support vectors and these shifted by a pixel each
    way, once upright: the "virtual support vectors" of DeCoste and Schölkopf (2002).
    """

    def __init__(
        self,
        C: float = 10.0,  # noqa: N803
        gamma: float = 1.0,
        components: int = 150,
        jitter: bool = True,
        seed: int = 0,
    ) -> None:
        super().__init__(C, gamma, components, seed)
        self.jitter = jitter

    def _raw(self) -> list[nn.Module]:
        return [Deskew(), Gradients()]

    def _fit(self, images: Images, labels: Labels, watch: Watch | None) -> None:
        super()._fit(images, labels, watch)
        if not self.jitter:
            return
        digits = labels >= 0
        support = self.model_.support_
        chosen, answers = images[digits][support], labels[digits][support]
        projection = self._projection()
        shifted = [compute(nn.Sequential(Deskew(), _Shift(*move), Gradients(), projection), chosen) for move in _MOVES]
        self.model_ = self._model()
        self._train(np.concatenate(shifted), np.tile(answers, len(_MOVES)), watch)


_MOVES = ((0, 0), (0, 1), (0, -1), (1, 0), (-1, 0))
"""Pixels down and across."""


class _Shift(nn.Module):
    def __init__(self, down: int, across: int) -> None:
        super().__init__()
        self.move = (down, across)

    def forward(self, images: Tensor) -> Tensor:
        return torch.roll(images, self.move, dims=(2, 3))


class _NearestHead(nn.Module):
    """Distance-weighted vote of the nearest samples; gives the logarithm of the share of the votes."""

    def __init__(self, points: NDArray[np.float32], labels: Labels, neighbours: int) -> None:
        super().__init__()
        self.neighbours = neighbours
        self.points = nn.Buffer(torch.tensor(points.T.copy()))
        self.lengths = nn.Buffer((self.points**2).sum(0))
        self.digits = nn.Buffer(F.one_hot(torch.from_numpy(labels), 10).float())

    def forward(self, features: Tensor) -> Tensor:
        distances = self.lengths - 2 * (features @ self.points) + (features**2).sum(1, keepdim=True)
        near, places = torch.topk(distances, self.neighbours, dim=1, largest=False)
        weights = 1 / (torch.sqrt(near.clamp_min(0)) + 1e-3)
        votes = (self.digits[places] * weights.unsqueeze(2)).sum(1)
        return torch.log(votes / weights.sum(1, keepdim=True) + _SOFT)


_SOFT = 0.01
"""Share of the votes that every digit has, so that the logarithm of none is no infinity."""


class Nearest(_Projected):
    """The nearest samples vote, weighed by their nearness, on principal components of the upright digit."""

    def __init__(self, neighbours: int = 4, components: int = 60, seed: int = 0) -> None:
        self.neighbours = neighbours
        self.components = components
        self.seed = seed

    def _model(self) -> Any:
        return None

    def _train(self, features: NDArray[np.float32], labels: Labels, watch: Watch | None) -> None:  # noqa: ARG002
        if self.neighbours > len(features):
            raise ModelError(
                f"knn: {self.neighbours:,} neighbours cannot vote among {len(features):,} training digits; take fewer"
            )
        self.points_, self.labels_ = features, labels

    def _network(self) -> nn.Module:
        return nn.Sequential(self._features(), _NearestHead(self.points_, self.labels_, self.neighbours))

    def decision_function(self, X: ArrayLike) -> NDArray[np.float32]:  # noqa: N803
        return compute(self._network(), as_images(X), batch=250)

    def to_onnx(self) -> bytes:
        return network_to_onnx(self._network())

    def count_parameters(self) -> int:
        return int(self.points_.size + self.pca_.components_.size)
