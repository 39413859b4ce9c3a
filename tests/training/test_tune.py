"""Search for parameters by cross-validation."""

import csv
import json
import os
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from lab import few
from numerals import DataError, ModelError
from numerals.data.sources import validation_split
from numerals.models.zoo import ZOO, find
from numerals.training.tune import Candidate, Distribution, _sample, count, read_grid, search, write_csv
from support import missing

GRID = {"min_leaf": [1, 60], "criterion": ["gini", "entropy"]}


def written(folder: Path, text: str) -> Path:
    path = folder / "grid.toml"
    path.write_text(text)
    return path


def test_the_whole_grid_is_tried_and_the_best_comes_first():
    ticks: list[int] = []
    found = search(find("tree"), few(), GRID, folds=3, tick=lambda: ticks.append(1))
    assert len(ticks) == 12
    assert sorted(tuple(sorted(one.parameters.items())) for one in found) == [
        (("criterion", c), ("min_leaf", m)) for c in ("entropy", "gini") for m in (1, 60)
    ]
    accuracies = [one.accuracy for one in found]
    assert accuracies == sorted(accuracies, reverse=True)
    assert 0.4 < accuracies[0] < 1
    assert [one.parameters["min_leaf"] for one in found] == [1, 1, 60, 60]
    assert all(one.spread >= 0 and one.seconds > 0 for one in found)


def test_the_same_seed_finds_the_same():
    first, again = (search(find("tree"), few(), GRID, seed=2, folds=2) for _ in range(2))
    assert [(one.parameters, one.accuracy) for one in first] == [(one.parameters, one.accuracy) for one in again]


def test_random_candidates_come_from_ranges_and_lists(tmp_path):
    grid = read_grid(written(tmp_path, "C = {low = 0.001, high = 1, log = true}\nseed = [5, 6]"))
    found = search(find("logistic"), few(), grid, trials=3, folds=2, sample=200)
    assert len(found) == 3
    assert all(0.001 <= one.parameters["C"] <= 1 and one.parameters["seed"] in {5, 6} for one in found)
    assert len({one.parameters["C"] for one in found}) == 3
    again = search(find("logistic"), few(), grid, trials=3, folds=2, sample=200)
    assert [one.parameters for one in again] == [one.parameters for one in found]


def test_a_network_is_tuned_too():
    found = search(find("mlp"), few(), {"widths": [(8,), (16,)], "epochs": [1], "batch": [32]}, folds=2, sample=200)
    assert {one.parameters["widths"] for one in found} == {(8,), (16,)}


def test_the_sample_has_no_validation_digits():
    data = few()
    held = {image.tobytes() for image in validation_split(data)[1].images}
    for size, expected in ((0, 440), (100, 100), (10_000, 440)):
        sample = _sample(data, size, 0)
        assert len(sample) == expected
        assert held.isdisjoint(image.tobytes() for image in sample.images)
    assert not np.array_equal(_sample(data, 100, 0).images, _sample(data, 100, 1).images)


@pytest.mark.parametrize("text", ["min_leaf = [1, 2]\nC = [0.5]", "[grid]\nmin_leaf = [1, 2]\nC = [0.5]"])
def test_a_grid_is_read(tmp_path, text):
    assert read_grid(written(tmp_path, text)) == {"min_leaf": [1, 2], "C": [0.5]}


def test_lists_in_a_grid_are_values_and_ranges_are_drawn_from(tmp_path):
    grid = read_grid(written(tmp_path, "widths = [[8], [16, 32]]\nrate = {low = 1, high = 3}"))
    assert grid["widths"] == [(8,), (16, 32)]
    drawn = grid["rate"].rvs(200, random_state=0)
    assert 1 <= drawn.min() < 1.2
    assert 2.8 < drawn.max() <= 3


@pytest.mark.parametrize("log", [False, True])
def test_whole_numbers_are_drawn_with_both_ends(log):
    drawn = Distribution(1, 10, log=log, whole=True).rvs(4000, random_state=0)
    assert set(drawn.tolist()) == set(range(1, 11))
    ones, tens = (drawn == 1).mean(), (drawn == 10).mean()
    assert (ones > 4 * tens) if log else (0.08 < min(ones, tens) < max(ones, tens) < 0.12)


