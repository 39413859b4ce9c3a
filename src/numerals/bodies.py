"""JSON and base64 as they come from outside, checked before they cost much."""

import base64
import binascii
from typing import Any

from pydantic_core import from_json

from numerals.errors import ImageFormatError, NumeralsError

_MAX_VALUES = 250_000
_ALPHABET = bytes.maketrans(b"-_", b"+/")


class BodyError(NumeralsError):
    """A request's body is not what the address takes."""


def parse_json(body: bytes | str) -> Any:
    """The value of a JSON body.

    Raises:
        BodyError: it is no JSON, or has more values than any honest request.
    """
    data = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    # Millions of empty lists fit in a body and take a hundred times its memory as Python's objects. Counting is
    # quick, and base64 has none of these characters.
    if data.count(b",") + data.count(b"[") + data.count(b"{") > _MAX_VALUES:
        raise BodyError(f"the JSON body has more than {_MAX_VALUES} values; send fewer")
    try:
        return from_json(data, allow_inf_nan=False)
    except ValueError as error:
        raise BodyError(f"the body is no JSON: {error}"[:200]) from None


def decode_base64(text: str) -> bytes:
    """The bytes of base64, with or without line breaks, padding and the head of a data URL.

    Raises:
        ImageFormatError: it is no base64.
    """
    head, comma, _ = text[:200].partition(",")
    if comma:
        if not (head.startswith("data:") and head.endswith(";base64")):
            raise ImageFormatError(
                f"an image is base64, or a data URL such as data:image/png;base64,..., not {_show(text)}"
            )
        start = len(head) + 1
    else:
        start = 0
    try:
        # Bytes lose whitespace quickly; translate also takes the alphabet of URLs.
        data = text[start:].encode("ascii").translate(_ALPHABET, b" \t\r\n")
        if not data:
            raise ImageFormatError("the image is empty: base64 of 0 bytes")
        return base64.b64decode(data + b"=" * (-len(data) % 4), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise ImageFormatError(f"an image is base64 (A-Z, a-z, 0-9, + and /), not {_show(text)}") from None


def _show(text: str) -> str:
    return repr(text[:40]) + ("..." if len(text) > 40 else "")
