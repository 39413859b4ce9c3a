"""MongoDB behind the server: away and back, killed, with a password; one set of migrations for both databases."""

import os
import signal
import subprocess
import sys
import time

import httpx
import pytest

from mongod import Mongod, needs_driver, wait_until
from support import Server

CLASSIFY, DRAWINGS, HEALTH = "/api/v1/classify", "/api/v1/drawings", "/api/v1/health"


@pytest.fixture
def own_mongod(tmp_path):
    """A MongoDB server to be treated badly."""
    needs_driver()
    server = Mongod(tmp_path / "data")
    yield server
    server.stop()


def ask(client, drawing):
    """The answer to a drawing, and how many seconds it took."""
    start = time.monotonic()
    answer = client.post(CLASSIFY, json=drawing)
    assert answer.status_code == 200
    assert answer.json()["text"] == "7"
    return answer.json(), time.monotonic() - start


def is_keeping(client):
    return client.get(HEALTH).json()["keeping"]


def test_away_and_back(start_server, own_mongod, drawing):
    own_mongod.start()
    client = start_server(DATABASE_URL=own_mongod.url("one")).client
    first, _ = ask(client, drawing)
    assert first["kept"]
    keys = {first["id"]}
    for leave, come in ((own_mongod.kill, own_mongod.start), (own_mongod.freeze, own_mongod.thaw)):
        leave()
        for _ in range(3):
            answer, seconds = ask(client, drawing)
            assert (answer["kept"], answer["id"]) == (False, None)
            assert seconds < 2
        start = time.monotonic()
        health = client.get(HEALTH).json()
        assert (health["status"], health["keeping"]) == ("degraded", False)
        assert time.monotonic() - start < 2
        start = time.monotonic()
        listed = client.get(DRAWINGS)
        assert (listed.status_code, listed.json()["code"]) == (503, "database")
        assert time.monotonic() - start < 2
        come()
        wait_until(lambda: is_keeping(client))
        answer, _ = ask(client, drawing)
        assert answer["kept"]
        keys.add(answer["id"])
    # The frozen one may have written what nobody waited for any more.
    found = {item["id"] for item in client.get(DRAWINGS).json()["items"]}
    assert keys <= found
    assert len(found) <= 4


def test_tables_that_were_left_half_made_are_made_anew(own_mongod):
    from pymongo import MongoClient

    own_mongod.start()
    with MongoClient(own_mongod.url("half")) as mongo:
        for table in ("drawings", "train"):
            mongo["half"].create_collection(table)
    command = [sys.executable, "-m", "numerals", "data", "load", "digits"]
    done = subprocess.run(
        command, env={**os.environ, "DATABASE_URL": own_mongod.url("half")}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_server_that_starts_first_makes_the_tables_later(start_server, own_mongod, drawing):
    client = start_server(DATABASE_URL=own_mongod.url("late")).client
    assert not ask(client, drawing)[0]["kept"]
    assert client.get(HEALTH).json()["status"] == "degraded"
    own_mongod.start()
    wait_until(lambda: is_keeping(client))
    assert ask(client, drawing)[0]["kept"]
    from pymongo import MongoClient

    with MongoClient(own_mongod.url("late")) as mongo:
        database = mongo.get_default_database()
        assert {"train", "test", "drawings"} <= set(database.list_collection_names())
        assert "drawings_newest_first" in database.drawings.index_information()


def test_what_was_answered_as_kept_survives_kill_9_of_both(tmp_path, own_mongod, drawing):
    own_mongod.start()
    settings = {"DATABASE_URL": own_mongod.url("kept")}
    server = Server(tmp_path / "home", settings).start()
    keys = [ask(server.client, drawing)[0]["id"] for _ in range(20)]
    for pid in server.processes():
        os.kill(pid, signal.SIGKILL)
    own_mongod.kill()
    server.stop()
    own_mongod.start()
    server = Server(tmp_path / "home", settings).start()
    try:
        assert all(keys)
        found = server.client.get(DRAWINGS).json()["items"]
        assert {item["id"] for item in found} == set(keys)
    finally:
        server.stop()


def test_what_was_answered_as_kept_survives_kill_9_with_sqlite(tmp_path, drawing):
    server = Server(tmp_path / "home").start()
    keys = [ask(server.client, drawing)[0]["id"] for _ in range(20)]
    for pid in server.processes():
        os.kill(pid, signal.SIGKILL)
    server.stop()
    server = Server(tmp_path / "home").start()
    try:
        assert {item["id"] for item in server.client.get(DRAWINGS).json()["items"]} == set(keys)
    finally:
        server.stop()


def test_a_user_with_a_password_for_one_database(tmp_path, own_mongod, drawing):
    own_mongod.auth = True
    own_mongod.start().add_user("anna", "geheim", "secured")
    right = own_mongod.url("secured").replace("://", "://anna:geheim@")
    wrong = right.replace("geheim", "falsch")
    log = tmp_path / "log"
    for url, kept in ((right, True), (wrong, False)):
        with log.open("a") as stream:
            environ = os.environ | {"NUMERALS_HOME": str(tmp_path / "home"), "DATABASE_URL": url}
            command = [sys.executable, "-m", "numerals.server.serve", "--port", "0"]
            process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=stream, text=True)
        try:
            assert process.stdout is not None
            with httpx.Client(base_url=process.stdout.readline().split()[-1], timeout=30) as client:
                assert ask(client, drawing)[0]["kept"] is kept
                assert client.get(HEALTH).json()["keeping"] is kept
                answers = client.get(DRAWINGS).text + client.get(HEALTH).text
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=20)
        assert "geheim" not in answers + log.read_text()
        assert "falsch" not in answers + log.read_text()
    assert "mongodb://***@127.0.0.1" in log.read_text()


