"""A study as one self-contained page, its figures as PNG and SVG, and its numbers as JSON."""

import html
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from numerals.errors import DataError
from numerals.evaluation.markup import embedded, table, write_page
from numerals.explore import words
from numerals.explore.figures import answers, groups, samples
from numerals.explore.figures.style import png, svg
from numerals.explore.mistakes import worst
from numerals.explore.points import BALANCED
from numerals.explore.study import Study
from numerals.explore.summary import summary

_ROW = 16
"""Typical and weird images of each digit."""
_RIGHT, _WRONG, _WORST, _DOUBTFUL = 16, 40, 24, 32
Found = dict[str, Any]


@dataclass(frozen=True)
class Shown:
    """One figure of the report.

    Attributes:
        name: of its files.
        question: that it answers.
        sees: what one sees in it.
        draw: makes it.
    """

    name: str
    question: str
    sees: str
    draw: Callable[[], Figure]


def shown(study: Study, found: Found, digit: int = 7, count: int = 9) -> dict[str, list[Shown]]:
    """The figures of a study by the sections of the report.

    Args:
        study: what was found.
        found: its `summary`.
        digit: of which the first images are shown.
        count: how many of them.
    """
    sections = {
        "The images": _images(study, found, digit, count),
        "What the digits look like on the whole": [*_measures(study, found), *_extremes(study)],
        "Alike, odd, doubtful": _odd(study, found),
        "Pixels: components and groups": _pixels(study, found),
        "Groups without labels": _groups(study, found),
        "What a model gets wrong, and why": _mistakes(study, found),
    }
    return {title: list(figures) for title, figures in sections.items()}


def _images(study: Study, found: Found, digit: int, count: int) -> Iterator[Shown]:
    images, labels = study.everything.images, study.everything.labels
    balance = words.balance(found)
    yield Shown(
        "counts", "How many images has each digit?", balance, lambda: samples.counts(study.overview.shares, BALANCED)
    )
    yield Shown(
        "one",
        "What is one image?",
        f"28 rows of 28 grey values from 0 (paper) to 255 (ink), and a label: here a {labels[0]}.",
        lambda: samples.one(images[0], int(labels[0])),
    )
    yield Shown(
        "digits",
        "What do the ten digits look like?",
        "The first image of each.",
        lambda: samples.digits(images, labels),
    )
    have = int((labels == digit).sum())
    yield Shown(
        f"first-{digit}",
        f"How differently is the {digit} written?",
        f"The first {min(count, have)} of {have:,}, each with its place in the source.",
        lambda: samples.first_of(images, labels, digit, count),
    )


def _measures(study: Study, found: Found) -> Iterator[Shown]:
    seen, labels = study.overview, study.everything.labels
    yield Shown(
        "means",
        "What does the average digit look like?",
        "Sharp where all hands agree, blurred where they differ.",
        lambda: samples.means(seen.means),
    )
    yield Shown(
        "variances",
        "Where do hands differ?",
        "Bright where some put ink and others do not.",
        lambda: samples.variances(seen.variances),
    )
    yield Shown(
        "variation",
        "Which digit varies most?",
        words.variation(found),
        lambda: samples.bars(seen.variation, "sum of the pixels' variances"),
    )
    yield Shown(
        "ink",
        "How much ink has each digit?",
        words.measure(found, "ink"),
        lambda: samples.spread(100 * seen.ink, labels, "ink, % of the area"),
    )
    yield Shown(
        "slant",
        "Do the digits lean?",
        words.slant(found),
        lambda: samples.spread(seen.slant, labels, "slant to the right, °"),
    )
    yield Shown(
        "stroke-width",
        "How thick are the strokes?",
        words.measure(found, "stroke_width"),
        lambda: samples.spread(seen.stroke_width, labels, "stroke width, px"),
    )


def _extremes(study: Study) -> Iterator[Shown]:
    images, labels, distance = study.everything.images, study.everything.labels, study.overview.distance
    yield Shown(
        "typical",
        "Which images are the most typical?",
        "Those nearest to the mean of their digit.",
        lambda: samples.several(images, labels, _ROW, distance),
    )
    yield Shown(
        "weird",
        "Which are the weirdest?",
        "Those farthest from the mean of their digit: thick pens, flourishes, perhaps wrong labels.",
        lambda: samples.several(images, labels, _ROW, -distance),
    )


