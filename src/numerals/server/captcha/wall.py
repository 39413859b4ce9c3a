"""The page that stands before a guarded one."""

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

FIELD = "numerals-captcha-wall"
"""The form field by which the post of this page is known."""

_TEXTS = {
    "en": (
        "One moment",
        "Draw a few digits to go on. You can also go on without drawing.",
        "This page needs JavaScript: it shows the digits that you are asked to draw.",
    ),
    "fr": (
        "Un instant",
        "Tracez quelques chiffres pour continuer. Vous pouvez aussi continuer sans dessiner.",
        "Cette page a besoin de JavaScript : il montre les chiffres à tracer.",
    ),
    "pt": (
        "Um momento",
        "Desenhe alguns algarismos para continuar. Também pode continuar sem desenhar.",
        "Esta página precisa de JavaScript: é ele que mostra os algarismos a desenhar.",
    ),
}

_STYLE = mark_safe(
    "body{margin:0;font:1rem/1.5 system-ui,sans-serif;background:Canvas;color:CanvasText}"
    "main{max-width:26rem;margin:12vh auto 2rem;padding:0 1rem}h1{font-size:1.5rem;margin:0 0 .5rem}"
)


def language(request: HttpRequest) -> str:
    """The language of the page: the first that the browser asks for and the captcha has, else English."""
    for wish in request.META.get("HTTP_ACCEPT_LANGUAGE", "").lower().split(","):
        name = str(wish).strip()[:2]
        if name in _TEXTS:
            return name
    return "en"


def document(lang: str, title: str, body: SafeString) -> SafeString:
    """A small page of HTML."""
    return format_html(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>{}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">'
        '<link rel="icon" href="data:,">'
        "<style>{}</style></head><body><main><h1>{}</h1>{}</main></body></html>",
        lang, title, _STYLE, title, body,
    )  # fmt: skip


def page(request: HttpRequest, server: str, key: str) -> SafeString:
    """The captcha as a page, which posts its token to the address that it stands at.

    Args:
        request: for its language, and for Django's own token against forged forms.
        server: where the widget comes from, empty for the same server.
        key: the site's public key.
    """
    lang = language(request)
    title, words, script = _TEXTS[lang]
    body = format_html(
        '<p>{}</p><form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="{}" value="1">'
        '<numerals-captcha site-key="{}" start submit></numerals-captcha><noscript><p>{}</p></noscript></form>'
        '<script src="{}/captcha/widget.js" async></script>',
        words, get_token(request), FIELD, key, script, server,
    )  # fmt: skip
    return document(lang, title, body)
