"""Everything at once: a source of digits looked at from all sides, for the report and for the page."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from numerals.confidence.calibration import softmax
from numerals.data.findings import Finding, findings
from numerals.data.sources import Dataset, Split
from numerals.errors import DataError
from numerals.evaluation.report import Evaluation
from numerals.explore import clusters
from numerals.explore.clusters import Agreement, Distances, Groups, Try
from numerals.explore.doubts import Doubts, doubtful
from numerals.explore.embedding import Seer
from numerals.explore.features import Components, Vectors, gradients, pixels, principal, reduced
from numerals.explore.mistakes import Mistake, nearest_training
from numerals.explore.neighbours import Neighbours, Pair, closest_pairs, nearest, pixel_gaps, votes
from numerals.explore.points import Overview, Points, overview, points_of
from numerals.explore.saliency import saliency
from numerals.inference.bundle import Bundle
from numerals.inference.space import SHIPPED, load_space

FAST = 10_000
"""Images that a fast study looks at closely; counts, means and variances are of all images even then."""
_LEAST = 40
NEIGHBOURS, _PAIRS, _EXPLAINED = 15, 12, 12
ALIKE = 1.0
"""Images that differ by less ink than this (see `numerals.explore.neighbours.Pair`) are nearly the same."""
Say = Callable[[str, float], None]


@dataclass(frozen=True)
class Embedding:
    """Images as vectors, in which groups are looked for.

    Attributes:
        name: such as ``pixels``.
        vectors: (n, d).
        supervised: whether labels were used to make them.
        flat: (n, 2) their map, None if there is none.
        neighbours: of the vectors, None if they were not looked for.
    """

    name: str
    vectors: Vectors
    supervised: bool = False
    flat: Vectors | None = None
    neighbours: Neighbours | None = None

    def take(self, places: NDArray[np.int64]) -> "Embedding":
        """That of some images."""
        if len(places) == len(self.vectors):
            return self
        flat = None if self.flat is None else self.flat[places]
        return replace(self, vectors=self.vectors[places], flat=flat, neighbours=None)


@dataclass(frozen=True)
class Clustering:
    """Groups that were found without looking at the labels.

    Attributes:
        name: what of, and how.
        supervised: whether the vectors were made with labels.
        groups: (n,).
        agreement: with the labels.
    """

    name: str
    supervised: bool
    groups: Groups
    agreement: Agreement


@dataclass(frozen=True)
class Opinion:
    """What a model says of the images.

    Attributes:
        model: its version.
        threshold: below which a digit is unreadable.
        probabilities: (n, 10).
        vectors: (n, 50) its embedding's principal components; None if it has none.
        mistakes: the surest wrong answers on the test part, each with what may explain it.
    """

    model: str
    threshold: float
    probabilities: NDArray[np.float64]
    vectors: Vectors | None
    mistakes: list[Mistake] = field(default_factory=list)


@dataclass(frozen=True)
class Likeness:
    """Which images are alike, and which are unlike the others of their label.

    Attributes:
        gap: median distance in pixels of an image to its nearest neighbour.
        alike: test images that are nearly the same as a training image.
        pairs, leaks: the most alike images, and the most alike of a training and a test image.
        doubts: labels that are probably wrong.
        judged: share of the labels with which the images' neighbours agree.
    """

    gap: float
    alike: int
    pairs: list[Pair]
    leaks: list[Pair]
    doubts: Doubts
    judged: float


@dataclass(frozen=True)
class PixelGroups:
    """Principal components of the pixels, and k-means in the first 50 of them, where every such look begins.

    Attributes:
        components: of the pixels.
        groups: (n,) of k-means with ten groups.
        centroids: (10, 28, 28) their mean images.
        tries: k-means for several numbers of groups.
        embedding: the pixels' first components.
    """

    components: Components
    groups: Groups
    centroids: Vectors
    tries: list[Try]
    embedding: Embedding


@dataclass(frozen=True)
class Study:
    """What was found; `numerals.explore.summary` makes figures of it, `numerals.explore.report` a page.

    Attributes:
        data, licence, fingerprints: of the source; the fingerprints of its parts.
        seed: of all chance in it.
        everything: all images of the source.
        points: those that were looked at closely: all, or some in a fast study.
        overview: measures of all images.
        findings: what is odd about the source.
        likeness: of the images among one another.
        pixel_groups: groups in the pixels.
        embeddings: in which groups were looked for.
        clusterings: groups in each.
        opinion: the model's; None without one.
        seconds: that each step took.
    """

    data: str
    licence: str
    fingerprints: dict[str, str]
    seed: int
    everything: Points
    points: Points
    overview: Overview
    findings: list[Finding]
    likeness: Likeness
    pixel_groups: PixelGroups
    embeddings: list[Embedding]
    clusterings: list[Clustering]
    opinion: Opinion | None
    seconds: dict[str, float]

    @cached_property
    def maps(self) -> dict[str, Vectors]:
        """Maps (n, 2) by name."""
        maps = {f"UMAP of {one.name}": one.flat for one in self.embeddings if one.flat is not None}
        return {"PCA of pixels": self.pixel_groups.embedding.vectors[:, :2]} | maps

    @cached_property
    def distances(self) -> dict[str, Distances]:
        """Between the digits, in each embedding."""
        return {one.name: clusters.digit_distances(one.vectors, self.points.labels) for one in self.embeddings}

    @cached_property
    def best(self) -> Clustering:
        """The groups that agree best with the labels, of those for which no label was used."""
        return max((one for one in self.clusterings if not one.supervised), key=lambda one: one.agreement.ari)

    @cached_property
    def evaluation(self) -> Evaluation | None:
        """The model's answers on the test part, as `numerals evaluate` has them; None without a model or that part."""
        points, opinion = self.points, self.opinion
        asked = np.flatnonzero(points.test)
        if opinion is None or not len(asked):
            return None
        split = Split(points.images[asked], points.labels[asked])
        return Evaluation(opinion.model, self.data, "test", split, opinion.probabilities[asked], opinion.threshold)


