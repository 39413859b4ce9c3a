"""The stages between a picture and its ink, each on its own."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from numerals.imaging import stages

Grey = NDArray[np.uint8]


def paper(height: int = 200, width: int = 300, shade: int = 220) -> Grey:
    """Even paper."""
    return np.full((height, width), shade, np.uint8)


def with_strokes(sheet: Grey, ink: int) -> Grey:
    """The sheet with four strokes of a pen."""
    drawn = sheet.copy()
    height, width = sheet.shape
    for i in range(4):
        x = width * (2 * i + 1) // 8
        cv2.line(drawn, (x, height // 4), (x + 5, 3 * height // 4), ink, 6, cv2.LINE_AA)
    return drawn


def shadowed(sheet: Grey, dark: float = 0.5) -> Grey:
    """The sheet with light that falls from the left edge to ``1 - dark`` at the right one."""
    light = np.linspace(1, 1 - dark, sheet.shape[1])
    return np.rint(sheet * light).astype(np.uint8)


def grainy(sheet: Grey, sigma: float, seed: int = 0) -> Grey:
    """The sheet with grain."""
    noise = np.random.default_rng(seed).normal(0, sigma, sheet.shape)
    return np.clip(sheet + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(
    ("colour", "grey"),
    [((255, 255, 255), 255), ((0, 0, 0), 0), ((255, 0, 0), 76), ((0, 255, 0), 150), ((0, 0, 255), 29)],
    ids=["white", "black", "red", "green", "blue"],
)
def test_grey_is_luminance_of_rgb(colour, grey):
    assert (stages.to_grey(np.full((3, 4, 3), colour, np.uint8)) == grey).all()


class TestPaper:
    def test_reach_nought_is_one_median(self):
        sheet = with_strokes(paper(), 20)
        assert (stages.estimate_paper(sheet, 0) == 220).all()

    @pytest.mark.parametrize("ink", [10, 120], ids=["black ink", "faint ink"])
    def test_strokes_leave_no_hollow_in_even_paper(self, ink):
        found = stages.estimate_paper(with_strokes(paper(), ink), 10)
        assert np.abs(found.astype(int) - 220).max() <= 3

    @pytest.mark.parametrize("percent", [5, 10, 20])
    def test_a_shadow_is_followed_under_the_ink(self, percent):
        sheet = shadowed(paper(400, 600))
        found = stages.estimate_paper(with_strokes(sheet, 15), percent)
        assert found.shape == sheet.shape
        assert np.abs(found.astype(int) - sheet).mean() < 4
        assert np.abs(found.astype(int) - sheet)[:, 30:-30].max() < 16

    def test_light_ink_leaves_no_hump_on_a_blackboard(self):
        found = stages.estimate_paper(with_strokes(paper(shade=40), 240), 10)
        assert np.abs(found.astype(int) - 40).max() <= 3

    @pytest.mark.parametrize("shape", [(4, 4), (4, 900), (900, 4), (7, 33)])
    def test_odd_shapes_work(self, shape):
        found = stages.estimate_paper(np.full(shape, 99, np.uint8), 50)
        assert found.shape == shape
        assert np.abs(found.astype(int) - 99).max() <= 1


class TestPolarity:
    @pytest.mark.parametrize(
        ("shade", "ink", "polarity"),
        [
            pytest.param(220, 20, "dark", id="pen on paper"),
            pytest.param(220, 170, "dark", id="pencil on paper"),
            pytest.param(30, 235, "light", id="chalk on a board"),
            pytest.param(110, 160, "light", id="chalk on grey"),
            pytest.param(0, 255, "light", id="white on a black canvas"),
            pytest.param(255, 0, "dark", id="black on a white canvas"),
        ],
    )
    def test_it_is_found_with_grain_and_shadow(self, shade, ink, polarity):
        for sheet in (paper(shade=shade), shadowed(paper(shade=shade), 0.4)):
            drawn = grainy(np.where(with_strokes(paper(shade=0), 255) > 127, ink, sheet).astype(np.uint8), 2.0)
            assert stages.find_polarity(drawn, stages.estimate_paper(drawn, 10)) == polarity

    def test_turning_the_picture_over_turns_the_answer(self):
        drawn = with_strokes(paper(), 30)
        assert stages.find_polarity(drawn, paper()) == "dark"
        assert stages.find_polarity(~drawn, ~paper()) == "light"


class TestInk:
    def test_paper_is_nought_and_black_is_full(self):
        drawn = with_strokes(paper(), 0)
        ink = stages.to_ink(drawn, paper(), "dark")
        assert (ink[drawn == 220] == 0).all()
        assert (ink[drawn == 0] == 255).all()

    def test_dark_and_light_are_mirror_images(self):
        drawn = grainy(with_strokes(paper(), 60), 4)
        assert np.array_equal(stages.to_ink(drawn, paper(), "dark"), stages.to_ink(~drawn, ~paper(), "light"))

    def test_the_same_pen_is_as_strong_in_light_and_in_shadow(self):
        sheet = shadowed(paper(shade=240), 0.6)
        ink = stages.to_ink((sheet * 0.5).astype(np.uint8), sheet, "dark")
        assert ink.min() >= 125
        assert ink.max() <= 132

    @given(st.integers(0, 255), st.integers(0, 255), st.sampled_from(["dark", "light"]))
    def test_strength_never_leaves_its_range_and_the_wrong_side_is_nought(self, grey, sheet, polarity):
        ink = int(stages.to_ink(paper(2, 2, grey), paper(2, 2, sheet), polarity)[0, 0])
        wrong = grey >= sheet if polarity == "dark" else grey <= sheet
        assert (ink == 0) if wrong else (0 < ink <= 255)


class TestBlur:
    @pytest.mark.parametrize("kernel", [0, 1])
    def test_none_changes_nothing(self, kernel):
        noise = grainy(paper(), 20)
        assert np.array_equal(stages.blur(noise, kernel), noise)

    @pytest.mark.parametrize(("even", "odd"), [(2, 3), (4, 5), (30, 31)])
    def test_even_kernels_count_up(self, even, odd):
        noise = grainy(paper(), 20)
        assert np.array_equal(stages.blur(noise, even), stages.blur(noise, odd))

    def test_grain_falls_as_the_kernel_grows_and_the_mean_stays(self):
        noise = grainy(paper(shade=128), 20)
        blurred = [stages.blur(noise, kernel) for kernel in (0, 3, 7, 15)]
        deviations = [float(picture.std()) for picture in blurred]
        assert deviations == sorted(deviations, reverse=True)
        assert all(abs(picture.mean() - noise.mean()) < 1 for picture in blurred)


class TestNoise:
    @pytest.mark.parametrize("shade", [0, 90, 255])
    def test_a_clean_canvas_has_none(self, shade):
        assert stages.noise_level(paper(shade=shade)) == 0.0

    def test_strokes_on_a_clean_canvas_are_no_noise(self):
        assert stages.noise_level(with_strokes(paper(shade=0), 255)) == 0.0

    @pytest.mark.parametrize("sigma", [3.0, 6.0, 12.0])
    def test_grain_is_measured(self, sigma):
        assert stages.noise_level(grainy(paper(shade=0), sigma)) == pytest.approx(sigma, rel=0.2)


class TestThresholds:
    @pytest.fixture
    def ink(self) -> Grey:
        """Grainy ink: strokes of strength 180."""
        return grainy(with_strokes(paper(shade=10), 180), 3)

    @pytest.mark.parametrize("way", ["hysteresis", "adaptive", "otsu", "fixed"])
    def test_each_way_finds_the_strokes_and_no_grain(self, ink, way):
        mask = {
            "hysteresis": lambda: stages.threshold_hysteresis(ink, stages.hysteresis_levels(ink, 16)),
            "adaptive": lambda: stages.threshold_adaptive(ink, 41, 20),
            "otsu": lambda: stages.threshold_otsu(ink, 16),
            "fixed": lambda: stages.threshold_fixed(ink, 128),
        }[way]()
        assert set(np.unique(mask)) == {0, 255}
        truth = with_strokes(paper(shade=0), 255)
        assert (mask[truth == 255] == 255).mean() > 0.98
        assert (mask[cv2.dilate(truth, np.ones((5, 5))) == 0] == 0).mean() > 0.999

    def test_hysteresis_keeps_faint_parts_of_strong_marks_only(self):
        ink = np.zeros((40, 90), np.uint8)
        ink[20, 5:40], ink[20, 5:10] = 50, 200
        ink[20, 50:85] = 50
        mask = stages.threshold_hysteresis(ink, stages.Threshold(low=40, high=100))
        assert mask[20, 5:40].all()
        assert not mask[:, 45:].any()

    def test_hysteresis_takes_nothing_where_nothing_is_strong(self):
        ink = np.full((20, 20), 60, np.uint8)
        assert not stages.threshold_hysteresis(ink, stages.Threshold(low=70, high=100)).any()
        assert not stages.threshold_hysteresis(ink, stages.Threshold(low=40, high=100)).any()

    @pytest.mark.parametrize("contrast", [2, 16, 128])
    def test_levels_are_ordered_and_never_below_the_faintest_ink_believed(self, ink, contrast):
        levels = stages.hysteresis_levels(ink, contrast)
        assert 0.6 * contrast <= levels.low < levels.high
        assert levels.high >= contrast

    def test_more_grain_raises_the_levels(self):
        quiet, loud = (
            stages.hysteresis_levels(grainy(with_strokes(paper(shade=40), 220), sigma), 5) for sigma in (1, 15)
        )
        assert loud.high >= quiet.high
        assert loud.low > quiet.low

    def test_otsu_finds_nothing_in_grain(self):
        assert not stages.threshold_otsu(grainy(paper(shade=4), 1), 16).any()

    def test_a_fixed_level_is_not_ink_itself(self):
        assert stages.threshold_fixed(np.array([[99, 100, 101]], np.uint8), 100).tolist() == [[0, 0, 255]]

    def test_an_even_window_counts_up(self, ink):
        assert np.array_equal(stages.threshold_adaptive(ink, 40, 12), stages.threshold_adaptive(ink, 41, 12))


class TestEdges:
    def test_all_apertures_find_about_as_many(self):
        drawn = grainy(with_strokes(paper(), 40), 2)
        counts = [int((stages.edges(drawn, 40, 3.0, aperture) > 0).sum()) for aperture in (3, 5, 7)]
        assert min(counts) > 500
        assert max(counts) < 1.35 * min(counts)

    @pytest.mark.parametrize("aperture", [3, 5, 7])
    def test_a_higher_threshold_finds_fewer(self, aperture):
        noise = grainy(with_strokes(paper(), 150), 12)
        counts = [int((stages.edges(noise, low, 2.0, aperture) > 0).sum()) for low in (10, 40, 160)]
        assert counts == sorted(counts, reverse=True)
        assert counts[0] > counts[-1]

    def test_even_paper_has_none(self):
        assert not stages.edges(paper(), 40, 3.0, 3).any()


class TestDilation:
    def test_none_changes_nothing(self):
        mask = with_strokes(paper(shade=0), 255)
        assert np.array_equal(stages.dilate(mask, 3, 0), mask)
        assert np.array_equal(stages.dilate(mask, 1, 5), mask)

    @pytest.mark.parametrize(("kernel", "times", "side"), [(3, 1, 3), (3, 2, 5), (5, 1, 5), (5, 3, 13)])
    def test_a_point_grows_to_this_width(self, kernel, times, side):
        mask = np.zeros((31, 31), np.uint8)
        mask[15, 15] = 255
        grown = stages.dilate(mask, kernel, times)
        assert np.ptp(np.nonzero(grown)[1]) + 1 == side
        assert grown[15, 15] == 255


class TestRules:
    """A one of 60 px on a page of 400 x 600, with and without a rule."""

    @pytest.fixture
    def one(self) -> Grey:
        """Upright stroke."""
        mask = np.zeros((400, 600), np.uint8)
        mask[170:230, 100:106] = 255
        return mask

    def test_a_page_without_rules_stays(self, one):
        assert np.array_equal(stages.remove_rules(one, 60), one)

    @pytest.mark.parametrize("row", [30, 200, 235], ids=["above", "through the one", "below"])
    @pytest.mark.parametrize("tilt", [0, 3], ids=["level", "tilted"])
    def test_a_horizontal_rule_goes_and_the_one_stays(self, one, row, tilt):
        ruled = one.copy()
        cv2.line(ruled, (0, row), (599, row + tilt), 255, 2)
        kept = stages.remove_rules(ruled, 60)
        elsewhere = one == 0
        assert kept[elsewhere].sum() <= 0.05 * ruled[elsewhere].sum()
        assert (kept[one > 0] > 0).mean() > 0.95
        assert cv2.connectedComponents(kept[165:235, 98:108])[0] == 2, "the one is in one piece"

    def test_an_upright_rule_goes_and_the_one_stays(self, one):
        ruled = one.copy()
        ruled[:, 40:42] = 255
        kept = stages.remove_rules(ruled, 60)
        assert not kept[:, 36:46].any()
        assert np.array_equal(kept[:, 60:], one[:, 60:])

    def test_a_frame_goes(self, one):
        framed = one.copy()
        cv2.rectangle(framed, (10, 10), (589, 389), 255, 3)
        assert np.array_equal(stages.remove_rules(framed, 60), one)

    def test_a_broad_blot_is_no_rule(self, one):
        one[300:380, 50:550] = 255
        assert np.array_equal(stages.remove_rules(one, 60), one)

    def test_an_empty_page_stays_empty(self):
        assert not stages.remove_rules(np.zeros((50, 50), np.uint8), 0.0).any()


@pytest.mark.parametrize("count", [1, 2, 3, 10, 4097])
@pytest.mark.parametrize("percent", [0, 25, 50, 97, 99.5, 100])
def test_a_percentile_of_levels_is_numpys(count, percent):
    levels = np.random.default_rng(count).integers(0, 256, (count, 2)).astype(np.uint8)
    assert stages.percentile(levels, percent) == pytest.approx(np.percentile(levels, percent), abs=1e-9)
    assert stages.percentile(levels[::2, ::2], percent) == pytest.approx(np.percentile(levels[::2, ::2], percent))
