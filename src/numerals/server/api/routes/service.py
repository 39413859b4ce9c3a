"""What this server is: health, version, parameters."""

import platform
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Router

from numerals.imaging.parameters import PARAMETERS, RECIPE_HELP, RECIPES
from numerals.server import engine
from numerals.server.api import schemas
from numerals.server.store import availability
from numerals.server.version import version

router = Router()


@router.get("/health", response=schemas.Health, operation_id="health", summary="Whether all is well")
def health(request: HttpRequest) -> dict[str, Any]:
    """Always answers 200 while the server can read digits; degraded means that nothing is kept."""
    reachable = availability.reachable()
    return {
        "status": "ok" if reachable else "degraded",
        "version": version(),
        "model": engine.reader().name,
        "keeping": settings.CONFIGURATION.keep and reachable,
        "database": settings.CONFIGURATION.database.kind,
    }


@router.get("/version", response=schemas.Version, operation_id="version", summary="What runs")
def get_version(request: HttpRequest) -> dict[str, Any]:
    """Versions of the package, of Python and of the model."""
    return {"version": version(), "python": platform.python_version(), "model": engine.reader().name}


@router.get("/parameters", response=schemas.Parameters, operation_id="parameters", summary="The table of knobs")
def parameters(request: HttpRequest) -> dict[str, Any]:
    """Every knob of the image processing with its range, and the recipes."""
    recipes = {name: {"help": RECIPE_HELP[name], "values": values} for name, values in RECIPES.items()}
    return {"parameters": [parameter.to_dict() for parameter in PARAMETERS], "recipes": recipes}
