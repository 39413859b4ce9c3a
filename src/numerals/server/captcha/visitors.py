"""Who a request comes from: the address, the page, the session."""

import ipaddress

from django.http import HttpRequest, HttpResponse

from numerals.server.captcha.service import Visitor, options

COOKIE = "numerals_captcha"


def visitor(request: HttpRequest, session: str | None = None) -> Visitor:
    """Who sent this request.

    Args:
        request: any.
        session: as the body says. It is heeded for pages of other sites only, where browsers keep our cookies out;
            for our own pages the cookie counts, which no script can read.
    """
    origin, host = request.META.get("HTTP_ORIGIN", "").lower(), request.META.get("HTTP_HOST", "").lower()
    own = is_own(request)
    return Visitor(origin, host, address(request), request.COOKIES.get(COOKIE) if own else session)


def is_own(request: HttpRequest) -> bool:
    """Whether a page of this server sent the request."""
    origin, host = request.META.get("HTTP_ORIGIN", "").lower(), request.META.get("HTTP_HOST", "").lower()
    return bool(origin.partition("://")[2] == host)


def address(request: HttpRequest) -> str:
    """The visitor's address, of which IPv6 has one a household: the first 64 bits."""
    text = str(request.META.get("REMOTE_ADDR", ""))
    proxies = options().proxies
    # Each proxy adds, at the end, the address that it was asked from; what stands before was said by the visitor.
    named = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if proxies else []
    if len(named) >= proxies > 0:
        text = named[-proxies].strip()
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return text
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def remember(request: HttpRequest, response: HttpResponse, session: str) -> None:
    """Gives the browser its session, for as long as it is open."""
    response.set_cookie(COOKIE, session, httponly=True, samesite="Lax", secure=request.is_secure())
