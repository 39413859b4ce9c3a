"""``@captcha_required``: a Django view that is shown to whoever has passed the captcha.

In this server it works as it is. In any other Django project the settings say whom to ask::

    NUMERALS_CAPTCHA = {"server": "https://captcha.example.org", "site_key": "...", "secret": "..."}

Who has passed gets a signed cookie and is let through for an hour (``"seconds": 3600``).
"""

import json
import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlencode
from urllib.request import urlopen

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import escape_leading_slashes

from numerals.server.captcha import wall

_log = logging.getLogger(__name__)

FIELD = "numerals-captcha-response"
"""The form field in which the widget puts its token."""
COOKIE = "numerals_captcha_passed"
_SALT = "numerals.captcha.passed"
_PATIENCE = 10.0  # seconds that the captcha's server has for its answer

View = TypeVar("View", bound=Callable[..., Any])
Next = Callable[[HttpRequest], HttpResponseBase]


def captcha_required(view: View) -> View:
    """Lets only those see a view who have passed the captcha; the others are shown it at the same address.

    A form of the view's own may hold the widget, too: the post that brings its token reaches the view.
    """
    if iscoroutinefunction(view):

        @wraps(view)
        async def waited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            early, passed = await sync_to_async(_admit)(request)
            return early or _marked(request, await view(request, *args, **kwargs), passed)

        return cast(View, waited)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        early, passed = _admit(request)
        return early or _marked(request, view(request, *args, **kwargs), passed)

    return cast(View, guarded)


def captcha_middleware(get_response: Next) -> Next:
    """Guards every address that begins with one of ``NUMERALS_CAPTCHA["paths"]``, such as ``["/comments/"]``."""
    paths = tuple(_settings().get("paths", ()))
    guarded = captcha_required(get_response)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return (guarded if request.path.startswith(paths) else get_response)(request)

    return middleware


def forget(response: HttpResponseBase) -> None:
    """Makes the browser need the captcha again."""
    response.delete_cookie(COOKIE, samesite="Lax")


def _settings() -> dict[str, Any]:
    found: dict[str, Any] = getattr(settings, "NUMERALS_CAPTCHA", {})
    return found


def _admit(request: HttpRequest) -> tuple[HttpResponse | None, bool]:
    """What to answer instead of the view, if anything; and whether the captcha was passed just now."""
    if _has_passed(request):
        return None, False
    token = request.POST.get(FIELD, "") if request.method == "POST" else ""
    if token and _verified(request, token):
        if wall.FIELD not in request.POST:
            return None, True
        # From the captcha's own page: the view is asked for anew, so that reloading it sends no form.
        here = escape_leading_slashes(request.get_full_path())  # //elsewhere would be another site
        return _marked(request, HttpResponseRedirect(here), passed=True), True
    return _refused(request), False


def _refused(request: HttpRequest) -> HttpResponse:
    response: HttpResponse
    if "text/html" in request.META.get("HTTP_ACCEPT", ""):
        server, key = _widget()
        response = HttpResponse(wall.page(request, server, key), status=403)
    else:
        detail = "pass the captcha first: open this address in a browser"
        response = JsonResponse({"detail": detail, "code": "captcha_required"}, status=403)
    response["Cache-Control"] = "no-store"
    return response


def _seconds() -> int:
    return int(_settings().get("seconds", 3600))


def _has_passed(request: HttpRequest) -> bool:
    try:
        TimestampSigner(salt=_SALT).unsign(request.COOKIES.get(COOKIE, ""), max_age=_seconds())
    except BadSignature:
        return False
    return True


def _marked(request: HttpRequest, response: Any, passed: bool) -> Any:
    patch_vary_headers(response, ("Cookie",))
    if passed:
        value = TimestampSigner(salt=_SALT).sign(str(int(time.time())))
        response.set_cookie(
            COOKIE, value, max_age=_seconds(), httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return response


def _widget() -> tuple[str, str]:
    """Where the widget comes from, empty for this server, and the site's key."""
    other = _settings()
    if "server" in other:
        return str(other["server"]).rstrip("/"), str(other["site_key"])
    from numerals.server.captcha.service import sites

    return "", sites().own.key


def _verified(request: HttpRequest, token: str) -> bool:
    """Asks whether a token is good; it is used up by that."""
    other = _settings()
    if "server" in other:
        form = urlencode({"secret": other["secret"], "response": token}).encode()
        address = f"{str(other['server']).rstrip('/')}/captcha/siteverify"
        try:
            with urlopen(address, form, timeout=_PATIENCE) as answer:  # noqa: S310  (the address is a setting)
                return bool(json.load(answer)["success"])
        except (OSError, ValueError, LookupError, TypeError) as error:
            _log.error("captcha: %s cannot say whether a token is good: %s", address, error)
            return False
    from numerals.server.captcha import service, visitors

    session = request.COOKIES.get(visitors.COOKIE, "")
    return service.check(service.sites().own, token, session=session)[0] is not None
