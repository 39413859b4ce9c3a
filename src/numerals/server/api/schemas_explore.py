"""What the addresses of Explore take and answer."""

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

Source = Literal["mnist", "digits", "db", "drawings"]
"""Sources that may be explored; never a file's path, which would come from the web."""
Part = Literal["train", "test"]
Order = Literal[
    "place", "typical", "weird", "light", "dark", "left", "right", "thin", "thick", "suspect", "sure", "unsure"
]
Model = Annotated[str, Field(max_length=100, description="Version of a model; empty for the one in force.")]
Digit = Annotated[int, Field(ge=0, le=9)]
Offset = Annotated[int, Field(ge=0, le=10_000_000)]


class State(Schema):
    """How far the study of a source with a model is.

    ``ready`` and ``failed`` stay until it is started again; the data of an earlier study stay there meanwhile, which
    ``available`` says.
    """

    source: Source
    model: str
    state: Literal["not_run", "running", "ready", "failed"]
    step: str
    share: float = Field(ge=0, le=1)
    error: str
    made: float = Field(description="When it was ready, seconds since 1970; 0 if it never was.")
    seconds: float = Field(description="For which it has been at work; 0 while it waits for another study, or rests.")
    available: bool


class States(Schema):
    """All sources that may be explored, with the model asked about."""

    items: list[State]


class Statistics(Schema):
    """All numbers of a study, as in ``statistics.json``, its columns and its sets of pictures."""

    columns: list[dict[str, Any]]
    pictures: list[dict[str, Any]]
    statistics: dict[str, Any]


class Sample(Schema):
    """One image; ``index`` is its row in the columns, ``place`` where it stands in the source."""

    index: int
    place: int
    label: int
    part: Part
    guess: int | None = Field(description="What it rather is, where the label is doubtful.")
    answer: int
    confidence: float


class Samples(Schema):
    """A page of images; ``total`` is of all pages."""

    total: int
    items: list[Sample]


class Detail(Sample):
    """One image with what may explain the model's answer."""

    probabilities: list[float]
    alike: list[Sample] = Field(description="The training images most alike to the model, the most alike first.")
    saliency: list[list[float]] = Field(description="28 rows of 28: how much each pixel speaks for the answer.")
    why: list[str]
