"""Synthetic pages of handwritten digits, with their labels: simple ones to show, and varied ones to train on."""

from numerals.data.pages.canvas import DASH, POINT, SLASH, Mark
from numerals.data.pages.hand import Glyphs
from numerals.data.pages.sample import SampledPage, sample_page
from numerals.data.pages.written import Page, write_page

__all__ = ["DASH", "POINT", "SLASH", "Glyphs", "Mark", "Page", "SampledPage", "sample_page", "write_page"]
