"""``numerals models``: shown, registered, promoted and rolled back, with the small digits as data."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from numerals import load_bundle
from numerals.cli.main import app
from numerals.data.sources import load, validation_split
from numerals.inference.bundle import Bundle
from numerals.inference.store import Store
from support import another_model

SHIPPED = load_bundle().version
ACCURACY = f"{load_bundle().card['test']['accuracy']:.2%}"
ONES = load_bundle().card["test"]["confusion_matrix"][1][1]
DIGITS = {"name": "digits"}


def right(bundle: Bundle) -> int:
    """Of the 120 frozen validation digits of scikit-learn."""
    _, held = validation_split(load("digits"))
    return int((bundle.logits(held.images).argmax(1) == held.labels).sum())


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tracking database with its tables; making them takes a second or two."""
    from numerals.training.track import Tracker

    home = tmp_path_factory.mktemp("empty")
    Tracker.at(home, name="nobody")
    return home / "mlflow.db"


@pytest.fixture
def home(tmp_path: Path, database: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(database, home)
    monkeypatch.setenv("NUMERALS_HOME", str(home))
    monkeypatch.chdir(tmp_path)
    return home


@pytest.fixture
def good(tmp_path: Path) -> Bundle:
    return another_model(tmp_path / "good", "good", data=DIGITS)


@pytest.fixture
def bad(tmp_path: Path) -> Bundle:
    return another_model(tmp_path / "bad", "bad", wrong=True, name="mlp", data=DIGITS)


def models(*arguments: str | Path) -> Any:
    return CliRunner().invoke(app, ["models", *map(str, arguments)], env={"COLUMNS": "100"})


def in_a_process(*arguments: str | Path, **environ: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "numerals", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=120, env=os.environ | environ, check=False
    )  # fmt: skip


@pytest.mark.parametrize("command", ["show", "register", "promote", "rollback"])
def test_every_command_has_help_with_an_example(command):
    result = models(command, "--help")
    assert result.exit_code == 0
    assert f"numerals models {command}" in result.stdout.partition("Example")[2]


def test_the_models_are_listed_with_champion_and_figures(home, good):
    Store(home).promote(good)
    result = models("show")
    assert result.exit_code == 0
    (line,) = [line for line in result.stdout.splitlines() if good.version in line]
    assert "champion" in line
    assert ACCURACY in line
    rows = json.loads(models("show", "--json").stdout)
    assert [row["version"] for row in rows if row["champion"]] == [good.version]
    shipped = {row["version"] for row in rows if row["shipped"]}
    assert SHIPPED in shipped
    assert good.version not in shipped


def test_a_card_is_shown_with_its_confusion_matrix(home):
    result = models("show", "cnn")
    assert result.exit_code == 0
    assert all(text in result.stdout for text in (SHIPPED, ACCURACY, "Confusion matrix", str(ONES)))
    assert json.loads(models("show", "cnn", "--json").stdout) == load_bundle().card


def test_a_bare_card_is_shown_too(home, tmp_path):
    bare = another_model(tmp_path / "bare", "bare", test=None, recipe=None, data=None, minutes=None)
    Store(home).install(bare)
    assert bare.version in models("show", "./bare").stdout
    assert bare.version in models("show").stdout


def test_an_unknown_model_is_one_line_with_the_known_ones(home):
    for arguments in (["show", "nobody"], ["promote", "nobody"], ["register", "nobody"]):
        result = models(*arguments)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith("numerals: no model in nobody")
        assert SHIPPED in result.stderr
        assert result.stderr.count("\n") == 1


def test_a_worse_model_is_refused_with_the_difference_unless_forced(home, bad):
    count = right(load_bundle())
    assert count > 110
    share = 100 * count / 120
    refused = models("promote", "bad")
    assert refused.exit_code == 1
    assert f"{bad.version}  0.00%, 0 of 120 digits right" in refused.stdout
    assert f"{SHIPPED}  {share:.2f}%, {count} of 120 digits right" in refused.stdout
    assert f"worse by {share:.2f} points, {count} digits (p < 0.0001" in refused.stdout
    assert f"not promoted: worse by {share:.2f} points; --force" in refused.stderr
    assert Store(home).champion() is None
    forced = models("promote", "bad", "--force", "--json")
    assert forced.exit_code == 0
    told = json.loads(forced.stdout)
    assert (told["champion"], told["before"]) == (bad.version, SHIPPED)
    assert (told["contest"]["ahead"], told["contest"]["images"]) == (-count, 120)
    assert Store(home).champion().version == bad.version


def test_a_model_is_registered_promoted_and_taken_back_here_and_in_the_registry(home, good, tmp_path):
    from numerals.training.track import Tracker

    registered = models("register", "good")
    assert registered.exit_code == 0, registered.stderr
    assert registered.stdout.startswith(f"{good.version} is version 1 of numerals")
    shutil.rmtree(good.folder)
    promoted = models("promote", "1")  # downloaded from the registry
    assert promoted.exit_code == 0, promoted.stderr
    assert "equally good" in promoted.stdout
    assert f"{good.version} is the champion now, before it was {SHIPPED}" in promoted.stdout
    assert Store(home).champion().version == Tracker.at(home).champion().version == good.version
    again = models("promote", good.version)
    assert again.exit_code == 0
    back = models("rollback")
    assert (back.exit_code, back.stdout) == (0, f"{SHIPPED} is in use now\n")
    assert Tracker.at(home).champion() is None
    none_left = models("rollback")
    assert none_left.exit_code == 1
    assert "nothing to roll back" in none_left.stderr


def test_another_machine_takes_the_champion_of_a_shared_registry(home, good, tmp_path, monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{home}/mlflow.db")
    assert models("promote", "good").exit_code == 0
    other = tmp_path / "other-home"
    monkeypatch.setenv("NUMERALS_HOME", str(other))
    monkeypatch.chdir("/")
    assert Store(other).champion() is None
    taken = models("promote", "champion")
    assert taken.exit_code == 0, taken.stderr
    assert Store(other).champion().version == good.version
    assert not (other / "mlflow.db").exists()


def test_what_the_registry_has_is_checked_by_its_hash(home, good, tmp_path):
    assert models("register", "good").exit_code == 0
    shutil.rmtree(good.folder)
    fake = another_model(tmp_path / "fake", "fake", wrong=True)
    (stored,) = (home / "artifacts").glob("*/artifacts/model")
    shutil.copytree(fake.folder, stored, dirs_exist_ok=True)
    result = models("promote", "1", "--force")
    assert result.exit_code == 1
    assert "was registered with SHA-256" in result.stderr
    assert Store(home).champion() is None


def test_a_model_that_cannot_be_measured_needs_force(home, tmp_path):
    another_model(tmp_path / "odd", "odd", data={"name": "no-such-data"})
    refused = models("promote", "odd")
    assert refused.exit_code == 1
    assert "the validation digits of no-such-data are not at hand" in refused.stderr
    assert "--force" in refused.stderr
    assert models("promote", "odd", "--force").exit_code == 0


def test_a_model_of_other_data_and_few_digits_is_promoted_with_a_word(home, good, bad):
    result = models("promote", "good")
    assert result.exit_code == 0
    assert f"{SHIPPED} was trained on other data than {good.version}, and the digits of digits alone" in result.stderr
    assert "only 120 validation digits decide: " in result.stderr
    assert "was trained on other data" not in models("promote", "bad").stderr  # both of the same digits


def test_a_handful_of_digits_decides_nothing_unless_forced(home, tmp_path):
    rows = tmp_path / "few.npz"
    digits = load("digits").train.take(np.arange(230))
    np.savez(rows, images=digits.images, labels=digits.labels)
    another_model(tmp_path / "small", "small", data={"name": str(rows)})
    refused = models("promote", "small")
    assert refused.exit_code == 1
    assert "has 16 validation digits, and fewer than 100 decide nothing; --force promotes it" in refused.stderr
    assert Store(home).champion() is None
    forced = models("promote", "small", "--force")
    assert forced.exit_code == 0
    assert "only 16 validation digits decide" in forced.stderr


@pytest.mark.parametrize("place", ["dmg", "models/dmg"])
def test_a_damaged_model_is_told_as_such_and_is_no_run(home, place):
    bundle = another_model(Path(place), "dmg")
    with bundle.model_path.open("ab") as file:
        file.write(b"x")
    result = models("register", "dmg")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"numerals: {place}/model.onnx is not the model that its card tells of (SHA-256 differs)\n"


def test_a_narrow_terminal_cuts_no_figure(home, tmp_path):
    bundle = another_model(tmp_path / "long", "long", data={"name": "a-folder/with-a-long-name/of-many-digits.csv"})
    Store(home).promote(bundle)
    shown = CliRunner().invoke(app, ["models", "show"], env={"COLUMNS": "80"}).stdout
    assert "…" not in shown
    (line,) = [line for line in shown.splitlines() if bundle.version in line]
    assert ACCURACY in line
    assert f" {bundle.model_path.stat().st_size / 1000:.0f} kB " in line


def test_a_model_that_cannot_run_is_refused_even_by_force(home, good):
    import hashlib

    good.model_path.write_bytes(b"no network")
    card = good.card | {"sha256": hashlib.sha256(b"no network").hexdigest()}
    (good.folder / "card.json").write_text(json.dumps(card))
    result = models("promote", "good", "--force")
    assert result.exit_code == 1
    assert "cannot be run" in result.stderr
    assert Store(home).champion() is None


def test_a_registry_that_is_away_stops_a_promotion_but_no_rollback(home, good, bad):
    store = Store(home)
    store.promote(good)
    store.promote(bad)
    (home / "mlflow.db").write_text("no database")
    stopped = models("promote", "good", "--force")
    assert stopped.exit_code == 1
    assert "not a database" in stopped.stderr
    assert store.champion().version == bad.version
    back = models("rollback")
    assert back.exit_code == 1
    assert back.stdout == f"{good.version} is in use now\n"
    assert "not a database" in back.stderr
    assert store.champion().version == good.version


def test_every_command_reads_with_the_champion_and_model_picks_another(home, bad, tmp_path):
    """In processes of their own, without MLflow: promoting by hand needs none, and reading never does."""
    from PIL import Image

    from numerals.data.pages import write_page

    page = tmp_path / "page.png"
    Image.fromarray(write_page(["1"], seed=0).image).save(page)
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "mlflow.py").write_text("raise ImportError('not installed')")
    without = {"PYTHONPATH": str(tmp_path / "none")}
    done = in_a_process("models", "promote", "bad", "--force", **without)
    assert done.returncode == 0, done.stderr
    assert "pip install 'numerals[track]'" in done.stderr
    for options, expected in (([], bad.version), (["--model", SHIPPED], SHIPPED), (["--model", "cnn"], SHIPPED)):
        done = in_a_process("read", "--json", *options, page, **without)
        assert json.loads(done.stdout)["model"].split("+")[0] == expected
    done = in_a_process("read", "--json", page, NUMERALS_MODEL=SHIPPED)
    assert json.loads(done.stdout)["model"].split("+")[0] == SHIPPED
    code = "import sys, numerals; print(numerals.read(sys.argv[1]).model, numerals.Reader().name)"
    done = subprocess.run([sys.executable, "-c", code, page], capture_output=True, text=True, check=True, timeout=60)
    read_with, named = done.stdout.split()
    assert (read_with.split("+")[0], named) == (bad.version, SHIPPED)
    done = in_a_process("models", "register", "bad", **without)
    assert done.returncode == 1
    assert "pip install 'numerals[track]'" in done.stderr
