"""Whether a model may take the champion's place: both on the same digits, told on the terminal."""

from typing import TYPE_CHECKING

from numerals.cli.console import complain, fail, progress, stderr
from numerals.cli.options import open_source

if TYPE_CHECKING:
    from numerals.evaluation.contest import Contest
    from numerals.inference.card import Carded
    from numerals.training.space_contest import SpaceContest

FEW, LEAST = 500, 100
"""Validation digits below which a comparison is told to be rough, and below which it is none."""


def judged(candidate: "Carded", present: "Carded", *, force: bool) -> "Contest | SpaceContest | None":
    """Both on the validation digits of the candidate's own data; None, with the reason told, without those digits."""
    from numerals.data.sources import validation_split
    from numerals.errors import DataError, MissingExtraError
    from numerals.evaluation.contest import contest
    from numerals.inference.bundle import Bundle
    from numerals.inference.space import Space

    result: Contest | SpaceContest
    data = str((candidate.card.get("data") or {}).get("name") or "mnist")
    try:
        dataset = open_source(data)
        if isinstance(candidate, Space) and isinstance(present, Space):
            from numerals.training.space_contest import contest_of_spaces

            result = contest_of_spaces(candidate, present, dataset)
        else:
            assert isinstance(candidate, Bundle)  # noqa: S101
            assert isinstance(present, Bundle)  # noqa: S101
            with progress(2 * round(len(dataset.train) / 12), "reading the validation digits") as bar:
                result = contest(candidate, present, dataset, lambda count: bar.advance(bar.task_ids[0], count))
    except (DataError, MissingExtraError) as error:
        complain(f"the validation digits of {data} are not at hand: {error}")
        return None
    for version in result.seen:
        complain(f"{version} may have been trained on these digits, and looks better than it is")
    if _learnt_from(candidate) != _learnt_from(present):
        complain(
            f"{present.version} was trained on other data than {candidate.version}, and the digits of {data} alone "
            "decide: promote it only if such digits are what you read"
        )
    _warn_of_few(len(validation_split(dataset)[1]), data, force)
    return result


def _learnt_from(model: "Carded") -> str:
    """What tells a model's training data, as far as its card does."""
    told = model.card.get("data") or {}
    return str(told.get("train_sha256") or told.get("name") or "mnist")


def _warn_of_few(count: int, data: str, force: bool) -> None:
    """Tells that there are few digits to decide by; ends the command for so few that they decide nothing."""
    if count < LEAST and not force:
        fail(
            f"not promoted: {data} has {count} validation digits, and fewer than {LEAST} decide nothing; "
            "--force promotes it all the same"
        )
    if count < FEW:
        complain(f"only {count} validation digits decide: two models have to differ much to differ beyond chance")


def allow(result: "Contest | SpaceContest | None", *, force: bool, as_json: bool) -> None:
    """Prints the outcome, and ends the command for a model that is worse or not measured, unless forced."""
    if result is None:
        if not force:
            fail("not promoted: it could not be measured; --force promotes it all the same")
        return
    for line in result.lines():
        (stderr.print if as_json else print)(line)
    if result.ahead < 0 and not force:
        fail(f"not promoted: worse by {result.lead}; --force promotes it all the same")
