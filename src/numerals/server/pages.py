"""The built web page's index.html."""

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

_UNBUILT = """\
The web page is not built. Type

    make run

in the project's folder: it builds the page and starts the server.
The API works without it: see /api/docs.
"""


@lru_cache(maxsize=1)
def _page() -> bytes | None:
    """index.html, read once: it names assets that the server listed when it started."""
    file = settings.CONFIGURATION.page / "index.html"
    return file.read_bytes() if file.is_file() else None


def index(request: HttpRequest) -> HttpResponse:
    """The page, for its own address and for all routes that it knows itself."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET", "HEAD"])
    page = _page()
    if page is None:
        return HttpResponse(_UNBUILT, content_type="text/plain; charset=utf-8")
    # It names the hashed assets, so a browser asks for it each time and for them never again.
    return HttpResponse(page, headers={"Cache-Control": "no-cache"})


def missing(request: HttpRequest) -> HttpResponse:
    """Answers for whatever no other address takes."""
    return HttpResponse("not found\n", status=404, content_type="text/plain; charset=utf-8")
