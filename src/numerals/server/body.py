"""Reads a request's body within limits, before Django sees it.

Django takes a body's length from its header and knows no chunked ones; a body that is too large it would read to
the end, or leave so that the client sees a broken connection instead of the reason. `BodyGuard` stands before it
under any WSGI server: it refuses by the header, reads chunked bodies too, and gives up on clients that stall.
"""

import io
import json
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from numerals.imaging.decode import MAX_BYTES
from numerals.server.watch.readings import stage

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

UPLOAD_LIMIT = MAX_BYTES + 256_000
"""Bytes of a multipart or raw body; the part beyond an image is for the other fields."""
JSON_LIMIT = MAX_BYTES * 7 // 5
"""Bytes of a JSON body: base64 takes 4/3 of an image, its line breaks 1/38 more."""

_PIECE = 1_048_576  # bytes read at a time; gunicorn copies its own buffer of this size for every smaller piece
_STALL = 15.0  # seconds without a byte
_PATIENCE = 300.0  # seconds for a whole body; a 25 MB photo through 1 Mbit/s takes 200
_DRAIN_BYTES, _DRAIN_SECONDS = 1_000_000_000, 20.0


class _Input(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _TooLargeError(Exception):
    """More bytes came than the limit."""


class BodyGuard:
    """A WSGI application around another, which gets a complete body of a known length or is not called."""

    def __init__(self, application: Application) -> None:
        """Takes the application to call."""
        self.application = application

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answers the request itself when its body is too large, cut short or too slow."""
        length = _length(environ)
        if length == 0:
            environ["CONTENT_LENGTH"] = "0"
            return self.application(environ, start_response)
        limit = _limit(environ)
        if length is not None and length > limit:
            return _refuse(environ, start_response, 413, _too_large(limit, length))
        try:
            with stage("receive"):
                body = _read(environ, length, limit)
        except _TooLargeError:
            return _refuse(environ, start_response, 413, _too_large(limit, None))
        except TimeoutError:
            return _answer(start_response, 408, "timeout", f"no data came for {_STALL:.0f} s; send the body again")
        except OSError:
            return _answer(start_response, 400, "body", "the connection broke while the body was read; send it again")
        if length is not None and len(body.getbuffer()) != length:
            detail = f"Content-Length says {length} bytes, but {len(body.getbuffer())} came; send the whole body"
            return _answer(start_response, 400, "body", detail)
        environ["CONTENT_LENGTH"] = str(len(body.getbuffer()))
        environ["wsgi.input"] = body
        # The body's length is known now; who looks at this header would take it for chunked still.
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        return self.application(environ, start_response)


def _length(environ: Environ) -> int | None:
    """The body's length by its header, None for a chunked body."""
    text = str(environ.get("CONTENT_LENGTH") or "")
    if text.isdecimal():
        return int(text)
    return None if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower() else 0


def _limit(environ: Environ) -> int:
    is_json = "json" in environ.get("CONTENT_TYPE", "").lower()
    # Old clients of /score send base64 under any content type.
    return JSON_LIMIT if is_json or environ.get("PATH_INFO", "").startswith("/score") else UPLOAD_LIMIT


def _too_large(limit: int, length: int | None) -> str:
    came = f"this one has {length / 1e6:.1f} MB" if length else "this one is larger"
    return f"a body has at most {limit / 1e6:.0f} MB, {came}; an image may have {MAX_BYTES / 1e6:.0f} MB"


def _read(environ: Environ, length: int | None, limit: int) -> io.BytesIO:
    """The body, up to its length or its end.

    Raises:
        TimeoutError: nothing came for too long, or all of it takes too long.
        OSError: the connection broke.
    """
    source: _Input = environ["wsgi.input"]
    # Of the servers only gunicorn hands over the socket; the others have limits of their own.
    connection = environ.get("gunicorn.socket")
    usual = connection.gettimeout() if connection else None
    deadline = time.monotonic() + _PATIENCE
    body = io.BytesIO()
    try:
        if connection:
            connection.settimeout(_STALL)
        while length is None or body.tell() < length:
            piece = source.read(_PIECE if length is None else min(_PIECE, length - body.tell()))
            if not piece:
                break
            body.write(piece)
            if body.tell() > limit:
                raise _TooLargeError
            if time.monotonic() > deadline:
                raise TimeoutError
    except (OSError, _TooLargeError):
        raise
    except Exception as error:
        # Each server has its own exceptions for a chunk that is none.
        raise OSError(str(error)) from error
    finally:
        if connection:
            connection.settimeout(usual)
    body.seek(0)
    return body


_REASONS = {400: "Bad Request", 408: "Request Timeout", 413: "Content Too Large"}


def _answer(start_response: StartResponse, status: int, code: str, detail: str) -> list[bytes]:
    payload = json.dumps({"detail": detail, "code": code}).encode()
    headers = [
        ("Content-Type", "application/json; charset=utf-8"),
        ("Content-Length", str(len(payload))),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", "no-store"),
    ]
    start_response(f"{status} {_REASONS[status]}", headers)
    return [payload]


def _refuse(environ: Environ, start_response: StartResponse, status: int, detail: str) -> Iterator[bytes]:
    """Answers at once and then takes what still comes, since many clients listen only when all is sent."""
    return _then_drain(_answer(start_response, status, "body_too_large", detail), environ)


def _then_drain(answer: list[bytes], environ: Environ) -> Iterator[bytes]:
    yield from answer
    _drain(environ)


def _drain(environ: Environ) -> None:
    """Reads and forgets, up to a bound in bytes and in seconds; the server then closes the connection."""
    source: _Input = environ["wsgi.input"]
    connection = environ.get("gunicorn.socket")
    usual = connection.gettimeout() if connection else None
    deadline, left = time.monotonic() + _DRAIN_SECONDS, _DRAIN_BYTES
    try:
        while left > 0 and time.monotonic() < deadline:
            if connection:
                connection.settimeout(_STALL)
            piece = source.read(_PIECE)
            if not piece:
                break
            left -= len(piece)
    except Exception:  # the answer is out; what goes wrong from here on only ends the connection
        return
    finally:
        if connection:
            connection.settimeout(usual)
