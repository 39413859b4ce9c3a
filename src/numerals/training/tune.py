"""Search for good parameters by cross-validation on the training digits; the test part is never looked at."""

import json
import math
import os
import threading
import tomllib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import torch
from scipy.stats import loguniform, randint, uniform
from sklearn.model_selection import GridSearchCV, ParameterGrid, RandomizedSearchCV, StratifiedKFold
from threadpoolctl import threadpool_limits

from numerals.data.sources import Dataset, Split, validation_split
from numerals.errors import DataError, MissingExtraError, ModelError, NumeralsError
from numerals.models.base import DigitClassifier
from numerals.models.zoo import Kind, make

Grid = dict[str, Any]
"""Values to try by name: lists, or for a random search also a `Distribution`."""


@dataclass(frozen=True)
class Distribution:
    """Numbers to draw from, in the form that scikit-learn takes.

    Attributes:
        low, high: the least and the greatest one.
        log: whether each order of magnitude is as likely as the next.
        whole: whether only whole numbers are drawn, both ends among them.
    """

    low: float
    high: float
    log: bool = False
    whole: bool = False

    def rvs(self, size: int | None = None, random_state: Any = None) -> Any:
        """One number, or an array of them."""
        low, high = self.low, self.high
        if not self.log:
            drawn = randint(low, high + 1) if self.whole else uniform(low, high - low)
        else:
            drawn = loguniform(low, high + self.whole)
        found = np.asarray(drawn.rvs(size=size, random_state=random_state))
        found = np.clip(np.floor(found), low, high).astype(np.int64) if self.whole else found
        return found if size is not None else found.item()  # Python's own numbers, which JSON takes


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
        numbers = all(type(end) in (int, float) and math.isfinite(end) for end in (low, high))
        log = value.get("log", False)
        if numbers and low < high and isinstance(log, bool) and (low > 0 or not log):
            return Distribution(low, high, log)
    raise ModelError(f"{path}: {name} takes a list of values, or {{low = 1, high = 10, log = true}}, not {value!r}")


def count(grid: Grid, trials: int | None) -> int:
    """How many candidates a search tries: no more random ones than a grid without ranges has.

    Raises:
        ModelError: a range in a grid search.
    """
    ranges = [name for name, values in grid.items() if isinstance(values, Distribution)]
    if trials is not None:
        return trials if ranges else min(trials, len(ParameterGrid(grid)))
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


@contextmanager
def _no_thread_left() -> Iterator[None]:
    """Waits, after a fit that failed, for those beside it: PyTorch aborts a process that ends while one is at work."""
    before = set(threading.enumerate())
    try:
        yield
    except NumeralsError:
        for thread in set(threading.enumerate()) - before:
            thread.join(_PATIENCE)
        raise


_PATIENCE = 60
"""Seconds for a fit to end."""


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
        ModelError: an unknown parameter or cluster, a value that a parameter does not take, or a range in a grid
            search.
        DataError: fewer samples of a digit than folds.
        MissingExtraError: Ray is not installed.
    """
    tries = count(grid, trials)
    digits = _sample(data, sample, seed)
    least = int(np.bincount(digits.labels, minlength=10).min())
    if least < folds:
        raise DataError(f"{folds} folds need as many samples of every digit, one has {least}; give more with --sample")
    estimator = make(kind.name, seed=seed)
    grid = _fitting(kind, estimator, grid)
    shared: dict[str, Any] = {
        "error_score": "raise",  # not a row without a figure
        "cv": StratifiedKFold(folds, shuffle=True, random_state=seed),
        "scoring": _Scorer(tick if cluster is None else None),
        "refit": False,
    }
    if trials is None:
        runs = GridSearchCV(estimator, grid, **shared)
    else:
        runs = RandomizedSearchCV(estimator, grid, n_iter=tries, random_state=seed, **shared)
    # A network uses all cores by itself; of the others, each core has a fit of its own, and no fit takes more.
    alone: AbstractContextManager[Any] = nullcontext() if kind.neural else _one_thread_each()
    with alone, _cluster(cluster, 1 if kind.neural else -1), _no_thread_left():
        runs.fit(digits.images.reshape(len(digits), -1), digits.labels)
    return _ranked(runs.cv_results_)


def _fitting(kind: Kind, estimator: DigitClassifier, grid: Grid) -> Grid:
    """The grid with whole numbers in the ranges of parameters that take no others.

    Raises:
        ModelError: an unknown parameter, or a value or an end of a range that it does not take; told before the fits.
    """
    usual = estimator.get_params()
    for name, values in grid.items():
        for value in [values.low, values.high] if isinstance(values, Distribution) else values:
            given: dict[str, Any] = {name: value}
            make(kind.name, **given)
    return {
        name: replace(values, whole=isinstance(usual[name], int)) if isinstance(values, Distribution) else values
        for name, values in grid.items()
    }


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
