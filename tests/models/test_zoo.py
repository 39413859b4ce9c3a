"""The table of kinds: what it names exists, and what it does not know is told."""

import pytest

from lab import few
from numerals import ModelError
from numerals.models.networks import CNN, INPUT_SHAPE, count_parameters
from numerals.models.neural import TINY_LIMITS, build
from numerals.models.ranges import RANGES, outside
from numerals.models.zoo import KINDS, PAGES, ZOO, find, make, make_space, parameters

TINY = {"": 8000, "2k": 2000, "1k": 1000}


def test_the_kinds_are_those_that_the_documents_name():
    assert list(ZOO) == [
        "logistic", "mlp", "tree", "forest", "gradient-boosting", "knn", "svm", "hog-svm", "cnn", "tiny-cnn",
        "committee",
    ]  # fmt: skip
    assert all(name == kind.name and kind.about and kind.family for name, kind in ZOO.items())


@pytest.mark.parametrize(("name", "preset"), [(k.name, p) for k in ZOO.values() for p in ("", *k.presets)])
def test_every_preset_can_be_made(name, preset):
    estimator = make(name, preset, seed=3)
    wanted = parameters(name, preset, seed=3)
    assert wanted.items() <= estimator.get_params().items()


@pytest.mark.parametrize("name", ZOO)
def test_every_grid_names_only_real_parameters_and_values_that_they_take(name):
    grid = ZOO[name].grid
    assert grid
    for parameter, values in grid.items():
        for value in values:
            assert make(name, **{parameter: value}).get_params()[parameter] == value


@pytest.mark.parametrize(("preset", "limit"), TINY.items(), ids=["default", "2k", "1k"])
def test_tiny_networks_are_below_their_limits(preset, limit):
    chosen = make("tiny-cnn", preset).get_params()
    count = count_parameters(build(chosen["network"], chosen["widths"], 0.0))
    assert 0.8 * limit < count < limit


@pytest.mark.parametrize(("network", "limit"), TINY_LIMITS.items())
def test_a_tiny_network_that_is_too_wide_is_refused(network, limit):
    with pytest.raises(ModelError, match=rf"{network} has fewer than {limit:,} parameters; these widths make \d+,\d+"):
        build(network, (40, 60, 60, 60, 60), 0.0)


def test_an_unknown_network_is_told_with_the_known_ones():
    with pytest.raises(ModelError, match="unknown network 'resnet'; known are cnn, mlp, tiny-cnn, tiny-cnn-2k"):
        build("resnet", (8,), 0.0)


def test_the_default_network_has_the_size_its_page_tells():
    network = CNN()
    assert count_parameters(network) == 381_918
    assert INPUT_SHAPE == (1, 28, 28)


@pytest.mark.parametrize(
    ("name", "preset", "given", "says"),
    [
        ("perceptron", "", {}, "unknown kind of model 'perceptron'; known are logistic, mlp, .*numerals models list"),
        ("tiny-cnn", "3k", {}, "tiny-cnn has no preset '3k'; it has 2k, 1k"),
        ("svm", "fast", {}, "svm has no preset 'fast'; it has none"),
        ("svm", "", {"c": 3, "g": 1}, "svm has no parameter c, g; it has C, components, gamma, seed"),
        ("logistic", "", {"C": "abc"}, "logistic: C takes a number, such as 0.05, not 'abc'"),
        ("forest", "", {"trees": 2.5}, "forest: trees takes a whole number, such as 200, not 2.5"),
        ("forest", "", {"trees": True}, "forest: trees takes a whole number, such as 200, not True"),
        ("hog-svm", "", {"jitter": 1}, "hog-svm: jitter takes True or False, such as True, not 1"),
        ("tree", "", {"criterion": 3}, "tree: criterion takes a word, such as entropy, not 3"),
        ("mlp", "", {"widths": 64}, r"mlp: widths takes whole numbers, such as \(400,\), not 64"),
        ("mlp", "", {"widths": ()}, r"mlp: widths takes whole numbers, such as \(400,\), not \(\)"),
        ("mlp", "", {"widths": (0,)}, r"mlp: each of widths is at least 1, not \(0,\)"),
        ("mlp", "", {"rate": 1e9}, "mlp: rate is above 0 and at most 1, not 1000000000.0"),
        ("mlp", "", {"average": 1.0}, "mlp: average is at least 0 and below 1, not 1.0"),
        ("mlp", "", {"epochs": 0}, "mlp: epochs is at least 1, not 0"),
        ("cnn", "", {"towers": 0}, "cnn: towers is at least 1, not 0"),
        ("forest", "", {"trees": 0}, "forest: trees is at least 1, not 0"),
        ("logistic", "", {"C": float("nan")}, "logistic: C is above 0, not nan"),
        ("logistic", "", {"C": float("inf")}, "logistic: C is above 0, not inf"),
        ("committee", "", {"members": 1}, "committee: members is at least 2, not 1"),
        ("tree", "", {"seed": 2**32}, "tree: seed is at least 0 and at most 4294967295, not 4294967296"),
    ],
)
def test_what_cannot_be_made_is_told(name, preset, given, says):
    with pytest.raises(ModelError, match=says):
        make(name, preset, **given)


@pytest.mark.parametrize(("name", "preset"), [(k.name, p) for k in KINDS.values() for p in ("", *k.presets)])
def test_every_usual_value_is_in_its_range(name, preset):
    chosen = parameters(name, preset)
    usual = chosen if name in PAGES else (make if name in ZOO else make_space)(name, preset).get_params()
    assert {key: value for key, value in usual.items() if outside(key, value)} == {}


def test_every_number_of_a_classifier_has_a_range():
    numbers = {
        key for name in ZOO for key, value in make(name).get_params().items() if type(value) in (int, float, tuple)
    }
    assert numbers <= set(RANGES)


def test_what_only_hurries_a_search_is_told_apart():
    assert ZOO["hog-svm"].hurried == {"jitter": False}
    assert ZOO["forest"].hurried == {"trees": 100}
    assert ZOO["committee"].hurried == {"members": 2, "epochs": 4}
    assert ZOO["svm"].hurried == {}
    assert all(set(kind.hurried) < set(kind.grid) for kind in ZOO.values())


def test_kinds_that_learn_in_rounds_are_those_with_epochs_and_those_that_add_trees():
    assert {name for name in ZOO if make(name).in_rounds} == {
        "mlp", "cnn", "tiny-cnn", "committee", "forest", "gradient-boosting",
    }  # fmt: skip


@pytest.mark.parametrize(("name", "widths"), [("cnn", (8,) * 8), ("tiny-cnn", (8, 8))])
def test_widths_that_leave_nothing_of_a_picture_are_told(name, widths):
    digits = few()
    with pytest.raises(ModelError, match=f"{name} cannot have {len(widths)} widths, .*; the usual ones are five"):
        make(name, widths=widths, epochs=1).fit(digits.train.images, digits.train.labels)


def test_a_whole_number_serves_where_a_number_is_wanted():
    assert make("svm", C=3).get_params()["C"] == 3
    assert make("mlp", widths=[64]).get_params()["widths"] == [64]


def test_neural_kinds_are_those_with_epochs():
    assert {name for name in ZOO if "epochs" in make(name).get_params()} == {n for n in ZOO if find(n).neural}
