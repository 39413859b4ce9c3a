"""A whole study: what it finds in the small digits, and that its sentences are made of its numbers."""

import json
import re

import numpy as np
import pytest

from numerals.data.sources import Dataset
from numerals.errors import DataError
from numerals.explore import words
from numerals.explore.learnt import embed
from numerals.explore.points import BALANCED, points_of
from numerals.explore.study import FAST, study
from numerals.explore.summary import summary


def test_shares_are_counted_and_flagged(digits, told):
    for part, split in digits.parts.items():
        counts = np.bincount(split.labels, minlength=10)
        assert told["balance"]["counts"][part] == counts.tolist()
        outside = [d for d in range(10) if not BALANCED[0] <= counts[d] / len(split) <= BALANCED[1]]
        assert [one["digit"] for one in told["balance"]["flagged"] if one["part"] == part] == outside
    assert outside, "the test part of this source is uneven"
    assert all(f"the {digit} in the test part" in words.balance(told) for digit in outside)


def test_measures_are_means_over_the_digits(looked, told):
    labels = looked.everything.labels
    for name, values in (("ink", looked.overview.ink), ("slant", looked.overview.slant)):
        assert told["measures"][name]["digits"][8] == pytest.approx(values[labels == 8].mean(), abs=1e-3)
    most = int(np.argmax(told["measures"]["ink"]["digits"]))
    assert f"The {most} has the greatest" in words.measure(told, "ink")


def test_groups_of_gradients_on_the_map_agree_better_than_those_of_pixels(looked, told):
    ari = {one["name"]: one["ari"] for one in told["clusterings"]}
    assert ari["gradients, UMAP, merged"] > ari["pixels, k-means"] + 0.1
    assert looked.best.name == told["best"] != "pixels, k-means"
    assert not looked.best.supervised
    for one in told["clusterings"]:
        assert np.sum(one["table"], axis=0).tolist() == np.bincount(looked.points.labels).tolist()
    assert f"ARI {ari[told['best']]:.3f}" in words.compared(told)


def test_a_supervised_embedding_is_called_so(looked, told):
    (layer,) = [one for one in told["clusterings"] if one["supervised"]]
    assert layer["name"].startswith(looked.opinion.model)
    assert "it was learnt from labels, so that is no discovery" in words.compared(told)


def test_mistakes_are_those_of_the_model_and_explained(looked, told, weak, digits):
    answers = weak.logits(digits.test.images).argmax(axis=1)
    wrong = np.flatnonzero(answers != digits.test.labels)
    model = told["model"]
    assert model["errors"] == len(wrong)
    assert model["images"] == 360
    first = len(digits.train)
    assert {one["place"] for one in model["mistakes"]} <= {first + int(i) for i in wrong}
    sure = [one["probability"] for one in model["mistakes"]]
    assert sure == sorted(sure, reverse=True)
    matrix = np.array(model["confusion_matrix"])
    shares = 1 - matrix.diagonal() / matrix.sum(axis=1)
    assert model["worst"]["digit"] == shares.argmax()
    assert f"Most often wrong is the {shares.argmax()}" in words.mistakes(told)
    for one in looked.opinion.mistakes:
        assert len(one.nearest) == 6
        assert not looked.points.test[list(one.nearest)].any()
        assert one.label != one.answer
        assert one.saliency.shape == (28, 28)
    for one in model["mistakes"]:
        alike = [near["label"] for near in one["nearest"]].count(one["answer"])
        assert any(f"{alike} of the 6 most alike training images are {one['answer']}" in why for why in one["why"])


def test_the_closest_digits_are_told(looked, told):
    distances = told["distances"]["pixels"]
    images, labels = looked.points.images / 255, looked.points.labels
    i, j = distances["closest"][0]["digits"]
    true = np.linalg.norm(images[labels == i].mean(axis=0) - images[labels == j].mean(axis=0))
    assert distances["closest"][0]["distance"] == pytest.approx(true, rel=0.02)  # of 50 components
    assert f"In pixels, closest are {i} and {j}" in words.closest(told)
    ranks = {tuple(one["digits"]): one["rank"] for one in distances["ranks"]}
    assert set(ranks) == {(2, 7), (6, 9), (4, 9)}
    assert all(1 <= rank <= 45 for rank in ranks.values())


def test_every_number_of_a_sentence_is_in_the_statistics(told):
    known = json.dumps(told)
    numbers = re.findall(r"ARI (\d\.\d{3})", words.pixel_groups(told) + words.sweep(told) + words.compared(told))
    assert len(numbers) > 2
    for number in numbers:
        assert any(f"{float(value):.3f}" == number for value in re.findall(r"\d\.\d+", known))


def test_a_study_without_model_or_with_a_further_encoder(digits):
    few = Dataset("few", "?", digits.train.take(np.arange(150)), digits.test.take(np.arange(30)))

    def rows(images):
        """Any function of images; as simple as can be."""
        return images.mean(axis=2, dtype=np.float32)

    found = study(few, embeddings=[embed(points_of(few).images, rows, "rows")])
    assert found.opinion is None
    assert found.evaluation is None
    assert "UMAP of rows" in found.maps
    names = [one.name for one in found.clusterings]
    assert {"rows, k-means", "rows, UMAP, merged"} <= set(names)
    told = summary(found)
    assert told["model"] is None
    json.dumps(told)


def test_a_digit_may_be_missing(digits):
    some = [split.take(np.flatnonzero(split.labels < 3)[:120]) for split in digits.parts.values()]
    found = summary(study(Dataset("three", "?", *some)))
    assert found["measures"]["ink"]["digits"][3:] == [None] * 7
    assert found["distances"]["pixels"]["pairs"] == 3
    assert found["variation"]["least"] in (0, 1, 2)
    assert found["balance"]["flagged"][-1]["share"] == 0
    for sentence in (words.balance, words.variation, words.closest, words.compared, words.mixed, words.pixel_groups):
        assert sentence(found)


def test_too_few_images_are_said(digits):
    few = Dataset("few", "?", digits.train.take(np.arange(30)), digits.test.take(np.arange(5)))
    with pytest.raises(DataError, match="few: 35 images are too few to explore; give at least 40"):
        study(few)


def test_a_fast_look_is_at_a_random_sample_of_both_parts_in_their_order():
    labels = np.arange(30_000) % 10
    images = np.zeros((30_000, 28, 28), np.uint8)
    from numerals.data.sources import Split

    whole = points_of(
        Dataset("many", "?", Split(images[:24_000], labels[:24_000]), Split(images[:6000], labels[:6000]))
    )
    some = whole.sample(FAST)
    assert len(some) == FAST
    assert (np.diff(some.places) > 0).all()
    assert some.test.mean() == pytest.approx(0.2, abs=0.02)
    assert np.bincount(some.labels) == pytest.approx(np.full(10, 1000), abs=120)
    assert whole.sample(10**6) is whole
