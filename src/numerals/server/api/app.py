"""The API put together; its OpenAPI document is at /api/v1/openapi.json, its pages at /api/docs."""

from ninja import NinjaAPI

from numerals.server.api import errors
from numerals.server.api.inputs import JsonParser
from numerals.server.api.routes import captcha, drawings, explore, models, monitor, reading, scoring, service, spaces
from numerals.server.version import version

api = NinjaAPI(
    title="Numerals",
    version=version(),
    description="Reads handwritten digits from photos, scans and drawings. Errors are JSON with detail and code.",
    openapi_url="/api/v1/openapi.json",
    docs_url="/api/docs",
    parser=JsonParser(),
    urls_namespace="numerals",
)
errors.install(api)
api.add_router("/api/v1", service.router, tags=["service"])
api.add_router("/api/v1", models.router, tags=["models"])
api.add_router("/api/v1", reading.router, tags=["reading"])
api.add_router("/api/v1", drawings.router, tags=["drawings"])
api.add_router("/api/v1", explore.router, tags=["explore"])
api.add_router("/api/v1", monitor.router, tags=["monitor"])
api.add_router("/api/v1", spaces.router, tags=["similarity and generation"])
api.add_router("/captcha", captcha.router, tags=["captcha"])
api.add_router("", scoring.router, tags=["older clients"])
