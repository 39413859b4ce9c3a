"""What goes in and out, as the OpenAPI document shows it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, PlainSerializer, model_validator

MAX_POINTS = 20_000
"""Points of one drawing; an hour of drawing has fewer."""

Coordinate = Annotated[float, Field(ge=-100_000, le=100_000, allow_inf_nan=False)]
Point = Annotated[list[Coordinate], Field(min_length=2, max_length=8)]
Stroke = Annotated[list[Point], Field(max_length=MAX_POINTS)]
Strokes = Annotated[list[Stroke], Field(max_length=2000)]
Extent = Annotated[float, Field(gt=0, le=100_000, allow_inf_nan=False)]
Ink = Annotated[float, Field(ge=0, le=255, allow_inf_nan=False)]
Pixels = Annotated[list[Annotated[list[Ink], Field(min_length=28, max_length=28)]], Field(min_length=28, max_length=28)]
VERSION_PATTERN = r"^[A-Za-z0-9_.-]{0,80}$"
Box = tuple[int, int, int, int]
ModelVersion = Annotated[str, Field(pattern=VERSION_PATTERN)]
MODEL_HELP = "Version of the model to read with, such as cnn-1a2b3c4d; by default the champion."
KEEP_HELP = "Keep the digits, not the image, as a drawing of the page `photo`: it can be corrected, and learnt from."


def _to_the_millisecond(moment: datetime) -> str:
    """UTC, always with three decimals: the texts then sort as the moments do, also at a full second."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Moment = Annotated[
    datetime,
    PlainSerializer(_to_the_millisecond),
    Field(json_schema_extra={"format": "date-time"}),
]


class Error(Schema):
    """What went wrong."""

    detail: str = Field(description="What was expected and what came, fit to show to a person.")
    code: str = Field(description="The kind of error, for programs.", examples=["image_format"])


class Health(Schema):
    """Whether all is well."""

    status: Literal["ok", "degraded"] = Field(description="degraded when the database cannot be reached.")
    version: str
    model: str
    keeping: bool = Field(description="Whether drawings are kept now.")
    database: Literal["sqlite", "mongodb"]


class Version(Schema):
    """What runs."""

    version: str
    python: str
    model: str


class Parameter(Schema):
    """One knob of the image processing."""

    name: str
    type: Literal["int", "float", "bool", "choice"]
    default: bool | int | float | str
    stage: str
    help: str
    minimum: float | None
    maximum: float | None
    step: float | None
    choices: Sequence[str] | None


class Recipe(Schema):
    """A named set of values."""

    help: str
    values: dict[str, bool | int | float | str]


class Parameters(Schema):
    """The table of all knobs."""

    parameters: list[Parameter]
    recipes: dict[str, Recipe]


class Alternative(Schema):
    """Another digit it may be."""

    value: int
    confidence: float


class Digit(Schema):
    """One digit found."""

    value: int | None = Field(description="0 to 9, null when it is unreadable.")
    confidence: float = Field(description="Calibrated probability of the most likely digit.")
    alternatives: list[Alternative] = Field(description="The three most likely digits.")
    probabilities: list[float] = Field(description="Of the digits 0 to 9.")
    box: Box = Field(description="x, y, width, height in pixels of the image.")
    line: int = Field(description="Index of its line from the top.")
    crop: str = Field("", description="The 28x28 picture that the model saw, a data URL.")


class Stage(Schema):
    """The picture after one stage of the image processing."""

    name: str
    title: str
    width: int
    height: int
    image: str = Field(description="A data URL.")


class Mark(Schema):
    """A point, a dash or a slash beside digits; never part of a text."""

    kind: Literal["point", "dash", "slash"]
    confidence: float
    box: Box = Field(description="x, y, width, height in pixels.")
    line: int


class Reading(Schema):
    """All that was read from one image."""

    text: str = Field(description="A line of text for each line of the image; ? is an unreadable digit.")
    lines: list[str]
    words: list[list[str]] = Field(description="For each line the numbers that clear gaps part.")
    confidence: float | None = Field(description="How sure it is that every digit told is right; null without digits.")
    digits: list[Digit]
    width: int
    height: int
    milliseconds: float
    model: str
    marks: list[Mark] = Field([], description="Points, dashes and slashes, where the engine sees such.")
    order: Literal["rows", "columns"] = Field("rows", description="In columns each line is one number.")
    stages: list[Stage] = Field([], description="Only when asked for.")
    id: UUID | None = Field(None, description="Key of the kept digits, only when keeping was asked for.")


