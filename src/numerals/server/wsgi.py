"""The WSGI application, for any production server: ``numerals.server.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "numerals.server.settings")

from numerals.server.body import BodyGuard
from numerals.server.watch.requests import Watched

application = Watched(BodyGuard(get_wsgi_application()))
