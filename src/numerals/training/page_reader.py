"""The page reader, from MNIST's digits to a bundle: write pages, learn, export, calibrate, measure once.

What it reaches stands in ``docs/pages.md``, with the commands.
"""

import platform
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from numerals.data.dataset import Dataset, Split
from numerals.data.pages import Glyphs
from numerals.errors import ModelError
from numerals.inference.bundle import write_bundle
from numerals.inference.page_model import PageModel, load_page_model
from numerals.models.detector.learning import fit_detector
from numerals.models.detector.network import DigitDetector
from numerals.models.detector.start import start_from
from numerals.models.epochs import Course, Fitted, to_tensor
from numerals.models.networks import count_parameters, fold_and_round
from numerals.models.onnx import pages_to_onnx
from numerals.models.watch import CHECKPOINT, Progress, Watch
from numerals.training.page_answers import THRESHOLD, answers_to, calibrate, confidence_error
from numerals.training.pages import SHARD, load_shard, make_shards
from numerals.training.parity import TOLERANCE
from numerals.training.train import checkout_commit

COURSE = Course(epochs=72, batch=32, rate=2e-3, decay=1e-2, average=0.995, share=0.1)
PAGES = 48_000
"""Written to learn from."""
_HELD = 12
"""One of so many training digits, the last ones, writes only the pages that calibrate."""
_VALIDATION_SEED, _TEST_SEED = 90_000, 95_000
"""Of the first file of pages that calibrate, and of those that are measured; a file has SHARD pages."""
_MEASURED = 2
"""Files of each, one where few pages are learnt from."""
_SEEN_FIRST = 200
"""Pages by which a network that starts with another's weights is fitted to what comes in."""


@dataclass(frozen=True)
class TrainedPages:
    """What a training gives."""

    model: PageModel
    history: list[dict[str, float]]
    interrupted: bool


