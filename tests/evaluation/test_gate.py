"""The gate: nothing passes that is worse, or not shown to be better."""

import numpy as np
import pytest

from digit_sets import digit_set
from numerals.data.dataset import Dataset
from numerals.evaluation.gate import judge
from numerals.inference.bundle import Bundle


class Knows(Bundle):
    """A model that reads a share of all images right: of each the first ones."""

    def __init__(self, name: str, shares: dict[str, float], sets: dict[str, Dataset]) -> None:
        card = {"name": name, "sha256": name * 8, "temperature": 1.0, "threshold": 0.5}
        super().__init__(None, card)  # type: ignore[arg-type]
        self.__dict__["answers"] = {
            image.tobytes(): label if place < shares[key] * len(split) else (label + 1) % 10
            for key, data in sets.items()
            for split in data.parts.values()
            for place, (image, label) in enumerate(zip(split.images, split.labels.tolist(), strict=True))
        }

    def logits(self, images):
        return 9 * np.eye(10, dtype=np.float32)[[self.answers[image.tobytes()] for image in images]]


SETS = {"base": digit_set(240, 400, seed=1), "corrections": digit_set(60, 100, seed=2)}


@pytest.mark.parametrize(
    ("base", "corrections", "passed"),
    [
        (0.9, 0.9, True),
        (0.899, 0.9, True),
        (0.8, 0.9, False),
        (0.9, 0.52, False),
        (0.9, 0.5, False),
        (0.95, 0.4, False),
    ],
    ids=["better", "worse within chance", "worse", "better within chance", "equal", "worse on corrections"],
)  # fmt: skip
def test_who_passes(base, corrections, passed):
    champion = Knows("old", {"base": 0.9, "corrections": 0.5}, SETS)
    candidate = Knows("new", {"base": base, "corrections": corrections}, SETS)
    verdict = judge(candidate, champion, SETS["corrections"], [(SETS["base"], "test"), (SETS["base"], "validation")])
    assert verdict.passed == passed
    assert bool(verdict.lost) == (base == 0.8)
    told = verdict.to_dict()
    assert told["passed"] == passed
    assert [one["part"] for one in told["guards"]] == ["test", "validation"]
