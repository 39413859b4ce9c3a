"""A candidate against the model in force, on the frozen validation digits: which of the two should serve?"""

from collections.abc import Callable
from dataclasses import dataclass

from numerals.data.sources import Dataset
from numerals.evaluation.report import Evaluation, evaluate_model, may_have_seen
from numerals.evaluation.scores import McNemar, mcnemar
from numerals.inference.bundle import Bundle


@dataclass(frozen=True)
class Contest:
    """Both models' answers to the same digits.

    Attributes:
        candidate, champion: what each answered.
        test: McNemar's test, the candidate being the first.
        seen: versions that may have been trained on these digits, and so look better than they are.
    """

    candidate: Evaluation
    champion: Evaluation
    test: McNemar
    seen: tuple[str, ...]

    @property
    def ahead(self) -> int:
        """How many more digits the candidate reads right; negative when it is worse."""
        return self.test.only_first - self.test.only_second

    @property
    def points(self) -> float:
        """The same in percentage points of accuracy."""
        return 100 * self.ahead / len(self.candidate.split)

    @property
    def lead(self) -> str:
        """By how much it is ahead or behind, in words."""
        return f"{abs(self.points):.2f} points"

    def lines(self) -> list[str]:
        """What is told of it."""
        told = []
        for word, one in (("candidate", self.candidate), ("champion", self.champion)):
            right, count = int(one.right.sum()), len(one.split)
            told.append(f"{word:9}  {one.model}  {right / count:.2%}, {right:,} of {count:,} digits right")
        if self.ahead == 0:
            return [*told, f"equally good on the validation digits of {self.candidate.data}"]
        word = "better" if self.ahead > 0 else "worse"
        chance = f"p = {self.test.p:.2g}" if self.test.p >= 0.0001 else "p < 0.0001"
        return [
            *told,
            f"the candidate is {word} by {self.lead}, {abs(self.ahead)} digits ({chance} if both were equally good)",
        ]

    def to_dict(self) -> dict[str, object]:
        """The figures, for JSON."""
        both = {"candidate": self.candidate, "champion": self.champion}
        return {
            "data": self.candidate.data,
            "part": self.candidate.part,
            "images": len(self.candidate.split),
            **{name: {"model": one.model, "accuracy": float(one.right.mean())} for name, one in both.items()},
            "ahead": self.ahead,
            "points": self.points,
            "p": self.test.p,
            "may_have_seen": list(self.seen),
        }


def contest(
    candidate: Bundle,
    champion: Bundle,
    dataset: Dataset,
    say: Callable[[int], None] = lambda _: None,
    part: str = "validation",
) -> Contest:
    """Runs both models on the same digits of a source; what their cards claim does not count.

    Args:
        candidate: the model that wants to serve.
        champion: the model that serves.
        dataset: of which both read a part.
        say: called after every thousand images with how many they were.
        part: the frozen validation digits, or those to test on.

    Raises:
        ModelError: a model cannot be run.
    """
    first, second = (evaluate_model(model, dataset, part, say) for model in (candidate, champion))
    seen = tuple(model.version for model in (candidate, champion) if may_have_seen(model, dataset, part))
    return Contest(first, second, mcnemar(first.right, second.right), seen)
