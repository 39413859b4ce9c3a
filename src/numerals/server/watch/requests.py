"""Gives each request an id, counts it and logs it.

The id is the ``X-Request-ID`` that came, if it is a sane one, else a fresh one; it goes back with the answer and is in
every line of the log that is written meanwhile.
"""

import logging
import re
import time
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from numerals.server.body import Application, Environ, StartResponse
from numerals.server.watch.logs import REQUEST_ID
from numerals.server.watch.metrics import REQUEST_SECONDS, REQUESTS

_SANE = re.compile(r"[A-Za-z0-9._-]{1,64}")
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_FIELD = re.compile(r"<(?:\w+:)?(\w+)>")
_ROUTE = "numerals.route"
_QUIET = {"static", "page", "/metrics", "/api/v1/health"}
"""Routes that are asked for all the time and would drown the others in the log."""
_log = logging.getLogger(__name__)


class Watched:
    """A WSGI application around another, which watches its requests."""

    def __init__(self, application: Application) -> None:
        """Takes the application to watch."""
        self.application = application

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answers as the application does, with the request's id."""
        given = environ.get("HTTP_X_REQUEST_ID", "")
        name = given if _SANE.fullmatch(given) else uuid.uuid4().hex
        REQUEST_ID.set(name)
        status = "500"

        def start(line: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            nonlocal status
            status = line[:3]
            return start_response(line, [*headers, ("X-Request-ID", name)], *more)

        started = time.perf_counter()
        try:
            return self.application(environ, start)
        finally:
            _note(environ, status, time.perf_counter() - started)


def _note(environ: Environ, status: str, seconds: float) -> None:
    route = environ.get(_ROUTE, "other")
    method = environ["REQUEST_METHOD"] if environ["REQUEST_METHOD"] in _METHODS else "other"
    REQUESTS.labels(method, route, status).inc()
    REQUEST_SECONDS.labels(route).observe(seconds)
    level = logging.DEBUG if route in _QUIET and status < "500" else logging.INFO
    told = {"method": method, "route": route, "status": int(status), "milliseconds": round(1000 * seconds, 2)}
    _log.log(level, "%(method)s %(route)s %(status)s in %(milliseconds)s ms", told, extra=told)


def note_route(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Django's middleware that tells `Watched` the route's template, never the path: of those there is no end."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        match = request.resolver_match
        if match is None:
            request.META[_ROUTE] = "static" if request.path.startswith("/static/") else "other"
        else:
            named = match.url_name in {"page", "missing"}
            request.META[_ROUTE] = match.url_name if named else "/" + _FIELD.sub(r"{\1}", match.route)
        return response

    return middleware
