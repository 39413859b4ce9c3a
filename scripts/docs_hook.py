"""A hook of MkDocs: what the pages link to outside of docs/ becomes a part of the site."""

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent
OUTSIDE = re.compile(r"(\]\((?:\.\./)*)\.\./((?:results|notebooks)/[^)#]+)")
"""A link that leaves docs/ for one of the folders that are published with it."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the measured results and the notebooks."""
    for path in sorted([*ROOT.glob("results/*.csv"), *ROOT.glob("notebooks/*.ipynb")]):
        files.append(File.generated(config, str(path.relative_to(ROOT)), abs_src_path=str(path)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Makes links into those folders links within the site."""
    return OUTSIDE.sub(r"\1\2", markdown)