_WEIGHTS = {
    "measuring": 4, "gradients": 9, "neighbours": 30, "labels": 2, "pixels": 6, "k-means": 18, "map": 42, "model": 22,
    "groups": 6, "mistakes": 3, "codes": 7,
}  # fmt: skip
"""About how many seconds each step takes for MNIST; for the bar."""


class _Clock:
    """Tells how far the whole is, and notes how long each step took."""

    def __init__(self, say: Say) -> None:
        self.say, self.seconds, self._done = say, {}, 0.0  # type: tuple[Say, dict[str, float], float]
        self._step, self._since = "", time.perf_counter()

    def start(self, step: str) -> Callable[[float], None]:
        self.stop()
        self._step, self._since = step, time.perf_counter()
        done, weight, total = self._done, _WEIGHTS[step], sum(_WEIGHTS.values())
        self.say(step, done / total)
        self._done += weight
        return lambda share: self.say(step, (done + weight * share) / total)

    def stop(self) -> None:
        if self._step:
            self.seconds[self._step] = round(time.perf_counter() - self._since, 2)
        self._step = ""


def study(
    dataset: Dataset,
    bundle: Bundle | None = None,
    *,
    seed: int = 0,
    fast: bool = False,
    embeddings: Sequence[Embedding] = (),
    say: Say = lambda *_: None,
) -> Study:
    """Looks at a source from all sides.

    Args:
        dataset: labelled digits.
        bundle: a model whose embedding and mistakes are looked at; None leaves them out.
        seed: of all chance.
        fast: look closely at 10,000 images only.
        embeddings: further ones, of all images of the source in their order: what an encoder learnt, say.
        say: called with the step and the share of the whole that is done.

    Raises:
        DataError: there are too few images to look for groups.
        MissingExtraError: scikit-learn, umap-learn or onnx is not installed.
        ModelError: the model cannot be run.
    """
    # Threads of the algebra's libraries wait for one another by spinning: beside any other program they take ten times
    # as long as one thread. The one long computation, of the neighbours, has threads of its own.
    with threadpool_limits(1):
        return _studied(dataset, bundle, seed, fast, embeddings, _Clock(say))


