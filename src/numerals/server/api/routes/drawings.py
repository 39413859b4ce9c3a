"""The kept drawings."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from numerals.errors import ParameterError
from numerals.server.api import answers, schemas
from numerals.server.api.errors import NotFoundError
from numerals.server.store import services

router = Router()

Limit = Annotated[int, Field(ge=1, le=200)]

_ERRORS = {frozenset({403, 404, 422, 503}): schemas.Error}


@router.get(
    "/drawings", response={200: schemas.Drawings, **_ERRORS}, exclude_unset=True, operation_id="list_drawings",
    summary="Kept drawings, newest first",
)  # fmt: skip
def list_drawings(request: HttpRequest, limit: Limit = 50, before: datetime | None = None) -> dict[str, Any]:
    """Pages through the drawings: give ``next`` of one answer as ``before`` of the next question.

    A page may have fewer drawings than ``limit`` though more follow; ``next`` is null at the end.
    """
    found = services.page(limit, None if before is None else _utc(before))
    return {"items": [answers.drawing(row) for row in found.items], "next": found.next}


def _utc(moment: datetime) -> datetime:
    """A moment in UTC; one that names no zone is taken for UTC."""
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        raise ParameterError("before lies outside of the years 1 to 9999") from None


@router.get(
    "/drawings/{uuid:key}", response={200: schemas.Drawing, **_ERRORS}, exclude_unset=True,
    operation_id="get_drawing", summary="A kept drawing",
)  # fmt: skip
def get_drawing(request: HttpRequest, key: UUID) -> dict[str, Any]:
    """The drawing with its prediction."""
    row = services.get(key)
    if row is None:
        raise NotFoundError(f"there is no drawing {key}; it may have been deleted")
    return answers.drawing(row)


@router.delete(
    "/drawings/{uuid:key}", response={204: None, **_ERRORS}, operation_id="delete_drawing",
    summary="Delete a kept drawing",
)  # fmt: skip
def delete_drawing(request: HttpRequest, key: UUID) -> HttpResponse:
    """Deletes it for good."""
    if not services.delete(key):
        raise NotFoundError(f"there is no drawing {key}; it may have been deleted")
    return HttpResponse(status=204)
