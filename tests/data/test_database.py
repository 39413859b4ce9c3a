"""Labelled digits in SQLite and in MongoDB: in, out, whole or not at all."""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from digit_sets import digit_set
from numerals.data import database
from numerals.data.address import Address, parse, redacted
from numerals.data.sources import load
from numerals.errors import DataError


@pytest.fixture(scope="module", params=["sqlite", "mongodb"])
def prepared(request, tmp_path_factory):
    """A database of each kind with its tables, as the server's migrations make them."""
    home = tmp_path_factory.mktemp("prepared")
    url = f"sqlite://{home}/empty.sqlite3" if request.param == "sqlite" else request.getfixturevalue("mongod").url()
    command = "from numerals.server.serve import prepare; trouble = prepare()[1]; assert not trouble, trouble"
    environ = os.environ | {"DATABASE_URL": url, "NUMERALS_HOME": str(home)}
    subprocess.run([sys.executable, "-c", command], env=environ, check=True)
    return parse(url)


@pytest.fixture
def address(prepared, tmp_path):
    """Its tables without a row: a copy of the file, or the collections emptied."""
    if prepared.url.startswith("sqlite"):
        shutil.copy(prepared.url.removeprefix("sqlite://"), tmp_path / "numerals.sqlite3")
        return parse(f"sqlite://{tmp_path}/numerals.sqlite3")
    with database.opened(prepared) as tables:
        for part in ("train", "test", "drawings"):
            tables._database[part].delete_many({})
    return prepared


def put(address, dataset):
    with database.opened(address) as tables:
        return database.load(tables, dataset)


def test_what_is_loaded_is_read_back_byte_for_byte_and_in_order(address):
    given = digit_set(4321, 123)
    assert put(address, given) == 4444
    read = load("db", own=address)
    assert [split.fingerprint for split in read.parts.values()] == [s.fingerprint for s in given.parts.values()]
    assert (read.name, read.train.images.dtype, read.train.labels.dtype) == ("db", np.uint8, np.int64)
    np.testing.assert_array_equal(read.test.images, given.test.images)


def test_a_second_run_changes_nothing(address):
    given = digit_set()
    assert (put(address, given), put(address, given)) == (60, 0)
    with database.opened(address) as tables:
        assert [len(tables.indices(part, given.fingerprint)) for part in ("train", "test")] == [40, 20]


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_a_run_that_is_broken_off_shows_nothing_and_is_finished_by_the_next(address, after, monkeypatch):
    given = digit_set(2500, 2100)  # two batches and the last image, twice
    monkeypatch.setattr(database, "_BATCH", 1000)

    class PowerCutError(Exception):
        pass

    @contextmanager
    def failing():
        with database.opened(address) as tables:
            insert, calls = tables.insert, iter(range(100))

            def cut(*arguments):
                if next(calls) > 2 * after:
                    raise PowerCutError
                insert(*arguments)

            tables.insert = cut
            yield tables

    with pytest.raises(PowerCutError), failing() as tables:
        database.load(tables, given)
    with pytest.raises(DataError, match="holds no labelled digits"):
        load("db", own=address)
    assert 0 < put(address, given) < 4600
    assert load("db", own=address).fingerprint == given.fingerprint


def test_two_runs_at_once_do_no_harm(address):
    given = digit_set()
    with database.opened(address) as one, database.opened(address) as other:
        nothing = other.indices("train", given.fingerprint)
        database.load(one, given)
        other.indices = lambda *_: nothing  # as it was before the first run
        database.load(other, given)
    with database.opened(address) as tables:
        assert sorted(tables.indices("train", given.fingerprint)) == list(range(40))


def test_of_several_sources_one_is_chosen_by_its_fingerprint(address):
    one, other = digit_set(seed=1), digit_set(seed=2)
    put(address, one)
    put(address, other)
    with pytest.raises(DataError, match=rf"such as --data db#{min(one.fingerprint, other.fingerprint)[:8]}"):
        load("db", own=address)
    for dataset in (one, other):
        read = load(f"db#{dataset.fingerprint[:8]}", own=address)
        assert (read.fingerprint, read.name) == (dataset.fingerprint, f"db#{dataset.fingerprint[:8]}")
    with pytest.raises(DataError, match="no source ffff"):
        load("db#ffff", own=address)
    with database.opened(address) as tables:
        database.forget(tables, one.fingerprint)
    assert load("db", own=address).fingerprint == other.fingerprint


def test_images_that_somebody_changed_are_found(address):
    given = digit_set()
    put(address, given)
    with database.opened(address) as tables:
        row = database._rows(given.fingerprint, given.test, np.array([3]))[0]
        if hasattr(tables, "_database"):
            tables._database.train.update_one({"index": 3}, {"$set": {"image": row[4]}})
        else:
            tables._connection.execute('UPDATE train SET image = ? WHERE "index" = 3', (row[4],))
            tables._connection.commit()
    with pytest.raises(DataError, match="are not those that were loaded"):
        load("db", own=address)


def test_an_address_is_a_source_by_itself(address):
    given = digit_set()
    put(address, given)
    assert load(address.url).fingerprint == given.fingerprint
    assert load(f"{address.url}#{given.fingerprint[:6]}").fingerprint == given.fingerprint


def test_no_drawings_yet_says_what_to_do(address):
    with pytest.raises(DataError, match="History"):
        load("drawings", own=address)


def test_a_database_that_is_not_there_is_told(tmp_path):
    with pytest.raises(DataError, match=r"there is no database .* numerals data load mnist, or numerals serve"):
        load("db", own=Address(f"sqlite://{tmp_path}/none.sqlite3"))
    (tmp_path / "text.sqlite3").write_text("no database" * 100)
    with pytest.raises(DataError, match="file is not a database"):
        load("db", own=Address(f"sqlite://{tmp_path}/text.sqlite3"))
    with pytest.raises(DataError, match="no database is known for addresses postgres://") as error:
        load("postgres://user:geheim@host/db")
    assert "geheim" not in str(error.value)


def test_a_server_that_is_away_is_told_without_its_password(mongod, monkeypatch):
    from numerals.data import mongo

    monkeypatch.setattr(mongo, "_PATIENCE_MS", 200)
    for url in ("mongodb://anna:geheim@127.0.0.1:1/numerals", mongod.url().replace("://", "://anna:geheim@")):
        with pytest.raises(DataError, match=r"MongoDB at mongodb://\*\*\*@127.0.0.1") as error:
            load(url)
        assert "geheim" not in str(error.value)


def test_passwords_are_taken_out_of_texts_and_reprs():
    url = "mongodb+srv://anna:ge@heim@cluster.example.org/numerals?w=1"
    assert redacted(f"see {url}") == "see mongodb+srv://***@cluster.example.org/numerals?w=1"
    assert "heim" not in repr(Address(url)) + Address(url, "drawings").shown
    assert redacted("mongodb://host/name") == "mongodb://host/name"


def test_mnist_in_either_database_is_mnist(address):
    folder = os.environ.get("NUMERALS_DATA")
    if not folder:
        pytest.skip("test_mnist_files tells that MNIST is missing")
    given = load("mnist", Path(folder))
    assert put(address, given) == 70_000
    read = load("db", own=address)
    assert read.fingerprint == given.fingerprint
    assert read.licence == given.licence == "CC BY-SA 3.0"
