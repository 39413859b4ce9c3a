"""Another site: a Django project of its own, which guards views with the captcha of a Numerals server.

    python other_site.py http://127.0.0.1:8000 SITE_KEY SECRET

Its pages have a strict Content-Security-Policy with what docs/captcha.md tells sites to add.
"""

import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.urls import path
from django.utils.html import format_html

from numerals.server.captcha import captcha_required

PAGE = '<!doctype html><html lang="en"><title>Other</title><link rel="icon" href="data:,"><h1>Other site</h1>{}'


@captcha_required
def guarded(request):
    return HttpResponse(format_html(PAGE, "guarded"))


@captcha_required
async def guarded_async(request):
    return HttpResponse(format_html(PAGE, "guarded, too"))


def members(request):
    return HttpResponse(format_html(PAGE, "members"))


def form(request):
    widget = format_html(
        '<form method="post" action="/sent"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<label>Comment <input name="comment"></label><numerals-captcha site-key="{}" required></numerals-captcha>'
        '<button>Send</button></form><script src="{}/captcha/widget.js" async></script>',
        get_token(request), CAPTCHA["site_key"], CAPTCHA["server"],
    )  # fmt: skip
    return HttpResponse(format_html(PAGE, widget))


@captcha_required
def sent(request):
    return HttpResponse(format_html(PAGE, request.POST["comment"]))


urlpatterns = [
    path("guarded", guarded),
    path("async", guarded_async),
    path("members/area", members),
    path("form", form),
    path("no-worker", form),
    path("sent", sent),
]


def policy(get_response):
    def middleware(request):
        response = get_response(request)
        server = CAPTCHA["server"]
        parts = ["default-src 'none'", "img-src data:", f"script-src {server}", f"connect-src {server}"]
        parts += [] if request.path == "/no-worker" else ["worker-src blob:"]
        # The captcha's own page brings a style element; the widget in a page needs none.
        parts += [] if request.path in ("/form", "/no-worker") else ["style-src 'unsafe-inline'"]
        response.headers["Content-Security-Policy"] = "; ".join(parts)
        return response

    return middleware


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments):
        pass


if __name__ == "__main__":
    CAPTCHA = dict(zip(("server", "site_key", "secret"), sys.argv[1:], strict=True)) | {"paths": ["/members/"]}
    settings.configure(
        SECRET_KEY="of the other site",
        ALLOWED_HOSTS=["localhost"],
        ROOT_URLCONF="__main__",
        MIDDLEWARE=[
            "__main__.policy",
            "django.middleware.csrf.CsrfViewMiddleware",
            "numerals.server.captcha.captcha_middleware",
        ],
        NUMERALS_CAPTCHA=CAPTCHA,
    )
    django.setup()
    server = make_server("127.0.0.1", 0, get_wsgi_application(), Server, Quiet)
    print(f"http://localhost:{server.server_port}", flush=True)  # noqa: T201
    server.serve_forever()
