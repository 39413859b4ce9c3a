"""The address of older scoring services: base64 in, a list of digits out."""

from django.http import HttpRequest
from ninja import Router

from numerals.server import engine
from numerals.server.api import inputs
from numerals.server.api.errors import BodyError
from numerals.server.api.routes.reading import ERRORS
from numerals.server.watch.readings import reading

router = Router()

_BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "string"}}}}}


@router.post(
    "/score", response={200: list[int], **ERRORS}, operation_id="score", summary="Read an image, for older clients",
    openapi_extra=_BODY,
)  # fmt: skip
def score(request: HttpRequest) -> list[int]:
    """Takes a JSON string of base64, line-broken too, under any content type; answers digits in reading order.

    Older clients know no unreadable digits, so each is answered with its most likely value.
    """
    with reading("score") as note:
        text = inputs.parse_json(request.body)
        if not isinstance(text, str):
            raise BodyError(f"the body is a JSON string with an image as base64, not a JSON {_kind(text)}")
        image = inputs.decode_base64(text)
        with engine.photo_reader() as reader:
            trace = note(reader.trace(image, pictures=False))
    return [digit.alternatives[0].value for digit in trace.reading.digits]


def _kind(value: object) -> str:
    kinds = {dict: "object", list: "list", bool: "boolean", type(None): "null"}
    return kinds.get(type(value), "number")
