"""Networks learn in the numbers that the machine computes fast with."""

import time
from collections.abc import Iterator

import pytest
import torch
from torch import nn

from numerals.models import precision


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, bool]]:
    """What the processor says of itself, for a test to change."""
    told: dict[str, bool] = {}
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: told)
    precision.computes_in_bfloat16.cache_clear()
    yield told
    precision.computes_in_bfloat16.cache_clear()


@pytest.mark.parametrize("name", ["avx512_bf16", "amx_bf16", "bf16"])
def test_a_processor_that_multiplies_bfloat16_learns_in_it(told: dict[str, bool], name: str) -> None:
    told |= {"avx2": True, name: True}
    assert precision.precision("cpu") == "bfloat16"


def test_a_processor_that_would_imitate_it_learns_in_float32(told: dict[str, bool]) -> None:
    told |= {"avx2": True, "avx512_f": True, "avx512_bf16": False}
    assert precision.precision("cpu") == "float32"
    with precision.autocast(torch.device("cpu")):
        assert nn.Linear(4, 4)(torch.zeros(1, 4)).dtype == torch.float32


def test_the_precision_that_is_taken_here_is_not_the_slow_one() -> None:
    network = nn.Conv2d(48, 64, 3).to(memory_format=torch.channels_last)
    images = torch.rand(128, 48, 12, 12).contiguous(memory_format=torch.channels_last)

    def seconds(dtype: torch.dtype) -> float:
        taken = []
        for _ in range(5):
            started = time.perf_counter()
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=dtype == torch.bfloat16):
                network(images).float().sum().backward()
            taken.append(time.perf_counter() - started)
        return min(taken)

    chosen, other = torch.bfloat16, torch.float32
    if precision.precision("cpu") == "float32":
        chosen, other = other, chosen
    assert seconds(chosen) < 2 * seconds(other)


def test_an_estimator_tells_its_precision() -> None:
    from numerals.models.zoo import make

    model = make("tiny-cnn", preset="1k", epochs=1)
    images, labels = torch.zeros(256, 28, 28, dtype=torch.uint8).numpy(), torch.arange(256).numpy() % 10
    assert model.fit(images, labels).recipe()["precision"] == precision.precision("cpu")
