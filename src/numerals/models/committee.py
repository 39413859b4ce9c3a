"""A committee: several models, the mean of their probabilities."""

from typing import Any

import numpy as np
import onnx
from numpy.typing import ArrayLike, NDArray
from onnx import compose, helper, numpy_helper

from numerals.errors import ModelError
from numerals.models.base import DigitClassifier, Images, Labels
from numerals.models.neural import NeuralClassifier
from numerals.models.onnx import LEAST
from numerals.models.watch import Progress, Watch


class Committee(DigitClassifier):
    """CNNs of several seeds whose probabilities are averaged.

    Members that are trained already are put together by `merge`, without training anything.
    """

    in_rounds = True

    def __init__(
        self,
        members: int = 5,
        widths: tuple[int, ...] = (32, 48, 64, 64, 64),
        epochs: int = 50,
        batch: int = 256,
        seed: int = 0,
    ) -> None:
        self.members = members
        self.widths = widths
        self.epochs = epochs
        self.batch = batch
        self.seed = seed

    def _fit(self, images: Images, labels: Labels, watch: Watch | None) -> None:
        if self.members < 2:
            raise ModelError(_TOO_FEW)
        if watch and watch.resume and not any(self._of_member(watch, i).resume for i in range(self.members)):
            raise ModelError(f"nothing to resume: no member's {watch.checkpoint} is there; train without --resume")
        self.members_: list[NeuralClassifier] = []
        for number in range(self.members):
            member = NeuralClassifier(
                widths=self.widths, epochs=self.epochs, batch=self.batch, ruled=0.1, seed=self.seed + 1000 * number
            )
            try:
                member.fit(images, labels, self._of_member(watch, number) if watch else None)
            except KeyboardInterrupt:
                if not self.members_:
                    raise
                self.interrupted_ = True
                return
            self.members_.append(member)
            self.history_ += [{"member": float(number), **entry} for entry in member.history_]
            if member.interrupted_:
                self.interrupted_ = True
                return

    def _of_member(self, watch: Watch, number: int) -> Watch:
        """The watch, which sees the epochs of all members as one row and a checkpoint for each."""

        def say(progress: Progress) -> None:
            done, total = number * self.epochs + progress.done, self.members * self.epochs
            seconds = progress.seconds / progress.done * done
            watch.say(Progress(progress.unit, done, total, seconds, progress.figures))

        checkpoint = watch.checkpoint and watch.checkpoint.with_name(f"member-{number}-{watch.checkpoint.name}")
        resume = watch.resume and checkpoint is not None and checkpoint.exists()
        return Watch(say, watch.validation, checkpoint, resume)

    def decision_function(self, X: ArrayLike) -> NDArray[np.float32]:  # noqa: N803
        mean = np.mean([member.predict_proba(X) for member in self.members_], axis=0)
        return np.asarray(np.log(np.maximum(mean, LEAST)), np.float32)

    def to_onnx(self) -> bytes:
        return _joined([(member.to_onnx(), 1.0) for member in self.members_])  # one alone, if Ctrl-C came early

    def count_parameters(self) -> int:
        return sum(member.count_parameters() for member in self.members_)

    def recipe(self) -> dict[str, Any]:
        return {**self.get_params(), "interrupted": self.interrupted_}


def merge(members: list[tuple[bytes, float]]) -> bytes:
    """One model from several: the logarithm of the mean of their probabilities.

    Args:
        members: each an ONNX model from ``images`` to ``logits``, and the temperature its logits are divided by.

    Raises:
        ModelError: fewer than two members.
    """
    if len(members) < 2:
        raise ModelError(_TOO_FEW)
    return _joined(members)


_TOO_FEW = "a committee needs at least two members"


def _joined(members: list[tuple[bytes, float]]) -> bytes:
    graphs = []
    for number, (model, temperature) in enumerate(members):
        graph = compose.add_prefix(onnx.load_from_string(model), f"m{number}_")
        _use_common_input(graph, f"m{number}_images")
        graphs.append((graph, f"m{number}_", temperature))
    whole = graphs[0][0]
    versions = {one.domain: one.version for one in whole.opset_import}
    for graph, _, _ in graphs[1:]:
        for one in graph.opset_import:
            if versions.setdefault(one.domain, one.version) != one.version:
                raise ModelError("the members use different versions of ONNX's operators; export them anew")
        whole.graph.node.extend(graph.graph.node)
        whole.graph.initializer.extend(graph.graph.initializer)
    del whole.opset_import[:]
    whole.opset_import.extend(helper.make_opsetid(domain, version) for domain, version in versions.items())
    del whole.graph.value_info[:]
    for _, prefix, temperature in graphs:
        name = f"{prefix}temperature"
        whole.graph.initializer.append(numpy_helper.from_array(np.array(temperature, np.float32), name))
        whole.graph.node.append(helper.make_node("Div", [f"{prefix}logits", name], [f"{prefix}scaled"]))
        whole.graph.node.append(helper.make_node("Softmax", [f"{prefix}scaled"], [f"{prefix}shares"], axis=1))
    whole.graph.initializer.append(numpy_helper.from_array(np.array(LEAST, np.float32), "least_probability"))
    whole.graph.node.append(helper.make_node("Mean", [f"{prefix}shares" for _, prefix, _ in graphs], ["mean"]))
    whole.graph.node.append(helper.make_node("Max", ["mean", "least_probability"], ["some_probability"]))
    whole.graph.node.append(helper.make_node("Log", ["some_probability"], ["logits"]))
    del whole.graph.output[:]
    whole.graph.output.append(helper.make_tensor_value_info("logits", onnx.TensorProto.FLOAT, ["n", 10]))
    onnx.checker.check_model(whole)
    return bytes(whole.SerializeToString())


def _use_common_input(model: onnx.ModelProto, name: str) -> None:
    """Lets a member read ``images`` instead of an input of its own."""
    for node in model.graph.node:
        for place, one in enumerate(node.input):
            if one == name:
                node.input[place] = "images"
    del model.graph.input[:]
    model.graph.input.append(helper.make_tensor_value_info("images", onnx.TensorProto.FLOAT, ["n", 1, 28, 28]))
