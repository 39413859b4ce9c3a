"""The shipped guard: it belongs to the shipped model, and does what its card tells."""

import numpy as np
import pytest

from numerals.confidence.novelty import LOST, Novelty, classified, energy, novelty
from numerals.data.marks import sample_glyph, sample_letter
from numerals.data.pen import sample_digit, sample_scribble
from numerals.imaging.ink import normalize_strokes
from numerals.inference.bundle import load_bundle, write_bundle
from numerals.inference.space import SHIPPED


def drawn(write, count: int = 300, seed: int = 5) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.stack([normalize_strokes(write(rng)) for _ in range(count)])


@pytest.fixture(scope="module")
def guard() -> Novelty:
    return novelty(load_bundle())


def share(guard: Novelty, crops: np.ndarray, lost: float = 0.01) -> float:
    return float((guard.scores(crops, guard.bundle.logits(crops)) >= guard.threshold(lost)).mean())


def test_the_guard_is_joined_with_the_model_that_ships(guard):
    assert guard.joined, "the shipped model is another one now; run: python scripts/join_guard.py"


def test_digits_pass_and_marks_do_not(guard):
    assert share(guard, drawn(lambda rng: sample_digit(rng)[0])) >= 0.97
    for write in (sample_letter, sample_glyph, sample_scribble):
        assert share(guard, drawn(write)) <= 0.25


def test_the_more_digits_may_be_lost_the_fewer_marks_pass(guard):
    shares = [share(guard, drawn(sample_glyph), lost) for lost in LOST]
    assert shares == sorted(shares, reverse=True)


def test_digits_are_likely_and_marks_are_not(guard):
    def likely(crops: np.ndarray) -> np.ndarray:
        return guard.probabilities(crops, guard.bundle.logits(crops))

    assert np.median(likely(drawn(lambda rng: sample_digit(rng)[0]))) > 0.95
    for write in (sample_letter, sample_glyph, sample_scribble):
        assert np.median(likely(drawn(write))) < 0.05


def test_with_another_model_the_guard_decides_alone(guard, tmp_path):
    other = write_bundle(tmp_path, guard.bundle.checked_model(), {**guard.bundle.card, "name": "other"})
    alone = novelty(other)
    crops = drawn(sample_letter, 20)
    assert not alone.joined
    assert (alone.scores(crops, np.zeros((20, 10), np.float32)) == guard.guard.encode(crops)[:, 0]).all()
    assert alone.threshold(0.01) != guard.threshold(0.01)


def test_the_energy_is_the_logarithm_of_the_sum_of_powers():
    logits = np.array([[0.0] * 10, [1000.0] + [0.0] * 9], np.float32)
    assert energy(logits) == pytest.approx([np.log(10), 1000.0])


def test_the_likeliest_digit_is_told_beside_the_energy():
    told = classified(np.eye(10, dtype=np.float32)[[3, 0]] * 5)
    assert {name for name, value in told.items() if value[0] == 1.0} == {"3"}
    assert {name for name, value in told.items() if value[1] == 1.0} == {"0"}
    assert set(told) == {"energy", *"0123456789"}


def test_what_ships_is_small():
    sizes = {folder.name: sum(file.stat().st_size for file in folder.iterdir()) for folder in SHIPPED.iterdir()}
    assert sizes["guard"] < 400_000
    assert sum(sizes.values()) < 2_000_000
