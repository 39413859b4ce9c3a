"""What holds of every kind of the zoo, each trained small on some hundred digits."""

import signal
from collections.abc import Iterator

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray
from sklearn.base import clone

from lab import SMALL, rest_and_held
from numerals import DataError, ModelError
from numerals.models.base import DigitClassifier
from numerals.models.loop import NO_DIGIT
from numerals.models.watch import Progress, Watch
from numerals.models.zoo import ZOO, find, make
from numerals.training.parity import TOLERANCE, check_parity

TRAINED, HELD = 640, 80


@pytest.fixture(scope="module")
def digits() -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    rest, _ = rest_and_held()
    return rest.images[:TRAINED], rest.labels[:TRAINED]


@pytest.fixture(scope="module")
def held() -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    part = rest_and_held()[1]
    return part.images[:HELD], part.labels[:HELD]


@pytest.fixture(scope="module", params=ZOO)
def fitted(request, digits) -> DigitClassifier:
    """Each kind in turn, trained."""
    return make(request.param, **SMALL[request.param]).fit(*digits)


@pytest.fixture(scope="module")
def exported(fitted) -> bytes:
    return fitted.to_onnx()


def test_it_learns(fitted, held):
    accuracy = fitted.score(*held)
    assert accuracy > 0.5
    assert fitted.count_parameters() > 50


def test_answers_have_their_shapes_and_sums(fitted, held):
    images = held[0]
    logits, shares, found = (
        fitted.decision_function(images),
        fitted.predict_proba(images),
        fitted.predict(images),
    )
    assert logits.shape == shares.shape == (HELD, 10)
    assert logits.dtype == np.float32
    assert np.isfinite(logits).all()
    assert np.abs(shares.sum(axis=1) - 1).max() < 1e-9
    assert np.array_equal(found, shares.argmax(axis=1))
    assert fitted.classes_.tolist() == list(range(10))


def test_flat_images_and_float_images_of_whole_numbers_serve_too(fitted, held):
    images = held[0][:9]
    expected = fitted.decision_function(images)
    assert np.array_equal(fitted.decision_function(images.reshape(9, 784)), expected)
    assert np.array_equal(fitted.decision_function(images.astype(np.float64)), expected)


def test_it_is_cloned_untrained_with_its_parameters(fitted):
    copy = clone(fitted)
    assert copy.get_params() == fitted.get_params()
    assert not hasattr(copy, "classes_")
    assert copy.set_params(seed=7).get_params()["seed"] == 7
    assert fitted.get_params()["seed"] == 0
    with pytest.raises(ValueError, match="Invalid parameter"):
        copy.set_params(nothing=1)


def test_the_recipe_tells_the_parameters(fitted):
    recipe = fitted.recipe()
    assert fitted.get_params().items() <= recipe.items()
    assert recipe["interrupted"] is False


@pytest.mark.parametrize("count", [1, 7])
def test_onnx_answers_as_the_estimator(fitted, exported, held, count):
    images = held[0][:count]
    session = onnxruntime.InferenceSession(exported, providers=["CPUExecutionProvider"])
    assert [one.name for one in session.get_inputs()] == ["images"]
    (found,) = session.run(None, {"images": images[:, None].astype(np.float32) / 255})
    assert found.shape == (count, 10)
    assert np.abs(found - fitted.decision_function(images)).max() < TOLERANCE
    assert check_parity(fitted, exported, images) < TOLERANCE


def test_blank_and_full_pictures_have_an_answer_in_onnx_too(fitted, exported):
    images = np.stack([np.zeros((28, 28), np.uint8), np.full((28, 28), 255, np.uint8)])
    assert check_parity(fitted, exported, images) < TOLERANCE


def test_pictures_that_are_none_are_refused(fitted):
    for wrong in (np.zeros((3, 27, 28)), np.zeros(784), np.zeros((3, 64)), np.zeros((0, 28, 28))):
        with pytest.raises(DataError, match=r"expected images \(n, 784\) or \(n, 28, 28\)"):
            fitted.predict(wrong)


@pytest.mark.parametrize("value", [0.5, -1.0, 256.0, float("nan")])
def test_grey_levels_that_are_none_are_refused(value):
    images = np.zeros((1, 784))
    images[0, 3] = value
    with pytest.raises(DataError, match="grey levels are whole numbers from 0 to 255"):
        make("logistic").fit(images, [0])


@pytest.mark.parametrize("name", ["logistic", "mlp"])
@pytest.mark.parametrize(
    ("labels", "says"),
    [
        pytest.param(lambda y: y[:-1], "640 images have 639 labels", id="too few labels"),
        pytest.param(lambda y: np.eye(10)[y], r"labels of shape \(640, 10\)", id="one-hot"),
        pytest.param(lambda y: np.where(y > 7, 7, y), "no training samples of the digit 8, 9;", id="digits absent"),
        pytest.param(lambda y: np.where(np.arange(640) == 5, 10, y), "labels are 0 to 9.*not 10", id="ten"),
        pytest.param(lambda y: np.where(np.arange(640) == 5, -2, y), "labels are 0 to 9.*not -2", id="minus two"),
    ],
)
def test_labels_that_do_not_fit_are_told(name, labels, says, digits):
    images, digit = digits
    with pytest.raises(DataError, match=says):
        make(name, **SMALL[name]).fit(images, labels(digit))