DRIFT = """
import django
django.setup()
from django.apps import apps
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
loader = MigrationLoader(connection)
changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(loader.graph)
assert loader.applied_migrations and not changes.get("store"), changes
"""


def test_the_migrations_fit_both_databases(database_url, tmp_path):
    environ = os.environ | {"DATABASE_URL": database_url, "NUMERALS_HOME": str(tmp_path)}
    environ["DJANGO_SETTINGS_MODULE"] = "numerals.server.settings"
    prepare = "from numerals.server.serve import prepare; assert not prepare()[1]"
    for code in (prepare, DRIFT, prepare):
        subprocess.run([sys.executable, "-c", code], env=environ, check=True)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgres://anna:geheim@host/db", "no database is known for addresses postgres://"),
        ("mongodb://anna:ge@heim@host/db", "must be escaped"),
        ("mongodb://", "no database is known"),
    ],
)
def test_an_address_that_cannot_be_used_is_told_in_one_line(url, says, tmp_path):
    environ = os.environ | {"DATABASE_URL": url, "NUMERALS_HOME": str(tmp_path)}
    for command in (["-m", "numerals.server.serve"], ["-m", "numerals", "data", "info", "db"]):
        done = subprocess.run([sys.executable, *command], env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert says in done.stderr
        assert done.stderr.count("\n") == 1, done.stderr
        assert "geheim" not in done.stderr
        assert "heim@" not in done.stderr


PAGES = """
from datetime import UTC, datetime, timedelta
from numerals.server.serve import prepare
assert not prepare()[1]
from django.db import connection
from numerals.server.store import availability, services
from numerals.server.store.models import Drawing
first = datetime(2026, 1, 1, tzinfo=UTC)
Drawing.objects.bulk_create([
    Drawing(created=first + timedelta(seconds=i), page="draw", width=9, height=9, text=str(i % 10), digits=[],
            confidence=i / 3000, model="m") for i in range(3000)
])
database = connection.database
middle = services.Cursor(first + timedelta(seconds=1500), Drawing.objects.first().id)
database.command("profile", 2)
for after in (None, middle):
    for asked in (services.ALL, services.Filter(digit=7), services.Filter(page="none"), services.Filter(most=0.001)):
        services.page(50, after, asked)
assert availability.reachable(10)
database.command("profile", 0)
seen = list(database["system.profile"].find({"ns": {"$regex": "drawings$"}, "docsExamined": {"$exists": True}}))
assert len(seen) >= 8, len(seen)
for one in seen:
    assert one["docsExamined"] <= 60 and not one.get("hasSortStage"), one
"""


def test_a_page_looks_at_no_more_drawings_than_it_shows(mongod, tmp_path):
    """However many there are, and whatever is asked for: all else is found in the index."""
    environ = os.environ | {"DATABASE_URL": mongod.url(), "NUMERALS_HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", PAGES], env=environ, check=True)
