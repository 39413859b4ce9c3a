"""The cache that worker processes share: one file, or Redis."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache.backends.base import BaseCache
from django.utils.module_loading import import_string

from numerals.server import cache as shared
from numerals.server.cache import SqliteCache
from redis_server import Redis


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    server = Redis()
    yield server
    server.stop()


def opened(settings: dict[str, str]) -> BaseCache:
    made: BaseCache = import_string(settings["BACKEND"])(settings["LOCATION"], {"KEY_PREFIX": "test"})
    return made


@pytest.fixture(params=["file", "redis"])
def cache(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BaseCache]:
    found = opened(shared.settings(request.getfixturevalue("redis").url if request.param == "redis" else "", tmp_path))
    yield found
    found.clear()
    if request.param == "redis":  # Django leaves its connections open for the next request
        for pool in found._cache._pools.values():
            pool.disconnect()


def test_only_the_first_adds(cache: BaseCache) -> None:
    assert cache.add("key", 1, 60)
    assert not cache.add("key", 2, 60)
    assert cache.get("key") == 1
    assert cache.delete("key")
    assert not cache.delete("key")
    assert cache.add("key", 3, 60)


def test_counting_needs_a_number_and_adds_to_it(cache: BaseCache) -> None:
    with pytest.raises(ValueError, match=r"(?i)key"):
        cache.incr("number")
    cache.add("number", 0, 60)
    assert [cache.incr("number"), cache.incr("number", 5)] == [1, 6]


def test_what_has_expired_is_forgotten(cache: BaseCache) -> None:
    assert cache.add("short", 1, 1)
    cache.set("long", "kept", 60)
    cache.add("number", 0, 1)
    assert cache.incr("number") == 1  # which gives it no longer life
    assert not cache.touch("nothing", 60)
    cache.set("touched", "kept", 1)
    assert cache.touch("touched", 60)
    time.sleep(1.1)
    assert cache.get("short", "gone") == "gone"
    assert cache.add("short", 2, 60)
    assert cache.get("number") is None
    assert cache.get("long") == cache.get("touched") == "kept"


RACE = """
import sys
from numerals.server.cache import SqliteCache
cache = SqliteCache(sys.argv[1], {})
print(sum(cache.add(f"key{i}", 1, 60) for i in range(100)))
cache.add("count", 0, 60)
for _ in range(100):
    cache.incr("count")
"""


def test_of_several_processes_one_adds_and_all_are_counted(tmp_path: Path) -> None:
    file = str(tmp_path / "cache.sqlite3")
    racers = [subprocess.Popen([sys.executable, "-c", RACE, file], stdout=subprocess.PIPE, text=True) for _ in range(3)]
    added = [int(racer.communicate(timeout=60)[0]) for racer in racers]
    assert sum(added) == 100
    assert SqliteCache(file, {}).get("count") == 300


def test_what_has_expired_takes_no_room(tmp_path: Path) -> None:
    cache = SqliteCache(str(tmp_path / "cache.sqlite3"), {})
    for i in range(50):
        cache.set(f"key{i}", "x" * 1000, -1)
    with cache._changing() as connection:
        assert connection.execute("SELECT count(*) FROM entries").fetchone() == (0,)
