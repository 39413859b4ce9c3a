"""What goes in and out of the captcha's addresses."""

from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

_Place = Annotated[float, Field(ge=-1, le=2, allow_inf_nan=False)]
_Time = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
Point = tuple[_Place, _Place, _Time]
Stroke = Annotated[list[Point], Field(max_length=2000)]
Strokes = Annotated[list[Stroke], Field(max_length=30)]
_Signed = Annotated[str, Field(max_length=2000)]


class Wish(Schema):
    """Which challenge a page asks for."""

    model_config = ConfigDict(extra="forbid")

    sitekey: Annotated[str, Field(max_length=100)] = Field(description="The site's public key.")
    method: Literal["draw", "work"] = Field(
        "draw", description="draw asks for digits; work is for who cannot draw: more of it, and no digits."
    )


class Work(Schema):
    """A proof of work in ALTCHA's scheme: find the number for which SHA-256 of salt and number is the challenge."""

    algorithm: str
    challenge: str
    maxnumber: int
    salt: str
    signature: str


class Challenge(Schema):
    """What a page is asked."""

    challenge: str = Field(description="Signed; comes back with the answer.")
    digits: str = Field(description="To be drawn in this order, each in a box of its own; empty for work.")
    work: Work
    session: str | None = Field(description="For pages of other sites; our own get a cookie instead.")
    seconds: int = Field(description="Life of the challenge.")


class Answer(Schema):
    """An answer to a challenge; there is one only."""

    model_config = ConfigDict(extra="forbid")

    challenge: _Signed
    work: _Signed = Field(
        description="Base64 of JSON with algorithm, challenge, number, salt and signature, as ALTCHA's widget gives it."
    )
    drawing: Annotated[list[Strokes], Field(max_length=9)] = Field(
        default_factory=list,
        description="For each digit its strokes, of points [x, y, t]: the place in a box whose side is 1, y down, "
        "and milliseconds from any moment.",
    )
    session: _Signed | None = None


class Judged(Schema):
    """Whether the answer is accepted; if not, it is not said why."""

    success: bool
    token: str | None = Field(description="For the site's server, within its life and once.")
    seconds: int = Field(description="Life of the token.")


class Verified(Schema):
    """The answer of the well-known services."""

    success: bool
    challenge_ts: str | None = Field(None, description="When it was solved, ISO 8601 in UTC.")
    hostname: str | None = Field(None, description="Of the page on which it was solved.")
    error_codes: list[str] | None = Field(
        None,
        alias="error-codes",
        description="missing-input-secret, invalid-input-secret, missing-input-response, invalid-input-response, "
        "timeout-or-duplicate, bad-request, internal-error.",
    )
