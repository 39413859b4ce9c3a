"""Running a model: bundles (``model.onnx`` and ``card.json``) and ONNX Runtime; all that serving needs."""
