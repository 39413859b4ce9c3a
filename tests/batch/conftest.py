"""Line images for the tests of batch."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from numerals.data.pages import write_page


@pytest.fixture(scope="session")
def scans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve lines in two folders, a text file named .png, an empty file, and a note."""
    place = tmp_path_factory.mktemp("scans")
    (place / "deep").mkdir()
    rng = np.random.default_rng(7)
    for number in range(12):
        page = write_page(["".join(map(str, rng.integers(0, 10, 5)))], seed=number, height=40, pen=3)
        folder = place / "deep" if number % 2 else place
        Image.fromarray(page.image).save(folder / f"{number:02}.png")
    (place / "bad.png").write_text("no picture")
    (place / "deep" / "empty.jpg").touch()
    (place / "note.txt").write_text("no picture")
    return place
