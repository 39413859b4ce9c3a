"""``numerals train line-reader``: a line reader made of the digits in a file."""

import json

from PIL import Image
from typer.testing import CliRunner

from digit_sets import digit_set, write
from numerals.cli.main import app
from numerals.data.pages import write_page
from numerals.inference.bundle import SHIPPED, names_digits
from numerals.inference.line_model import load_line_model


def test_a_line_reader_is_trained_and_reads(tmp_path):
    digits, out = write(digit_set(240, 60), tmp_path / "digits.npz"), tmp_path / "line-reader"
    options = ["--data", digits, "--out", out, "--epochs", 1, "--set", "pages=12", "--set", "batch=4"]
    said = CliRunner().invoke(app, ["train", "line-reader", *map(str, options)])
    assert said.exit_code == 0, said.output
    assert "wholly right" in said.stdout
    model = load_line_model(out)
    assert model.card["recipe"]["lines"] > 4
    assert model.card["onnx_parity"] < 1e-3
    assert 0.4 < model.temperature < 3.1
    assert model.model_path.stat().st_size < 3_000_000
    assert not names_digits(out)
    assert not (out / "checkpoint.pt").exists()
    assert not (out / "pages").exists()
    assert 0 <= model.heard <= 1
    assert len(model.calibration) == 4
    assert model.card["unsure_lines"]["lines"] >= 0
    page = tmp_path / "page.png"
    Image.fromarray(write_page(["27451"], 3, height=50, pen=3).image).save(page)
    read = CliRunner().invoke(app, ["read", "--line-model", str(out), "--engine", "neural", "--json", str(page)])
    assert json.loads(read.stdout)["model"].endswith(f"+{model.version}")


def test_a_folder_of_another_model_is_no_line_reader(tmp_path):
    page = tmp_path / "page.png"
    Image.fromarray(write_page(["27451"], 3, height=50, pen=3).image).save(page)
    said = CliRunner().invoke(app, ["read", "--line-model", str(SHIPPED), str(page)])
    assert said.exit_code == 1
    assert "holds cnn, no line reader; give the folder that `numerals train line-reader` wrote" in said.stderr
