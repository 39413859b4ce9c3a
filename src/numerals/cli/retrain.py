"""``numerals retrain``: learn from what people corrected, and serve the result only if it is better."""

import json
import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from numerals.cli import settings
from numerals.cli.console import complain, fail, progress, stderr
from numerals.cli.models import REGISTERED, open_tracker
from numerals.cli.options import DataOption, open_source
from numerals.cli.train import Said, log_run
from numerals.data.address import redacted

if TYPE_CHECKING:
    from numerals.data.corrections import Review
    from numerals.data.sources import Dataset
    from numerals.evaluation.contest import Contest
    from numerals.evaluation.gate import Verdict
    from numerals.inference.bundle import Bundle
    from numerals.models.base import DigitClassifier
    from numerals.models.zoo import Kind

LEAST = 40
"""Corrections below which no gain could be shown."""
NOT_PROMOTED = 3
"""Exit code when the champion stays."""


def retrain(
    corrections: Annotated[
        str,
        typer.Option(
            metavar="SOURCE", help="What people corrected: drawings in the database, or a folder, CSV or .npz of them."
        ),
    ] = "drawings",
    data: DataOption = "mnist",
    guard: Annotated[
        list[str] | None,
        typer.Option(metavar="SOURCE", help="Further labelled digits on whose test part nothing may get worse."),
    ] = None,
    share: Annotated[
        float, typer.Option(min=0.01, max=0.9, help="Of what is learnt from, about so much is corrections, repeated.")
    ] = 0.1,
    kind: Annotated[
        str | None, typer.Option(metavar="MODEL", help="Kind of model.", show_default="the champion's, with its recipe")
    ] = None,
    preset: Annotated[str, typer.Option(help="A named set of parameters of the kind.", show_default="none")] = "",
    seed: Annotated[int, typer.Option(min=0, help="Of weights, order and augmentation.")] = 0,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the new model.")] = Path("models/retrained"),
    promote: Annotated[bool, typer.Option("--promote/--no-promote", help="Make it the champion if it passes.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="The outcome as one JSON object.")] = False,
) -> None:
    """Train the champion's kind on its data and on what people corrected, and promote it only if it has got better.

    Corrections are reviewed first: blank ones, copies and those with several labels are left out, and a quarter, always
    the same ones, is kept to measure by. What is left is in DIR/corrections.npz. The new model must read these
    held-out corrections better than the champion, and be worse neither on the frozen test digits nor on the
    validation digits of the data (McNemar's test, 5 %). Else the champion stays, and the exit code is 3. Take a promotion
    back with: numerals models rollback.

    Example:

        numerals retrain

        numerals retrain --kind cnn --preset fast --no-promote
    """
    from numerals.errors import NumeralsError

    try:
        champion = settings.store().current()
        found, base = _reviewed(corrections), open_source(data)
        _enough(found)
        made, estimator, extras = _recipe(champion, kind, preset, seed)
        candidate = _train(made, estimator, extras, _joined(base, found.dataset, share), found, out)
        guards = [(base, "test"), (base, "validation"), *((open_source(name), "test") for name in guard or [])]
        verdict = _judge(candidate, champion, found.dataset, guards)
        if promote and verdict.passed:
            tracker = open_tracker(REGISTERED)
            if tracker:
                tracker.promote(tracker.register(candidate))
            settings.store().promote(candidate)
    except KeyboardInterrupt:
        fail("stopped; the champion stays", code=130)
    except NumeralsError as error:
        fail(str(error), code=2)
    _tell(verdict, found, out, promoted=promote and verdict.passed, as_json=as_json)
    if not verdict.passed:
        raise typer.Exit(NOT_PROMOTED)


def _reviewed(name: str) -> "Review":
    from numerals.data.corrections import review

    found = review(open_source(name, lambda _: None))
    data = found.dataset
    stderr.print(
        f"{len(data)} corrections: {len(data.train)} to learn from, {len(data.test)} to measure by; left out: "
        f"{found.blank} blank, {found.twice} copies, {found.contradictory} with several labels"
    )
    return found


def _enough(found: "Review") -> None:
    count = len(found.dataset)
    if count < LEAST or not len(found.dataset.test):
        complain(f"nothing learnt: {count} corrections are too few, {LEAST} are the least; the champion stays")
        raise typer.Exit(NOT_PROMOTED)


def _joined(base: "Dataset", corrections: "Dataset", share: float) -> "Dataset":
    """Both together, the corrections repeated."""
    from numerals.data.corrections import repeats
    from numerals.data.dataset import join

    times = repeats(len(corrections.train), len(base.train), share)
    stderr.print(f"each correction is taken {times} times beside the {len(base.train):,} digits of {base.name}")
    return join([base, replace(corrections, repeat=times)])


def _recipe(champion: "Bundle", name: str | None, preset: str, seed: int) -> tuple["Kind", "DigitClassifier", bool]:
    """What to train: the champion's own recipe, unless another kind or a preset is asked for."""
    from numerals.models.zoo import find, make

    kind = find(name or champion.name)
    if name or preset:
        return kind, make(kind.name, preset, seed=seed), kind.extras and preset not in kind.plain
    known = make(kind.name).get_params()
    told: dict[str, Any] = champion.card.get("recipe") or {}
    given = {key: value for key, value in told.items() if key in known and key not in {"seed", "teacher"}}
    extras = (champion.card.get("data") or {}).get("synthetic", "none") != "none"
    return kind, make(kind.name, seed=seed, **given), extras


def _train(
    kind: "Kind", estimator: "DigitClassifier", extras: bool, data: "Dataset", found: "Review", out: Path
) -> "Bundle":
    from numerals.data.npz import write
    from numerals.training.train import train

    command = redacted(shlex.join(["numerals", *sys.argv[1:]]))  # a card is shown to everyone
    stderr.print(f"training {kind.name}; Ctrl-C leaves the champion as it is")
    with Said(None) as said:
        done = train(kind, estimator, data, out, command, said.say, extras=extras)
    if done.estimator.interrupted_:
        fail(f"stopped; the best so far is in {out}, and the champion stays", code=130)
    write(found.dataset, out / "corrections.npz", lambda *_: None)
    log_run(done.bundle, done.history)
    return done.bundle


def _judge(
    candidate: "Bundle", champion: "Bundle", corrections: "Dataset", guards: list[tuple["Dataset", str]]
) -> "Verdict":
    from numerals.evaluation.gate import judge
    from numerals.evaluation.report import part_of

    total = 2 * (len(corrections.test) + sum(len(part_of(data, part)) for data, part in guards))
    with progress(total, "measuring both models") as bar:
        return judge(candidate, champion, corrections, guards, lambda count: bar.advance(bar.task_ids[0], count))


def _tell(verdict: "Verdict", found: "Review", out: Path, *, promoted: bool, as_json: bool) -> None:
    new, old = verdict.gain.candidate.model, verdict.gain.champion.model
    if as_json:
        left_out = {name: getattr(found, name) for name in ("blank", "twice", "contradictory")}
        figures = {"candidate": new, "champion": old, "promoted": promoted, "left_out": left_out}
        print(json.dumps(figures | verdict.to_dict()))
        return
    for one, what in [(verdict.gain, "held-out corrections"), *((one, "") for one in verdict.guards)]:
        print(_line(one, what or f"{one.candidate.part} part of {one.candidate.data}"))
    if promoted:
        print(f"{new} is the champion now, before it was {old}; take it back with: numerals models rollback")
    elif verdict.passed:
        print(f"{new} has passed; make it the champion with: numerals models promote {out}")
    elif verdict.lost:
        print(f"not promoted: worse on {', '.join(one.candidate.data for one in verdict.lost)}; {old} stays")
    else:
        print(f"not promoted: not shown to be better on the corrections; {old} stays")


def _line(one: "Contest", what: str) -> str:
    first, second = (float(evaluation.right.mean()) for evaluation in (one.champion, one.candidate))
    how = "better" if one.ahead > 0 else "worse" if one.ahead < 0 else "equal"
    sure = "" if not one.ahead else ", beyond chance" if one.test.differs else ", within chance"
    return (
        f"{what}: {first:.2%} -> {second:.2%} of {len(one.candidate.split):,} right ({how}{sure}, p = {one.test.p:.2g})"
    )