def test_a_range_of_a_parameter_that_counts_gives_whole_numbers(tmp_path):
    grid = read_grid(
        written(tmp_path, "neighbours = {low = 1, high = 9}\ncomponents = {low = 5, high = 40, log = true}")
    )
    found = search(find("knn"), few(), grid, trials=4, folds=2, sample=200)
    assert all(type(value) is int for one in found for value in one.parameters.values())
    assert all(1 <= one.parameters["neighbours"] <= 9 and 5 <= one.parameters["components"] <= 40 for one in found)
    write_csv(found, tmp_path / "found.csv")
    rows = list(csv.DictReader((tmp_path / "found.csv").read_text().splitlines()))
    assert {row["neighbours"] for row in rows} == {str(one.parameters["neighbours"]) for one in found}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("C = ", "cannot be read"),
        ("", "is empty; give lines such as C = "),
        ("[grid]", "is empty"),
        ("C = []", "C takes a list of values, or .* not \\[\\]"),
        ("C = 3", "C takes a list of values, or .* not 3"),
        ("C = {low = 1}", "C takes a list"),
        ("C = {low = 3, high = 1}", "C takes a list"),
        ("C = {low = 0, high = 1, log = true}", "C takes a list"),
        ('C = {low = "a", high = 1}', "C takes a list"),
        ("C = {low = 1, high = 2, step = 1}", "C takes a list"),
        ("C = {low = 1, high = inf}", "C takes a list"),
        ("C = {low = false, high = true}", "C takes a list"),
        ("C = {low = 1, high = 2, log = 1}", "C takes a list"),
    ],
)
def test_a_bad_grid_is_told(tmp_path, text, says):
    with pytest.raises(ModelError, match=says):
        read_grid(written(tmp_path, text))


def test_a_grid_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ModelError, match=r"grid\.toml cannot be read"):
        read_grid(tmp_path / "grid.toml")


def test_every_kinds_own_grid_can_be_counted(tmp_path):
    assert all(0 < count(kind.grid, None) < 30 for kind in ZOO.values())
    assert (count(GRID, 3), count(GRID, 7)) == (3, 4)  # there are no more
    assert count(GRID | {"seed": Distribution(1, 2)}, 7) == 7
    with pytest.raises(ModelError, match="C: a range needs a random search; add --random 20"):
        count(read_grid(written(tmp_path, "C = {low = 1, high = 2}")), None)


@pytest.mark.parametrize(
    ("kind", "grid", "says"),
    [
        ("tree", {"depth": [1]}, "tree has no parameter depth; it has criterion, min_leaf, seed"),
        ("tree", {"min_leaf": ["few"]}, "tree: min_leaf takes a whole number, such as 2, not 'few'"),
        ("logistic", {"C": [0.1, -1.0]}, "logistic: C is above 0, not -1.0"),
        ("tree", {"min_leaf": Distribution(1.5, 9)}, "tree: min_leaf takes a whole number, such as 2, not 1.5"),
        ("tree", {"criterion": Distribution(1, 9)}, "tree: criterion takes a word, such as entropy, not 1"),
        ("forest", {"max_features": Distribution(0.5, 9.0)}, "forest: max_features is above 0 and at most 1, not 9.0"),
        ("knn", {"neighbours": [100]}, "knn: 100 neighbours cannot vote among 75 training digits"),
    ],
)
def test_what_cannot_be_tried_is_told(kind, grid, says):
    trials = 2 if any(isinstance(values, Distribution) for values in grid.values()) else None
    with pytest.raises(ModelError, match=says):
        search(find(kind), few(), grid, trials=trials, folds=2, sample=150)


def test_too_few_digits_for_the_folds_are_told():
    with pytest.raises(DataError, match=r"20 folds need as many samples of every digit, one has \d+; give more"):
        search(find("tree"), few(), GRID, folds=20, sample=100)


def test_an_unknown_cluster_is_told():
    with pytest.raises(ModelError, match="unknown cluster 'slurm'; known is ray"):
        search(find("tree"), few(), GRID, cluster="slurm")


def test_all_candidates_are_written_as_csv(tmp_path):
    path = tmp_path / "deep" / "found.csv"
    write_csv([Candidate({"C": 0.5}, 0.91, 0.01, 2), Candidate({"widths": (8, 9)}, 0.9, 0.02, 1)], path)
    rows = list(csv.DictReader(path.read_text().splitlines()))
    assert [(row["rank"], row["accuracy"]) for row in rows] == [("1", "0.91000"), ("2", "0.90000")]
    assert (rows[0]["C"], rows[0]["widths"]) == ("0.5", "")
    assert json.loads(rows[1]["widths"]) == [8, 9]


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_a_ray_cluster_finds_what_this_machine_finds(monkeypatch):
    if find_spec("ray") is None:
        missing("Ray is needed: pip install 'numerals[ray]'")
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")  # so that it is set back afterwards
    for name in ("RAY_USAGE_STATS_ENABLED", "RAY_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    here = search(find("tree"), few(), GRID, folds=2, sample=200, seed=1)
    import ray

    places: list[str] = []
    init = ray.init
    monkeypatch.setattr(ray, "init", lambda **given: (places.append(given["_temp_dir"]), init(**given)))
    there = search(find("tree"), few(), GRID, folds=2, sample=200, seed=1, cluster="ray")
    assert os.environ["RAY_USAGE_STATS_ENABLED"] == "0"  # Ray's makers are told nothing
    assert len(places) == 1
    assert not ray.is_initialized()
    assert not Path(places[0]).exists()
    assert [(one.parameters, one.accuracy) for one in there] == [(one.parameters, one.accuracy) for one in here]
