"""Reading images and drawings."""

from typing import Any
from uuid import UUID

import numpy as np
from django.conf import settings
from django.http import HttpRequest
from ninja import Router

from numerals.bodies import decode_base64
from numerals.imaging.parameters import PARAMETERS, RECIPES
from numerals.reader import Trace
from numerals.server import engine
from numerals.server.api import answers, inputs, schemas
from numerals.server.store import services
from numerals.server.watch.readings import reading, stage

router = Router()

ERRORS = {frozenset({400, 403, 408, 413, 422, 503}): schemas.Error}
"""What may go wrong with a body."""
_MOST_KEPT = 250
"""Digits of a photo that are kept at most; a correction has 500 characters."""


def _schema(parameter: Any) -> dict[str, Any]:
    """A knob as JSON schema."""
    if parameter.choices:
        return {"type": "string", "enum": list(parameter.choices), "default": parameter.default}
    if parameter.type == "bool":
        return {"type": "boolean", "default": parameter.default}
    kind = "integer" if parameter.type == "int" else "number"
    return {"type": kind, "minimum": parameter.minimum, "maximum": parameter.maximum, "default": parameter.default}


_KNOBS: dict[str, dict[str, Any]] = {
    **{knob.name: _schema(knob) | {"description": knob.help} for knob in PARAMETERS},
    "recipe": {"type": "string", "enum": list(RECIPES), "description": "A named set of values to start from."},
    "min_confidence": {
        "type": "number", "minimum": 0, "maximum": 1,
        "description": "Digits less sure than this are unreadable; by default the model's own threshold.",
    },
}  # fmt: skip
_MODEL = {"type": "string", "pattern": schemas.VERSION_PATTERN, "description": schemas.MODEL_HELP}
_STAGES = {"type": "boolean", "default": False, "description": "Answer with the stages' pictures and the crops."}
_KEEP = {"type": "boolean", "default": False, "description": schemas.KEEP_HELP}
_BINARY = {"type": "string", "format": "binary"}
_FORM = {
    "type": "object",
    "required": ["image"],
    "properties": {"image": _BINARY, **_KNOBS, "stages": _STAGES, "keep": _KEEP, "model": _MODEL},
    "additionalProperties": False,
}
_JSON = {
    "type": "object",
    "required": ["image"],
    "properties": {
        "image": {"type": "string", "description": "Base64, or a data URL."},
        "parameters": {"type": "object", "properties": _KNOBS, "additionalProperties": False},
        "stages": _STAGES,
        "keep": _KEEP,
        "model": _MODEL,
    },
    "additionalProperties": False,
}
_READ = {
    "parameters": [
        {"name": name, "in": "query", "required": False, "schema": schema}
        for name, schema in {**_KNOBS, "stages": _STAGES, "keep": _KEEP, "model": _MODEL}.items()
    ],
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {"schema": _FORM},
            "application/octet-stream": {"schema": _BINARY},
            "image/*": {"schema": _BINARY},
            "application/json": {"schema": _JSON},
        },
    },
}


@router.post(
    "/read",
    response={200: schemas.Reading, **ERRORS},
    exclude_unset=True,
    operation_id="read",
    summary="Read the digits of a photo or scan",
    openapi_extra=_READ,
)
def read(request: HttpRequest) -> dict[str, Any]:
    """Takes an image as a form's file, as raw bytes, or as base64 in JSON.

    Parameters are the form's other fields, the query string, or ``parameters`` in the JSON. The image is never kept;
    with ``keep`` its digits are, as a drawing that can be corrected.
    """
    with reading("photo") as note:
        asked = inputs.question(request)
        with engine.photo_reader(asked.model) as reader:
            trace = note(reader.trace(asked.image, pictures=asked.stages, **asked.parameters))
    told = answers.traced(trace) if asked.stages else answers.reading(trace.reading)
    return told | {"id": _keep_photo(trace)} if asked.keep else told


def _keep_photo(trace: Trace) -> UUID | None:
    """Keeps what was read from a photo, as pictures of its digits alone."""
    if not 0 < len(trace.crops) <= _MOST_KEPT:
        return None
    sheet = answers.sheet(trace)
    height, width = sheet.shape
    return _keep(trace, page="photo", image=answers.png(sheet), width=width, height=height)


@router.post(
    "/classify",
    response={200: schemas.Classified, **ERRORS},
    exclude_unset=True,
    operation_id="classify",
    summary="Read a drawing",
)
def classify(request: HttpRequest, drawing: schemas.ClassifyBody) -> dict[str, Any]:
    """Takes pen strokes, an image of a canvas, or 28x28 pixels; keeps the drawing with its result."""
    if drawing.image is not None:
        with reading("canvas") as note:
            image = decode_base64(drawing.image)
            with engine.photo_reader(drawing.model) as reader:
                trace = note(reader.read_canvas(image))
        return _answer(drawing, trace, answers.kept_image(image, trace.reading))
    if drawing.pixels is not None:
        pixels = np.rint(np.array(drawing.pixels)).astype(np.uint8)
        with reading("pixels") as note:
            trace = note(engine.reader(drawing.model).read_pixels(pixels))
        return _answer(drawing, trace, answers.png(pixels))
    return _classify_strokes(drawing, drawing.strokes or [], drawing.width or 0.0, drawing.height or 0.0)


def _classify_strokes(
    drawing: schemas.ClassifyBody, strokes: list[list[list[float]]], width: float, height: float
) -> dict[str, Any]:
    with reading("strokes") as note:
        return _answer(drawing, note(engine.reader(drawing.model).read_strokes(strokes, width, height)))


def _answer(drawing: schemas.ClassifyBody, trace: Trace, image: bytes | None = None) -> dict[str, Any]:
    """The answer, and before it the keeping."""
    found = trace.reading
    width, height = drawing.width or found.width, drawing.height or found.height
    key = _keep(trace, page=drawing.page, strokes=drawing.strokes, image=image, width=width, height=height)
    return {
        "text": found.text,
        "value": found.digits[0].value if len(found.digits) == 1 else None,
        "digits": answers.digits(trace),
        "milliseconds": round(found.milliseconds, 2),
        "model": found.model,
        "kept": key is not None,
        "id": key,
    }


def _keep(trace: Trace, **came: Any) -> UUID | None:
    """Keeps a reading that has digits, with what came; gives its key."""
    found = trace.reading
    if not (settings.CONFIGURATION.keep and found.digits):
        return None
    digits = [digit.to_dict() for digit in found.digits]
    with stage("keep"):
        return services.keep(
            **came,
            text=found.text,
            digits=digits,
            crops=b"".join(crop.tobytes() for crop in trace.crops),
            confidence=min(digit["confidence"] for digit in digits),
            model=found.model,
        )