def test_a_value_out_of_its_range_is_told(digits):
    with pytest.raises(ModelError, match="logistic: C is above 0, not -1"):
        make("logistic", C=-1)
    with pytest.raises(ModelError, match=r"Tree.*'criterion' parameter.*'beauty'"):
        make("tree", criterion="beauty").fit(*digits)


@pytest.mark.parametrize("name", ZOO)
def test_pictures_of_no_digit_are_accepted(name, digits):
    images, labels = (part[:320] for part in digits)
    none = np.random.default_rng(0).integers(0, 256, (40, 28, 28), np.uint8)
    cheap = {"epochs": 1} if find(name).neural else {}
    model = make(name, **SMALL[name] | cheap)
    model.fit(np.concatenate([images, none]), np.concatenate([labels, np.full(40, NO_DIGIT)]))
    assert model.predict_proba(none).shape == (40, 10)
    if not find(name).neural:  # such pictures have no place among ten classes
        again = make(name, **SMALL[name]).fit(images, labels)
        assert np.array_equal(model.decision_function(none), again.decision_function(none))


@pytest.mark.parametrize("name", ["logistic", "forest", "gradient-boosting", "mlp", "tiny-cnn", "committee"])
def test_the_same_seed_gives_the_same_answers_and_another_other_ones(name, digits, held):
    images, labels = (part[:320] for part in digits)
    cheap = {"epochs": 1} if find(name).neural else {}
    first, again, other = (
        make(name, **SMALL[name] | cheap, seed=seed).fit(images, labels).decision_function(held[0])
        for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert np.array_equal(first, other) == (name == "logistic")


# Trees in rounds


def rounds(name: str) -> DigitClassifier:
    return make(name, **({"trees": 40} if name == "forest" else {"iterations": 40, "leaves": 4}))


@pytest.mark.parametrize("name", ["forest", "gradient-boosting"])
def test_rounds_are_told_and_change_nothing(name, digits, held):
    said: list[Progress] = []
    watched = make(name, **SMALL[name]).fit(*digits, Watch(said.append))
    total = SMALL[name].get("trees") or SMALL[name]["iterations"]
    assert [(one.done, one.total) for one in said] == [(10, total), (total, total)]
    unwatched = make(name, **SMALL[name]).fit(*digits)
    assert np.abs(watched.decision_function(held[0]) - unwatched.decision_function(held[0])).max() < 1e-6


@pytest.mark.parametrize("name", ["forest", "gradient-boosting"])
def test_ctrl_c_between_two_rounds_keeps_the_trees_so_far(name, digits, held):
    def stop(progress: Progress) -> None:
        if progress.done == 20:
            raise KeyboardInterrupt

    model = rounds(name).fit(*digits, Watch(stop))
    kept = make(name, **({"trees": 20} if name == "forest" else {"iterations": 20, "leaves": 4})).fit(*digits)
    assert model.interrupted_
    assert model.recipe()["interrupted"]
    assert model.count_parameters() == kept.count_parameters()
    assert np.abs(model.decision_function(held[0]) - kept.decision_function(held[0])).max() < 1e-6
    assert check_parity(model, model.to_onnx(), held[0]) < TOLERANCE


@pytest.fixture
def alarm() -> Iterator[None]:
    """Lets an alarm do what Ctrl-C does."""
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("name", ["forest", "gradient-boosting"])
def test_ctrl_c_in_the_midst_of_a_round_leaves_a_model_that_works(name, digits, held, alarm):
    def soon(progress: Progress) -> None:
        if progress.done == 10:
            signal.setitimer(signal.ITIMER_REAL, 0.1)

    many = {"trees": 20_000} if name == "forest" else {"iterations": 2000}
    model = make(name, **many)
    if name == "forest":
        model._round = 10
    model.fit(*digits, Watch(soon))
    assert model.interrupted_
    assert model.score(*held) > 0.6
    assert check_parity(model, model.to_onnx(), held[0]) < TOLERANCE


def test_ctrl_c_before_the_first_round_has_nothing_to_keep(digits):
    def stop(_: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make("logistic").fit(*digits, Watch(stop))


def test_the_dropped_half_of_a_round_is_no_part_of_the_model(digits, held):
    model = rounds("gradient-boosting").fit(*digits)
    model._drop_half_round(20)
    kept = make("gradient-boosting", iterations=20, leaves=4).fit(*digits)
    assert np.allclose(model.decision_function(held[0]), kept.decision_function(held[0]), atol=1e-6)


# Neighbours and kernels


def test_the_nearest_neighbour_of_a_training_digit_is_itself(digits):
    model = make("knn", neighbours=1, components=40).fit(*digits)
    assert model.score(*digits) == 1.0


def test_jitter_adds_what_is_shifted(digits):
    plain, jittered = (make("hog-svm", components=30, jitter=jitter).fit(*digits) for jitter in (False, True))
    assert jittered.count_parameters() > plain.count_parameters()
