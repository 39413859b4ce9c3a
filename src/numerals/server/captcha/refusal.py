"""Why the captcha says no."""

from dataclasses import dataclass


@dataclass(eq=False)
class Refusal(Exception):  # noqa: N818  (no mistake of the program)
    """A request that is refused before anyone looks at the drawing.

    Attributes:
        status: of HTTP.
        code: for programs.
        detail: for people.
        wait: seconds after which it may be tried again, None where that does not help.
    """

    status: int
    code: str
    detail: str
    wait: int | None = None
