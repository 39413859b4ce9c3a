"""Which numbers networks learn with: bfloat16 where the machine computes in it, else float32."""

import functools
from collections.abc import Mapping
from typing import Any

import torch

_IN_BFLOAT16 = ("amx_bf16", "avx512_bf16", "bf16")
"""What processors call it that multiply bfloat16 themselves; the last one is ARM's name."""


@functools.cache
def computes_in_bfloat16(kind: str) -> bool:
    """Whether bfloat16 is the faster way there.

    A processor that has no such instructions imitates them, about ten times as slowly as it computes in float32
    (``benchmarks/precision.py``).

    Args:
        kind: of device: ``cpu`` or ``cuda``.
    """
    if kind == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    told: Mapping[str, Any] = getattr(torch.cpu, "get_capabilities", dict)()  # older versions of PyTorch do not tell
    return any(told.get(name, False) for name in _IN_BFLOAT16)


def precision(kind: str) -> str:
    """The name of what networks learn with there: ``bfloat16`` or ``float32``; lands in the cards."""
    return "bfloat16" if computes_in_bfloat16(kind) else "float32"


def autocast(device: torch.device) -> torch.autocast:
    """Within it, what takes most of the time is computed with `precision`'s numbers; weights and losses are float32."""
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=computes_in_bfloat16(device.type))
