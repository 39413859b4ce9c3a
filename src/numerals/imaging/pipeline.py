"""Runs the stages from a picture to its digits' ink, and keeps a trace of them on request."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from numerals.imaging import stages
from numerals.imaging.components import (
    Component,
    drop_specks,
    find_components,
    is_blot,
    is_rule,
    merge_parts,
)
from numerals.imaging.layout import group_lines
from numerals.imaging.parameters import Settings
from numerals.imaging.pictures import draw_boxes
from numerals.results import Box


@dataclass(frozen=True)
class StagePicture:
    """What one stage made: a picture (h, w) or (h, w, 3) RGB with a name for programs and a title for people."""

    name: str
    title: str
    image: NDArray[np.uint8]


@dataclass
class Tracer:
    """Collects how long the steps of a reading took, and the stages' pictures; one that is off takes no pictures."""

    on: bool = False
    stages: list[StagePicture] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Notes how long the block took."""
        started = time.perf_counter()
        yield
        self.seconds[step] = self.seconds.get(step, 0.0) + time.perf_counter() - started

    def keep(self, name: str, title: str, image: NDArray[np.uint8] | Callable[[], NDArray[np.uint8]]) -> None:
        """Keeps a picture; a function is called only when the tracer is on."""
        if self.on:
            self.stages.append(StagePicture(name, title, image() if callable(image) else image))


@dataclass(frozen=True)
class Sheet:
    """A picture to read, and what every way of reading begins with, made once.

    Attributes:
        pixels: (h, w, 3) RGB, upright.
        settings: one value for every knob.
    """

    pixels: NDArray[np.uint8]
    settings: Settings

    @cached_property
    def grey(self) -> stages.Grey:
        """Its luminance, (h, w)."""
        return stages.to_grey(self.pixels)

    @cached_property
    def ink(self) -> stages.Grey:
        """Strength of the ink on even paper, (h, w)."""
        return stages.flat_ink(self.grey, self.settings.flatten, self.settings.polarity)

    def show(self, tracer: Tracer, ink: stages.Grey) -> None:
        """Keeps the pictures with which every trace begins; ``ink`` as a way of reading takes it."""
        tracer.keep("decode", "Photo", self.pixels)
        tracer.keep("grey", "Grey", self.grey)
        tracer.keep("flatten", "Ink on even paper", lambda: cv2.bitwise_not(ink).astype(np.uint8))


@dataclass(frozen=True)
class Segmented:
    """The digits' ink: for each line from the top its components from the left."""

    lines: tuple[tuple[Component, ...], ...]


def segment(sheet: Sheet, tracer: Tracer | None = None) -> Segmented:
    """Finds the digits of a picture.

    Args:
        sheet: the picture, with one value for every knob.
        tracer: gets each stage's picture.

    Returns:
        The components, one a digit as far as geometry can tell, in reading order.
    """
    trace, settings = tracer or Tracer(), sheet.settings
    sheet.show(trace, sheet.ink)
    ink = stages.blur(sheet.ink, settings.blur)
    trace.keep("blur", "Blurred", lambda: cv2.bitwise_not(ink).astype(np.uint8))
    mask = _threshold(ink, settings)
    trace.keep("threshold", "Ink or paper", mask)
    if settings.rules:
        mask = stages.remove_rules(mask, _rough_height(mask))
        trace.keep("clean", "Without rules", mask)
    components = _from_edges(ink, mask, settings, trace) if settings.canny else _from_mask(ink, mask, settings, trace)
    if settings.rules:
        components = [c for c in components if not is_rule(c, ink.shape) and not is_blot(c)]
    components = merge_parts(drop_specks(components, 0.5 * settings.min_height, flat=True), settings.merge)
    components = drop_specks(components, settings.min_height)
    trace.keep("boxes", "Boxes", lambda: draw_boxes(sheet.pixels, [c.box for c in components]))
    order = group_lines([c.box for c in components])
    return Segmented(tuple(tuple(components[i] for i in line) for line in order))


def _rough_height(mask: NDArray[np.uint8]) -> float:
    """Typical height of the pieces of a mask in pixels, flat ones such as ruled lines left out."""
    _, _, boxes, _ = cv2.connectedComponentsWithStats(mask)
    boxes = boxes[1:][boxes[1:, cv2.CC_STAT_HEIGHT] > 0.25 * boxes[1:, cv2.CC_STAT_WIDTH]]
    heights = np.sort(boxes[:, cv2.CC_STAT_HEIGHT]).astype(np.float64)
    if not len(heights):
        return 0.0
    weights = np.cumsum(heights**2)
    return float(heights[np.searchsorted(weights, weights[-1] / 2)])


def _threshold(ink: NDArray[np.uint8], settings: Settings) -> NDArray[np.uint8]:
    """The mask of ink by the way that the settings name."""
    if settings.threshold == "adaptive":
        return stages.threshold_adaptive(ink, settings.window, settings.offset)
    if settings.threshold == "otsu":
        return stages.threshold_otsu(ink, settings.contrast)
    if settings.threshold == "fixed":
        return stages.threshold_fixed(ink, settings.level)
    return stages.threshold_hysteresis(ink, stages.hysteresis_levels(ink, settings.contrast))


def _from_mask(ink: NDArray[np.uint8], mask: NDArray[np.uint8], settings: Settings, trace: Tracer) -> list[Component]:
    """Connected pieces of the mask, after dilation."""
    grown = stages.dilate(mask, settings.dilate, settings.dilate_iterations)
    if settings.dilate_iterations:
        trace.keep("dilate", "Dilated", grown)
    return find_components(grown, ink)


def _from_edges(ink: NDArray[np.uint8], mask: NDArray[np.uint8], settings: Settings, trace: Tracer) -> list[Component]:
    """What lies within the external contours of Canny's edges; the ink inside comes from the threshold."""
    found = stages.edges(ink, settings.canny_low, settings.canny_ratio, int(settings.canny_aperture))
    trace.keep("canny", "Edges", found)
    grown = stages.dilate(found, settings.dilate, settings.dilate_iterations)
    trace.keep("dilate", "Dilated edges", grown)
    outlines, _ = cv2.findContours(grown, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    components = []
    for outline in outlines:
        x, y, width, height = cv2.boundingRect(outline)
        piece = np.where(mask[y : y + height, x : x + width] > 0, ink[y : y + height, x : x + width], 0)
        if piece.any():
            components.append(Component(Box(x, y, width, height), piece.astype(np.uint8)))
    return components
