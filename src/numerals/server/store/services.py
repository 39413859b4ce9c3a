"""Every query there is; nothing else touches the database."""

import concurrent.futures
import logging
import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import Error, connection, transaction

from numerals.server.store.models import Drawing

_log = logging.getLogger(__name__)

PAGE_BYTES = 8_000_000
"""Images of one page of drawings; a page ends early when they are larger, so that an answer stays small."""


@dataclass(frozen=True)
class Page:
    """Some drawings, newest first, and where the next page starts; None at the end."""

    items: list[Drawing]
    next: datetime | None


def keep(**fields: Any) -> UUID | None:
    """Keeps a drawing.

    Args:
        fields: of `Drawing`.

    Returns:
        Its key once it is safely in the database, None if the database is away: a reading is worth more than its
        record, so that is logged and no error.
    """
    try:
        if not _there():
            _log.error("a drawing was not kept: %s is gone", settings.CONFIGURATION.database)
            return None
        drawing = Drawing(**fields)
        drawing.save(force_insert=True)
        return drawing.id
    except Error as error:
        _log.error("a drawing was not kept: %s", error)
        return None


def page(limit: int, before: datetime | None) -> Page:
    """Drawings from the newest.

    Args:
        limit: how many at most; drawings of the very same moment as the last one come along.
        before: only older ones.
    """
    found = Drawing.objects.order_by("-created")
    if before is not None:
        found = found.filter(created__lt=before)
    items: list[Drawing] = []
    size = 0
    for drawing in found[: limit + 1].iterator(chunk_size=20):
        full = len(items) >= limit or (items and size >= PAGE_BYTES)
        if full and drawing.created != items[-1].created:
            return Page(items, items[-1].created)
        if full:
            return _with_ties(items)
        size += len(drawing.image or b"")
        items.append(drawing)
    return Page(items, None)


def _with_ties(items: list[Drawing]) -> Page:
    """The page with all drawings of its last moment, since the next one starts before that moment."""
    moment = items[-1].created
    earlier = [drawing for drawing in items if drawing.created != moment]
    items = [*earlier, *Drawing.objects.filter(created=moment)]
    more = Drawing.objects.filter(created__lt=moment).exists()
    return Page(items, moment if more else None)


def get(key: UUID) -> Drawing | None:
    """The drawing of this key, None if there is none."""
    return Drawing.objects.filter(pk=key).first()


def delete(key: UUID) -> bool:
    """Deletes a drawing; whether there was one."""
    deleted, _ = Drawing.objects.filter(pk=key).delete()
    return deleted > 0


def _there() -> bool:
    """Whether the embedded database's file still exists; SQLite itself would write on into a deleted one."""
    return connection.vendor != "sqlite" or settings.CONFIGURATION.database.exists()


_checker = concurrent.futures.ThreadPoolExecutor(max_workers=1, thread_name_prefix="database-check")
_check_lock = threading.Lock()
_check: concurrent.futures.Future[bool] | None = None


def reachable(timeout: float = 1.0) -> bool:
    """Whether the database answers and can be written to, known within ``timeout`` seconds.

    The question is asked on a thread of its own, since a database that is away may take long to say so. While
    an answer is out no second question is asked.
    """
    global _check
    with _check_lock:
        if _check is None or _check.done():
            _check = _checker.submit(_try)
        check = _check
    try:
        return check.result(timeout)
    except concurrent.futures.TimeoutError:
        return False


def _try() -> bool:
    try:
        with transaction.atomic():  # on SQLite this takes the lock of a writer
            Drawing.objects.values_list("pk").first()
        return _there()
    except Error:
        connection.close()
        return False
