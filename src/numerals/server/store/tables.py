"""Brings the tables up to date, in whichever database it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.core.management import call_command
from django.db import Error, connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import CreateModel
from django.db.models import Model, QuerySet

from numerals.server.databases import MONGODB_BACKEND

_PATIENCE = 600.0  # seconds for what takes longer than an answer may: an index over all drawings, an export


def is_mongodb() -> bool:
    """Whether the database is MongoDB."""
    return bool(connection.settings_dict["ENGINE"] == MONGODB_BACKEND)


@contextmanager
def patient() -> Iterator[None]:
    """Within, the database may take minutes; elsewhere it has a second (see `numerals.server.databases`)."""
    if not is_mongodb():
        yield
        return
    import pymongo

    with pymongo.timeout(_PATIENCE):
        yield


def migrate() -> None:
    """Makes the tables, or what a newer version has added to them; looking is quick when nothing is to be done.

    Raises:
        django.db.Error: the database is away.
    """
    with reported():
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            with patient():
                _clear([migration for migration, _ in plan])
                call_command("migrate", verbosity=0, interactive=False)


def _clear(migrations: list[Migration]) -> None:
    """Takes away empty tables that migrations are yet to make, which a stop in their middle has left.

    SQLite forgets what was not finished, MongoDB does not, and would refuse to make such a table for ever.
    """
    if not is_mongodb():
        return
    there = set(connection.introspection.table_names())
    for migration in migrations:
        for made in (step for step in migration.operations if isinstance(step, CreateModel)):
            table = made.options.get("db_table", f"{migration.app_label}_{made.name_lower}")
            if table in there and not connection.get_collection(table).find_one():  # type: ignore[attr-defined]
                connection.get_collection(table).drop()  # type: ignore[attr-defined]


@contextmanager
def reported() -> Iterator[None]:
    """Errors of MongoDB's driver as Django's, which is what everything else expects of a database."""
    if not is_mongodb():
        yield
        return
    from pymongo.errors import PyMongoError

    try:
        yield
    except PyMongoError as error:
        raise Error(str(error)) from error


def close() -> None:
    """Closes all connections of this process, so that none goes through a fork."""
    if is_mongodb():
        connection.close_pool()  # type: ignore[attr-defined]
    connection.close()


def first_keys(rows: QuerySet[Any], count: int) -> list[UUID]:
    """The keys of the first rows of a query, which is filtered and ordered.

    For MongoDB the stages are put into the order in which it can walk along an index: filter, sort, cut. The backend
    adds fields before it sorts, and then 100,000 rows are sorted for a page of 50.
    """
    if not is_mongodb():
        return list(rows.values_list("pk", flat=True)[:count])
    compiler = rows.query.get_compiler(connection=connection)
    compiler.pre_sql_setup()
    query = compiler.build_query()
    stages = [{"$match": query.match_mql}, {"$sort": query.ordering}, {"$limit": count}, {"$project": {"_id": 1}}]
    found = connection.get_collection(rows.model._meta.db_table).aggregate(stages)  # type: ignore[attr-defined]
    return [UUID(row["_id"]) for row in found]


def count_all(model: type[Model]) -> int:
    """How many rows a table has; MongoDB knows without looking at each."""
    if not is_mongodb():
        return model._default_manager.count()
    return int(connection.get_collection(model._meta.db_table).estimated_document_count())  # type: ignore[attr-defined]
