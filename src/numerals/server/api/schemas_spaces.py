"""What goes in and out where drawings are compared, coded and made, as the OpenAPI document shows it."""

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, model_validator

from numerals.server.api.schemas import Pixels, Point

MAX_POINTS = 5000
"""Points of one digit; a person's has some ten to some hundred."""
MAX_CODES = 500

Value = Annotated[float, Field(ge=-100, le=100, allow_inf_nan=False)]
Name = Literal["siamese", "vae", "map", "guard"]
Decoder = Annotated[Literal["vae", "map"], Field(description="map has two values a code, vae more.")]


class Drawn(Schema):
    """One digit: strokes, which are drawn as MNIST would show them, or 28x28 pixels, taken as they are."""

    model_config = ConfigDict(extra="forbid")

    strokes: (
        Annotated[list[Annotated[list[Point], Field(min_length=1)]], Field(min_length=1, max_length=100)] | None
    ) = Field(None, description="Lists of points [x, y] in any unit, y down; all of them are one digit.")
    pixels: Pixels | None = Field(None, description="28 rows of 28 numbers from 0 (paper) to 255 (ink).")

    @model_validator(mode="after")
    def _one(self) -> "Drawn":
        if (self.strokes is None) == (self.pixels is None):
            raise ValueError("give strokes or pixels, one of them")
        if sum(map(len, self.strokes or [])) > MAX_POINTS:
            raise ValueError(f"a digit has at most {MAX_POINTS} points")
        return self


class Couple(Schema):
    """Two digits."""

    model_config = ConfigDict(extra="forbid")

    first: Drawn
    second: Drawn


class Compared(Schema):
    """How alike two digits are."""

    same: float = Field(description="Calibrated probability that both are the same digit.")
    distance: float = Field(description="Of the codes, 0 to 2.")
    codes: list[list[float]] = Field(description="The codes of both, each of length 1.")
    crops: list[str] = Field(description="What the network saw of both, 28x28, data URLs.")
    model: str


class Wanted(Schema):
    """A digit whose like are looked for."""

    model_config = ConfigDict(extra="forbid")

    drawing: Drawn
    top: Annotated[int, Field(ge=1, le=100)] = Field(9, description="How many.")


class Preparation(Schema):
    """How far the index of the training digits is."""

    state: Literal["ready", "indexing", "failed"]
    error: str = Field(description="What went wrong; empty if nothing did. The next question tries again.")


class Neighbour(Schema):
    """A training digit that is like it."""

    place: int = Field(description="In the training part.")
    label: int
    distance: float
    same: float = Field(description="Calibrated probability that it is the same digit.")
    image: str = Field(description="28x28, a data URL.")


class Neighbours(Schema):
    """The training digits most like a drawing, the nearest first."""

    samples: list[Neighbour]
    source: str
    model: str


class ToCode(Schema):
    """A digit to be coded."""

    model_config = ConfigDict(extra="forbid")

    drawing: Drawn
    model: Decoder = "vae"


class Coded(Schema):
    """A digit's code, and what is left of the digit after it."""

    code: list[float] = Field(description="In the space where the codes of all digits are normally distributed.")
    rate: float = Field(description="What the code costs, in nats.")
    crop: str = Field(description="What the network saw, 28x28, a data URL.")
    reconstruction: str = Field(description="What the decoder makes of the code, 28x28, a data URL.")
    model: str


class ToDraw(Schema):
    """Codes to be drawn."""

    model_config = ConfigDict(extra="forbid")

    codes: Annotated[list[list[Value]], Field(min_length=1, max_length=MAX_CODES)]
    model: Decoder = "vae"


class Decoded(Schema):
    """What codes look like."""

    images: list[str] = Field(description="28x28, data URLs.")
    model: str


class SpaceCard(Schema):
    """A space with its card."""

    version: str
    card: dict[str, Any]
