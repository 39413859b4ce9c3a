"""One self-contained HTML page of what a reader got wrong."""

import html
from pathlib import Path

from numerals.evaluation.markup import picture, write_page
from numerals.evaluation.photos import Outcome, summarize

_WIDTH = 460
"""Width of the pictures in pixels."""


def _figure(outcome: Outcome) -> str:
    shown = ""
    if outcome.reading is not None:
        drawn = outcome.reading.draw()
        drawn.thumbnail((_WIDTH, _WIDTH))
        shown = picture(drawn, kind="JPEG")
    name, true, found = (html.escape(t) for t in (outcome.image.path.name, outcome.image.text, outcome.found))
    why = html.escape(outcome.error or "")
    read = f"could not be read<pre>{why}</pre>" if why else f"read<pre>{found or '(nothing)'}</pre>"
    return (
        f"<figure>{shown}<figcaption><strong>{name}</strong> · {outcome.errors} errors"
        f"<br>written<pre>{true}</pre>{read}</figcaption></figure>"
    )


def write_gallery(outcomes: list[Outcome], path: Path) -> None:
    """Writes the page; its pictures are inside it, so that it can be sent as one file."""
    wrong = sorted((o for o in outcomes if not o.right), key=lambda o: -o.error_rate)
    time = summarize(outcomes)["milliseconds"]
    told = (
        f"<p>{len(wrong)} of {len(outcomes)} images were not read wholly right; the worst come first."
        f"{'' if time is None else f' Median ms an image: {time:.0f}.'}</p>"
    )
    figures = "\n".join(_figure(o) for o in wrong)
    write_page(path, "Numerals: what went wrong", f'{told}\n<div class="gallery">{figures}</div>')
