"""``numerals train line-reader``: a line reader made of the digits in a file."""

import numpy as np
from typer.testing import CliRunner

from digit_sets import digit_set, write
from numerals.cli.main import app
from numerals.inference.bundle import names_digits
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
    read = model.read(np.zeros((40, 90), np.uint8))
    assert 0 <= read.confidence <= 1
    assert len(read.text) == len(read.probabilities) == len(read.columns)
