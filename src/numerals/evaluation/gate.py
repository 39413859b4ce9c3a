"""Whether a model that learnt from corrections may take the champion's place: better at them, worse at nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from numerals.data.sources import Dataset
from numerals.evaluation.contest import Contest, contest
from numerals.inference.bundle import Bundle


@dataclass(frozen=True)
class Verdict:
    """What came of the contests.

    Attributes:
        gain: on corrections that neither model has learnt from; the candidate must be better beyond chance.
        guards: on frozen digits; it must be worse beyond chance on none.
    """

    gain: Contest
    guards: tuple[Contest, ...]

    @property
    def lost(self) -> list[Contest]:
        """Where the candidate is worse, and not by chance."""
        return [one for one in self.guards if one.ahead < 0 and one.test.differs]

    @property
    def gained(self) -> bool:
        """Whether the candidate reads the corrections better, and not by chance."""
        return self.gain.ahead > 0 and self.gain.test.differs

    @property
    def passed(self) -> bool:
        """Whether the candidate may serve."""
        return self.gained and not self.lost

    def to_dict(self) -> dict[str, object]:
        """The figures, for JSON."""
        return {
            "passed": self.passed,
            "corrections": self.gain.to_dict(),
            "guards": [one.to_dict() for one in self.guards],
        }


def judge(
    candidate: Bundle,
    champion: Bundle,
    corrections: Dataset,
    guards: Sequence[tuple[Dataset, str]],
    say: Callable[[int], None] = lambda _: None,
) -> Verdict:
    """Lets both models read the held-out corrections and the frozen digits (McNemar's test on each).

    Args:
        candidate: the model that has learnt.
        champion: the model that serves.
        corrections: whose test part was held out of every training.
        guards: sources with the part that counts: ``test`` or ``validation``.
        say: called after every thousand images with how many they were.

    Raises:
        DataError: a part has no image.
        ModelError: a model cannot be run.
    """
    gain = contest(candidate, champion, corrections, say, "test")
    return Verdict(gain, tuple(contest(candidate, champion, data, say, part) for data, part in guards))
