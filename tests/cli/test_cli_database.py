"""Labelled digits into the database and out of it, by the command line, with both databases."""

import json
import os
import signal
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from digit_sets import digit_set, write
from mongod import wait_until
from numerals.cli.main import app
from numerals.data import database
from numerals.data.address import parse
from numerals.data.sources import load


@pytest.fixture
def numerals(database_url, tmp_path):
    """Runs a command with a fresh database."""
    environ = os.environ | {"DATABASE_URL": database_url, "NUMERALS_HOME": str(tmp_path / "home")}

    def run(*words, code=0):
        done = subprocess.run(
            [sys.executable, "-m", "numerals", *map(str, words)], env=environ, capture_output=True, text=True,
            check=False, cwd=tmp_path,
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    run.environ = environ
    return run


@pytest.fixture
def here(database_url, tmp_path, monkeypatch):
    """Runs a command with this database in this process, which has PyTorch loaded; ``load`` needs one of its own."""
    monkeypatch.chdir(tmp_path)

    def run(*words, code=0):
        environ = {"DATABASE_URL": database_url, "NUMERALS_HOME": str(tmp_path / "home")}
        done = CliRunner().invoke(app, [str(word) for word in words], env=environ)
        assert done.exit_code == code, done.output
        assert "Traceback" not in done.output
        return done.output

    return run


def test_in_and_out_byte_for_byte(numerals, tmp_path):
    write(digit_set(300, 60), tmp_path / "given.csv")
    assert "360 images written; 300 in train, 60 in test" in numerals("data", "load", "given.csv")
    assert "nothing to do" in numerals("data", "load", "given.csv")
    assert "60 test images written" in numerals("data", "dump", "back.csv")
    for part in ("train", "test"):
        files = [tmp_path / f"{name}_{part}.csv" for name in ("given", "back")]
        assert files[0].read_bytes() == files[1].read_bytes()
    info = json.loads(numerals("data", "info", "db", "--json"))
    assert (info["source"], info["parts"]["train"]["images"]) == ("db", 300)


def test_one_source_instead_of_all_others(numerals, here, tmp_path):
    write(digit_set(seed=1), tmp_path / "one.npz")
    write(digit_set(seed=2), tmp_path / "two.npz")
    numerals("data", "load", "one.npz")
    assert "--data db#" in numerals("data", "load", "two.npz")
    assert "several sources; choose one" in here("data", "info", "db", code=2)
    numerals("data", "load", "two.npz", "--only")
    info = json.loads(here("data", "info", "db", "--json"))
    assert info["parts"]["train"]["sha256"] == digit_set(seed=2).train.fingerprint
    assert "nothing to do" not in numerals("data", "load", "two.npz", "--anew")


def test_train_evaluate_and_tune_from_the_database(numerals, here, tmp_path):
    numerals("data", "load", "digits")
    out = here("train", "logistic", "--data", "db", "--out", "kept", "--no-track")
    card = json.loads((tmp_path / "kept" / "card.json").read_text())
    assert (card["data"]["name"], card["command"]) == ("db", "numerals train logistic --data db --seed 0")
    assert "written to kept" in out
    found = json.loads(numerals("evaluate", "kept", "--data", "db", "--json"))
    assert found["errors"] == card["test"]["errors"]
    assert "C" in here("tune", "logistic", "--data", "db", "--sample", "300", "--folds", "2")


def test_no_password_in_card_or_output(mongod, tmp_path):
    url = mongod.url()
    environ = {"NUMERALS_HOME": str(tmp_path), "DATABASE_URL": url}
    command = [sys.executable, "-m", "numerals", "data", "load", "digits"]
    subprocess.run(command, env=os.environ | environ, check=True)
    # This server asks for no password, and so takes none: what it says must not repeat the one that it was given.
    secret = url.replace("://", "://anna:geheim@")
    words = ["train", "logistic", "--out", str(tmp_path / "m"), "--no-track", "--data"]
    done = CliRunner().invoke(app, [*words, secret], env=environ)
    assert done.exit_code == 2
    assert "mongodb://***@" in done.stderr
    assert "geheim" not in done.output
    assert CliRunner().invoke(app, [*words, url], env=environ).exit_code == 0
    assert json.loads((tmp_path / "m" / "card.json").read_text())["data"]["name"] == url


def test_ctrl_c_while_loading_is_finished_by_the_next_run(numerals, tmp_path):
    many = digit_set(6000, 1000)
    write(many, tmp_path / "many.npz")
    command = [sys.executable, "-m", "numerals", "data", "load", "many.npz"]
    write(digit_set(), tmp_path / "few.npz")
    numerals("data", "load", "few.npz")  # which makes the tables
    address = parse(numerals.environ["DATABASE_URL"])

    def rows():
        with database.opened(address) as tables:
            return tables.count("train", many.fingerprint)

    for _ in range(3):
        begun = rows()
        process = subprocess.Popen(command, env=numerals.environ, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
        wait_until(lambda process=process, begun=begun: process.poll() is not None or rows() > begun, 60)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
        assert process.returncode in (0, 130, -signal.SIGINT), said
    numerals("data", "load", "many.npz", "--only")
    numerals("data", "dump", "back.npz")
    assert load(str(tmp_path / "back.npz")).fingerprint == many.fingerprint
