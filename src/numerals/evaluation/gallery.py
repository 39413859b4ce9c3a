"""One self-contained HTML page of what a reader got wrong."""

import base64
import html
import io
from pathlib import Path

from numerals.evaluation.photos import Outcome

_WIDTH = 460
"""Width of the pictures in pixels."""

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Numerals: what went wrong</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 62rem; padding: 0 1rem }}
main {{ display: grid; gap: 1.5rem; grid-template-columns: repeat(auto-fill, minmax(18rem, 1fr)) }}
figure {{ margin: 0; padding: 1rem; border: 1px solid #8884; border-radius: .5rem }}
img {{ max-width: 100%; height: auto }}
pre {{ margin: .25rem 0; white-space: pre-wrap }}
</style>
<h1>What went wrong</h1>
<p>{wrong} of {images} images were not read wholly right; the worst come first.</p>
<main>{figures}</main></html>
"""


def _figure(outcome: Outcome) -> str:
    picture = ""
    if outcome.reading is not None:
        drawn = outcome.reading.draw()
        drawn.thumbnail((_WIDTH, _WIDTH))
        file = io.BytesIO()
        drawn.save(file, "JPEG", quality=80)
        picture = f'<img alt="" src="data:image/jpeg;base64,{base64.b64encode(file.getvalue()).decode()}">'
    name, true, found = (html.escape(t) for t in (outcome.image.path.name, outcome.image.text, outcome.found))
    return (
        f"<figure>{picture}<figcaption><strong>{name}</strong> · {outcome.errors} errors"
        f"<br>written<pre>{true}</pre>read<pre>{found or '(nothing)'}</pre></figcaption></figure>"
    )


def write_gallery(outcomes: list[Outcome], path: Path) -> None:
    """Writes the page; its pictures are inside it, so that it can be sent as one file."""
    wrong = sorted((o for o in outcomes if not o.right), key=lambda o: -o.error_rate)
    page = _PAGE.format(wrong=len(wrong), images=len(outcomes), figures="\n".join(_figure(o) for o in wrong))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")
