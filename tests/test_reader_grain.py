"""Paper and camera noise without any ink read as nothing."""

import numpy as np
import pytest

from numerals import Reader


@pytest.mark.parametrize("sigma", [3, 6, 12])
@pytest.mark.parametrize("paper", [60, 90, 160, 225, 240])
def test_the_grain_of_an_empty_page_reads_as_nothing(reader: Reader, paper: int, sigma: int) -> None:
    for seed in range(2):
        grain = np.random.default_rng(seed).normal(paper, sigma, (480, 640))
        assert reader.read(np.clip(grain, 0, 255).astype(np.uint8)).text == ""


@pytest.mark.parametrize("seed", range(3))
def test_pure_noise_reads_as_nothing(reader: Reader, seed: int) -> None:
    noise = np.random.default_rng(seed).integers(0, 256, (200, 300), np.uint8)
    assert reader.read(noise).text == ""
