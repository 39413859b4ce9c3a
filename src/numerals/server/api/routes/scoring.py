"""The address of older scoring services: base64 in, a list of digits out."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from numerals import scoring
from numerals.results import Reading
from numerals.server import engine
from numerals.server.api import schemas
from numerals.server.api.routes.reading import ERRORS
from numerals.server.watch.readings import reading

router = Router()

_TEXT = {"type": "string", "description": "Base64, or a data URL."}
_FULL = {"type": "boolean", "default": False, "description": "Answer with whole readings."}
_IMAGES = {"type": "array", "items": _TEXT, "maxItems": scoring.MOST}
_SCHEMA = {
    "oneOf": [
        _TEXT,
        {"type": "object", "required": ["image"], "properties": {"image": _TEXT, "full": _FULL},
         "additionalProperties": False},
        {"type": "object", "required": ["images"], "properties": {"images": _IMAGES, "full": _FULL},
         "additionalProperties": False},
    ]
}  # fmt: skip
_BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": _SCHEMA}}}}
_Answer = list[int] | schemas.Reading | list[list[int]] | list[schemas.Reading]


@router.post(
    "/score", response={200: _Answer, **ERRORS}, exclude_unset=True, operation_id="score",
    summary="Read images, for older clients", openapi_extra=_BODY,
)  # fmt: skip
def score(request: HttpRequest) -> Any:
    """Takes a JSON string of base64, line-broken too, under any content type; answers digits in reading order.

    Or an object with ``image`` or several ``images``, and ``full`` for whole readings. Older clients know no
    unreadable digits, so each is answered with its most likely value.
    """
    with reading("score") as note:

        def read(image: bytes) -> Reading:
            with engine.photo_reader() as reader:
                return note(reader.trace(image, pictures=False)).reading

        return scoring.answer(scoring.question(request.body), read)
