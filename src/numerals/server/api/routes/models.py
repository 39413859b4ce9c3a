"""The models: the one in force, the others, their cards and their files."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from numerals.inference.bundle import Bundle
from numerals.server import engine
from numerals.server.api import schemas
from numerals.server.api.errors import NotFoundError

router = Router()

_ERRORS = {frozenset({404, 503}): schemas.Error}
_BINARY = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_FILE = {"responses": {200: {"description": "ONNX", "content": _BINARY}, 304: {"description": "Unchanged"}}}


@router.get("/model", response=dict[str, Any], operation_id="model", summary="The card of the model in force")
def model(request: HttpRequest) -> dict[str, Any]:
    """How to use the model and what it was made of; probabilities are softmax(logits / temperature)."""
    return _card(engine.reader().bundle)


@router.get(
    "/model/model.onnx", operation_id="model_file", summary="The file of the model in force", openapi_extra=_FILE
)
def model_file(request: HttpRequest) -> HttpResponse:
    """The bytes that this server reads with; the ETag is their SHA-256."""
    return _file(request, engine.reader().bundle)


@router.get("/models", response=schemas.Models, operation_id="models", summary="All models, the most accurate first")
def models(request: HttpRequest) -> dict[str, Any]:
    """The models on this machine: those that ship with the package, and those that were promoted or installed."""
    bundles = engine.get().bundles()
    rows = _rows(bundles, bundles[0])
    rows.sort(key=lambda row: (-(row["accuracy"] or 0), row["bytes"]))
    return {"champion": bundles[0].version, "models": rows}


@router.get(
    "/models/{version}", response={200: schemas.ModelWithCard, **_ERRORS}, operation_id="model_of_version",
    summary="A model with its card",
)  # fmt: skip
def model_of_version(request: HttpRequest, version: str) -> dict[str, Any]:
    """The card holds the data, the recipe and the command of the training, and the confusion matrix in ``test``."""
    bundle = _bundle(version)
    return _rows([bundle], engine.reader().bundle)[0] | {"card": _card(bundle)}


@router.get(
    "/models/{version}/model.onnx", response=_ERRORS, operation_id="model_file_of_version",
    summary="The file of a model", openapi_extra=_FILE,
)  # fmt: skip
def model_file_of_version(request: HttpRequest, version: str) -> HttpResponse:
    """The bytes of this version; the ETag is their SHA-256."""
    return _file(request, _bundle(version))


def _bundle(version: str) -> Bundle:
    for bundle in engine.get().bundles():
        if bundle.version == version:
            return bundle
    raise NotFoundError(f"there is no model {version[:100]!r}; GET /api/v1/models lists them")


def _rows(bundles: list[Bundle], current: Bundle) -> list[dict[str, Any]]:
    shipped = {bundle.version for bundle in engine.get().store.shipped()}
    return [
        one.summary() | {"champion": one.version == current.version, "shipped": one.version in shipped}
        for one in bundles
    ]


def _card(bundle: Bundle) -> dict[str, Any]:
    own = {"name": bundle.name, "temperature": bundle.temperature, "threshold": bundle.threshold}
    return dict(bundle.card) | own | {"sha256": bundle.sha256}


def _file(request: HttpRequest, bundle: Bundle) -> HttpResponse:
    headers = {"ETag": f'"{bundle.sha256}"', "Cache-Control": "no-cache"}
    if bundle.sha256 in request.META.get("HTTP_IF_NONE_MATCH", ""):
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(bundle.checked_model(), content_type="application/octet-stream", headers=headers)
