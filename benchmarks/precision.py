"""Times a step of learning in float32 and in bfloat16: ``OMP_NUM_THREADS=1 python benchmarks/precision.py``.

`numerals.models.precision` chooses one of them by what the processor says of itself.
"""

import time

import torch
import torch.nn.functional as F
from torch import nn

from numerals.models.networks import CNN, TinyCNN
from numerals.models.precision import precision

BATCH, STEPS = 64, 5


def milliseconds(network: nn.Module, dtype: torch.dtype) -> float:
    """The fastest of some steps on random digits."""
    network = network.to(memory_format=torch.channels_last).train()  # type: ignore[call-overload]
    optimizer = torch.optim.AdamW(network.parameters(), fused=True)
    images = torch.rand(BATCH, 1, 28, 28).contiguous(memory_format=torch.channels_last)
    labels = torch.randint(0, 10, (BATCH,))
    taken = []
    for _ in range(STEPS):
        started = time.perf_counter()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=dtype == torch.bfloat16):
            logits = network(images)
        logits = logits.float().mean(0) if logits.dim() == 3 else logits.float()
        optimizer.zero_grad()
        F.cross_entropy(logits, labels).backward()
        optimizer.step()
        taken.append(time.perf_counter() - started)
    return 1000 * min(taken)


def main() -> None:
    print(f"{BATCH} digits a step, {torch.get_num_threads()} threads; chosen here: {precision('cpu')}")
    for name, make in (("cnn", CNN), ("cnn --fast", lambda: CNN((16, 32, 48, 64, 64), towers=1)),
                       ("tiny-cnn", lambda: TinyCNN((20, 36, 36, 36, 36)))):  # fmt: skip
        full, half = milliseconds(make(), torch.float32), milliseconds(make(), torch.bfloat16)
        print(f"{name}: {full:.0f} ms in float32, {half:.0f} ms in bfloat16")


if __name__ == "__main__":
    main()
