"""Search for good parameters by cross-validation on the training digits; the test part is never looked at."""

import json
import os
import tomllib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import torch
from scipy.stats import loguniform, uniform
from sklearn.model_selection import GridSearchCV, ParameterGrid, RandomizedSearchCV, StratifiedKFold
from threadpoolctl import threadpool_limits

from numerals.data.sources import Dataset, Split, validation_split
from numerals.errors import DataError, MissingExtraError, ModelError
from numerals.models.base import DigitClassifier
from numerals.models.zoo import Kind, make

Grid = dict[str, Any]
"""Values to try by name: lists, or for a random search also distributions."""


@dataclass(frozen=True)
class Candidate:
    """One set of parameters and what it reached.

    Attributes:
        parameters: what was tried.
        accuracy: mean over the folds.
        spread: standard deviation over the folds.
        seconds: mean time of a fit.
    """

    parameters: dict[str, Any]
    accuracy: float
    spread: float
    seconds: float


def read_grid(path: Path) -> Grid:
    """A grid from TOML: ``C = [1, 10]``, or ``C = {low = 0.1, high = 100, log = true}`` for a random search.

    Raises:
        ModelError: no such file, no TOML, or values of another form.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ModelError(f"the grid {path} cannot be read: {error}") from error
    content = content.get("grid", content)
    if not content:
        raise ModelError(f"the grid {path} is empty; give lines such as C = [1, 10]")
    return {name: _values(path, name, value) for name, value in content.items()}


def _values(path: Path, name: str, value: Any) -> Any:
    if isinstance(value, list) and value:
        return [tuple(one) if isinstance(one, list) else one for one in value]
    if isinstance(value, dict) and {"low", "high"} <= set(value) <= {"low", "high", "log"}:
        low, high = value["low"], value["high"]
        numbers = isinstance(low, int | float) and isinstance(high, int | float)
        if numbers and low < high and (low > 0 or not value.get("log")):
            return loguniform(low, high) if value.get("log") else uniform(low, high - low)
    raise ModelError(f"{path}: {name} takes a list of values, or {{low = 1, high = 10, log = true}}, not {value!r}")


def count(grid: Grid, trials: int | None) -> int:
    """How many candidates a search tries.

    Raises:
        ModelError: a distribution in a grid search.
    """
    if trials is not None:
        return trials
    ranges = [name for name, values in grid.items() if not isinstance(values, list)]
    if ranges:
        raise ModelError(f"{', '.join(ranges)}: a range needs a random search; add --random 20, or give a list")
    return len(ParameterGrid(grid))


def _sample(data: Dataset, size: int, seed: int) -> Split:
    """Training digits without the frozen validation set, at most ``size`` of them (0: all)."""
    rest, _ = validation_split(data)
    if not size or size >= len(rest):
        return rest
    chosen = np.random.default_rng(seed).permutation(len(rest))[:size]
    return Split(rest.images[chosen], rest.labels[chosen])


def _cluster(name: str | None, jobs: int) -> AbstractContextManager[Any]:
    """Where the fits run: threads of this process, or a Ray cluster."""
    if name is None:
        # Threads share the images; what takes time in scikit-learn and PyTorch runs outside Python's lock.
        local: AbstractContextManager[Any] = joblib.parallel_config("threading", n_jobs=jobs)
        return local
    if name != "ray":
        raise ModelError(f"unknown cluster {name!r}; known is ray")
    return _on_ray()


@contextmanager
def _on_ray() -> Iterator[None]:
    """A Ray cluster: the one that runs or that RAY_ADDRESS names, else one of its own."""
    from numerals.batch.cluster import own_cluster

    try:
        import ray
        from ray.util.joblib import register_ray
    except ImportError as error:
        raise MissingExtraError(f"a search on Ray needs it ({error}): pip install 'numerals[ray]'") from error
    register_ray()  # type: ignore[no-untyped-call,unused-ignore]
    there = ray.is_initialized() or "RAY_ADDRESS" in os.environ
    with nullcontext() if there else own_cluster(), joblib.parallel_config("ray", n_jobs=-1):
        yield


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Keeps libraries from starting as many threads as there are cores within each of as many fits."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with threadpool_limits(1):
            yield
    finally:
        torch.set_num_threads(threads)


class _Scorer:
    """Accuracy on a fold; tells that one more fit is done, which is heard where the fits run in this process."""

    def __init__(self, tick: Callable[[], None] | None) -> None:
        self.tick = tick

    def __call__(self, estimator: DigitClassifier, x: Any, y: Any) -> float:
        accuracy = float((estimator.predict(x) == y).mean())
        if self.tick:
            self.tick()
        return accuracy


def search(
    kind: Kind,
    data: Dataset,
    grid: Grid,
    *,
    trials: int | None = None,
    folds: int = 3,
    sample: int = 0,
    seed: int = 0,
    cluster: str | None = None,
    tick: Callable[[], None] = lambda: None,
) -> list[Candidate]:
    """Tries parameters by cross-validation.

    Args:
        kind: of the zoo.
        data: whose training digits are used, without the frozen validation set.
        grid: what to try.
        trials: try as many random candidates; None tries the whole grid.
        folds: parts of the cross-validation.
        sample: use that many digits only; 0 for all.
        seed: of sample, folds, random candidates and models.
        cluster: ``ray`` to spread the fits over a Ray cluster; None stays in this process.
        tick: called after each fit, unless they run elsewhere.

    Returns:
        The candidates, the best first.

    Raises:
        ModelError: an unknown parameter or cluster, or a range in a grid search.
        DataError: fewer samples of a digit than folds.
        MissingExtraError: Ray is not installed.
    """
    count(grid, trials)
    digits = _sample(data, sample, seed)
    least = int(np.bincount(digits.labels, minlength=10).min())
    if least < folds:
        raise DataError(f"{folds} folds need as many samples of every digit, one has {least}; give more with --sample")
    estimator = make(kind.name, seed=seed)
    for name, values in grid.items():
        for value in values if isinstance(values, list) else [estimator.get_params().get(name)]:
            make(kind.name, **{name: value})  # an unknown parameter or a value of another type is told before the fits
    shared: dict[str, Any] = {
        "error_score": "raise",  # not a row without a figure
        "cv": StratifiedKFold(folds, shuffle=True, random_state=seed),
        "scoring": _Scorer(tick if cluster is None else None),
        "refit": False,
    }
    if trials is None:
        runs = GridSearchCV(estimator, grid, **shared)
    else:
        runs = RandomizedSearchCV(estimator, grid, n_iter=trials, random_state=seed, **shared)
    # A network uses all cores by itself; of the others, each core has a fit of its own, and no fit takes more.
    alone: AbstractContextManager[Any] = nullcontext() if kind.neural else _one_thread_each()
    with alone, _cluster(cluster, 1 if kind.neural else -1):
        runs.fit(digits.images.reshape(len(digits), -1), digits.labels)
    return _ranked(runs.cv_results_)


def _ranked(results: dict[str, Any]) -> list[Candidate]:
    rows = zip(
        results["params"],
        results["mean_test_score"],
        results["std_test_score"],
        results["mean_fit_time"],
        strict=True,
    )
    found = [Candidate(dict(row[0]), float(row[1]), float(row[2]), float(row[3])) for row in rows]
    return sorted(found, key=lambda one: -one.accuracy)


def write_csv(candidates: list[Candidate], path: Path) -> None:
    """One row a candidate, the best first, and a column for each parameter."""
    import csv

    names = sorted({name for one in candidates for name in one.parameters})
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["rank", "accuracy", "spread", "seconds", *names])
        for rank, one in enumerate(candidates, 1):
            values = [json.dumps(one.parameters[name]) if name in one.parameters else "" for name in names]
            writer.writerow([rank, f"{one.accuracy:.5f}", f"{one.spread:.5f}", f"{one.seconds:.2f}", *values])
