"""Every notebook runs from its first to its last cell, and what is kept of it is small and of this text."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import pytest
from run_notebooks import FOLDER, run, tidy

NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
SMALL = 300_000
"""Bytes of a notebook with its pictures at most."""


def outputs(notebook: Any) -> list[list[str]]:
    """What each cell of code shows: ``image/png``, ``text/markdown``, ``stream``."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [[kind(output) for output in cell.outputs] for cell in cells]


def kind(output: Any) -> str:
    known = [name for name in ("image/png", "text/markdown") if name in output.get("data", {})]
    return known[0] if known else str(output.output_type)


def sentences(notebook: Any) -> list[str]:
    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output.data["text/markdown"] for output in shown if kind(output) == "text/markdown"]


def test_there_are_five_and_each_leads_to_the_next() -> None:
    assert [path.name[0] for path in NOTEBOOKS] == ["1", "2", "3", "4", "5"]
    for path, following in pairwise(NOTEBOOKS):
        assert f"({following.name})" in path.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows_what_is_kept_of_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMERALS_LESSON_DATA", "digits")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")  # for so few digits threads cost more than they bring
    ran = tidy(run(path))
    assert all(found for found in outputs(ran)), "a cell shows nothing"
    assert outputs(ran) == outputs(nbformat.read(path, as_version=4)), "run: make notebooks"
    told = sentences(ran)
    assert len(told) >= 5
    assert not [one for one in told if re.search(r"\bnan\b|\binf\b", one)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_kept_is_small(path: Path) -> None:
    assert path.stat().st_size < SMALL


def test_the_lessons_are_kept_with_mnist_and_run_with_other_digits() -> None:
    first = sentences(nbformat.read(NOTEBOOKS[0], as_version=4))[0]
    assert "60,000 images to train on and 10,000 to test on" in first
    for path in NOTEBOOKS[:3]:
        assert 'os.environ.get(\\"NUMERALS_LESSON_DATA\\", \\"mnist\\")' in path.read_text(encoding="utf-8")
