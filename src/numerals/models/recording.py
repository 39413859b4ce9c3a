"""Steps of learning that a GPU records once and then replays.

To start a step's hundreds of kernels one by one takes longer than they run. What a recorded step takes from Python,
such as a number or a shape, stays as it was when it was recorded.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch
from torch import Tensor

Step = Callable[[Tensor, Tensor], Tensor]
"""Learns from images and labels; the loss."""


@contextmanager
def own_stream(device: torch.device) -> Iterator[None]:
    """Puts all that is done within on one stream of a GPU: the default one cannot be recorded."""
    if device.type != "cuda":
        yield
        return
    torch.backends.cudnn.benchmark = True
    stream = torch.cuda.Stream()  # type: ignore[no-untyped-call]
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        yield
    torch.cuda.current_stream().wait_stream(stream)


def record(step: Step, images: Tensor, labels: Tensor, rng: torch.Generator) -> Step:
    """Records a step within `own_stream`; nothing is learnt by that.

    Args:
        step: whose shapes do not depend on values.
        images: such as it is given.
        labels: the same.
        rng: the source of chance that it draws from.

    Returns:
        What does the same with other images and labels. Its loss lies in one place and is written over by the next.
    """
    given, wanted = images.clone(), labels.clone()
    graph = torch.cuda.CUDAGraph()
    graph.register_generator_state(rng)
    with torch.cuda.graph(graph, stream=torch.cuda.current_stream()):
        loss = step(given, wanted)

    def replay(images: Tensor, labels: Tensor) -> Tensor:
        given.copy_(images)
        wanted.copy_(labels)
        graph.replay()
        return loss

    return replay
