"""The kept drawings: look, correct, take away, delete."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Router, Schema
from pydantic import Field

from numerals.errors import ParameterError
from numerals.server.api import answers, exports, schemas
from numerals.server.api.errors import NotFoundError
from numerals.server.store import services
from numerals.server.store.models import Drawing

router = Router()
_Answer = TypeVar("_Answer", bound=HttpResponseBase)

Limit = Annotated[int, Field(ge=1, le=200)]
Share = Annotated[float, Field(ge=0, le=1)]
_ERRORS = {frozenset({403, 404, 422, 503}): schemas.Error}


class Asked(Schema):
    """Which drawings are meant."""

    digit: Annotated[int, Field(ge=0, le=9)] | None = Field(None, description="Read as this digit, among others.")
    min_confidence: Share | None = Field(None, description="The least sure digit is at least this sure.")
    max_confidence: Share | None = Field(None, description="The least sure digit is at most this sure.")
    verdict: Literal["", "confirmed", "corrected", "checked", "unchecked"] = Field(
        "", description="checked is confirmed or corrected."
    )
    page: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,32}$")] | None = Field(
        None, description="Which page or program sent it."
    )

    def filter(self) -> services.Filter:
        """The same for the database."""
        return services.Filter(self.digit, self.min_confidence, self.max_confidence, self.verdict, self.page)


@router.get(
    "/drawings", response={200: schemas.Drawings, **_ERRORS}, exclude_unset=True, operation_id="list_drawings",
    summary="Kept drawings, newest first",
)  # fmt: skip
def list_drawings(
    request: HttpRequest, asked: Query[Asked], limit: Limit = 50, before: Annotated[str, Field(max_length=80)] = ""
) -> dict[str, Any]:
    """Pages through the drawings: give ``next`` of one answer as ``before`` of the next question.

    ``before`` may also be a moment such as 2026-01-31T12:00:00Z. A page may have fewer drawings than ``limit`` though
    more follow; ``next`` is null at the end.
    """
    chosen = asked.filter()
    found = services.page(limit, _cursor(before) if before else None, chosen)
    return {
        "items": [answers.drawing(row) for row in found.items],
        "next": _written(found.next) if found.next else None,
        "total": None if before else services.count(chosen),
    }


_FIRST = UUID(int=0)


def _written(cursor: services.Cursor) -> str:
    moment = cursor.created.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return f"{moment}_{cursor.id}"


def _cursor(text: str) -> services.Cursor:
    """The place that ``next`` named, or the one before all drawings of a moment."""
    moment, _, key = text.partition("_")
    try:
        created = datetime.fromisoformat(moment)
        # One that names no zone is taken for UTC.
        created = created.replace(tzinfo=UTC) if created.tzinfo is None else created.astimezone(UTC)
        return services.Cursor(created, UUID(key) if key else _FIRST)
    except (ValueError, OverflowError):
        raise ParameterError(
            f"before is the `next` of another answer, or a moment such as 2026-01-31T12:00:00Z, not {text[:60]!r}"
        ) from None


@router.get("/drawings.csv", operation_id="export_csv", summary="All drawings as a table")
def export_csv(request: HttpRequest, asked: Query[Asked]) -> StreamingHttpResponse:
    """One line a drawing: key, moment, page, text, confidence, correction, verdict, model."""
    return _download(StreamingHttpResponse(exports.table(services.every(asked.filter()))), "text/csv", "csv")


@router.get("/drawings.zip", operation_id="export_images", summary="All digits as pictures to train on")
def export_images(
    request: HttpRequest, asked: Query[Asked], labels: Literal["people", "model"] = "people"
) -> FileResponse:
    """A folder for each digit with its 28x28 pictures, as ``numerals train --data`` takes it.

    The label is what people said; drawings of which nobody said anything are left out, or come with what the model
    read (``labels=model``).
    """
    packed = exports.pictures(services.every(asked.filter()), by_model=labels == "model")
    return _download(FileResponse(packed), "application/zip", "zip")


def _download(answer: _Answer, kind: str, ending: str) -> _Answer:
    answer["Content-Type"] = kind
    answer["Content-Disposition"] = f'attachment; filename="drawings.{ending}"'
    return answer


@router.get(
    "/drawings/{uuid:key}", response={200: schemas.Drawing, **_ERRORS}, exclude_unset=True,
    operation_id="get_drawing", summary="A kept drawing",
)  # fmt: skip
def get_drawing(request: HttpRequest, key: UUID) -> dict[str, Any]:
    """The drawing with its prediction."""
    return answers.drawing(_found(services.get(key), key))


@router.patch(
    "/drawings/{uuid:key}", response={200: schemas.Drawing, **_ERRORS}, exclude_unset=True,
    operation_id="correct_drawing", summary="Say what a drawing is",
)  # fmt: skip
def correct_drawing(request: HttpRequest, key: UUID, said: schemas.Correction) -> dict[str, Any]:
    """Confirms or corrects what was read; such drawings are data to train on (``--data drawings``)."""
    return answers.drawing(_found(services.correct(key, said.correction), key))


@router.delete(
    "/drawings/{uuid:key}", response={204: None, **_ERRORS}, operation_id="delete_drawing",
    summary="Delete a kept drawing",
)  # fmt: skip
def delete_drawing(request: HttpRequest, key: UUID) -> HttpResponse:
    """Deletes it for good."""
    if not services.delete(key):
        raise _gone(key)
    return HttpResponse(status=204)


@router.delete(
    "/drawings", response={200: schemas.Deleted, **_ERRORS}, operation_id="delete_drawings",
    summary="Delete all kept drawings",
)  # fmt: skip
def delete_drawings(request: HttpRequest, everything: bool = False) -> dict[str, int]:
    """Deletes them for good; ``everything=true`` says that this is meant."""
    if not everything:
        raise ParameterError("this deletes all drawings for good; say everything=true if that is meant")
    return {"deleted": services.delete_all()}


def _found(row: Drawing | None, key: UUID) -> Drawing:
    if row is None:
        raise _gone(key)
    return row


def _gone(key: UUID) -> NotFoundError:
    return NotFoundError(f"there is no drawing {key}; it may have been deleted")