class ReadBody(Schema):
    """An image as base64, with parameters."""

    model_config = ConfigDict(extra="forbid")

    image: str = Field(description="Base64, or a data URL.")
    parameters: dict[str, Any] = Field({}, description="Names and values of knobs, recipe, min_confidence.")
    stages: bool = Field(False, description="Whether to answer with the stages' pictures and the crops.")
    keep: bool = Field(False, description=KEEP_HELP)
    model: ModelVersion = Field("", description=MODEL_HELP)


class ClassifyBody(Schema):
    """A drawing: strokes, or an image of the canvas, or 28x28 pixels."""

    model_config = ConfigDict(extra="forbid")

    strokes: Strokes | None = Field(None, description="Lists of points [x, y] in pixels of the canvas.")
    width: Extent | None = Field(None, description="Of the canvas, with strokes.")
    height: Extent | None = Field(None, description="Of the canvas, with strokes.")
    image: str | None = Field(None, description="The canvas as base64 or a data URL.")
    pixels: Pixels | None = Field(None, description="28 rows of 28 numbers from 0 (paper) to 255 (ink).")
    page: str = Field("", pattern=r"^[A-Za-z0-9_-]{0,32}$", description="Which page or program asks.")
    model: ModelVersion = Field("", description=MODEL_HELP)

    @model_validator(mode="after")
    def _one(self) -> "ClassifyBody":
        given = [name for name in ("strokes", "image", "pixels") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"give one of strokes, image and pixels, not {' and '.join(given) or 'none'}")
        if self.strokes is not None:
            if self.width is None or self.height is None:
                raise ValueError("strokes come with the canvas's width and height")
            if sum(map(len, self.strokes)) > MAX_POINTS:
                raise ValueError(f"a drawing has at most {MAX_POINTS} points")
        return self


class Classified(Schema):
    """What a drawing was read as."""

    text: str
    value: int | None = Field(description="The only digit's value; null when it is unreadable, or none or several.")
    digits: list[Digit]
    milliseconds: float
    model: str
    kept: bool
    id: UUID | None = Field(description="Key of the kept drawing.")


class Model(Schema):
    """A model that can be asked for, with what its card says; null is what the card doesn't know."""

    version: str = Field(description="Kind and the beginning of the file's hash: cnn-1a2b3c4d.")
    name: str = Field(description="Kind of the model, such as cnn.")
    champion: bool = Field(description="Whether this server reads with it when no other is asked for.")
    shipped: bool = Field(description="Whether it comes with the package.")
    accuracy: float | None = Field(description="On the test digits.")
    errors: int | None = Field(description="Test digits that it reads wrongly.")
    images: int | None = Field(description="How many test digits there are.")
    validation_accuracy: float | None = Field(description="On the digits by which models are chosen.")
    calibration_error: float | None = Field(description="Mean gap between confidence and accuracy, test digits.")
    parameters: int | None
    bytes: int = Field(description="Size of model.onnx.")
    milliseconds: float | None = Field(description="For one digit, where it was trained.")
    minutes: float | None = Field(description="That the training took.")
    data: str | None = Field(description="Which digits it was trained on.")


class Models(Schema):
    """All models, the most accurate first."""

    champion: str = Field(description="Version of the model that this server reads with.")
    models: list[Model]


class ModelWithCard(Model):
    """A model with its whole card."""

    card: dict[str, Any]


class Drawing(Schema):
    """A kept drawing."""

    id: UUID
    created: Moment
    text: str
    digits: list[Digit]
    model: str
    page: str
    width: float
    height: float
    strokes: list[list[list[float]]] | None
    image: str | None = Field(description="The canvas as a data URL.")
    confidence: float = Field(description="Of the digit that the model was least sure of.")
    correction: str | None = Field(description="What it is, as a person said; null while nobody has.")
    verdict: str = Field(description="confirmed or corrected once a person has said what it is, else empty.")
    corrected: Moment | None = Field(description="When a person said so.")


class Drawings(Schema):
    """Some kept drawings, newest first."""

    items: list[Drawing]
    next: str | None = Field(description="Give it as `before` to get the next ones; null at the end.")
    total: int | None = Field(description="How many drawings match; null on all pages but the first.")


class Correction(Schema):
    """What a person says a drawing is."""

    model_config = ConfigDict(extra="forbid")

    correction: Annotated[str, Field(strict=True, pattern=r"^[0-9]+(\n[0-9]+)*$", max_length=500)] | None = Field(
        description="Its digits, a line each for several lines of text; null takes it back."
    )


class Deleted(Schema):
    """How much is gone."""

    deleted: int
