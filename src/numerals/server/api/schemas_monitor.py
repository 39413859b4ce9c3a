"""What the address of Monitor answers."""

from typing import Literal

from ninja import Schema
from pydantic import Field


class Feature(Schema):
    """One number of the digits, as it was and as it is."""

    name: Literal["ink", "stroke_width", "slant", "height", "width", "confidence", "evidence", "embedding"]
    edges: list[float] = Field(description="Between the bins; the first bin is open below, the last above.")
    reference: list[int] = Field(description="Digits of the reference in each bin.")
    recent: list[int] = Field(description="Recent digits in each bin.")
    distance: float | None = Field(description="Population stability index; null for too few digits.")
    limit: float | None = Field(description="Above it the shift is real and matters; null for too few digits.")
    shifted: bool


class Surface(Schema):
    """Digits that came in one way."""

    name: Literal["photo", "strokes", "pixels"]
    digits: int = Field(description="How many recent ones there are.")
    accepted: bool = Field(description="Whether they are compared with what the server's keeper accepted.")
    shifted: bool
    features: list[Feature]


class Door(Schema):
    """Readings since the server started, by where they came in and what came of them."""

    name: Literal["photo", "score", "strokes", "canvas", "pixels"]
    read: int
    unreadable: int
    empty: int
    refused: int


class StageTime(Schema):
    """How long a stage of the readings takes, in milliseconds; quantiles are interpolated within a histogram's bins."""

    name: Literal["receive", "decode", "segment", "classify", "keep"]
    times: int
    median: float
    most: float = Field(description="95 of 100 take no longer.")


class Bin(Schema):
    """Digits whose confidence is at most this."""

    most: float
    digits: int


class Monitor(Schema):
    """How the server is doing, all of its processes together."""

    model: str
    database: bool = Field(description="Whether drawings can be kept now.")
    requests: int
    failed: int = Field(description="Requests answered with a status of 500 or more.")
    doors: list[Door]
    stages: list[StageTime]
    confidence: list[Bin]
    least: int = Field(description="Recent digits from which drift is judged.")
    window: int = Field(description="Most recent digits of a surface.")
    surfaces: list[Surface] = Field(description="Empty for a model whose card has no reference.")
