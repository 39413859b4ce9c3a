"""What the zoo says of its kinds is what was measured."""

import csv
import statistics
from pathlib import Path

import pytest

from numerals.models.zoo import ZOO

MEASURED = Path(__file__).parents[2] / "results" / "models.csv"
EXPECTED = [(kind.name, preset) for kind in ZOO.values() for preset in kind.expected]


def rows() -> list[dict[str, str]]:
    with MEASURED.open(newline="", encoding="utf-8") as stream:
        return [row for row in csv.DictReader(stream) if not row["remark"]]


@pytest.mark.parametrize(("name", "preset"), EXPECTED)
def test_expected_figures_are_the_measured_ones(name, preset):
    found = [row for row in rows() if (row["model"], row["preset"]) == (name, preset)]
    expected = ZOO[name].expected[preset]
    assert found, "a figure without a run"
    mean = 100 * statistics.mean(float(row["test_accuracy"]) for row in found)
    assert expected.accuracy == pytest.approx(mean, abs=0.0051)
    assert expected.parameters in {int(row["parameters"]) for row in found}  # of trees they differ with the seed
    shortest = min(float(row["minutes"]) for row in found)  # of the others some ran beside other work
    assert expected.minutes == pytest.approx(shortest, abs=1.0)


def test_every_run_names_its_seed_commit_data_and_command():
    for row in rows():
        assert all(row[name] for name in ("version", "seed", "commit", "train_sha256", "command")), row
