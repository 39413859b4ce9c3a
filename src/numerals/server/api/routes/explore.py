"""What the page Explore shows: a source looked at from all sides, computed once by a process of its own, and kept."""

import time
from typing import Annotated, Any

import numpy as np
from django.http import HttpRequest, HttpResponse
from ninja import Router
from numpy.typing import NDArray
from pydantic import Field

from numerals.errors import ParameterError
from numerals.explore.atlas import NOBODY, Atlas
from numerals.explore.mistakes import reasons_for
from numerals.explore.saliency import saliency
from numerals.explore.shelf import RUNNING, State
from numerals.inference.bundle import Bundle
from numerals.server import engine, studies
from numerals.server.api import schemas
from numerals.server.api import schemas_explore as shapes
from numerals.server.api.errors import NotFoundError

router = Router()

_ERRORS = {frozenset({404, 409, 422, 503}): schemas.Error}
_BINARY = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_BYTES = {"responses": {200: {"description": "Bytes", "content": _BINARY}, 304: {"description": "Unchanged"}}}
_MOST_IMAGES = 2000


@router.get(
    "/explore", response={200: shapes.States, **_ERRORS}, operation_id="explore", summary="What can be explored"
)
def explore(request: HttpRequest, model: shapes.Model = "") -> dict[str, Any]:
    """Each source with how far its study is."""
    version = _bundle(model).version
    return {"items": [_told(studies.state(source, version)) for source in shapes.Source.__args__]}  # type: ignore[attr-defined]


@router.post(
    "/explore/start", response={202: shapes.State, **_ERRORS}, operation_id="start_exploring", summary="Start a study"
)
def start(request: HttpRequest, source: shapes.Source, model: shapes.Model = "") -> tuple[int, dict[str, Any]]:
    """Begins to compute in the background, unless that is being done; answers at once.

    MNIST takes some minutes. If the source has not changed since, what is there is ready again at once.
    """
    return 202, _told(studies.start(source, _bundle(model).version))


@router.get(
    "/explore/status", response={200: shapes.State, **_ERRORS}, operation_id="exploring", summary="How far a study is"
)
def status(request: HttpRequest, source: shapes.Source, model: shapes.Model = "") -> dict[str, Any]:
    """Ask once a second while ``state`` is ``running``."""
    return _told(studies.state(source, _bundle(model).version))


@router.get(
    "/explore/statistics", response={200: shapes.Statistics, **_ERRORS}, operation_id="explore_statistics",
    summary="All numbers of a study",
)  # fmt: skip
def statistics(request: HttpRequest, source: shapes.Source, model: shapes.Model = "") -> dict[str, Any]:
    """Counts, measures, doubtful labels, groups and their agreement, the model's confusion matrix and mistakes."""
    told = dict(_atlas(source, model).statistics)
    return {"columns": told.pop("columns"), "pictures": told.pop("pictures"), "statistics": told}


@router.get(
    "/explore/columns/{name}", response=_ERRORS, operation_id="explore_column", summary="One value for each image",
    openapi_extra=_BYTES,
)  # fmt: skip
def column(request: HttpRequest, name: str, source: shapes.Source, model: shapes.Model = "") -> HttpResponse:
    """A column's raw bytes, little-endian, row by row; ``columns`` of the statistics tells names, types and shapes.

    With ``label``, ``answer``, ``map_...`` and ``group_...`` a page draws 70,000 points from a megabyte. Images come
    from /explore/images.
    """
    atlas = _atlas(source, model)
    if name not in atlas.names or name == "image":
        known = ", ".join(one for one in atlas.names if one != "image")
        raise NotFoundError(f"there is no column {name[:60]!r}; there are {known}")
    return _bytes(request, atlas, lambda: atlas.column(name))


@router.get(
    "/explore/pictures/{name}", response=_ERRORS, operation_id="explore_pictures", summary="Means and other pictures",
    openapi_extra=_BYTES,
)  # fmt: skip
def pictures(request: HttpRequest, name: str, source: shapes.Source, model: shapes.Model = "") -> HttpResponse:
    """784 bytes a picture: ``means`` and ``variances`` of the digits, ``components`` (128 is 0), ``centroids``."""
    atlas = _atlas(source, model)
    if name not in atlas.picture_names:
        raise NotFoundError(f"there are no pictures {name[:60]!r}; there are {', '.join(atlas.picture_names)}")
    return _bytes(request, atlas, lambda: atlas.pictures(name))


@router.get(
    "/explore/images", response=_ERRORS, operation_id="explore_images", summary="Images as bytes", openapi_extra=_BYTES
)
def images(
    request: HttpRequest,
    source: shapes.Source,
    model: shapes.Model = "",
    first: shapes.Offset = 0,
    count: Annotated[int, Field(ge=1, le=_MOST_IMAGES)] = 1000,
    indices: Annotated[str, Field(max_length=20_000, pattern=r"^(\d{1,8}(,\d{1,8})*)?$")] = "",
) -> HttpResponse:
    """784 bytes an image, 0 paper to 255 ink: ``count`` from ``first`` on, or those of ``indices=7,42,3``."""
    atlas = _atlas(source, model)
    if not indices:
        return _bytes(request, atlas, lambda: atlas.column("image")[first : first + count])
    chosen = np.array(indices.split(","), np.int64)
    if len(chosen) > _MOST_IMAGES or chosen.max() >= len(atlas):
        raise ParameterError(f"indices are at most {_MOST_IMAGES} whole numbers below {len(atlas)}")
    return _bytes(request, atlas, lambda: atlas.column("image")[chosen])


