"""Makes the pictures of the README from a page that Numerals writes itself: ``python scripts/make_pictures.py``."""

from pathlib import Path

from PIL import Image

import numerals
from numerals.data.pages import write_page

LINES = ["0123456789", "1984 2026", "3 14159265"]
SEED = 11
FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images"


def main() -> None:
    """Writes page.png and, read by the shipped model, reading.png."""
    page = write_page(LINES, SEED)
    Image.fromarray(page.image).quantize(64).save(FOLDER / "page.png", optimize=True)
    reading = numerals.read(FOLDER / "page.png")
    reading.draw().quantize(64).save(FOLDER / "reading.png", optimize=True)
    print(reading.text)


if __name__ == "__main__":
    main()
