"""Every error that a user can meet, as status, code and clear words.

The one place that knows which exception is which status: a wrong image is 400, one that is too large 413, a wrong
parameter, stroke or field 422. The body is always ``{"detail": ..., "code": ...}``.
"""

import json
import logging
from typing import Any

from django.core.exceptions import SuspiciousOperation, TooManyFieldsSent, TooManyFilesSent
from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from numerals import errors
from numerals.data.mongo import why
from numerals.explore.shelf import ShelfError
from numerals.scoring import STATUS
from numerals.server.captcha.refusal import Refusal
from numerals.server.captcha.sites import SitesError
from numerals.server.engine import BusyError
from numerals.server.studies import NotReadyError

_log = logging.getLogger(__name__)

# The nearest class of an exception's own classes decides, so a base class may stand after its children.
_STATUS: dict[type[Exception], tuple[int, str]] = {
    **STATUS,
    NotReadyError: (409, "not_ready"),
    ShelfError: (503, "explore"),
    BusyError: (503, "busy"),
    DatabaseError: (503, "database"),
}
_STORE_AWAY = "the database of kept drawings cannot be reached; classifying works without it"


class NotFoundError(errors.NumeralsError):
    """There is no such thing."""


_STATUS[NotFoundError] = (404, "not_found")
_STATUS[SitesError] = (503, "captcha_sites")


def error_response(status: int, code: str, detail: str) -> HttpResponse:
    """An error as JSON."""
    return HttpResponse(
        json.dumps({"detail": detail, "code": code}), status=status, content_type="application/json; charset=utf-8"
    )


def install(api: NinjaAPI) -> None:
    """Makes ``api`` answer every exception with JSON."""
    for kind in _STATUS:
        api.add_exception_handler(kind, _known)
    for kind in (MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        api.add_exception_handler(kind, _malformed)
    api.add_exception_handler(Refusal, _refused)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(HttpError, _http)
    api.add_exception_handler(Http404, _missing)
    api.add_exception_handler(Exception, _unexpected)


def _known(request: HttpRequest, error: Any) -> HttpResponse:
    status, code = next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)
    if isinstance(error, DatabaseError):
        _log.error("%s %s: %s", request.method, request.path, why(error))
        return error_response(status, code, _STORE_AWAY)
    return error_response(status, code, str(error))


def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    answer = error_response(error.status, error.code, error.detail)
    if error.wait is not None:
        answer.headers["Retry-After"] = str(error.wait)
    return answer


def _malformed(request: HttpRequest, error: Any) -> HttpResponse:
    if isinstance(error, TooManyFieldsSent | TooManyFilesSent):
        return error_response(400, "body", "the form has more than 100 fields or 4 files; send one image")
    return error_response(400, "body", f"the form cannot be read: {error}"[:300])


def _http(request: HttpRequest, error: Any) -> HttpResponse:
    # Ninja wraps what the parser raised.
    if isinstance(error.__cause__, errors.NumeralsError):
        return _known(request, error.__cause__)
    return error_response(error.status_code, "body" if error.status_code == 400 else "request", str(error))


def _missing(request: HttpRequest, error: Any) -> HttpResponse:
    return error_response(404, "not_found", f"there is nothing at {request.path[:200]}")


def _unexpected(request: HttpRequest, error: Any) -> HttpResponse:
    _log.exception("%s %s", request.method, request.path, exc_info=error)
    return error_response(500, "server", "something went wrong in the server; its log says what")


_FIELD_CODES = {"strokes": "strokes", "image": "body", "pixels": "pixels"}
_NO_OBJECT = {"model_type", "model_attributes_type"}
_WORDS = {
    **dict.fromkeys(_NO_OBJECT, "a JSON object is expected"),
    "extra_forbidden": "there is no such field",
    "string_type": "a string is expected",
    "dict_type": "a JSON object is expected",
}
"""Pydantic's kinds of errors in words for whoever sends JSON; others have its own."""


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    """Names the first fields that are off, without repeating what came: that may be megabytes."""
    parts = [_field(item) for item in error.errors[:3]]
    if len(error.errors) > 3:
        parts.append(f"and {len(error.errors) - 3} more")
    return error_response(422, _code(error.errors[0]) if error.errors else "parameter", "; ".join(parts))


def _code(item: dict[str, Any]) -> str:
    if item.get("type") in _NO_OBJECT:
        return "body"
    names = [str(part) for part in item.get("loc", ())]
    return next((_FIELD_CODES[name] for name in names if name in _FIELD_CODES), "parameter")


def _field(item: dict[str, Any]) -> str:
    place = [str(part) for part in item.get("loc", ())]
    # First comes where it was, and for a body the name of the route's argument.
    place = place[2:] if place[:1] == ["body"] else place[1:] if place[:1] in (["query"], ["path"]) else place
    message = _WORDS.get(str(item.get("type"))) or str(item.get("msg", "wrong")).removeprefix("Value error, ")
    return f"{'.'.join(place)[:100]}: {message[:200]}" if place else message[:300]
