"""PyTorch networks to ONNX, with a check that both give the same answers."""

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from torch import nn

from numerals.errors import ModelError
from numerals.training.fit import predict_logits

OPSET = 18
TOLERANCE = 1e-3
"""Largest difference of a logit between PyTorch and ONNX Runtime."""


def to_onnx(network: nn.Module) -> bytes:
    """The network as one ONNX file: input ``images`` (n, 1, 28, 28) float32 in 0..1, output ``logits`` (n, 10)."""
    network = network.eval().cpu().to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
    example = torch.zeros(2, 1, 28, 28)
    program = torch.onnx.export(
        network,
        (example,),
        input_names=["images"],
        output_names=["logits"],
        dynamic_shapes=({0: torch.export.Dim("n")},),
        opset_version=OPSET,
        dynamo=True,
        verbose=False,
    )
    if program is None:
        raise ModelError("PyTorch exported nothing; is the extra complete? pip install 'numerals[train]'")
    return bytes(program.model_proto.SerializeToString())


def check_parity(network: nn.Module, model: bytes, images: NDArray[np.uint8]) -> float:
    """Compares PyTorch and ONNX Runtime on real images.

    Returns:
        The largest difference of a logit.

    Raises:
        ModelError: it is above TOLERANCE, or a predicted digit differs.
    """
    expected = predict_logits(network, images)
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    found = session.run(None, {"images": images[:, None].astype(np.float32) / np.float32(255)})[0]
    difference = float(np.abs(expected - found).max())
    if difference > TOLERANCE or (expected.argmax(1) != found.argmax(1)).any():
        raise ModelError(f"the exported model differs from the trained one by {difference:.2g}; it was not written")
    return difference
