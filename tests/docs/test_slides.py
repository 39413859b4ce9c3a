"""The slides get their figures and numbers from the program."""

import json
import re
from pathlib import Path

import pytest
from make_slides import SOURCE, best_of_each_kind, compose, fill
from PIL import Image

from numerals.inference.bundle import load_bundle

TITLES = [
    "problem",
    "data",
    "exploration",
    "cleaning",
    "method",
    "models",
    "results",
    "mistakes",
    "demonstration",
    "next",
]


@pytest.fixture(scope="module")
def slides(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compose("digits", tmp_path_factory.mktemp("slides"))


def test_every_place_is_filled_and_every_figure_drawn(slides: Path) -> None:
    text = slides.read_text(encoding="utf-8")
    assert "{{" not in text
    figures = re.findall(r"\((figures/\w+\.png)\)", text)
    assert len(figures) >= 10
    for figure in figures:
        with Image.open(slides.parent / figure) as picture:
            assert min(picture.size) > 100


def test_the_results_are_those_of_the_shipped_card_and_of_the_table_of_runs(slides: Path) -> None:
    text, test = slides.read_text(encoding="utf-8"), load_bundle().card["test"]
    assert f"<b>{test['accuracy']:.2%}</b>of {test['images']:,} test digits right, {test['errors']} wrong" in text
    best = best_of_each_kind()[0]
    assert f"| {best['name']} | {best['accuracy']:.2f} % |" in text


def test_a_place_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="unheard"):
        fill("{{unheard}}", {"heard": "yes"})


def test_the_story_is_told_in_about_ten_slides() -> None:
    heads = re.findall(r"^# (.+)$", (SOURCE / "slides.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert 10 <= len(heads) <= 12
    for title, head in zip(TITLES, heads[1:], strict=True):
        assert title in head.lower()


def test_marp_is_pinned() -> None:
    package = json.loads((SOURCE / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((SOURCE / "package-lock.json").read_text(encoding="utf-8"))
    [(name, version)] = package["devDependencies"].items()
    assert lock["packages"][f"node_modules/{name}"]["version"] == version