def _odd(study: Study, found: Found) -> Iterator[Shown]:
    images, labels, likeness = study.points.images, study.points.labels, study.likeness
    if likeness.pairs:
        yield Shown(
            "alike",
            "Are there images that are nearly the same?",
            words.alike(found) + " Each pair stands one above the other, with its labels and its distance.",
            lambda: samples.pairs(images, labels, likeness.pairs),
        )
    if likeness.leaks:
        yield Shown(
            "train-and-test",
            "Are test images nearly the same as training images?",
            f"The closest pairs of a training and a test image; the first are {likeness.leaks[0].distance:.2f} apart.",
            lambda: samples.pairs(images, labels, likeness.leaks),
        )
    yield Shown(
        "doubts",
        "Which labels are probably wrong?",
        words.doubts(found) + " Each with its label → what it rather is.",
        lambda: samples.doubts(images, labels, likeness.doubts, _DOUBTFUL),
    )


def _pixels(study: Study, found: Found) -> Iterator[Shown]:
    labels, seen, first = study.points.labels, study.pixel_groups, study.clusterings[0]
    yield Shown(
        "explained",
        "How many numbers does a digit need?",
        words.components(found),
        lambda: groups.explained(seen.components),
    )
    yield Shown(
        "components",
        "In which directions do digits differ most?",
        "The first 16 principal components: ink in the blue speaks for one, ink in the red against it.",
        lambda: groups.components(seen.components),
    )
    yield Shown("sweep", "How many groups are there?", words.sweep(found), lambda: groups.tried(seen.tries))
    yield Shown(
        "centroids",
        "Which ten groups does k-means find?",
        "The mean image of each group, above it the commonest label and its share.",
        lambda: groups.centroids(seen.centroids, seen.groups, labels),
    )
    yield Shown(
        "pixel-groups",
        "Are these groups the digits?",
        words.pixel_groups(found),
        lambda: groups.against_labels(first.groups, labels, first.name),
    )


def _groups(study: Study, found: Found) -> Iterator[Shown]:
    labels, best = study.points.labels, study.best
    yield Shown(
        "maps",
        "What does the whole source look like?",
        "Every point is an image. PCA is a shadow of the cloud; UMAP keeps neighbours together. Colours above: the "
        f"labels; below: {best.name}.",
        lambda: groups.maps(study.maps, labels, best.groups),
    )
    yield Shown(
        "compared",
        "Which way of looking finds the digits by itself?",
        words.compared(found),
        lambda: groups.compared(
            [one.name for one in study.clusterings],
            [one.agreement.ari for one in study.clusterings],
            [one.supervised for one in study.clusterings],
        ),
    )
    yield Shown(
        "best-groups",
        "What does the best of them mix up?",
        words.mixed(found),
        lambda: groups.against_labels(best.groups, labels, best.name),
    )
    yield Shown(
        "distances",
        "Which digits lie closest?",
        words.closest(found),
        lambda: groups.distances({name: one.matrix for name, one in study.distances.items()}),
    )


def _mistakes(study: Study, found: Found) -> Iterator[Shown]:
    seen, opinion = study.evaluation, study.opinion
    if seen is None or opinion is None:
        return
    wrong, right = seen.mistakes(), np.flatnonzero(seen.right)
    unsure = right[np.argsort(seen.confidence[right], kind="stable")]
    yield Shown("confusion", "What is taken for what?", words.mistakes(found), lambda: answers.confusion(seen.matrix))
    yield Shown(
        "right",
        "What does it read right?",
        "First the surest answers, then the least sure ones that are right all the same: label → answer, probability.",
        lambda: answers.extract(seen, np.concatenate([unsure[::-1][:_RIGHT], unsure[:_RIGHT]])),
    )
    hard = worst(seen.matrix)
    if hard is None:
        return
    yield Shown(
        "wrong",
        "What does it read wrong?",
        f"The surest of {len(wrong)} mistakes come first: label → answer, probability.",
        lambda: answers.extract(seen, wrong[:_WRONG]),
    )
    yield Shown(
        "worst",
        f"What is wrong with the {hard.digit}?",
        f"It is misread most often, {hard.wrong} of {hard.images:,} times, as a {hard.answer} above all.",
        lambda: answers.extract(seen, wrong[seen.split.labels[wrong] == hard.digit][:_WORST]),
    )
    yield Shown(
        "reasons",
        "Why?",
        "Covering the orange parts makes the wrong answer less probable, covering the blue ones more. To the right, "
        "the training images that are most alike to the model, with their labels.",
        lambda: answers.reasons(study.points.images, study.points.labels, opinion.mistakes),
    )


