"""The site of docs/ builds without a warning, and its guide shows the app's pages."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from make_screenshots import FOLDER, SCREENS
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
GUIDE = sorted((ROOT / "docs" / "guide").glob("*.md"))
SMALL = 1_000_000
"""Bytes that all screenshots take together at most."""


def build(root: Path, site: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site")
    ran = build(ROOT, target)
    assert ran.returncode == 0, ran.stderr
    return target


def test_every_page_is_on_the_site_and_in_its_navigation(site: Path) -> None:
    pages = [path.relative_to(ROOT / "docs") for path in (ROOT / "docs").glob("**/*.md") if "slides" not in path.parts]
    start = (site / "index.html").read_text(encoding="utf-8")
    assert len(pages) > 15
    for page in pages:
        built = page.with_suffix(".html")
        assert (site / built).is_file()
        assert f'href="{built}"' in start


def test_results_and_notebooks_are_published_with_the_pages_that_link_to_them(site: Path) -> None:
    links = [link for page in site.rglob("*.html") for link in linked(page, r"[^\"]+\.(?:csv|ipynb)")]
    assert {link.suffix for link in links} == {".csv", ".ipynb"}
    assert all(link.is_file() for link in links)


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    page = (site / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"<(?:script|link)[^>]+(?:src|href)=\"https?://[^\"]+\.(?:js|css)", page) == []
    assert "fonts.g" not in page


def linked(page: Path, target: str) -> list[Path]:
    found = re.findall(rf'href="({target})"', page.read_text(encoding="utf-8"))
    return [(page.parent / link).resolve() for link in found if not link.startswith("http")]


def test_a_link_that_leads_nowhere_is_an_error(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs", tmp_path / "docs", ignore=shutil.ignore_patterns("node_modules"))
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "docs_hook.py", tmp_path / "scripts")
    for folder in ("results", "notebooks"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    with (tmp_path / "docs" / "index.md").open("a", encoding="utf-8") as stream:
        stream.write("\n[nowhere](guide/nowhere.md)\n")
    ran = build(tmp_path, tmp_path / "site")
    assert ran.returncode != 0
    assert "guide/nowhere.md" in ran.stderr


def size(file: Path) -> tuple[int, int]:
    with Image.open(file) as picture:
        return picture.size


def test_the_guide_shows_every_screenshot_that_the_script_takes() -> None:
    shown = {name for page in GUIDE for name in re.findall(r"images/screens/(\w+)\.webp", page.read_text("utf-8"))}
    assert shown == set(SCREENS)
    files = list(FOLDER.glob("*.webp"))
    assert {file.stem for file in files} == set(SCREENS)
    assert {size(file) for file in files} == {(1280, 800)}
    assert sum(file.stat().st_size for file in files) < SMALL
