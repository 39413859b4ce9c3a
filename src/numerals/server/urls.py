"""Which address goes where: the API, then the page."""

from django.urls import path, re_path

from numerals.server.api.app import api
from numerals.server.captcha import views as captcha
from numerals.server.pages import index, missing
from numerals.server.watch import views

urlpatterns = [
    path("", index, name="page"),
    path("captcha/widget.js", captcha.widget),
    path("captcha/demo", captcha.demo),
    path("metrics", views.exposition),
    path("", api.urls),
    # Everything without a dot is an address within the page, which knows its own routes.
    re_path(r"^(?!api(?:/|$)|score|static/)[^.]*$", index, name="page"),
    re_path(r"", missing, name="missing"),
]
