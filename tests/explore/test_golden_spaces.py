"""Codes are judged, mixed and laid out as the golden file says, with which the page's own tests compare too."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from numerals.confidence.novelty import classified, missed
from numerals.confidence.verification import Judge
from numerals.explore.generation import between, lattice

GOLDEN = Path(__file__).parent.parent / "golden" / "spaces.json"
golden: dict[str, Any] = json.loads(GOLDEN.read_text())


def codes(values: list[Any]) -> np.ndarray:
    return np.array(values, np.float32)


def test_pairs_are_judged_as_the_golden_file_says():
    told = golden["judge"]
    judge = Judge(np.array(told["weights"]), told["bias"])
    first, second = (codes([pair[side] for pair in told["pairs"]]) for side in ("first", "second"))
    assert judge(first, second) == pytest.approx([pair["same"] for pair in told["pairs"]], abs=1e-6)


@pytest.mark.parametrize("way", golden["between"], ids=lambda way: f"{len(way['first'])} values")
def test_one_code_turns_into_another_as_the_golden_file_says(way):
    found = between(codes(way["first"]), codes(way["second"]), len(way["codes"]))
    assert found == pytest.approx(codes(way["codes"]), abs=1e-5)


def test_the_map_is_laid_out_as_the_golden_file_says():
    told = golden["lattice"]
    assert lattice(told["side"]).reshape(-1, 2) == pytest.approx(codes(told["codes"]), abs=1e-6)


@pytest.mark.parametrize("one", golden["novelty"]["pictures"], ids=lambda one: f"{one['score']:.1f}")
def test_a_picture_is_scored_as_the_golden_file_says(one):
    picture, drawn = np.array(one["picture"], np.uint8).reshape(1, 28, 28), codes(one["drawn"]).reshape(1, 28, 28)
    (error,), (rate,) = missed(picture, drawn, codes([one["rate"]]))
    said = {name: value[0] for name, value in classified(codes([one["logits"]])).items()}
    found = {"guard": one["looks"]["guard"], **said, "error": error, "rate": rate}
    assert found == pytest.approx(one["looks"], abs=1e-5)
    told = golden["novelty"]
    score = sum(weight * found[name] for name, weight in told["weights"].items()) + told["bias"]
    assert score == pytest.approx(one["score"], abs=1e-4)
