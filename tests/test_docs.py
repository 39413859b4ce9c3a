"""The documentation is complete and agrees with the code."""

import re
import sys
from pathlib import Path

import pytest

from numerals.imaging.parameters import PARAMETERS

ROOT = Path(__file__).resolve().parent.parent
DOCS = [path for folder in ("docs", "docs/guide") for path in sorted((ROOT / folder).glob("*.md"))]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS]


def test_parameters_page_is_made_from_the_table() -> None:
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        from make_parameters_page import render
    finally:
        sys.path.pop(0)
    page = (ROOT / "docs/parameters.md").read_text(encoding="utf-8")
    assert page == render(), "run: python scripts/make_parameters_page.py"
    assert all(f"`{parameter.name}`" in page for parameter in PARAMETERS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if not (page.parent / link).exists()]
    assert not missing


def test_every_page_of_the_docs_is_named_in_the_readme_or_in_another_page() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    lost = [page.name for page in PAGES if page.name != "README.md" and f"{page.name})" not in text]
    assert not lost
