"""What every classifier of the zoo shares: scikit-learn's form, ten classes, and a way to ONNX.

``X`` is (n, 784) or (n, 28, 28) uint8, ink bright on 0; ``y`` is 0 to 9.
"""

from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin

from numerals.errors import DataError, ModelError
from numerals.models.watch import Watch

Images = NDArray[np.uint8]
Labels = NDArray[np.int64]


def as_images(x: ArrayLike) -> Images:
    """(n, 784) or (n, 28, 28) grey levels 0 to 255 as (n, 28, 28) uint8.

    Raises:
        DataError: another shape, or other values; grey levels of 0 to 1 would all become black.
    """
    array = np.asarray(x)
    if array.ndim < 2 or len(array) == 0 or array[0].size != 28 * 28:
        raise DataError(f"expected images (n, 784) or (n, 28, 28) of grey levels 0 to 255, not shape {array.shape}")
    images = array.reshape(-1, 28, 28)
    if images.dtype == np.uint8:
        return images
    if not (images == np.clip(np.nan_to_num(images), 0, 255).round()).all():
        raise DataError("grey levels are whole numbers from 0 to 255; multiply those of 0 to 1 by 255 and round them")
    return images.astype(np.uint8)


class DigitClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A classifier of 28x28 digits in scikit-learn's form.

    A subclass gives `_fit`, `decision_function` (logits: their softmax are the probabilities) and `to_onnx`.

    Attributes:
        classes_: always 0 to 9, so that every model's answer has ten places.
        history_: one entry a round of the training.
        interrupted_: whether Ctrl-C ended it early.
        in_rounds: whether it learns in epochs or rounds, so that Ctrl-C keeps what those before have brought.
    """

    in_rounds = False

    def fit(self, X: ArrayLike, y: ArrayLike, watch: Watch | None = None) -> Self:  # noqa: N803
        """Trains on images and their digits.

        Raises:
            DataError: wrong shapes, labels that are no digits, or a digit without samples.
            ModelError: a parameter out of its range.
        """
        images, labels = as_images(X), np.asarray(y, np.int64)
        if len(images) != len(labels):
            raise DataError(f"{len(images)} images have {len(labels)} labels; expected as many")
        if labels.ndim != 1:
            raise DataError(f"expected one digit an image, not labels of shape {labels.shape}")
        strange = sorted(set(labels.tolist()) - set(range(-1, 10)))
        if strange:
            raise DataError(f"labels are 0 to 9, or -1 for no digit, not {', '.join(map(str, strange[:5]))}")
        absent = sorted(set(range(10)) - set(labels.tolist()))
        if absent:
            names = ", ".join(map(str, absent))
            raise DataError(f"no training samples of the digit {names}; every digit needs some")
        self.classes_ = np.arange(10)
        self.history_: list[dict[str, float]] = []
        self.interrupted_ = False
        try:
            self._fit(images, labels, watch)
        except ValueError as error:  # how scikit-learn and PyTorch tell of a value out of its range
            raise ModelError(f"{type(self).__name__} cannot be trained so: {error}") from error
        return self

    def _fit(self, images: Images, labels: Labels, watch: Watch | None) -> None:
        raise NotImplementedError

    def decision_function(self, X: ArrayLike) -> NDArray[np.float32]:  # noqa: N803
        """Logits (n, 10)."""
        raise NotImplementedError

    def predict_proba(self, X: ArrayLike) -> NDArray[np.float64]:  # noqa: N803
        """Probabilities (n, 10); not yet calibrated."""
        logits = self.decision_function(X).astype(np.float64)
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float64)

    def predict(self, X: ArrayLike) -> Labels:  # noqa: N803
        """Digits (n,)."""
        return np.asarray(self.decision_function(X).argmax(axis=1), np.int64)

    def to_onnx(self) -> bytes:
        """The model as one ONNX file: input ``images`` (n, 1, 28, 28) float32 in 0..1, output ``logits`` (n, 10)."""
        raise NotImplementedError

    def count_parameters(self) -> int:
        """Number of learned values."""
        raise NotImplementedError

    def recipe(self) -> dict[str, Any]:
        """What the card tells of the training."""
        return dict(self.get_params())


class SpaceLearner(Protocol):
    """What lays digits out in a space: the form of `numerals.models.zoo.SPACES`, scikit-learn's as well."""

    history_: list[dict[str, float]]
    interrupted_: bool

    def fit(self, X: ArrayLike, y: ArrayLike, watch: Watch | None = None) -> Self:  # noqa: N803
        """Learns from images and their digits."""

    def transform(self, X: ArrayLike) -> NDArray[np.float32]:  # noqa: N803
        """Codes (n, d) of images."""

    def to_onnx(self) -> dict[str, bytes]:
        """ONNX graphs by the name of the part; ``encoder`` takes ``images`` and gives codes first."""

    def count_parameters(self) -> int:
        """Number of learned values."""

    def recipe(self) -> dict[str, Any]:
        """What the card tells of the training."""

    def get_params(self) -> dict[str, Any]:
        """Its parameters."""
