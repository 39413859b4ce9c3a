"""Drawings compared, coded and made: the Siamese network and the variational autoencoders."""

from dataclasses import asdict
from typing import Any

import numpy as np
from django.http import HttpRequest, HttpResponse
from ninja import Router
from numpy.typing import NDArray

from numerals.errors import ParameterError, StrokeError
from numerals.explore.alike import judge_of
from numerals.imaging.ink import normalize_strokes
from numerals.server import spaces
from numerals.server.api import answers, schemas
from numerals.server.api import schemas_spaces as shapes
from numerals.server.api.errors import NotFoundError

router = Router()

_ERRORS = {frozenset({400, 403, 404, 408, 409, 413, 422, 503}): schemas.Error}
_BINARY = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_FILE = {"responses": {200: {"description": "ONNX", "content": _BINARY}, 304: {"description": "Unchanged"}}}


@router.get(
    "/spaces/{name}", response={200: shapes.SpaceCard, **_ERRORS}, operation_id="space", summary="The card of a space"
)
def card(request: HttpRequest, name: shapes.Name) -> dict[str, Any]:
    """What it was made of, how good it is, and how to use its graphs."""
    found = spaces.space(name)
    return {"version": found.version, "card": found.card}


@router.get(
    "/spaces/{name}/{part}.onnx", response=_ERRORS, operation_id="space_file", summary="A graph of a space",
    openapi_extra=_FILE,
)  # fmt: skip
def graph(request: HttpRequest, name: shapes.Name, part: str) -> HttpResponse:
    """``encoder``, and ``decoder`` where there is one; the ETag is its SHA-256."""
    found = spaces.space(name)
    digest = found.card["parts"].get(part)
    if digest is None:
        raise NotFoundError(f"{name} has no {part[:40]!r}; it has {', '.join(found.card['parts'])}")
    headers = {"ETag": f'"{digest}"', "Cache-Control": "no-cache"}
    if digest in request.META.get("HTTP_IF_NONE_MATCH", ""):
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(found.graph(part), content_type="application/octet-stream", headers=headers)


@router.post(
    "/similarity", response={200: shapes.Compared, **_ERRORS}, operation_id="similarity",
    summary="How alike two digits are",
)  # fmt: skip
def similarity(request: HttpRequest, couple: shapes.Couple) -> dict[str, Any]:
    """The probability that both are the same digit, calibrated on pairs; writer and style are not compared."""
    space = spaces.space("siamese")
    crops = np.stack([_crop(couple.first), _crop(couple.second)])
    codes = space.encode(crops)
    return {
        "same": round(float(judge_of(space)(codes[:1], codes[1:])[0]), 6),
        "distance": round(float(np.linalg.norm(codes[0] - codes[1])), 6),
        "codes": _rounded(codes),
        "crops": [answers.data_url(crop) for crop in crops],
        "model": space.version,
    }


@router.post(
    "/similar/index", response={200: shapes.Preparation, **_ERRORS}, operation_id="similar_index",
    summary="Prepare the search for digits like a drawing",
)  # fmt: skip
def prepare(request: HttpRequest) -> dict[str, Any]:
    """Begins to index MNIST's 60,000 training digits, unless that is done or under way, and tells how far it is."""
    return asdict(spaces.prepare())


@router.post(
    "/similar", response={200: shapes.Neighbours, **_ERRORS}, operation_id="similar",
    summary="The training digits most like a drawing",
)  # fmt: skip
def similar(request: HttpRequest, wanted: shapes.Wanted) -> dict[str, Any]:
    """Searches MNIST's 60,000 training digits. The first question begins to index them and is answered by a 409."""
    index = spaces.index()
    found = index.like(index.space.encode(_crop(wanted.drawing)[None])[0], wanted.top)
    samples = [asdict(one) | {"image": answers.data_url(index.split.images[one.place])} for one in found]
    return {"samples": samples, "source": spaces.SOURCE, "model": index.space.version}


@router.post(
    "/vae/encode", response={200: shapes.Coded, **_ERRORS}, operation_id="vae_encode", summary="The code of a digit"
)
def encode(request: HttpRequest, asked: shapes.ToCode) -> dict[str, Any]:
    """The code, and what the decoder makes of it."""
    space, crop = spaces.space(asked.model), _crop(asked.drawing)
    codes, rate = space.look(crop[None])
    return {
        "code": _rounded(codes)[0],
        "rate": round(float(rate[0]), 4),
        "crop": answers.data_url(crop),
        "reconstruction": answers.data_url(space.decode(codes)[0]),
        "model": space.version,
    }


@router.post(
    "/vae/decode", response={200: shapes.Decoded, **_ERRORS}, operation_id="vae_decode", summary="Digits of codes"
)
def decode(request: HttpRequest, asked: shapes.ToDraw) -> dict[str, Any]:
    """One picture for each code."""
    space = spaces.space(asked.model)
    length = int(space.card["latent"])
    if any(len(code) != length for code in asked.codes):
        raise ParameterError(f"a code of {asked.model} has {length} values")
    images = space.decode(np.array(asked.codes, np.float32))
    return {"images": [answers.data_url(image) for image in images], "model": space.version}


def _crop(drawn: shapes.Drawn) -> NDArray[np.uint8]:
    """The digit as the networks see it.

    Raises:
        StrokeError: there is no ink.
    """
    if drawn.strokes is not None:
        return normalize_strokes([np.array([point[:2] for point in stroke], np.float64) for stroke in drawn.strokes])
    crop: NDArray[np.uint8] = np.rint(np.array(drawn.pixels)).astype(np.uint8)
    if not crop.any():
        raise StrokeError("the picture is empty; draw a digit")
    return crop


def _rounded(codes: NDArray[np.float32]) -> list[list[float]]:
    return [[round(float(value), 5) for value in code] for code in codes]
