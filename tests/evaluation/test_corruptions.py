"""Each kind of damage does what it says."""

import numpy as np
import pytest

from numerals import ParameterError
from numerals.evaluation.corruptions import CORRUPTIONS, corrupt

STILL = {"scale", "brightness", "stripe", "canny_edges"}
"""Kinds without chance."""


@pytest.fixture(scope="module")
def images(digits):
    """Sixty digits."""
    return digits.test.images[:60]


@pytest.fixture(scope="module")
def block():
    """A filled square of 10 px, off the middle, on two images."""
    picture = np.zeros((2, 28, 28), np.uint8)
    picture[:, 8:18, 10:20] = 255
    return picture


def box(picture):
    """First and last row and column of the ink."""
    rows, columns = np.flatnonzero(picture.max(axis=1) > 127), np.flatnonzero(picture.max(axis=0) > 127)
    return int(rows[0]), int(rows[-1]), int(columns[0]), int(columns[-1])


def test_there_are_the_fifteen_of_mnist_c():
    assert " ".join(CORRUPTIONS) == (
        "shot_noise impulse_noise glass_blur motion_blur shear scale rotate brightness translate stripe fog spatter "
        "dotted_line zigzag canny_edges"
    )


@pytest.mark.parametrize("kind", CORRUPTIONS)
def test_the_same_seed_gives_the_same_pictures(images, kind):
    before = images.copy()
    damaged = corrupt(images, kind, seed=4)
    assert (damaged.shape, damaged.dtype) == (images.shape, np.uint8)
    assert (images == before).all()
    assert (damaged == corrupt(images, kind, seed=4)).all()
    assert (damaged != images).any(axis=(1, 2)).all()
    assert (damaged == corrupt(images, kind, seed=5)).all() == (kind in STILL)


@pytest.mark.parametrize("kind", CORRUPTIONS)
def test_no_images_and_blank_images_are_damaged_too(kind):
    assert corrupt(np.zeros((0, 28, 28), np.uint8), kind).shape == (0, 28, 28)
    assert corrupt(np.zeros((1, 28, 28), np.uint8), kind).shape == (1, 28, 28)


def test_fewer_images_are_damaged_as_the_first_of_more():
    many = np.zeros((2500, 28, 28), np.uint8)
    assert (corrupt(many, "impulse_noise")[:2000] == corrupt(many[:2000], "impulse_noise")).all()


def test_an_unknown_kind_is_told(images):
    with pytest.raises(ParameterError, match=r"unknown corruption 'frost'; known are shot_noise, "):
        corrupt(images, "frost")


def test_brightness_lifts_the_paper_to_grey(block):
    damaged = corrupt(block, "brightness")
    assert (damaged[0, 0, 0], damaged[0, 10, 12]) == (128, 255)


def test_stripe_inverts_the_outer_quarters(images):
    damaged = corrupt(images, "stripe")
    assert (damaged[:, :, :7] == 255 - images[:, :, :7]).all()
    assert (damaged[:, :, 21:] == 255 - images[:, :, 21:]).all()
    assert (damaged[:, :, 7:21] == images[:, :, 7:21]).all()


def test_translate_moves_by_three_pixels_each_way(block):
    moved = {box(one) for seed in range(8) for one in corrupt(block, "translate", seed)}
    assert moved == {(8 + y, 17 + y, 10 + x, 19 + x) for x in (-3, 3) for y in (-3, 3)}


def test_scale_shrinks_towards_the_middle(block):
    top, bottom, left, right = box(corrupt(block, "scale")[0])
    assert (bottom - top + 1, right - left + 1) == (7, 7)
    assert top > 8
    assert right < 20


def test_shear_and_rotate_turn_both_ways():
    line = np.zeros((40, 28, 28), np.uint8)
    line[:, 4:24, 13:15] = 255
    for kind, reach in (("shear", 8.2), ("rotate", 7.8)):
        damaged = corrupt(line, kind).astype(float)
        column = (damaged * np.arange(28)).sum(axis=2) / np.maximum(1, damaged.sum(axis=2))
        lean = column[:, 5] - column[:, 22]
        assert np.abs(lean) == pytest.approx(np.full(40, reach * 17 / 19), abs=0.8)
        assert {-1, 1} == set(np.sign(lean))


def test_impulse_noise_strikes_a_sixth_of_the_pixels():
    grey = np.full((50, 28, 28), 100, np.uint8)
    damaged = corrupt(grey, "impulse_noise")
    assert np.mean(damaged == 0) == pytest.approx(0.085, abs=0.01)
    assert np.mean(damaged == 255) == pytest.approx(0.085, abs=0.01)
    assert np.mean(damaged == 100) == pytest.approx(0.83, abs=0.01)


def test_shot_noise_counts_to_three(images):
    damaged = corrupt(images, "shot_noise")
    assert set(np.unique(damaged)) == {0, 85, 170, 255}
    assert (damaged[images == 0] == 0).all()
    assert damaged[images > 200].mean() == pytest.approx(200, abs=15)


def test_blurs_soften_and_keep_the_ink(block):
    for kind in ("glass_blur", "motion_blur"):
        damaged = corrupt(block, kind)
        assert int(damaged.sum()) == pytest.approx(int(block.sum()), rel=0.02)
        assert ((damaged > 20) & (damaged < 235)).sum() > 40


def test_fog_leaves_a_quarter_of_the_contrast(block):
    damaged = corrupt(block, "fog").astype(float)
    inside, beside = damaged[:, 9:17, 11:19].mean(), damaged[:, 9:17, [8, 9, 20, 21]].mean()
    assert inside - beside == pytest.approx(255 / 4, abs=20)


def test_spatter_is_grey_on_paper_and_takes_ink_away(images):
    damaged = corrupt(images, "spatter")
    assert damaged[images == 0].max() == 63
    assert (damaged[images > 63] <= images[images > 63]).all()
    assert 0.01 < np.mean(damaged[images == 0] > 0) < 0.4


@pytest.mark.parametrize(("kind", "least", "most"), [("dotted_line", 10, 70), ("zigzag", 40, 140)])
def test_lines_add_ink_and_take_none_away(images, kind, least, most):
    damaged = corrupt(images, kind)
    assert (damaged >= images).all()
    added = (damaged > images.astype(int) + 60).sum(axis=(1, 2))
    assert least / 3 < added.min()
    assert least < np.median(added) < most


def test_a_dotted_line_has_gaps():
    damaged = corrupt(np.zeros((30, 28, 28), np.uint8), "dotted_line")
    dots = np.arange(28) // 2 % 2 == 1
    assert not damaged[:, :, ~dots].any()
    assert damaged[:, :, 2:27].max(axis=1)[:, dots[2:27]].min() > 150


def test_canny_draws_the_outline_only(block):
    edges = corrupt(block, "canny_edges")[0]
    assert set(np.unique(edges)) == {0, 255}
    assert not edges[11:15, 13:17].any()
    assert not edges[:6].any()
    assert box(edges) in {(7, 18, 9, 20), (8, 17, 10, 19), (7, 17, 9, 19), (8, 18, 10, 20)}
    assert 30 <= (edges > 0).sum() <= 80


def test_canny_keeps_faint_edges_only_when_they_go_on_from_strong_ones():
    fading = np.zeros((28, 28), np.uint8)
    fading[8:20, 4:24] = np.linspace(60, 13, 20)
    faint = fading.copy()
    faint[:, :21] = 0
    with_strong, alone = corrupt(np.stack([fading, faint]), "canny_edges")
    assert not alone.any()
    assert with_strong[18:22, 6:22].any(axis=0).all()