@router.get(
    "/explore/samples", response={200: shapes.Samples, **_ERRORS}, operation_id="explore_samples",
    summary="Images by label, answer and part",
)  # fmt: skip
def samples(
    request: HttpRequest,
    source: shapes.Source,
    model: shapes.Model = "",
    digit: shapes.Digit | None = None,
    answer: shapes.Digit | None = None,
    part: shapes.Part | None = None,
    wrong: bool | None = None,
    doubtful: bool | None = None,
    clustering: Annotated[int, Field(ge=0, le=99)] = 0,
    group: Annotated[int, Field(ge=0, le=254)] | None = None,
    order: shapes.Order = "place",
    offset: shapes.Offset = 0,
    limit: Annotated[int, Field(ge=1, le=500)] = 100,
) -> dict[str, Any]:
    """One question for many purposes.

    The samples of a digit: ``digit=7``; a cell of the confusion matrix: ``digit=4&answer=9&part=test``; the mistakes,
    the surest first: ``wrong=true&part=test&order=sure``; doubtful labels: ``doubtful=true&order=suspect``; a cell of
    the third clustering's table: ``clustering=2&group=5&digit=3``; and any mix of them.
    """
    atlas = _atlas(source, model)
    if group is not None and f"group_{clustering}" not in atlas.names:
        raise NotFoundError(f"there is no clustering {clustering}; /explore/statistics lists them, from 0")
    test = None if part is None else part == "test"
    found = atlas.choose(
        digit=digit, answer=answer, test=test, wrong=wrong, doubtful=doubtful, order=order,
        group=None if group is None else (clustering, group),
    )  # fmt: skip
    return {"total": len(found), "items": _rows(atlas, found[offset : offset + limit])}


@router.get(
    "/explore/images/{int:index}", response={200: shapes.Detail, **_ERRORS}, operation_id="explore_image",
    summary="One image, and why it is read so",
)  # fmt: skip
def image(request: HttpRequest, index: int, source: shapes.Source, model: shapes.Model = "") -> dict[str, Any]:
    """Its label and the model's answer, the training images most alike, and which pixels speak for the answer."""
    atlas, bundle = _atlas(source, model), _bundle(model)
    if index >= len(atlas):
        raise NotFoundError(f"there is no image {index}; the last one is {len(atlas) - 1}")
    row, alike = _rows(atlas, np.array([index]))[0], _rows(atlas, atlas.alike(index))
    spoke = saliency(bundle, np.asarray(atlas.column("image")[index]), row["answer"])
    told = reasons_for(
        row["label"], row["answer"], row["confidence"], [one["label"] for one in alike], row["guess"] is not None,
        bundle.threshold,
    )  # fmt: skip
    probabilities = [round(float(value), 5) for value in atlas.column("probability")[index]]
    grid = [[round(float(value), 4) for value in line] for line in spoke]
    return row | {"probabilities": probabilities, "alike": alike, "saliency": grid, "why": told}


def _bundle(version: str) -> Bundle:
    return engine.reader(version).bundle


def _atlas(source: str, version: str) -> Atlas:
    return studies.atlas(source, _bundle(version).version)


def _told(state: State) -> dict[str, Any]:
    names = ("source", "model", "state", "step", "share", "error", "made")
    seconds = time.time() - state.begun if state.state == RUNNING and state.begun else 0.0
    return {name: getattr(state, name) for name in names} | {"available": bool(state.folder), "seconds": seconds}


def _rows(atlas: Atlas, places: NDArray[np.int64]) -> list[dict[str, Any]]:
    names = ("place", "label", "test", "guess", "answer", "confidence")
    columns = {name: atlas.column(name)[places].tolist() for name in names}
    return [
        {
            "index": int(index),
            "place": place,
            "label": label,
            "part": "test" if test else "train",
            "guess": None if guess == NOBODY else guess,
            "answer": answer,
            "confidence": round(confidence, 6),
        }
        for index, place, label, test, guess, answer, confidence in zip(places, *columns.values(), strict=True)
    ]


def _bytes(request: HttpRequest, atlas: Atlas, make: "studies.Make") -> HttpResponse:
    """Raw bytes with an ETag, so that a page that comes back fetches nothing twice."""
    headers = {"ETag": f'"{atlas.key}"', "Cache-Control": "no-cache"}
    if headers["ETag"] in request.META.get("HTTP_IF_NONE_MATCH", ""):
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(make().tobytes(), content_type="application/octet-stream", headers=headers)
