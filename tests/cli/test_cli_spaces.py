"""``numerals similar`` and ``numerals vae``, with the shipped Siamese network and autoencoders made in seconds."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from typer.testing import CliRunner, Result

from lab import few
from numerals.cli.main import app
from numerals.data.pen import sample_digit
from numerals.imaging.ink import normalize_strokes
from numerals.training import spaces as training


def pixels(file: Path) -> NDArray[np.uint8]:
    with Image.open(file) as picture:
        return np.asarray(picture)


def invoke(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def pictures(tmp_path_factory) -> dict[str, Path]:
    """Digits of the pen, 28x28 dark on light, as a scanner would give them."""
    folder, rng = tmp_path_factory.mktemp("pictures"), np.random.default_rng(4)
    files = {}
    for name, digit in (("two", 2), ("two-more", 2), ("eight", 8)):
        crop = normalize_strokes(sample_digit(rng, digit)[0])
        files[name] = folder / f"{name}.png"
        Image.fromarray(255 - crop).save(files[name])
    page = np.full((60, 90), 255, np.uint8)
    page[10:38, 5:33] = page[10:38, 50:78] = pixels(files["two"])
    files["both"] = folder / "both.png"
    Image.fromarray(page).resize((360, 240)).save(files["both"])
    return files


@pytest.fixture(autouse=True, scope="module")
def rough() -> Iterator[None]:
    """Likelihoods from few codes: what they are is tested elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "_SAMPLES", 20)
        yield


@pytest.fixture(scope="module")
def spaces(tmp_path_factory) -> dict[str, Path]:
    """Small autoencoders of scikit-learn's digits: of three values a code, and of two."""
    folder = tmp_path_factory.mktemp("spaces")
    for name, latent in (("three", 3), ("two", 2)):
        done = invoke(
            "train", "vae", "--data", "digits", "--epochs", 2, "--no-track", "--out", folder / name,
            *("--set", "network=full", "--set", "widths=(32,)", "--set", f"latent={latent}"),
        )  # fmt: skip
        assert done.exit_code == 0, done.output
    return {name: folder / name for name in ("three", "two")}


def test_the_same_digit_is_likelier_than_another(pictures):
    same = float(invoke("similar", pictures["two"], pictures["two-more"]).stdout)
    other = float(invoke("similar", pictures["two"], pictures["eight"]).stdout)
    assert same > 0.9
    assert other < 0.1


def test_a_picture_is_as_like_itself_as_can_be_and_the_order_does_not_matter(pictures):
    pairs = [("two", "two"), ("two", "eight"), ("eight", "two")]
    answers = [invoke("similar", pictures[one], pictures[other], "--json") for one, other in pairs]
    told = [json.loads(answer.stdout)["same"] for answer in answers]
    assert told[0] > 0.99
    assert told[1] == told[2]


def test_the_nearest_samples_are_mostly_of_the_same_digit(pictures, tmp_path, monkeypatch):
    monkeypatch.setenv("NUMERALS_CACHE", str(tmp_path / "cache"))
    words = ("similar", pictures["eight"], "--data", "digits", "--top", 5, "--out", tmp_path / "alike.png", "--json")
    told = json.loads(invoke(*words).stdout)["samples"]
    assert len(told) == 5
    assert [one["distance"] for one in told] == sorted(one["distance"] for one in told)
    assert sum(one["label"] == 8 for one in told) >= 3
    assert pixels(tmp_path / "alike.png").shape == (32 * 3, (5 * 30 + 2) * 3)
    kept = list((tmp_path / "cache").glob("alike-*.npz"))
    assert len(kept) == 1
    # Codes that are kept are rounded to half precision, so places may change, the digits hardly.
    again = json.loads(invoke(*words).stdout)["samples"]
    assert again[0]["place"] == told[0]["place"]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("{two}", "nothing.png"), 1, "nothing.png"),
        (("{both}", "{two}"), 1, "one digit is compared with another, and this picture shows 2"),
        (("{two}", "{two}", "--model", "nothing"), 2, "no space of digits in nothing"),
        (("{two}", "--data", "nothing.csv"), 2, "unknown data source"),
    ],
)
def test_what_cannot_be_compared_is_told(pictures, words, code, told):
    done = invoke("similar", *(word.format(**pictures) for word in words))
    assert done.exit_code == code
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_digits_are_drawn_the_same_by_the_same_seed(spaces, tmp_path):
    for name, seed in (("one", 3), ("again", 3), ("other", 4)):
        out = tmp_path / f"{name}.png"
        assert (
            invoke("vae", "sample", "--count", 7, "--seed", seed, "--model", spaces["three"], "--out", out).exit_code
            == 0
        )
    one, again, other = ((tmp_path / f"{name}.png").read_bytes() for name in ("one", "again", "other"))
    assert one == again != other
    assert pixels(tmp_path / "one.png").shape == ((3 * 30 + 2) * 3, (3 * 30 + 2) * 3)