def write(
    study: Study, folder: Path, digit: int = 7, count: int = 9, say: Callable[[str], None] = lambda _: None
) -> Found:
    """Writes ``report.html``, ``statistics.json``, and each figure as PNG and SVG below ``figures``.

    Args:
        study: what was found.
        folder: made if needed; files of these names are replaced, others stay.
        digit: of which the first images are shown.
        count: how many of them.
        say: called with the name of each figure.

    Returns:
        The numbers, as in ``statistics.json``.

    Raises:
        DataError: the folder cannot be written.
    """
    found = summary(study)
    parts = [_head(found)]
    try:
        (folder / "figures").mkdir(parents=True, exist_ok=True)
        for title, figures in shown(study, found, digit, count).items():
            parts += [f"<h2>{html.escape(title)}</h2>"] if figures else []
            for one in figures:
                say(one.name)
                parts.append(_write_figure(one, folder / "figures"))
        (folder / "statistics.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        body = "\n".join([*parts, _clusterings(found), *_why(found)])
        write_page(folder / "report.html", f"Digits explored: {study.data}", body)
    except OSError as error:
        raise DataError(f"{folder} cannot be written: {error.strerror or error}; give another folder") from error
    return found


def _write_figure(one: Shown, folder: Path) -> str:
    drawn = one.draw()
    vector = svg(drawn)
    (folder / f"{one.name}.svg").write_bytes(vector)
    (folder / f"{one.name}.png").write_bytes(png(drawn))
    return f'<h3 id="{one.name}">{html.escape(one.question)}</h3><p>{html.escape(one.sees)}</p>' + embedded(
        vector, "image/svg+xml", one.question
    )


def _head(found: Found) -> str:
    parts = {part: sum(counts) for part, counts in found["balance"]["counts"].items()}
    rows = [["images", f"{found['images']:,}", " and ".join(f"{n:,} {part}" for part, n in parts.items())]]
    rows.append(["licence", "", found["licence"]])
    rows += [[f"{part}, SHA-256", "", value] for part, value in found["fingerprints"].items()]
    odd = "".join(f"<li>{html.escape(one['text'])}</li>" for one in found["findings"])
    sound = "<p>No image appears twice, in both parts, with two labels or blank.</p>"
    close = "" if found["looked_at"] == found["images"] else (
        f" Neighbours, groups and answers are those of {found['looked_at']:,} of them, drawn at random."
    )  # fmt: skip
    intro = f"<p>{found['images']:,} handwritten digits, before and after a model.{close} Seed {found['seed']}.</p>"
    told = f"<p>Odd about the source:</p><ul>{odd}</ul>" if odd else sound
    return intro + table("The source", ["what", "", ""], rows, prose=True) + told


def _clusterings(found: Found) -> str:
    figures = ("ari", "nmi", "purity", "accuracy")
    rows = [
        [one["name"], *(f"{one[key]:.3f}" for key in figures), "yes" if one["supervised"] else "no"]
        for one in found["clusterings"]
    ]
    header = ["groups", "ARI", "NMI", "purity", "accuracy", "labels used"]
    return table("Ten groups against the labels", header, rows)


def _why(found: Found) -> Iterator[str]:
    model = found["model"]
    if model and model["mistakes"]:
        header = ["image", "label", "answer", "probability", "what may explain it"]
        rows = [
            [
                *(str(one[key]) for key in ("place", "label", "answer")),
                f"{one['probability']:.1%}",
                "; ".join(one["why"]),
            ]
            for one in model["mistakes"]
        ]
        yield table("The surest mistakes", header, rows, prose=True)
