"""What self-contained HTML pages are made of: no script and no other file; light or dark as the viewer prefers."""

import base64
import html
import io
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 62rem; padding: 0 1rem }}
.gallery {{ display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax({card}, 1fr)) }}
figure {{ margin: 0; padding: 1rem; border: 1px solid #8884; border-radius: .5rem }}
img, svg {{ max-width: 100%; height: auto }}
img.digit {{ width: 84px; image-rendering: pixelated }}
pre {{ margin: .25rem 0; white-space: pre-wrap }}
.wide {{ overflow-x: auto }}
table {{ border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums }}
caption {{ text-align: left; font-weight: 600; padding: .25rem 0 }}
th, td {{ padding: .2rem .6rem; border-bottom: 1px solid #8884; text-align: right }}
th[scope=row]:first-child, thead th:first-child, .prose :is(th, td):last-child {{ text-align: left }}
</style>
<main>
<h1>{title}</h1>
{body}
</main></html>
"""


def write_page(path: Path, title: str, body: str, card: str = "18rem") -> None:
    """Writes a page.

    Args:
        path: file; its folder is made if needed.
        title: plain text.
        body: HTML below the heading.
        card: least width of a picture in a gallery, as CSS says it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_PAGE.format(title=html.escape(title), body=body, card=card), encoding="utf-8")


def picture(image: Image.Image, alt: str = "", kind: str = "PNG", css: str = "") -> str:
    """An image whose bytes are in the page.

    Args:
        image: any.
        alt: what it shows, in plain words; empty if the text beside it says the same.
        kind: ``PNG`` or ``JPEG``.
        css: class of the element.
    """
    file = io.BytesIO()
    image.save(file, kind, **({"quality": 80} if kind == "JPEG" else {}))
    return embedded(file.getvalue(), f"image/{kind.lower()}", alt, css)


def embedded(file: bytes, mime: str, alt: str = "", css: str = "") -> str:
    """A picture's file whose bytes are in the page; ``mime`` is its type, such as ``image/svg+xml``."""
    classes = f' class="{css}"' if css else ""
    return f'<img{classes} alt="{html.escape(alt)}" src="data:{mime};base64,{base64.b64encode(file).decode()}">'


def table(
    caption: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    shade: Callable[[int, int], float] | None = None,
    prose: bool = False,
) -> str:
    """A table whose first column names its rows.

    Args:
        caption: plain text, as all other texts.
        header: one for each column.
        rows: as long as the header.
        shade: how strongly the cell (row, column) is coloured, from 0 to 1; below 0 in the colour of mistakes.
            Columns are counted after the first.
        prose: whether the last column holds words, which stand to the left, as numbers stand to the right.
    """

    def cell(i: int, j: int, text: str) -> str:
        if j == 0:
            return f'<th scope="row">{html.escape(text)}</th>'
        strength = shade(i, j - 1) if shade else 0.0
        colour = "30 140 90" if strength > 0 else "220 80 30"
        style = f' style="background: rgb({colour} / {abs(strength) * 0.6:.2f})"' if strength else ""
        return f"<td{style}>{html.escape(text)}</td>"

    head = "".join(f'<th scope="col">{html.escape(text)}</th>' for text in header)
    lines = ("".join(cell(i, j, text) for j, text in enumerate(row)) for i, row in enumerate(rows))
    body = "\n".join(f"<tr>{line}</tr>" for line in lines)
    start = '<table class="prose">' if prose else "<table>"
    start += f"<caption>{html.escape(caption)}</caption>\n<thead><tr>{head}</tr></thead>"
    return f'<div class="wide">{start}\n<tbody>\n{body}\n</tbody></table></div>'
