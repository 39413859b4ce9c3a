"""The loop that learns: people draw and correct, a model learns from it, and serves only if it has got better.

The drawings are real ones in styles that MNIST lacks: hooked ones, slashed zeros, fours of every form. They are for
this measurement only; nothing that is shipped has seen them.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import httpx
import numpy as np
import pytest

from numerals import load_bundle
from numerals.data.sources import Dataset, load
from numerals.evaluation.drawings import CANVAS, load_drawings, placed_at_random
from numerals.inference.store import Store
from support import Server

pytestmark = [pytest.mark.mnist, pytest.mark.slow, pytest.mark.timeout(900)]
STYLES = (0, 1, 4)
"""Digits that people write in ways of which MNIST has few or none."""
COUNT, TESTED = 600, 4_000


def numerals(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "numerals", *arguments]
    environ = os.environ | {"NUMERALS_HOME": str(home)}
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=800, check=False)


@pytest.fixture(scope="module")
def base(mnist: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Parts of MNIST to learn from and to measure with."""
    whole = load("mnist", Path(os.environ["NUMERALS_DATA"]))
    part = whole.train.take(np.arange(3_000))
    file = tmp_path_factory.mktemp("base") / "mnist-part.npz"
    from numerals.data.npz import write

    write(Dataset("part", "", part, whole.test.take(np.arange(TESTED))), file, lambda *_: None)
    return file


@pytest.fixture(scope="module")
def home(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a model that knows this part of MNIST alone is the champion; support vectors are learnt in seconds."""
    folder = tmp_path_factory.mktemp("home")
    model = folder / "first"
    trained = numerals(folder, "train", "svm", "--data", str(base), "--out", str(model), "--no-track", "--set", "C=5")
    assert trained.returncode == 0, trained.stderr
    Store(folder).promote(load_bundle(model))
    return folder


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Server]:
    running = Server(home).start()
    yield running
    running.stop()


def corrected(server: Server, digits: list[Any]) -> int:
    """Draws each digit on the server and says what it is; how many were read wrongly."""
    rng, wrong = np.random.default_rng(3), 0
    for one in digits:
        strokes = [stroke.round(1).tolist() for stroke in placed_at_random(one.strokes, rng)]
        body = {"strokes": strokes, "width": CANVAS, "height": CANVAS, "page": "draw"}
        answer = server.client.post("/api/v1/classify", json=body).json()
        if len(answer["digits"]) != 1:  # taken apart: a person would correct it to a number of as many digits
            continue
        said = server.client.patch(f"/api/v1/drawings/{answer['id']}", json={"correction": str(one.digit)})
        assert said.status_code == 200
        wrong += said.json()["verdict"] == "corrected"
    return wrong


def model_in_force(client: httpx.Client) -> str:
    return str(client.get("/api/v1/health").json()["model"])


def waits_for(client: httpx.Client, model: str) -> bool:
    end = time.monotonic() + 15
    while time.monotonic() < end:
        if model_in_force(client) == model:
            return True
        time.sleep(0.1)
    return False


def test_corrections_of_styles_that_mnist_lacks_are_learnt_and_nothing_is_lost(
    home: Path, base: Path, server: Server, tmp_path: Path, without: Callable[[str], NoReturn]
) -> None:
    strokes = Path(os.environ["NUMERALS_DATA"]) / "strokes/tablet_digits.json.gz"
    if not strokes.exists():
        without(f"{strokes} is needed")
    first = Store(home).current().version
    assert model_in_force(server.client) == first
    drawings = [one for one in load_drawings(strokes) if one.digit in STYLES]
    order = np.random.default_rng(1).permutation(len(drawings))[:COUNT]
    wrong = corrected(server, [drawings[place] for place in order])
    assert wrong > 20

    # The recipe is the champion's own; the corrections come from the server's database.
    out = tmp_path / "second"
    done = numerals(home, "retrain", "--data", str(base), "--out", str(out), "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    gain, (test, validation) = told["corrections"], told["guards"]
    assert told["promoted"]
    assert gain["images"] > 80
    assert gain["ahead"] > 0
    assert gain["p"] < 0.05
    assert test["images"] == TESTED
    for one in (test, validation):
        assert one["ahead"] >= 0 or one["p"] >= 0.05
    second = Store(home).current()
    assert second.version == told["candidate"] == load_bundle(out).version
    assert second.card["recipe"]["C"] == load_bundle(home / "first").card["recipe"]["C"] == 5
    assert load(str(out / "corrections.npz")).test.fingerprint != load(str(out / "corrections.npz")).train.fingerprint
    assert waits_for(server.client, second.version)

    assert numerals(home, "models", "rollback").returncode == 0
    assert waits_for(server.client, first)


def test_what_reads_the_corrections_better_but_the_old_digits_worse_is_refused(
    home: Path, base: Path, server: Server, tmp_path: Path
) -> None:
    """A decision tree learns the corrections, and is far from what the champion knew."""
    assert waits_for(server.client, load_bundle(home / "first").version)
    done = numerals(
        home, "retrain", "--kind", "tree", "--data", str(base), "--share", "0.5", "--out", str(tmp_path / "tree"),
    )  # fmt: skip
    assert done.returncode == 3, done.stdout + done.stderr
    assert "not promoted: worse on" in done.stdout
    assert Store(home).current().version == load_bundle(home / "first").version


def test_too_few_corrections_change_nothing(tmp_path: Path) -> None:
    from digit_sets import digit_set, write

    few = write(digit_set(20, 10), tmp_path / "few.npz")
    done = numerals(tmp_path, "retrain", "--corrections", str(few), "--data", "digits")
    assert done.returncode == 3
    assert "nothing learnt: 30 corrections are too few" in done.stderr


def test_no_corrections_at_all_are_one_clear_line(tmp_path: Path) -> None:
    done = numerals(tmp_path, "retrain", "--data", "digits")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "database" in done.stderr
