"""What every request and answer passes: headers, errors as JSON, who may ask, HEAD."""

import ipaddress
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.response import StreamingHttpResponse

from numerals.server.api.errors import error_response
from numerals.server.captcha.service import sites

View = Callable[[HttpRequest], HttpResponseBase]

# 'wasm-unsafe-eval' lets the page compile ONNX Runtime's WebAssembly and no script; the component library writes
# inline styles; photos and stage pictures are data: and blob: addresses.
_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "worker-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # A camera for taking a photo, nothing else.
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
}
_SAFE = {"GET", "HEAD", "OPTIONS"}
_WIDGET = {"/captcha/challenge", "/captcha/answer"}
_CAPTCHA = _WIDGET | {"/captcha/siteverify"}
_CODES = {403: "forbidden", 404: "not_found", 405: "method_not_allowed", 500: "server"}
_DETAILS = {
    400: "the request cannot be understood",
    404: "there is nothing at {path}; the addresses are listed at /api/docs",
    405: "{path} does not take {method}; see /api/docs",
    500: "something went wrong in the server; its log says what",
}


def security_headers(get_response: View) -> View:
    """Puts the headers that tell a browser what the page may do on every answer, and the answer's length."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if request.path.startswith(("/api/v1/", "/captcha/")):
            response.headers.setdefault("Cache-Control", "no-store")
        if isinstance(response, HttpResponse) and response.status_code not in (204, 304):
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response

    return middleware


def is_api(path: str) -> bool:
    """Whether who asks for this path expects JSON."""
    return path == "/api" or path.startswith(("/api/", "/score")) or path in _CAPTCHA


def json_errors(get_response: View) -> View:
    """Turns every error page under the API into JSON, Django's own ones too."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        is_json = response.headers.get("Content-Type", "").startswith("application/json")
        if response.status_code < 400 or is_json or not is_api(request.path):
            return response
        detail = _DETAILS.get(response.status_code, response.reason_phrase)
        answer = error_response(
            response.status_code,
            _CODES.get(response.status_code, "request"),
            detail.format(path=request.path[:200], method=request.method),
        )
        if "Allow" in response.headers:
            answer.headers["Allow"] = response.headers["Allow"]
        response.close()
        return answer

    return middleware


def guard(get_response: View) -> View:
    """Refuses foreign host names, and writes that other sites' pages send.

    A name that an attacker's DNS server points to this machine (DNS rebinding) makes the browser take the
    attacker's page for ours; it never has the name of this machine or an IP address. A foreign page can also
    post to us without reading the answer; browsers say so in ``Sec-Fetch-Site`` or ``Origin``.
    """
    hosts, origins = settings.CONFIGURATION.allowed_hosts, settings.CONFIGURATION.allowed_origins

    def middleware(request: HttpRequest) -> HttpResponseBase:
        host = request.META.get("HTTP_HOST", "localhost").lower()
        if not _host_allowed(host, hosts):
            detail = f"this server does not answer as {host[:100]!r}; NUMERALS_ALLOWED_HOSTS lists the names it takes"
            return error_response(400, "host", detail)
        origin = request.META.get("HTTP_ORIGIN", "").lower()
        if origin and (origin in origins or (request.path in _WIDGET and sites().welcomes(origin))):
            return _shared(request, get_response, origin)
        if request.method not in _SAFE and _foreign(request, host, origin):
            detail = "pages of other sites may not write here; NUMERALS_ALLOWED_ORIGINS lists those that may"
            return error_response(403, "cross_site", detail)
        return get_response(request)

    return middleware


def _host_allowed(host: str, allowed: tuple[str, ...]) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if "*" in allowed or name in allowed or name.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _foreign(request: HttpRequest, host: str, origin: str) -> bool:
    """Whether a page of another site sent this; a client that is no browser sends neither header."""
    site = request.META.get("HTTP_SEC_FETCH_SITE")
    if site:
        return bool(site == "cross-site")
    return bool(origin) and urlsplit(origin).netloc != host


def _shared(request: HttpRequest, get_response: View, origin: str) -> HttpResponseBase:
    """Answers a page of an allowed other site, with the headers of CORS."""
    preflight = request.method == "OPTIONS" and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in request.META
    response = HttpResponse(status=204) if preflight else get_response(request)
    if preflight:
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST, PATCH, DELETE"
        response.headers["Access-Control-Allow-Headers"] = "content-type"
        response.headers["Access-Control-Max-Age"] = "600"
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Vary"] = "Origin"
    return response


def head_requests(get_response: View) -> View:
    """Answers HEAD as GET without its body, which the API's routes do not do by themselves."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method != "HEAD":
            return get_response(request)
        request.method = "GET"
        response = get_response(request)
        request.method = "HEAD"
        if isinstance(response, StreamingHttpResponse):
            response.close()
            response.streaming_content = iter(())
        elif isinstance(response, HttpResponse):
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response

    return middleware
