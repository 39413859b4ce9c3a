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
    for name, side, level in (("white", 28, 255), ("black", 28, 0), ("grey", 28, 128), ("blank", 120, 250)):
        files[name] = folder / f"{name}.png"
        Image.new("L", (side, side), level).save(files[name])
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
    told = [json.loads(answer.stdout) for answer in answers]
    assert told[0]["same"] > 0.99
    assert told[0]["distance"] == 0
    assert told[1]["same"] == told[2]["same"]
    assert told[1]["codes"] == told[2]["codes"][::-1]
    assert told[1]["distance"] == pytest.approx(np.linalg.norm(np.subtract(*told[1]["codes"])), abs=1e-3)


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
    assert json.loads(invoke(*words).stdout)["samples"] == told


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("{two}", "nothing.png"), 1, "nothing.png"),
        (("{both}", "{two}"), 1, "both.png shows 2 digits; give a picture of one digit"),
        (("{two}", "{white}"), 1, "white.png shows no digit"),
        (("{black}", "{two}"), 1, "black.png shows no digit"),
        (("{grey}", "{two}"), 1, "grey.png shows no digit"),
        (("{two}", "{blank}"), 1, "blank.png shows no digit"),
        (("{two}", "{two}", "--out", "x.png"), 2, "--out is for the search of samples like A"),
        (("{two}", "{two}", "--top", "9", "--data", "digits"), 2, "--data and --top are for the search"),
        (("{two}", "{two}", "--model", "vae"), 2, "compares nothing; take a Siamese network"),
        (("{two}", "{two}", "--model", "nothing"), 2, "no space of digits in nothing"),
        (("{two}", "--data", "nothing.csv"), 2, "unknown data source"),
    ],
)
def test_what_cannot_be_compared_is_told(pictures, words, code, told):
    done = invoke("similar", *(word.format(**pictures) for word in words))
    assert done.exit_code == code
    assert told in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["x.foo", "noext", "deep/er/x.jpg"])
@pytest.mark.parametrize("words", [("vae", "sample", "--count", 1), ("vae", "map", "--side", 2)], ids=["sample", "map"])
def test_what_is_drawn_is_a_png_whatever_its_name(tmp_path, name, words):
    assert invoke(*words, "--out", tmp_path / name).exit_code == 0
    with Image.open(tmp_path / name) as picture:
        assert picture.format == "PNG"


def test_samples_side_by_side_are_a_png_whatever_its_name(pictures, tmp_path, monkeypatch):
    monkeypatch.setenv("NUMERALS_CACHE", str(tmp_path / "cache"))
    out = tmp_path / "deep" / "z.foo"
    assert invoke("similar", pictures["eight"], "--data", "digits", "--out", out).exit_code == 0
    with Image.open(out) as picture:
        assert picture.format == "PNG"


@pytest.mark.parametrize(
    ("place", "code", "told"),
    [
        ("", 2, "is a folder; --out takes the name of a file"),
        ("file/x.png", 1, "a file stands where its folder would be; name another place with --out"),
        ("file/deep/x.png", 1, "a file stands where its folder would be; name another place with --out"),
        ("x" * 300, 1, "cannot be written: File name too long; name another place with --out"),
    ],
    ids=["folder", "in a file", "below a file", "too long"],
)
def test_a_place_that_cannot_be_written_is_told_in_one_line(tmp_path, place, code, told):
    (tmp_path / "file").touch()
    done = invoke("vae", "sample", "--count", 1, "--out", tmp_path / place)
    assert done.exit_code == code
    (line,) = done.stderr.splitlines()
    assert told in line


@pytest.mark.parametrize("model", ["siamese", "guard"])
@pytest.mark.parametrize(
    "words",
    [("sample",), ("traverse",), ("map",), ("reconstruct", "{two}"), ("interpolate", "{two}", "{eight}")],
    ids=lambda words: words[0],
)
def test_only_an_autoencoder_draws(pictures, tmp_path, words, model):
    filled = (word.format(**pictures) for word in words)
    done = invoke("vae", *filled, "--model", model, "--out", tmp_path / "x.png")
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    assert "draws nothing; a variational autoencoder is wanted: --model vae" in line
    assert not (tmp_path / "x.png").exists()


@pytest.mark.parametrize("name", ["white", "blank"])
def test_a_picture_without_a_digit_has_no_code(pictures, tmp_path, name):
    done = invoke("vae", "reconstruct", pictures[name], "--out", tmp_path / "x.png")
    assert done.exit_code == 1
    assert done.stderr == f"numerals: {pictures[name]} shows no digit; give a picture of one digit\n"


def test_a_card_without_a_name_is_refused(tmp_path, pictures):
    (tmp_path / "card.json").write_text('{"format": 1, "parts": {}}')
    for words in (("vae", "sample"), ("similar", pictures["two"], pictures["two"])):
        done = invoke(*words, "--model", tmp_path)
        assert done.exit_code == 2
        assert "is no card of a space of digits" in done.stderr


def test_one_digit_is_told_as_one(tmp_path):
    out = tmp_path / "one.png"
    assert invoke("vae", "sample", "--count", 1, "--out", out).stdout == f"1 digit written to {out}\n"
    assert invoke("vae", "sample", "--count", 2, "--out", out).stdout == f"2 digits written to {out}\n"


def test_the_codes_of_what_is_drawn_are_printed_as_json(spaces, tmp_path):
    shapes = {("sample", "--count", 4): (4, 3), ("traverse", "--steps", 5): (3, 5, 3)}
    for words, shape in shapes.items():
        done = invoke("vae", *words, "--model", spaces["three"], "--out", tmp_path / "x.png", "--json")
        assert np.shape(json.loads(done.stdout)["codes"]) == shape
    done = invoke("vae", "map", "--side", 4, "--model", spaces["two"], "--out", tmp_path / "x.png", "--json")
    assert np.shape(json.loads(done.stdout)["codes"]) == (4, 4, 2)


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
