"""The Siamese network and the guard: their losses, and that they learn."""

import numpy as np
import pytest
import torch

from lab import WIDTHS, rest_and_held
from numerals import ModelError
from numerals.data.marks import sample_glyph, sample_letter
from numerals.imaging.ink import normalize_strokes
from numerals.models.guard import Guard
from numerals.models.loop import NO_DIGIT
from numerals.models.siamese import TURNS, SiameseEncoder, contrast, turned
from numerals.models.watch import Watch
from numerals.training.exposure import marks
from numerals.training.spaces import fit_judge, verified

QUICK = {"widths": WIDTHS, "epochs": 6, "batch": 64, "rate": 1e-2, "average": 0.9, "strength": 0.2, "dropout": 0.0}


@pytest.fixture(scope="module")
def siamese() -> SiameseEncoder:
    rest, held = rest_and_held()
    return SiameseEncoder(**QUICK, length=16).fit(
        rest.images, rest.labels, Watch(validation=(held.images, held.labels))
    )


def test_codes_of_one_digit_that_lie_together_cost_less():
    codes = torch.nn.functional.normalize(torch.tensor([[1.0, 0.0], [1.0, 0.1], [-1.0, 0.0], [-1.0, 0.1]]), dim=1)
    assert contrast(codes, torch.tensor([0, 0, 1, 1])) < contrast(codes, torch.tensor([0, 1, 0, 1]))


def test_a_batch_in_which_every_digit_is_alone_costs_no_nonsense():
    codes = torch.nn.functional.normalize(torch.randn(3, 4), dim=1)
    assert not torch.isinf(contrast(codes, torch.tensor([0, 1, 1])))


def test_it_tells_pairs_apart_that_it_has_not_seen(siamese):
    _, held = rest_and_held()
    codes = siamese.transform(held.images)
    assert np.linalg.norm(codes, axis=1) == pytest.approx(1, abs=1e-4)
    told = verified(fit_judge(codes[:60], held.labels[:60]), codes[60:], held.labels[60:])
    assert told["accuracy"] > 0.8  # pairs alone leave such a network at 0.5
    assert told["equal_error_rate"] < 0.2


def test_digits_that_are_held_out_are_not_trained_on():
    rest, _ = rest_and_held()
    few, held = SiameseEncoder(**{**QUICK, "epochs": 1}, held=tuple(range(2, 10))), rest.labels > 1
    changed = np.where(held[:, None, None], 0, rest.images).astype(np.uint8)
    one, two = (few.fit(images, rest.labels).transform(rest.images[:20]) for images in (rest.images, changed))
    assert (one == two).all()
    with pytest.raises(ModelError, match="compares at least two digits"):
        SiameseEncoder(held=tuple(range(1, 10))).fit(rest.images, rest.labels)


def test_turned_digits_are_classes_of_their_own_and_no_six_becomes_a_nine():
    assert 2 not in TURNS[6]
    assert 0 not in TURNS
    images = torch.zeros(4, 1, 28, 28)
    images[:, :, 3:9, 5] = 1
    labels = torch.tensor([0, 3, 4, 7])
    out, classes = turned(images, labels, 1.0, torch.Generator().manual_seed(0))
    assert classes[0] == 0
    assert ((classes[1:] - 5 * labels[1:]) > 0).all()
    assert torch.equal(out[0], images[0])
    assert out.sum() == images.sum()
    assert torch.equal(turned(images, labels, 0.0, torch.Generator())[1], 5 * labels)


def test_the_guard_tells_digits_from_marks():
    rest, held = rest_and_held()
    none = marks(rest.images, rest.labels, len(rest), 1)
    images = np.concatenate([rest.images, none])
    labels = np.concatenate([rest.labels, np.full(len(none), NO_DIGIT)])
    guard = Guard(**QUICK).fit(images, labels, Watch(validation=(images[:50], labels[:50])))
    fresh = marks(held.images, held.labels, 200, 2)
    assert (guard.transform(held.images) > 0).mean() > 0.85
    assert (guard.transform(fresh) > 0).mean() < 0.25


@pytest.mark.parametrize("write", [sample_letter, sample_glyph])
def test_marks_are_strokes_that_differ_from_each_other(write):
    rng = np.random.default_rng(0)
    pictures = {normalize_strokes(write(rng)).tobytes() for _ in range(30)}
    assert len(pictures) == 30
