"""Learning without labels: better than before it learnt, the same for a seed, and kept."""

import numpy as np
import pytest

from lab import one_thread  # noqa: F401
from numerals.explore.contrast import learn
from numerals.explore.features import pixels
from numerals.explore.learnt import embed, kept, learnt
from numerals.explore.neighbours import nearest, votes


def agreeing(vectors, labels) -> float:
    """Share of the labels with which the neighbours agree."""
    return float((votes(nearest(vectors, 10), labels).argmax(axis=1) == labels).mean())


def apart(vectors, labels) -> float:
    """By how much images of a digit are more alike, in cosines, than those of different ones."""
    alike, same = vectors @ vectors.T, labels[:, None] == labels
    return float(alike[same].mean() - alike[~same].mean())


def test_learning_brings_images_of_a_digit_together(digits):
    images, labels = digits.train.images[:600], digits.train.labels[:600]
    before = learn(images, steps=1)(images)
    said: list[float] = []
    after = learn(images, steps=40, say=said.append)(images)
    assert said[-1] == 1
    assert after.shape == (len(images), 32)
    assert np.linalg.norm(after, axis=1) == pytest.approx(np.ones(len(images)), abs=1e-4)
    assert agreeing(after, labels) > 0.9
    assert apart(after, labels) > 1.2 * apart(before, labels)


def test_a_seed_gives_the_same_encoder(digits):
    images = digits.test.images[:64]
    one, same, other = (learn(images, seed=seed, steps=3)(images) for seed in (1, 1, 2))
    assert one == pytest.approx(same, abs=1e-5)
    assert np.abs(one - other).max() > 0.01


def test_any_encoder_becomes_an_embedding(digits):
    one = embed(digits.test.images, pixels, "plain")
    assert (one.name, one.supervised, one.vectors.shape, one.flat.shape) == ("plain", False, (360, 784), (360, 2))
    few = one.take(np.arange(0, 360, 2))
    assert len(few.vectors) == len(few.flat) == 180
    assert few.neighbours is None  # those of the whole would point elsewhere
    assert one.take(np.arange(360)) is one


def test_what_was_learnt_is_kept_for_its_source_and_seed(digits, tmp_path, monkeypatch):
    monkeypatch.setattr("numerals.explore.contrast.learn.__defaults__", (0, 3, lambda _: None))
    images, said = digits.test.images[:120], []
    first = learnt(tmp_path, images, "a", 0, said.append)
    again = learnt(tmp_path, images, "a", 0, lambda _: pytest.fail("it is learnt anew"))
    assert len(said) == 3
    assert again.vectors == pytest.approx(first.vectors)
    assert (again.neighbours.places == first.neighbours.places).all()
    assert kept(tmp_path, "b", 0) is None
    assert kept(tmp_path, "a", 1) is None
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:1000])  # a disk that was full
    assert kept(tmp_path, "a", 0) is None
