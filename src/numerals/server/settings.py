"""Django's settings, made from the environment (see `numerals.server.configuration`).

Few of Django's own apps are installed: there are no users, sessions or admin pages, and a second database
(MongoDB) shares the migrations, which Django's own apps would not.
"""

from numerals.server import cache, databases
from numerals.server.captcha.options import CaptchaOptions
from numerals.server.configuration import Configuration
from numerals.server.watch import logs

CONFIGURATION = Configuration.from_environ()
CAPTCHA = CaptchaOptions.from_environ(CONFIGURATION.home)

SECRET_KEY = CONFIGURATION.secret()
DEBUG = CONFIGURATION.debug
# `middleware.guard` checks the host, because it also takes IP addresses, which no pattern here can say.
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "numerals.server.urls"
WSGI_APPLICATION = "numerals.server.wsgi.application"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False

INSTALLED_APPS = ["django.contrib.staticfiles", "ninja", "numerals.server.store"]
# No CsrfViewMiddleware: the API knows no cookie and no login that a foreign page could ride on. What a foreign
# page could still do, write or delete drawings of a server on the same machine, `guard` refuses.
MIDDLEWARE = [
    "numerals.server.watch.requests.note_route",
    "numerals.server.middleware.security_headers",
    "numerals.server.middleware.json_errors",
    "numerals.server.middleware.guard",
    "numerals.server.middleware.head_requests",
    "whitenoise.middleware.WhiteNoiseMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]

DATABASES = {"default": databases.settings(CONFIGURATION.database)}
if DATABASES["default"]["ENGINE"] == databases.MONGODB_BACKEND:
    INSTALLED_APPS.append(databases.MONGODB_BACKEND)

CACHES = {"default": cache.settings(CAPTCHA.redis, CONFIGURATION.home)}

# The sizes of bodies are limited in `body`, before Django sees them; Django's own limits would come second.
DATA_UPLOAD_MAX_MEMORY_SIZE = None
FILE_UPLOAD_MAX_MEMORY_SIZE = 64_000_000  # bytes; an upload stays in memory and leaves no file behind
DATA_UPLOAD_MAX_NUMBER_FILES = 4
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100

STATIC_URL = "/static/"
STATICFILES_DIRS = [CONFIGURATION.page] if CONFIGURATION.page.is_dir() else []
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
# Vite puts eight characters of a hash at the end of the names of what never changes.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/.+-[0-9A-Za-z_-]{8}\.[0-9a-z]+$"
WHITENOISE_MIMETYPES = {".wasm": "application/wasm", ".onnx": "application/octet-stream", ".mjs": "text/javascript"}

LOGGING = logs.configuration(CONFIGURATION.log)