def write_pages(
    data: Dataset, folder: Path, pages: int, workers: int, say: Callable[[Progress], None]
) -> tuple[list[Path], list[Path], list[Path]]:
    """Writes the pages to learn from, those that calibrate, and those that are measured, each with its own digits.

    With none to learn from, the others are as many as for a whole training.
    """
    held, size = max(1, len(data.train) // _HELD), min(SHARD, pages) or SHARD
    measured = 1 if 0 < pages < _MEASURED * SHARD else _MEASURED
    images, labels = data.train.images, data.train.labels
    parts = (
        (Split(images[:-held], labels[:-held]), 0, pages // size),
        (Split(images[-held:], labels[-held:]), _VALIDATION_SEED, measured),
        (data.test, _TEST_SEED, measured),
    )
    started, made = time.monotonic(), []
    for part, seed, files in parts:

        def tell(done: int, total: int) -> None:
            say(Progress("pages", done * size, total * size, time.monotonic() - started))

        glyphs = Glyphs(part.images, part.labels)
        made.append(make_shards(folder, glyphs, range(seed, seed + files), workers, tell, size))
    return made[0], made[1], made[2]


def _learnt(paths: list[Path], course: Course, watch: Watch, start: Path | None) -> tuple[DigitDetector, Fitted]:
    shards = [load_shard(path) for path in paths]
    torch.manual_seed(course.seed)
    network = DigitDetector()
    if start is not None:
        start_from(network, start / "model.onnx", to_tensor(shards[0].ink[:_SEEN_FIRST]))
    marks = [marks for shard in shards for marks in shard.marks]
    return network, fit_detector(network, np.concatenate([shard.ink for shard in shards]), marks, course, watch)


def train_page_reader(
    data: Dataset,
    out: Path,
    command: str = "",
    say: Callable[[Progress], None] = lambda _: None,
    *,
    course: Course = COURSE,
    pages: int = PAGES,
    workers: int = 1,
    start: Path | None = None,
    resume: bool = False,
) -> TrainedPages:
    """Trains a page reader and writes its bundle.

    Args:
        data: digits to write with. The last twelfth of the training part and the test part write the pages that
            calibrate and that are measured.
        out: folder of the bundle, and meanwhile of the pages and the checkpoint.
        command: what a user typed; lands in the card.
        say: called after each file of pages and each epoch.
        course: of the training.
        pages: to learn from.
        workers: processes that write and read pages.
        start: a page reader's bundle whose weights the training begins with; None begins with none.
        resume: go on from the checkpoint; pages that are there are kept in any case.

    Raises:
        KeyboardInterrupt: before there was anything to keep.
        ModelError: nothing to resume, or what was exported differs from what was trained.
    """
    commit = checkout_commit()
    learn_from, calibrate_on, measure_on = write_pages(data, out / "pages", pages, workers, say)
    _, fitted = _learnt(learn_from, course, Watch(say, checkpoint=out / CHECKPOINT, resume=resume), start)
    parameters = count_parameters(fitted.network)
    fold_and_round(fitted.network)
    onnx = pages_to_onnx(fitted.network)
    draft = {"name": "page-reader", "temperature": 1.0, "threshold": THRESHOLD, "least": 0.1, "calibration": [0, 1, 0]}
    write_bundle(out, onnx, draft)
    model = load_page_model(out)
    parity = _checked(fitted.network, model, load_shard(calibrate_on[0]).ink[:20])
    judged = judge(model, calibrate_on, measure_on, workers)
    card = {
        "name": "page-reader",
        "task": "a picture of ink on even paper -> where digits stand, which they are, how sure",
        "input": "ink (1, 1, h, w) float32, ink 1.0 on paper 0.0, h and w multiples of 16, digits about 28 px tall",
        "output": "(1, 19, h / 4, w / 4): see numerals.inference.detections",
        "temperature": 1.0,
        **judged,
        "parameters": parameters,
        "recipe": {**asdict(course), "pages": pages, "start": load_page_model(start).version if start else None},
        "command": command,
        "commit": commit,
        "minutes": round(fitted.seconds / 60, 1),
        "onnx_parity": float(f"{parity:.2g}"),
        **made_of(data),
    }
    write_bundle(out, onnx, card)
    clean_up(out, fitted)
    return TrainedPages(load_page_model(out), fitted.history, fitted.interrupted)


def made_of(data: Dataset) -> dict[str, Any]:
    """What a card tells of written pages: by whose digits, with which software, under which licence."""
    return {
        "data": {
            "name": data.name,
            "licence": data.licence,
            "train_sha256": data.train.fingerprint,
            "test_sha256": data.test.fingerprint,
            "synthetic": "pages made by numerals.data.pages",
        },
        "software": {"python": platform.python_version(), "torch": torch.__version__},
        "licence": f"MIT (weights); trained on {data.name} ({data.licence}) and synthetic pages",
    }


def clean_up(out: Path, fitted: Fitted) -> None:
    """Removes what only a resumed training would need, once one has come to its end."""
    if not fitted.interrupted:
        (out / CHECKPOINT).unlink(missing_ok=True)
        shutil.rmtree(out / "pages", ignore_errors=True)


def judge(model: PageModel, calibrate_on: Sequence[Path], measure_on: Sequence[Path], workers: int) -> dict[str, Any]:
    """What the card tells of how sure the answers are: chosen on some pages, measured once on others.

    Args:
        model: the page reader; what its card says of this is passed over.
        calibrate_on: files of pages.
        measure_on: files of others.
        workers: processes that read.
    """
    answers = answers_to(model, calibrate_on, workers)
    chosen = calibrate(answers)
    test = answers_to(model, measure_on, workers)
    told = {"validation": answers, "test": test}
    figures = {
        name: {"pages": len(one.counts), "digits": one.written, **one.figures(chosen["least"], chosen["second_look"])}
        for name, one in told.items()
    }
    figures["test"]["calibration_error"] = confidence_error(replace(model, card=model.card | chosen), test)
    return {**chosen, **figures}


def _checked(network: torch.nn.Module, model: PageModel, ink: NDArray[np.uint8]) -> float:
    """The largest difference between what was trained and what was exported.

    Raises:
        ModelError: it is above ten times `numerals.training.parity.TOLERANCE`; boxes are in logarithms of pixels.
    """
    pictures = ink.astype(np.float32) / 255
    with torch.inference_mode():
        expected = network(torch.from_numpy(pictures[:, None])).numpy()
    difference = max(float(np.abs(model.answer(p) - e).max()) for p, e in zip(pictures, expected, strict=True))
    if not difference <= 10 * TOLERANCE:
        raise ModelError(f"the exported model differs from the trained one by {difference:.2g}; it was not written")
    return difference
