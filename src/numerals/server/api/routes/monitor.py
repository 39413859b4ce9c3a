"""What the page Monitor shows."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from numerals.server import engine
from numerals.server.api import schemas_monitor
from numerals.server.store import availability
from numerals.server.watch import metrics
from numerals.server.watch.summary import summary

router = Router()


@router.get("/monitor", response=schemas_monitor.Monitor, operation_id="monitor", summary="How the server is doing")
def monitor(request: HttpRequest) -> dict[str, Any]:
    """Readings by outcome, how long their stages take, how sure the model is, and whether what it reads has changed."""
    return summary(metrics.collected(), engine.reader()) | {"database": availability.reachable()}
