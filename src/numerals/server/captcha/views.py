"""The widget's script, and a page that the captcha guards."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.utils.html import format_html

from numerals.server.captcha import gate, wall

_DEMO = {
    "en": (
        "You are in",
        "This page is guarded by the captcha: one line, @captcha_required, above its view. "
        "You will not be asked again for an hour.",
        "Lock it again",
        "Back to Numerals",
    ),
    "fr": (
        "Vous y êtes",
        "Cette page est gardée par le captcha : une ligne, @captcha_required, au-dessus de sa vue. "
        "On ne vous demandera plus rien pendant une heure.",
        "Refermer la page",
        "Retour à Numerals",
    ),
    "pt": (
        "Entrou",
        "Esta página é guardada pelo captcha: uma linha, @captcha_required, por cima da sua vista. "
        "Durante uma hora não lhe será pedido mais nada.",
        "Voltar a fechar",
        "Voltar ao Numerals",
    ),
}


@dataclass(frozen=True)
class _Script:
    plain: bytes
    packed: bytes
    tag: str


@lru_cache(maxsize=1)
def _script() -> _Script | None:
    file = settings.CONFIGURATION.page / "captcha" / "widget.js"
    if not file.is_file():
        return None
    plain = file.read_bytes()
    return _Script(plain, gzip.compress(plain, 9, mtime=0), f'"{hashlib.sha256(plain).hexdigest()[:16]}"')


def widget(request: HttpRequest) -> HttpResponse:
    """The widget's script, for pages of all sites; its address stays, so a browser asks for it anew every hour."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    script = _script()
    if script is None:
        return HttpResponse("// the widget is not built: make page\n", status=404, content_type="text/javascript")
    headers = {
        "Cache-Control": "public, max-age=3600",
        "ETag": script.tag,
        "Vary": "Accept-Encoding",
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if request.META.get("HTTP_IF_NONE_MATCH") == script.tag:
        return HttpResponse(status=304, headers=headers)
    if "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
        headers["Content-Encoding"] = "gzip"
    body = script.packed if "Content-Encoding" in headers else script.plain
    return HttpResponse(body, content_type="text/javascript; charset=utf-8", headers=headers)


@gate.captcha_required
def demo(request: HttpRequest) -> HttpResponse:
    """A page behind the captcha, with a button that locks it again."""
    if request.method == "POST" and "lock" in request.POST:
        answer = HttpResponseRedirect(request.path)
        gate.forget(answer)
        return answer
    lang = wall.language(request)
    title, words, lock, back = _DEMO[lang]
    body = format_html(
        '<p data-testid="guarded">{}</p><form method="post"><button name="lock" value="1">{}</button></form>'
        '<p><a href="/">{}</a></p>',
        words, lock, back,
    )  # fmt: skip
    return HttpResponse(wall.document(lang, title, body), headers={"Cache-Control": "no-store"})
