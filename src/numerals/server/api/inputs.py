"""Bodies, images and parameters as they come from outside, checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.errors import ValidationError
from ninja.parser import Parser
from pydantic import ValidationError as PydanticError

from numerals.bodies import BodyError, decode_base64, parse_json
from numerals.errors import ImageFormatError, ParameterError
from numerals.server.api.schemas import ReadBody

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_TRUE, _FALSE = {"true", "1", "yes", "on"}, {"false", "0", "no", "off", ""}
_OTHER_FIELDS = {"stages", "keep", "model"}


@dataclass(frozen=True)
class Question:
    """An image with what to do with it.

    Attributes:
        image: the bytes of its file.
        parameters: of the image processing.
        stages: whether to answer with pictures.
        keep: whether to keep the digits.
        model: version of the model to read with; empty is the champion.
    """

    image: bytes
    parameters: dict[str, Any] = field(default_factory=dict)
    stages: bool = False
    keep: bool = False
    model: str = ""


class JsonParser(Parser):
    """Reads the JSON bodies of all routes."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The value of the request's body."""
        return parse_json(request.body)


def question(request: HttpRequest) -> Question:
    """The image and parameters of a request, in whichever of the three ways they come.

    Raises:
        BodyError: no image, or a body that is not what its content type says.
        ImageFormatError: base64 that is none.
        ParameterError: a parameter that comes twice, or a flag with another value than true or false.
    """
    kind = (request.content_type or "").lower()
    query = _single(request.GET)
    if kind == "multipart/form-data":
        return _from_form(request, query)
    if kind == "application/json" or kind.endswith("+json"):
        return _from_json(request.body, query)
    if not request.body:
        raise ImageFormatError("the image is empty: 0 bytes came; send a JPEG, PNG, WebP, BMP, TIFF or HEIC file")
    return _asked(request.body, query)


def _from_form(request: HttpRequest, query: dict[str, Any]) -> Question:
    uploads = request.FILES.getlist("image")
    if len(uploads) != 1:
        other = ", ".join(sorted(set(request.FILES) | set(request.POST)))[:100]
        raise BodyError(
            f"a form has one file in its field image; this one has {len(uploads)}"
            + (f" (its fields: {other})" if other else "")
        )
    values = query | _single(request.POST)
    return _asked(uploads[0].read(), values)


def _from_json(body: bytes, query: dict[str, Any]) -> Question:
    try:
        asked = ReadBody.model_validate(parse_json(body))
    except PydanticError as error:
        raise ValidationError([_wrong(item) for item in error.errors()]) from None
    flags = {name: "true" if getattr(asked, name) else query.get(name, "") for name in ("stages", "keep")}
    other = {"model": asked.model or query.get("model", "")} | flags
    return _asked(decode_base64(asked.image), query | asked.parameters | other)


def _wrong(item: "ErrorDetails") -> dict[str, Any]:
    """One thing that is wrong with a body, without its values; of an unknown field also where such belong."""
    if item["type"] == "extra_forbidden":
        fields = ", ".join(ReadBody.model_fields)
        told = f"there is no such field beside {fields}; knobs of the image processing belong under parameters"
        return {"type": "unknown_field", "loc": item["loc"], "msg": told}
    return {"type": item["type"], "loc": item["loc"], "msg": item["msg"]}


def _asked(image: bytes, values: Mapping[str, Any]) -> Question:
    """What the fields of a form or of an address ask for."""
    stages, keep = _flag(values, "stages"), _flag(values, "keep")
    return Question(image, _knobs(values), stages, keep, values.get("model", ""))


def _single(values: "MultiValueDict[str, str]") -> dict[str, Any]:
    for name, several in values.lists():
        if len(several) > 1:
            raise ParameterError(f"{name[:60]} comes {len(several)} times; give it once")
    return dict(values.items())


def _knobs(values: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters for the reader, which checks them; a form's empty fields are left at their defaults."""
    knobs = {name: value for name, value in values.items() if name not in _OTHER_FIELDS and value != ""}
    for name in _RESERVED & knobs.keys():
        raise ParameterError(f"unknown parameter {name!r}")
    return knobs


# Names that are arguments of the reader's method and no parameters.
_RESERVED = {"self", "image", "pictures"}


def _flag(values: Mapping[str, Any], name: str) -> bool:
    text = str(values.get(name, "")).lower()
    if text not in _TRUE | _FALSE:
        raise ParameterError(f"{name} is true or false, not {text[:40]!r}")
    return text in _TRUE
