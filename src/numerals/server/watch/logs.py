"""How the log looks: lines for people, or one JSON object a line for programs; never images, queries or secrets."""

import logging
from contextvars import ContextVar
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request that this thread answers."""
FORMS = ("text", "json")


class Request(logging.Filter):
    """Puts the request's id into each line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Adds to the record and keeps it."""
        record.request_id = REQUEST_ID.get() or "-"
        return True


def configuration(form: str) -> dict[str, Any]:
    """Python's description of the log, on standard error.

    Args:
        form: one of `FORMS`.
    """
    formatters: dict[str, Any] = {
        "text": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s]: %(message)s"},
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "%(levelname)s %(name)s %(message)s %(request_id)s",
            "rename_fields": {"levelname": "level", "name": "logger"},
            "timestamp": True,
            # Django adds the whole request, whose text has the query in it.
            "reserved_attrs": [*RESERVED_ATTRS, "request"],
        },
    }
    quiet = {"handlers": ["stderr"], "level": "ERROR", "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request": {"()": Request}},
        "formatters": {form: formatters[form]},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": form, "filters": ["request"]}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {"django": quiet, "gunicorn.error": quiet, "numerals": quiet | {"level": "INFO"}},
    }
