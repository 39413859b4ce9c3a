"""The page, its figures, and the numbers."""

import base64
import html
import io
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from numerals.errors import DataError
from numerals.explore.figures import groups, samples
from numerals.explore.figures.style import mosaic, png, svg
from numerals.explore.report import shown, write

NAMES = {
    "counts", "one", "digits", "first-4", "means", "variances", "variation", "ink", "slant", "stroke-width", "typical",
    "weird", "alike", "train-and-test", "doubts", "explained", "components", "sweep", "centroids", "pixel-groups",
    "maps", "compared", "best-groups", "distances", "confusion", "right", "wrong", "worst", "reasons",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(looked: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report."""
    place = tmp_path_factory.mktemp("report") / "new" / "folder"
    write(looked, place, digit=4, count=20)
    return place


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    """Its page."""
    return (folder / "report.html").read_text(encoding="utf-8")


def test_every_figure_is_there_as_png_and_svg_and_in_the_page(folder, page):
    files = {path.name for path in (folder / "figures").iterdir()}
    assert files == {f"{name}.{kind}" for name in NAMES for kind in ("png", "svg")}
    assert set(re.findall(r'<h3 id="([^"]+)"', page)) == NAMES
    for path in (folder / "figures").glob("*.png"):
        picture = np.asarray(Image.open(path).convert("L"))
        assert picture.min() < 80, path  # something is drawn
        assert picture.max() > 200, path  # on white
        assert min(picture.shape) > 40


def test_the_page_is_one_file_without_scripts(folder, page):
    assert "<script" not in page
    assert {source[:5] for source in re.findall(r'(?:src|href)="([^"]*)"', page)} == {"data:"}
    for source in re.findall(r'src="data:image/svg\+xml;base64,([^"]*)"', page):
        ET.fromstring(base64.b64decode(source))
    assert len(page) < 8_000_000


def test_figures_take_the_colours_of_a_light_or_dark_page(folder):
    drawn = list((folder / "figures").glob("*.svg"))
    assert drawn
    for path in drawn:
        text = path.read_text(encoding="utf-8")
        assert "prefers-color-scheme:dark" in text
        assert "#010203" not in text
        assert "currentColor" in text or path.stem in {"one"}


def test_the_numbers_are_beside_the_page_and_in_it(folder, page, told):
    written = json.loads((folder / "statistics.json").read_text(encoding="utf-8"))
    assert {key: value for key, value in written.items() if key != "seconds"} == {
        key: value for key, value in json.loads(json.dumps(told)).items() if key != "seconds"
    }
    shown_text = html.unescape(page)
    for one in written["clusterings"]:
        assert f"<td>{one['ari']:.3f}</td>" in page
    for value in written["fingerprints"].values():
        assert value in shown_text
    for one in written["model"]["mistakes"]:
        assert f'<th scope="row">{one["place"]}</th>' in page


def test_each_figure_has_a_question_and_what_one_sees(looked, told):
    for figures in shown(looked, told).values():
        for one in figures:
            assert one.question.endswith("?")
            assert one.sees.endswith("."), one.name


def test_a_folder_that_cannot_be_written_is_said(looked, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="cannot be written"):
        write(looked, tmp_path / "file")


def test_a_figure_in_a_notebook_is_one_line_and_leaves_its_style_alone(digits):
    before = mpl.rcParams["svg.fonttype"], mpl.rcParams["axes.edgecolor"]
    drawn = samples.first_of(digits.train.images, digits.train.labels, 7, 9)
    assert isinstance(drawn, Figure)
    assert (mpl.rcParams["svg.fonttype"], mpl.rcParams["axes.edgecolor"]) == before
    assert len(drawn.axes[0].texts) == 9
    assert Image.open(io.BytesIO(png(drawn))).width > 100
    assert svg(drawn) == svg(samples.first_of(digits.train.images, digits.train.labels, 7, 9))


def test_the_first_images_of_a_digit_that_is_missing_are_none(digits):
    some = digits.train.take(np.flatnonzero(digits.train.labels != 7))
    assert isinstance(samples.first_of(some.images, some.labels, 7), Figure)


def test_a_mosaic_places_images_row_by_row():
    paper = mosaic(np.arange(1, 4)[:, None, None] * np.ones((3, 28, 28)), columns=2, gap=3)
    assert paper.shape == (59, 59)
    assert (paper[0, 0], paper[0, 31], paper[31, 0]) == (1, 2, 3)
    assert np.isnan(paper[0, 29])
    assert np.isnan(paper[40, 40])


def test_many_points_on_a_map_stay_a_small_file():
    rng = np.random.default_rng(0)
    drawn = groups.maps({"map": rng.normal(size=(70_000, 2)).astype(np.float32)}, rng.integers(0, 10, 70_000))
    assert len(svg(drawn)) < 1_000_000
