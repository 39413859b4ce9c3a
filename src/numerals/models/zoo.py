"""Every kind of model that can be trained, by name; the one table behind ``train``, ``tune`` and ``models list``.

What a kind reaches stands in ``results/models.csv``; ``expected`` repeats the accuracy and the time for people who
choose, and a test holds both together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from numerals.errors import MissingExtraError, ModelError
from numerals.models.ranges import outside

if TYPE_CHECKING:
    from numerals.models.base import DigitClassifier, SpaceLearner


@dataclass(frozen=True)
class Expected:
    """What to expect of MNIST, trained on one core.

    Attributes:
        accuracy: on the test digits, in percent; the mean where there are several seeds.
        minutes: of training.
        parameters: learned values, or nodes of trees.
    """

    accuracy: float
    minutes: float
    parameters: int


@dataclass(frozen=True)
class Kind:
    """A kind of model.

    Attributes:
        name: as users type it.
        family: linear, neural, trees, neighbours, kernel or committee; similarity or generation for
            spaces, detection for pages.
        about: one line for a newcomer.
        home: module and class of the estimator.
        defaults: parameters other than the class's own defaults.
        presets: named sets of further parameters, such as ``fast``.
        grid: what ``numerals tune`` tries by default; a single value is there to keep the search short, and no advice.
        expected: of the defaults and of each preset; key "" for the defaults.
        neural: whether it trains in epochs, with checkpoints.
        extras: whether synthetic pen digits and pictures of no digit are added to the training digits.
        plain: presets to which they are not added all the same.
    """

    name: str
    family: str
    about: str
    home: str
    defaults: dict[str, Any] = field(default_factory=dict)
    presets: dict[str, dict[str, Any]] = field(default_factory=dict)
    grid: dict[str, list[Any]] = field(default_factory=dict)
    expected: dict[str, Expected] = field(default_factory=dict)
    neural: bool = False
    extras: bool = False
    plain: tuple[str, ...] = ()

    @property
    def hurried(self) -> dict[str, Any]:
        """What `grid` sets only to keep a search short."""
        return {name: values[0] for name, values in self.grid.items() if len(values) == 1}


_CLASSICAL, _NEURAL = "numerals.models.classical", "numerals.models.neural:NeuralClassifier"

_KINDS = (
    Kind(
        "logistic",
        "linear",
        "logistic regression on the pixels: ten templates, the baseline of every course",
        f"{_CLASSICAL}:Logistic",
        expected={"": Expected(92.44, 0.1, 7_850)},
        grid={"C": [0.01, 0.05, 0.2, 1.0]},
    ),
    Kind(
        "mlp",
        "neural",
        "flatten, one hidden layer, ten outputs",
        _NEURAL,
        defaults={"network": "mlp", "widths": (400,), "epochs": 40, "rate": 2e-3, "strength": 0.5, "smoothing": 0.0},
        expected={"": Expected(99.02, 3, 318_010)},
        grid={"widths": [(128,), (400,)], "strength": [0.0, 0.5], "epochs": [15]},
        neural=True,
    ),
    Kind(
        "tree",
        "trees",
        "one decision tree on the grey levels",
        f"{_CLASSICAL}:Tree",
        expected={"": Expected(87.79, 0.2, 5_487)},
        grid={"min_leaf": [1, 2, 5, 10], "criterion": ["gini", "entropy"]},
    ),
    Kind(
        "forest",
        "trees",
        "two hundred extremely randomised trees",
        f"{_CLASSICAL}:Forest",
        expected={"": Expected(97.29, 0.7, 3_683_088)},
        grid={"trees": [100], "max_features": [0.02, 0.04, 0.1], "min_leaf": [1, 2]},
    ),
    Kind(
        "gradient-boosting",
        "trees",
        "boosted trees on the ink of four neighbouring pixels each of the upright digit",
        f"{_CLASSICAL}:GradientBoosting",
        expected={"": Expected(98.42, 17, 183_000)},
        grid={"iterations": [60], "rate": [0.1, 0.2], "leaves": [15, 31]},
    ),
    Kind(
        "knn",
        "neighbours",
        "the nearest upright digits vote",
        f"{_CLASSICAL}:Nearest",
        expected={"": Expected(98.60, 0.1, 3_347_040)},
        grid={"neighbours": [1, 3, 4, 5], "components": [40, 60, 80]},
    ),
    Kind(
        "svm",
        "kernel",
        "support vectors with Gaussian kernels on the upright digit",
        f"{_CLASSICAL}:Svm",
        expected={"": Expected(99.00, 0.3, 807_917)},
        grid={"C": [3.0, 10.0], "gamma": [1.0, 1.5, 2.0]},
    ),
    Kind(
        "hog-svm",
        "kernel",
        "support vectors on histograms of gradients of the upright digit",
        f"{_CLASSICAL}:HogSvm",
        expected={"": Expected(99.41, 1, 2_151_054)},
        grid={"C": [3.0, 10.0], "gamma": [0.7, 1.0, 1.5], "jitter": [False]},
    ),
    Kind(
        "cnn",
        "neural",
        "the default reader: three towers of convolutions, also trained on pens and on what is no digit",
        _NEURAL,
        defaults={"ruled": 0.1, "upright": True},
        presets={
            "fast": {
                "widths": (16, 32, 48, 64, 64), "towers": 1, "upright": False, "epochs": 9, "batch": 128,
                "strength": 0.4, "average": 0.99, "ruled": 0.0,
            }
        },
        expected={"": Expected(99.68, 37, 381_918), "fast": Expected(99.61, 1, 94_042)},
        grid={"dropout": [0.1, 0.3], "rate": [2e-3, 4e-3], "strength": [0.5, 1.0], "epochs": [4]},
        neural=True,
        extras=True,
        plain=("fast",),
    ),
    Kind(
        "tiny-cnn",
        "neural",
        "separable convolutions of fewer than 8,000 parameters (presets: 2k, 1k)",
        _NEURAL,
        defaults={
            "network": "tiny-cnn", "widths": (20, 36, 36, 36, 36), "epochs": 120, "rate": 1.5e-2, "decay": 1e-2,
        },
        presets={
            "2k": {
                "network": "tiny-cnn-2k", "widths": (8, 16, 16, 18, 18), "rate": 2e-2, "decay": 1e-3, "strength": 0.4,
                "smoothing": 0.0,
            },
            "1k": {
                "network": "tiny-cnn-1k", "widths": (6, 10, 10, 11, 11), "upright": True, "rate": 3e-2, "decay": 0.0,
                "strength": 0.25, "smoothing": 0.0,
            },
        },
        expected={"": Expected(99.59, 14, 7_606), "2k": Expected(99.28, 14, 1_932), "1k": Expected(99.10, 15, 994)},
        grid={"rate": [7e-3, 1.5e-2], "strength": [0.5, 1.0], "epochs": [8]},
        neural=True,
    ),
    Kind(
        "committee",
        "committee",
        "several models vote by their mean probabilities; the figures are those of four that were merged",
        "numerals.models.committee:Committee",
        expected={"": Expected(99.71, 93, 2_917_164)},
        grid={"widths": [(16, 32, 48, 64, 64), (32, 48, 64, 64, 64)], "members": [2], "epochs": [4]},
        neural=True,
        extras=True,
    ),
)  # fmt: skip

ZOO = {kind.name: kind for kind in _KINDS}
"""Kinds by name, from simple to strong within a family."""

_LINEAR = {"network": "full", "widths": (200, 200), "epochs": 30, "rate": 6e-3, "samples": 1, "warm": 0.1}

SPACES = {
    kind.name: kind
    for kind in (
        Kind(
            "siamese",
            "similarity",
            "codes in which the same digits lie near each other, and the probability that two are the same",
            "numerals.models.siamese:SiameseEncoder",
            presets={"unseen": {"held": (7, 8, 9), "letters": 40, "epochs": 30}},
            neural=True,
        ),
        Kind(
            "vae",
            "generation",
            "a variational autoencoder: codes of digits, and digits of codes",
            "numerals.models.autoencoder:Autoencoder",
            presets={
                "fast": {"widths": (16, 48), "blocks": 1, "squeezed": 0, "samples": 1, "warm": 0.1, "epochs": 32},
                "full": _LINEAR | {"latent": 40, "samples": 10, "epochs": 250, "rate": 3e-3, "warm": 0.05},
                "map": _LINEAR | {"widths": (128, 128), "latent": 2},
                "full-map": _LINEAR | {"latent": 2},
            },
            neural=True,
        ),
        Kind(
            "guard",
            "novelty",
            "whether a picture is a digit at all; also trained on letters, signs and scribbles by rule",
            "numerals.models.guard:Guard",
            neural=True,
            extras=True,
        ),
    )
}
"""Kinds that name no digit: they lay digits out in a space."""
PAGES = {
    kind.name: kind
    for kind in (
        Kind(
            "page-reader",
            "detection",
            "finds and reads digits anywhere on a photo or a scan; learns from pages that the project writes itself",
            "numerals.models.detector.network:DigitDetector",
            neural=True,
        ),
        Kind(
            "line-reader",
            "transcription",
            "reads a line of writing from left to right; learns from lines of the pages that the project writes itself",
            "numerals.models.lines.network:LineReader",
            neural=True,
        ),
    )
}
"""Kinds that read whole pages, or lines of them."""
KINDS = ZOO | SPACES | PAGES
"""All that ``numerals train`` takes."""


def find(name: str, among: Mapping[str, Kind] = ZOO) -> Kind:
    """The kind of that name.

    Raises:
        ModelError: there is none.
    """
    if name not in among:
        raise ModelError(f"unknown kind of model {name!r}; known are {', '.join(among)} (see: numerals models list)")
    return among[name]


def parameters(name: str, preset: str = "", **given: Any) -> dict[str, Any]:
    """The parameters of a kind: its defaults, those of the preset, and those given, the later before the earlier.

    Raises:
        ModelError: an unknown kind or preset.
    """
    kind = find(name, KINDS)
    if preset and preset not in kind.presets:
        known = ", ".join(kind.presets) or "none"
        raise ModelError(f"{name} has no preset {preset!r}; it has {known}")
    return {**kind.defaults, **kind.presets.get(preset, {}), **given}


def check_resumable(kind: Kind) -> None:
    """Refuses a kind whose stopped training cannot go on.

    Raises:
        ModelError: it keeps no checkpoint.
    """
    if not kind.neural:
        raise ModelError(f"{kind.name} keeps no checkpoint that a training could go on from; leave out --resume")


def make(name: str, preset: str = "", **given: Any) -> "DigitClassifier":
    """An untrained estimator.

    >>> make("svm", C=3.0)                   # doctest: +SKIP
    Svm(C=3.0)

    Raises:
        ModelError: an unknown kind, preset or parameter, or a value of another type or out of its range.
        MissingExtraError: PyTorch or scikit-learn is not installed.
    """
    estimator: DigitClassifier = _made(find(name), preset, given)
    return estimator


def make_space(name: str, preset: str = "", **given: Any) -> "SpaceLearner":
    """An untrained one of `SPACES`.

    Raises:
        ModelError, MissingExtraError: as `make`.
    """
    learner: SpaceLearner = _made(find(name, SPACES), preset, given)
    return learner


def _made(kind: Kind, preset: str, given: dict[str, Any]) -> Any:
    name = kind.name
    module, _, cls = kind.home.partition(":")
    try:
        made = getattr(import_module(module), cls)
    except ImportError as error:
        raise MissingExtraError(f"training needs more packages ({error}): pip install 'numerals[train]'") from error
    chosen = parameters(name, preset, **given)
    unknown = sorted(set(chosen) - set(made().get_params()))
    if unknown:
        known = ", ".join(made().get_params())
        raise ModelError(f"{name} has no parameter {', '.join(unknown)}; it has {known}")
    usual = made(**parameters(name)).get_params()
    for key, value in given.items():
        _check_type(name, key, value, usual[key])
        wanted = outside(key, value)
        if wanted:
            each = f"each of {key}" if isinstance(value, list | tuple) else key
            raise ModelError(f"{name}: {each} is {wanted}, not {value}")
    return made(**chosen)


def _check_type(name: str, key: str, value: Any, usual: Any) -> None:
    """Refuses a value of another type than the usual one's."""
    wanted: Any = {int: Integral, float: Real, tuple: (list, tuple)}.get(type(usual), type(usual))
    fits = isinstance(value, wanted) and isinstance(value, bool) == isinstance(usual, bool)
    if fits and isinstance(usual, tuple):
        fits = (len(value) > 0 or not usual) and all(isinstance(one, Integral) for one in value)
    if not fits:
        takes = {int: "a whole number", float: "a number", bool: "True or False", str: "a word", tuple: "whole numbers"}
        example = repr(usual) if not isinstance(usual, str) else usual
        raise ModelError(f"{name}: {key} takes {takes[type(usual)]}, such as {example or 'models/cnn'}, not {value!r}")