def _studied(
    dataset: Dataset, bundle: Bundle | None, seed: int, fast: bool, embeddings: Sequence[Embedding], clock: _Clock
) -> Study:
    clock.start("measuring")
    everything = points_of(dataset)
    if len(everything) < _LEAST:
        raise DataError(f"{dataset.name}: {len(everything)} images are too few to explore; give at least {_LEAST}")
    points = everything.sample(FAST, seed) if fast else everything
    measured, odd = overview(everything), findings(dataset)
    clock.start("gradients")
    vectors = reduced(gradients(points.images))
    near = nearest(vectors, NEIGHBOURS, say=clock.start("neighbours"))
    likeness = _likeness(points, near, clock)
    groups = _pixel_groups(points, seed, clock)
    clock.start("map")
    shapes = Embedding("gradients", vectors, flat=clusters.flat_map(vectors, near, seed), neighbours=near)
    opinion = _asked(bundle, points, clock.start("model")) if bundle else None
    clock.start("codes")
    codes = Embedding("autoencoder", load_space(SHIPPED / "vae").encode(points.images))
    clock.start("groups")
    spaces = [groups.embedding, shapes, codes, *(one.take(points.places) for one in embeddings)]
    if opinion is not None and opinion.vectors is not None:
        spaces.append(Embedding(f"{opinion.model}'s last layer", opinion.vectors, supervised=True))
    clusterings = [_clustering("pixels, k-means", groups.groups, points)]
    clusterings += [one for space in spaces[1:] for one in _clusterings(space, points, seed)]
    clock.start("mistakes")
    if opinion is not None and bundle is not None:
        opinion = replace(opinion, mistakes=_mistakes(opinion, bundle, points, shapes.vectors, likeness.doubts))
    clock.stop()
    return Study(
        data=dataset.name,
        licence=dataset.licence,
        fingerprints={name: split.fingerprint for name, split in dataset.parts.items()},
        seed=seed,
        everything=everything,
        points=points,
        overview=measured,
        findings=odd,
        likeness=likeness,
        pixel_groups=groups,
        embeddings=spaces,
        clusterings=clusterings,
        opinion=opinion,
        seconds=clock.seconds,
    )


def _likeness(points: Points, near: Neighbours, clock: _Clock) -> Likeness:
    clock.start("labels")
    gaps, chances = pixel_gaps(points.images, near), votes(near, points.labels)
    across = points.test[:, None] & ~points.test[near.places[:, : gaps.shape[1]]]
    return Likeness(
        gap=float(np.median(gaps.min(axis=1))),
        alike=int((across & (gaps < ALIKE)).any(axis=1).sum()),
        pairs=closest_pairs(gaps, near, _PAIRS),
        leaks=closest_pairs(gaps, near, _PAIRS, points.test),
        doubts=doubtful(chances, points.labels),
        judged=float((chances.argmax(axis=1) == points.labels).mean()),
    )


def _pixel_groups(points: Points, seed: int, clock: _Clock) -> PixelGroups:
    clock.start("pixels")
    vectors = pixels(points.images)
    components = principal(vectors)
    clock.start("k-means")
    few = components.project(vectors)
    groups, _ = clusters.k_means(few, seed=seed, tries=4)
    middles = np.stack([vectors[groups == group].mean(axis=0) for group in range(int(groups.max()) + 1)])
    tries = clusters.sweep(few, points.labels, seed=seed)
    return PixelGroups(components, groups, middles.reshape(-1, 28, 28), tries, Embedding("pixels", few))


def _clustering(name: str, groups: Groups, points: Points, *, supervised: bool = False) -> Clustering:
    return Clustering(name, supervised, groups, clusters.agreement(groups, points.labels))


def _clusterings(one: Embedding, points: Points, seed: int) -> list[Clustering]:
    """k-means in the embedding; Gaussians and merged groups in its map."""
    groups, _ = clusters.k_means(one.vectors, seed=seed, tries=4)
    found = {"k-means": groups}
    if one.flat is not None:
        near = one.neighbours or nearest(one.vectors, NEIGHBOURS)
        found["UMAP, Gaussians"] = clusters.mixture(one.flat, seed=seed)
        found["UMAP, merged"] = clusters.merged(one.flat, near, seed=seed)
    return [
        _clustering(f"{one.name}, {how}", groups, points, supervised=one.supervised) for how, groups in found.items()
    ]


def _asked(bundle: Bundle, points: Points, say: Callable[[float], None]) -> Opinion:
    logits, vectors = Seer(bundle).reduced(points.images, say)
    return Opinion(bundle.version, bundle.threshold, softmax(logits, bundle.temperature), vectors)


def _mistakes(opinion: Opinion, bundle: Bundle, points: Points, shapes: Vectors, doubts: Doubts) -> list[Mistake]:
    """The surest wrong answers on the test part, with what may explain each."""
    answers, sure = opinion.probabilities.argmax(axis=1), opinion.probabilities.max(axis=1)
    wrong = np.flatnonzero(points.test & (answers != points.labels))
    wrong = wrong[np.argsort(-sure[wrong], kind="stable")][:_EXPLAINED]
    vectors = shapes if opinion.vectors is None else opinion.vectors
    near, suspected = nearest_training(vectors, points.training, wrong), doubts.mask(len(points))
    return [
        Mistake(
            place=int(i),
            label=int(points.labels[i]),
            answer=int(answers[i]),
            probability=float(sure[i]),
            nearest=tuple(int(place) for place in row),
            doubtful=bool(suspected[i]),
            saliency=saliency(bundle, points.images[i]),
        )
        for i, row in zip(wrong, near, strict=True)
    ]
