"""Every query of the kept drawings; nothing else touches them.

What fails raises `django.db.Error`, whichever database it is, and at once while it is known to be away; keeping a
drawing never raises.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import Error
from django.db.models import Q, QuerySet

from numerals.server.store import availability, tables
from numerals.server.store.models import Drawing, now

PAGE_BYTES = 8_000_000
"""Images of one page of drawings; a page ends early when they are larger, so that an answer stays small."""
CONFIRMED, CORRECTED = "confirmed", "corrected"
_CHUNK = 20
_EXPORTED = 200


@dataclass(frozen=True)
class Filter:
    """Which drawings are meant; an empty field means all.

    Attributes:
        digit: read as this one, alone or among others.
        least, most: limits of the confidence, both inclusive.
        verdict: ``confirmed``, ``corrected``, ``checked`` for either, ``unchecked`` for none.
        page: the page or program that sent it.
    """

    digit: int | None = None
    least: float | None = None
    most: float | None = None
    verdict: str = ""
    page: str | None = None

    def rows(self) -> QuerySet[Drawing]:
        """The query, newest first."""
        found = Drawing.objects.order_by("-created", "-id")
        if self.digit is not None:
            found = found.filter(text__contains=str(self.digit))
        if self.least is not None:
            found = found.filter(confidence__gte=self.least)
        if self.most is not None:
            found = found.filter(confidence__lte=self.most)
        if self.verdict == "checked":
            found = found.filter(verdict__in=[CONFIRMED, CORRECTED])
        elif self.verdict:
            found = found.filter(verdict="" if self.verdict == "unchecked" else self.verdict)
        return found if self.page is None else found.filter(page=self.page)


ALL = Filter()


@dataclass(frozen=True)
class Cursor:
    """A place between two drawings: the next page has what is older than this one."""

    created: datetime
    id: UUID


@dataclass(frozen=True)
class Page:
    """Some drawings, newest first, and where the next page starts; None at the end."""

    items: list[Drawing]
    next: Cursor | None


def keep(**fields: Any) -> UUID | None:
    """Keeps a drawing.

    Args:
        fields: of `Drawing`.

    Returns:
        Its key once it is safely in the database, None if the database is away: a reading is worth more than its
        record, so that is logged and no error.
    """
    drawing = Drawing(**fields)
    try:
        with availability.asked():
            drawing.save(force_insert=True)
    except Error:
        return None
    return drawing.id


def page(limit: int, after: Cursor | None = None, asked: Filter = ALL) -> Page:
    """Drawings from the newest.

    Args:
        limit: how many at most.
        after: only those that come after this place.
        asked: which.
    """
    items: list[Drawing] = []
    size = 0
    with availability.asked():
        # The keys come from the index alone; one more than the page, to know whether there is a next one.
        keys = tables.first_keys(_older(asked.rows(), after), limit + 1)
        for row in _with_keys(keys[:limit]):
            size += len(row.image or b"")
            if items and size > PAGE_BYTES:
                break
            items.append(row)
    more = bool(items) and len(items) < len(keys)
    return Page(items, Cursor(items[-1].created, items[-1].id) if more else None)


def _with_keys(keys: list[UUID]) -> Iterator[Drawing]:
    """The drawings of some keys, in that order; one that has been deleted meanwhile is left out."""
    for start in range(0, len(keys), _CHUNK):
        some = keys[start : start + _CHUNK]
        rows = Drawing.objects.in_bulk(some)
        yield from (rows[key] for key in some if key in rows)


_END_OF_TIME = datetime(9999, 12, 31, tzinfo=UTC)


def _older(rows: QuerySet[Drawing], after: Cursor | None) -> QuerySet[Drawing]:
    # MongoDB walks along the index, and filters by its other fields, only if the first one is asked for.
    if after is None:
        return rows.filter(created__lte=_END_OF_TIME)
    # Not "older, or as old and with a smaller key": databases find no single range of the index in that.
    return rows.filter(created__lte=after.created).exclude(Q(created=after.created) & Q(id__gte=after.id))


def every(asked: Filter = ALL) -> Iterator[Drawing]:
    """All drawings, newest first, a few at a time in memory; without strokes, images and probabilities."""
    after: Cursor | None = None
    while True:
        with availability.asked(), tables.patient():
            rows = list(_older(asked.rows(), after).defer("strokes", "image", "digits")[:_EXPORTED])
        yield from rows
        if len(rows) < _EXPORTED:
            return
        after = Cursor(rows[-1].created, rows[-1].id)


def count(asked: Filter = ALL) -> int:
    """How many drawings there are."""
    with availability.asked():
        return tables.count_all(Drawing) if asked == ALL else _older(asked.rows(), None).order_by().count()


def get(key: UUID) -> Drawing | None:
    """The drawing of this key, None if there is none."""
    with availability.asked():
        return Drawing.objects.filter(pk=key).first()


def correct(key: UUID, said: str | None) -> Drawing | None:
    """Notes what a person says a drawing is.

    Args:
        key: of the drawing.
        said: its digits, a line each for several lines; None takes it back.

    Returns:
        The drawing as it is now, None if there is none.
    """
    drawing = get(key)
    if drawing is None:
        return None
    drawing.correction = said
    drawing.verdict = "" if said is None else CONFIRMED if said == drawing.text else CORRECTED
    drawing.corrected = None if said is None else now()
    with availability.asked():
        # Not save(): that would bring back one that is being deleted.
        changed = Drawing.objects.filter(pk=key).update(
            correction=drawing.correction, verdict=drawing.verdict, corrected=drawing.corrected
        )
    return drawing if changed else None


def delete(key: UUID) -> bool:
    """Deletes a drawing; whether there was one."""
    with availability.asked():
        deleted, _ = Drawing.objects.filter(pk=key).delete()
    return deleted > 0


def delete_all() -> int:
    """Deletes all drawings; how many there were."""
    with availability.asked(), tables.patient():
        deleted, _ = Drawing.objects.all().delete()
    return deleted
