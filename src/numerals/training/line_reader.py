"""The line reader, from MNIST's digits to a bundle: write pages, cut lines, learn, export, calibrate, measure once.

What it reaches stands in ``docs/pages.md``, with the commands.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch

from numerals.data.dataset import Dataset
from numerals.errors import ModelError
from numerals.imaging.strips import STRIP_HEIGHT
from numerals.inference.bundle import write_bundle
from numerals.inference.line_model import LineModel, load_line_model
from numerals.models.epochs import Course
from numerals.models.lines.learning import fit_lines
from numerals.models.lines.network import LineReader
from numerals.models.networks import count_parameters, fold_and_round
from numerals.models.onnx import lines_to_onnx
from numerals.models.watch import CHECKPOINT, Progress, Watch
from numerals.training.hearing import judged
from numerals.training.line_answers import THRESHOLD, answers_on, best_temperature, read_all
from numerals.training.lines import cut_all
from numerals.training.page_reader import PAGES, clean_up, made_of, write_pages
from numerals.training.parity import TOLERANCE
from numerals.training.train import checkout_commit

COURSE = Course(epochs=100, batch=256, rate=2e-3, decay=1e-2, average=0.999)
_MEASURED = 1500
"""Lines that calibrate, and that are measured, at most."""


@dataclass(frozen=True)
class TrainedLines:
    """What a training gives."""

    model: LineModel
    history: list[dict[str, float]]
    interrupted: bool


def train_line_reader(
    data: Dataset,
    out: Path,
    command: str = "",
    say: Callable[[Progress], None] = lambda _: None,
    *,
    course: Course = COURSE,
    pages: int = PAGES,
    workers: int = 1,
    resume: bool = False,
) -> TrainedLines:
    """Trains a line reader and writes its bundle.

    Args:
        data: digits to write with, parted as `numerals.training.page_reader.train_page_reader` parts them.
        out: folder of the bundle, and meanwhile of the pages and the checkpoint.
        command: what a user typed; lands in the card.
        say: called after each file of pages and each epoch.
        course: of the training.
        pages: to cut lines from.
        workers: processes that write pages and cut them.
        resume: go on from the checkpoint; pages that are there are kept in any case.

    Raises:
        KeyboardInterrupt: before there was anything to keep.
        ModelError: nothing to resume, or what was exported differs from what was trained.
    """
    commit = checkout_commit()
    learn_from, calibrate_on, measure_on = write_pages(data, out / "pages", pages, workers, say)
    lines, validation, test = (cut_all(paths, workers) for paths in (learn_from, calibrate_on, measure_on))
    validation, test = validation.first(_MEASURED), test.first(_MEASURED)
    torch.manual_seed(course.seed)
    watch = Watch(say, checkpoint=out / CHECKPOINT, resume=resume)
    fitted = fit_lines(LineReader(), lines.strips, lines.symbols, lines.lengths, lines.extents, course, watch)
    parameters = count_parameters(fitted.network)
    fold_and_round(fitted.network)
    draft = {"name": "line-reader", "temperature": 1.0, "threshold": THRESHOLD, "symbols": "0123456789.-/"}
    write_bundle(out, lines_to_onnx(fitted.network, STRIP_HEIGHT), draft)
    model = load_line_model(out)
    answers, of_test = answers_on(model, validation), answers_on(model, test)
    with torch.inference_mode():
        expected = fitted.network(torch.from_numpy(validation.strips[:20, None]).float() / 255).numpy()
    parity = float(np.abs(answers[: len(expected)] - expected).max())
    if not parity <= TOLERANCE:
        raise ModelError(f"the exported model differs from the trained one by {parity:.2g}; it was not written")
    temperature = best_temperature(answers, validation)
    write_bundle(out, model.checked_model(), draft | {"temperature": temperature})
    together = judged(load_line_model(out), calibrate_on, measure_on, workers)
    card = draft | {
        "task": "a strip of ink on even paper -> what is written, from left to right, and how sure",
        "input": f"ink (n, 1, {STRIP_HEIGHT}, w) float32, ink 1.0 on paper 0.0, w a multiple of 4",
        "output": "(n, 14, w / 4) logits: ten digits, point, dash, slash, nothing new: see numerals.inference.ctc",
        "temperature": temperature,
        **together,
        "validation": {"lines": len(validation), **read_all(answers, temperature, validation).figures()},
        "test": {"lines": len(test), **read_all(of_test, temperature, test).figures()},
        "parameters": parameters,
        "recipe": {**asdict(course), "pages": pages, "lines": len(lines)},
        "command": command,
        "commit": commit,
        "minutes": round(fitted.seconds / 60, 1),
        "onnx_parity": float(f"{parity:.2g}"),
        **made_of(data),
    }
    write_bundle(out, model.checked_model(), card)
    clean_up(out, fitted)
    return TrainedLines(load_line_model(out), fitted.history, fitted.interrupted)
