"""Random changes of digits, as pens, papers and cameras make them."""

import pytest
import torch
from torch import Tensor

from lab import rest_and_held
from numerals.models.augment import augment
from numerals.models.loop import to_tensor


@pytest.fixture(scope="module")
def images() -> Tensor:
    return to_tensor(rest_and_held()[1].images[:60])


def chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize(("strength", "ruled"), [(1.0, 0.0), (0.3, 0.0), (1.0, 1.0)])
def test_augmented_images_keep_their_shape_and_range(images, strength, ruled):
    before = images.clone()
    changed = augment(images, chance(), strength, ruled)
    assert changed.shape == images.shape == (60, 1, 28, 28)
    assert changed.dtype == torch.float32
    assert float(changed.min()) >= 0
    assert float(changed.max()) <= 1
    assert torch.equal(images, before)


@pytest.mark.parametrize("ruled", [0.0, 0.5])
def test_augmentation_follows_its_source_of_chance_alone(images, ruled):
    torch.manual_seed(1)
    first = augment(images, chance(3), ruled=ruled)
    torch.manual_seed(2)
    again, other = augment(images, chance(3), ruled=ruled), augment(images, chance(4), ruled=ruled)
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_augmented_digits_change_and_stay_digits(images):
    changed = augment(images, chance())
    difference = (changed - images).abs().mean(dim=(1, 2, 3))
    assert float(difference.min()) > 0.005
    ink = changed.sum(dim=(1, 2, 3)) / images.sum(dim=(1, 2, 3))
    assert 0.6 < float(ink.median()) < 1.6
    assert float(ink.min()) > 0.1


def test_less_strength_changes_less(images):
    strong, gentle = ((augment(images, chance(), strength) - images).abs().mean() for strength in (1.0, 0.2))
    assert gentle < 0.6 * strong


def test_ruled_paper_has_a_line_across():
    blank = torch.zeros(200, 1, 28, 28)
    ruled = augment(blank, chance(), strength=0.01, ruled=1.0)
    inked = (ruled > 0.15).squeeze(1)
    rows, columns = inked.any(2).sum(1), inked.any(1).sum(1)
    longest = torch.maximum(rows, columns)
    assert (longest >= 12).float().mean() > 0.95  # across the picture, with gaps where it is dashed
    assert (torch.minimum(rows, columns) <= 7).all()  # thin, and level or upright
    assert 0.3 < (rows > columns).float().mean() < 0.7  # as many stand as lie


def test_only_the_wanted_share_is_ruled():
    blank = torch.zeros(400, 1, 28, 28)
    share = (augment(blank, chance(), strength=0.0, ruled=0.25).amax((1, 2, 3)) > 0.1).float().mean()
    assert 0.18 < share < 0.32
    assert augment(blank, chance(), strength=0.0).max() == 0
