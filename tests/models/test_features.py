"""What the classical models see, and how the default reader gets rid of the paper."""

import numpy as np
import onnxruntime
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lab import rest_and_held
from numerals.models.features import Deskew, Gradients, GreyLevels, Pixels, Sheared, Sums, Upright, compute
from numerals.models.loop import to_tensor
from numerals.models.networks import Foreground
from numerals.models.onnx import network_to_onnx


@pytest.fixture(scope="module")
def digits() -> Tensor:
    return to_tensor(rest_and_held()[1].images[:60])


def slant(images: Tensor) -> Tensor:
    """Covariance of row and column over the variance of the row: 0 is upright."""
    places = torch.arange(28.0)
    mass = images.sum((1, 2, 3))
    y, x = places.view(1, 1, 28, 1), places.view(1, 1, 1, 28)
    mean_y, mean_x = (images * y).sum((1, 2, 3)) / mass, (images * x).sum((1, 2, 3)) / mass
    y, x = y - mean_y.view(-1, 1, 1, 1), x - mean_x.view(-1, 1, 1, 1)
    return (images * y * x).sum((1, 2, 3)) / (images * y * y).sum((1, 2, 3))


def sheared(images: Tensor, amount: float) -> Tensor:
    theta = torch.tensor([[1.0, amount, 0.0], [0.0, 1.0, 0.0]]).repeat(len(images), 1, 1)
    return F.grid_sample(images, F.affine_grid(theta, list(images.shape), align_corners=False), align_corners=False)


@pytest.mark.parametrize("amount", [-0.4, 0.3])
def test_sheared_digits_become_upright(digits, amount):
    leaning = sheared(digits, amount)
    before, after = slant(leaning).abs(), slant(Deskew()(leaning)).abs()
    assert before.mean() > 0.2
    assert after.mean() < 0.25 * before.mean()
    assert (after < 0.15).all()


def test_digits_that_lean_differently_look_alike_when_upright(digits):
    left, right = sheared(digits, -0.3), sheared(digits, 0.3)
    assert (Deskew()(left) - Deskew()(right)).abs().mean() < 0.5 * (left - right).abs().mean()


def test_the_centre_of_mass_comes_to_the_middle(digits):
    moved = Deskew()(torch.roll(digits, (3, -2), (2, 3)))
    places = torch.arange(28.0) - 13.5
    for axis in (2, 3):
        profile = moved.sum(tuple({1, 2, 3} - {axis}))
        assert ((profile * places).sum(1) / profile.sum(1)).abs().max() < 0.3


def test_grey_levels_are_whole_numbers(digits):
    levels = GreyLevels()(digits)
    assert levels.shape == (60, 784)
    assert torch.equal(levels, levels.round())
    assert levels.max() == 255
    assert torch.equal(levels, to_tensor(rest_and_held()[1].images[:60]).flatten(1).mul(255).round())


def test_gradients_tell_directions(digits):
    across, down = torch.zeros(2, 1, 1, 28, 28).unbind()
    across[..., 12:16, 4:24] = 1
    down[..., 4:24, 12:16] = 1
    found = Gradients()(torch.cat([across, down, across]))
    assert torch.equal(found[0], found[2])
    assert F.cosine_similarity(found[0], found[1], dim=0) < 0.3
    assert found.shape == (3, Gradients()(digits).shape[1])


@pytest.mark.parametrize("amount", [-0.4, 0.3])
def test_rows_moved_by_whole_pixels_stand_upright_and_keep_their_grey_levels(digits, amount):
    leaning = sheared(digits, amount)
    upright = Sheared()(leaning)
    assert slant(upright).abs().mean() < 0.25 * slant(leaning).abs().mean()
    for before, after in zip(leaning.flatten(0, 2), upright.flatten(0, 2), strict=True):
        assert set(after.tolist()) <= {0.0, *before.tolist()}


def test_sums_are_of_four_neighbours(digits):
    levels = digits.mul(255).round().numpy()[:, 0]
    wanted = levels[:, :-1, :-1] + levels[:, 1:, :-1] + levels[:, :-1, 1:] + levels[:, 1:, 1:]
    assert np.array_equal(Sums()(digits).numpy().reshape(60, 27, 27), wanted)


SEEN = [Pixels(), GreyLevels(), Deskew(), Gradients(), Foreground(), Sheared(), Sums(), Upright()]


@pytest.mark.parametrize("features", SEEN, ids=repr)
def test_every_feature_is_a_number_on_flat_pictures_in_onnx_too(features):
    flat = torch.stack([torch.full((1, 28, 28), value) for value in (0.0, 0.5, 1.0)])
    flat = torch.cat([flat, torch.zeros(1, 1, 28, 28)])
    flat[3, 0, 14, 14] = 1 / 255  # one speck
    found = nn.Sequential(features, nn.Flatten())(flat)
    assert torch.isfinite(found).all()
    session = onnxruntime.InferenceSession(
        network_to_onnx(nn.Sequential(features, nn.Flatten())), providers=["CPUExecutionProvider"]
    )
    (exported,) = session.run(None, {"images": flat.numpy()})
    assert np.isfinite(exported).all()
    assert np.abs(exported - found.numpy()).max() < 1e-3


def test_features_are_computed_batch_by_batch():
    images = rest_and_held()[1].images[:25]
    assert np.array_equal(compute(Deskew(), images, batch=10), compute(Deskew(), images))
    assert compute(Gradients(), images).dtype == np.float32


@pytest.mark.parametrize("grey", [0.2, 0.6])
def test_grey_paper_is_taken_away_and_thin_strokes_stay(grey):
    strokes = torch.zeros(1, 1, 28, 28)
    strokes[..., 4:24, 13:16] = 1
    strokes[..., 12:14, 6:22] = 1
    paper = grey + (1 - grey) * strokes
    assert torch.allclose(Foreground()(paper), strokes, atol=1e-5)
    assert torch.equal(Foreground()(torch.full((1, 1, 28, 28), grey)), torch.zeros(1, 1, 28, 28))


def test_faint_ink_counts_as_much_as_strong_and_broad_stripes_go(digits):
    assert torch.allclose(Foreground()(0.4 * digits), Foreground()(digits), atol=1e-5)
    stripe = torch.zeros(1, 1, 28, 28)
    stripe[..., 10:] = 0.5
    assert Foreground()(stripe).max() == 0


def test_digits_are_left_nearly_as_they_are(digits):
    assert (Foreground()(digits) - digits).abs().mean() < 0.02
