"""``numerals monitor`` asks a real server; ``numerals models reference`` mends an older card."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from numerals import load_bundle
from numerals.data.pen import sample_digit
from small_models import linear_bundle
from support import Server


def numerals(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "numerals", *arguments]
    environ = os.environ | {"NUMERALS_HOME": str(home)}
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def server(tmp_path: Path):
    running = Server(tmp_path / "home").start()
    yield running
    running.stop()


def draw_wide(server: Server, count: int) -> None:
    """Sends stretched pen digits and waits until they are measured."""
    rng = np.random.default_rng(7)
    for _ in range(count):
        strokes = [(stroke * [300, 120] + 200).round(1).tolist() for stroke in sample_digit(rng)[0]]
        server.client.post("/api/v1/classify", json={"strokes": strokes, "width": 1200, "height": 600})
    end = time.monotonic() + 30
    while time.monotonic() < end:
        surfaces = server.client.get("/api/v1/monitor").json()["surfaces"]
        if sum(one["digits"] for one in surfaces) >= count:
            return
        time.sleep(0.2)
    raise AssertionError(surfaces)


def test_a_shift_is_told_and_is_none_once_it_is_accepted(server):
    told = numerals(server.home, "monitor", server.url)
    assert (told.returncode, told.stderr) == (0, "")
    assert f"{load_bundle().version}: too few digits" in told.stdout
    refused = numerals(server.home, "monitor", server.url, "--accept")
    assert refused.returncode == 1
    assert "fewer than 100" in refused.stderr
    draw_wide(server, 120)
    told = numerals(server.home, "monitor", server.url)
    assert "what is read has changed" in told.stdout
    (line,) = [line for line in told.stdout.splitlines() if " width " in line]
    assert "changed" in line
    accepted = numerals(server.home, "monitor", server.url, "--accept")
    assert accepted.returncode == 0, accepted.stderr
    found = json.loads(numerals(server.home, "monitor", server.url, "--json").stdout)
    (strokes,) = [one for one in found["surfaces"] if one["name"] == "strokes"]
    assert (strokes["accepted"], strokes["shifted"]) == (True, False)
    assert {one["distance"] for one in strokes["features"]} == {0}
    assert "looks as it should" in numerals(server.home, "monitor", server.url).stdout


@pytest.mark.parametrize(
    ("address", "code", "says"),
    [("http://127.0.0.1:9", 1, "numerals serve"), ("ftp://x", 2, "http://127.0.0.1:8000"), ("x", 2, "no address")],
)
def test_no_server_is_one_clear_line(tmp_path, address, code, says):
    done = numerals(tmp_path, "monitor", address)
    assert done.returncode == code
    assert done.stderr.count("\n") == 1
    assert says in done.stderr


def test_an_older_card_gets_its_reference(tmp_path):
    bundle = linear_bundle(tmp_path / "means")
    assert "reference" not in bundle.card
    done = numerals(tmp_path, "models", "reference", str(bundle.folder), "--data", "digits")
    assert done.returncode == 0, done.stderr
    card = load_bundle(bundle.folder).card
    assert {name: value for name, value in card.items() if name != "reference"} == bundle.card
    assert set(card["reference"]) == {"photo", "strokes", "pixels"}


def test_other_digits_than_the_models_own_are_refused(tmp_path):
    bundle = linear_bundle(tmp_path / "means", data={"name": "other", "validation_sha256": "0"})
    done = numerals(tmp_path, "models", "reference", str(bundle.folder), "--data", "digits")
    assert done.returncode == 2
    assert "was not trained with the validation digits of digits held out" in done.stderr