def test_a_digit_is_drawn_beside_its_reconstruction(spaces, pictures, tmp_path):
    out = tmp_path / "r.png"
    done = invoke("vae", "reconstruct", pictures["two"], "--model", spaces["three"], "--out", out, "--json")
    assert len(json.loads(done.stdout)["code"]) == 3
    assert np.array_equal(pixels(out)[6:90:3, 6:90:3], pixels(pictures["two"]))


def test_the_way_from_one_digit_to_another_begins_and_ends_with_them(spaces, pictures, tmp_path):
    out, codes = tmp_path / "i.png", []
    for words in (
        ("interpolate", pictures["two"], pictures["eight"], "--steps", 5),
        ("reconstruct", pictures["eight"]),
    ):
        done = invoke("vae", *words, "--model", spaces["three"], "--out", out, "--json")
        codes.append(json.loads(done.stdout))
    assert len(codes[0]["codes"]) == 5
    assert codes[0]["codes"][-1] == pytest.approx(codes[1]["code"], abs=1e-3)


def test_a_traversal_has_a_row_for_each_value(spaces, tmp_path):
    out = tmp_path / "t.png"
    assert invoke("vae", "traverse", "--steps", 4, "--model", spaces["three"], "--out", out).exit_code == 0
    assert pixels(out).shape == ((3 * 30 + 2) * 3, (4 * 30 + 2) * 3)


def test_the_map_is_of_two_values_and_shows_where_digits_lie(spaces, tmp_path):
    out = tmp_path / "m.png"
    words = ("vae", "map", "--side", 6, "--out", out, "--model")
    assert invoke(*words, spaces["two"]).exit_code == 0
    plain = pixels(out).shape
    assert invoke(*words, spaces["two"], "--data", "digits").exit_code == 0
    assert pixels(out).shape == (plain[0], 2 * plain[1], 3)
    refused = invoke(*words, spaces["three"])
    assert refused.exit_code == 2
    assert "has no plane" in refused.stderr


def test_a_siamese_network_is_trained_and_compares(tmp_path, pictures):
    out = tmp_path / "siamese"
    done = invoke(
        "train", "siamese", "--data", "digits", "--epochs", 1, "--no-track", "--out", out,
        "--set", "widths=(8,12,16,16,16)", "--set", "held=(7,8,9)",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    card = json.loads((out / "card.json").read_text())
    assert card["recipe"]["held"] == [7, 8, 9]
    assert card["unseen"]["digits"] == [7, 8, 9]
    assert card["data"]["train_digits"] + card["data"]["validation_digits"] == len(few(100_000).train)
    assert 0 <= float(invoke("similar", pictures["two"], pictures["eight"], "--model", out).stdout) <= 1


def test_a_space_is_no_classifier(spaces):
    told = invoke("train", "vae", "--data", "digits", "--save", "skops")
    assert told.exit_code == 2
    assert "is kept as ONNX" in told.stderr
    assert "no card" in invoke("read", "x.png", "--model", spaces["two"]).stderr
