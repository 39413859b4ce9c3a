"""Builds the slides: ``python scripts/make_slides.py [--data mnist] [--out build/slides] [--no-pdf]``.

Figures and numbers are computed by the program, or taken from results/*.csv and the shipped model's card, and put in
the places of docs/slides/slides.md; Marp makes HTML and PDF of it (``npm install`` in docs/slides).
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from models_table import rows
from PIL import Image

import numerals
from numerals.cli.options import open_source
from numerals.data.sources import Dataset
from numerals.evaluation.report import Evaluation, evaluate_model
from numerals.evaluation.scores import confused_pairs
from numerals.explore import words
from numerals.explore.doubts import Doubts
from numerals.explore.figures import answers, groups, samples
from numerals.explore.figures.style import ACCENT, ALARM, figure, gallery, styled
from numerals.explore.points import BALANCED, Points
from numerals.explore.study import Study, study
from numerals.explore.summary import summary
from numerals.inference.bundle import Bundle, load_bundle
from numerals.models.zoo import ZOO

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "docs" / "slides"
PAGE = ROOT / "docs" / "images" / "page.png"
_DPI = 220


def best_of_each_kind() -> list[dict[str, Any]]:
    """Mean test accuracy in percent of each kind and preset in results/models.csv, the best first; as in the docs."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows():
        if not row["remark"]:
            found.setdefault(" ".join(filter(None, (row["model"], row["preset"]))), []).append(row)
    told = [
        {
            "name": name,
            "accuracy": float(np.mean([100 * float(row["test_accuracy"]) for row in runs])),
            "parameters": int(runs[0]["parameters"]),
        }
        for name, runs in found.items()
    ]
    return sorted(told, key=lambda one: -one["accuracy"])


@figure
def size_against_errors(models: list[dict[str, Any]]) -> Figure:
    """Learned values against the share of wrong answers, both logarithmic."""
    drawn = Figure(figsize=(6.4, 4.6))
    axes = drawn.add_subplot()
    for one in models:
        wrong = 100 - one["accuracy"]
        neural = "cnn" in one["name"]
        axes.scatter(one["parameters"], wrong, color=ALARM if neural else ACCENT, s=42)
        axes.annotate(one["name"], (one["parameters"], wrong), (6, 4), textcoords="offset points", fontsize=9)
    axes.set(xscale="log", yscale="log", xlabel="parameters", ylabel="test digits wrong, %", xlim=(700, 2e7))
    ticks = (0.3, 0.5, 1, 2, 5, 10)
    axes.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.minorticks_off()
    return drawn


@figure
def stages() -> Figure:
    """The photo's way to the model, in one row."""
    trace = numerals.Reader().trace(PAGE)
    shown = [stage for stage in trace.stages if stage.name in ("decode", "flatten", "threshold", "boxes")]
    drawn = Figure(figsize=(13, 2.2))
    grid = drawn.subplots(1, len(shown) + 1)
    for axes, stage in zip(grid, shown, strict=False):
        axes.imshow(stage.image, cmap="gray", vmin=0, vmax=255)
        axes.set_title(stage.title)
    crops = np.pad(np.stack(trace.crops[:15]), ((0, 0), (1, 1), (1, 1)), constant_values=110)
    grid[-1].imshow(crops.reshape(3, 5, 30, 30).transpose(0, 2, 1, 3).reshape(90, 150), cmap="gray", vmin=0, vmax=255)
    grid[-1].set_title("28 × 28")
    for axes in grid:
        axes.axis("off")
    return drawn


def doubts(points: Points, found: Doubts, count: int = 12) -> Figure:
    """The most doubtful labels, large."""
    places = found.places[:count]
    titles = [f"{points.labels[place]} → {guess}?" for place, guess in zip(places, found.guesses, strict=False)]
    return gallery(points.images[places], titles, columns=4)


def figures(study_of: Study, judged: Evaluation, models: list[dict[str, Any]]) -> dict[str, Callable[[], Figure]]:
    """The figures by the names of their files."""
    everything, seen, points = study_of.everything, study_of.overview, study_of.points
    flat = next(one.flat for one in study_of.embeddings if one.flat is not None)
    return {
        "hands": lambda: samples.several(everything.images, everything.labels, 12, -seen.distance),
        "counts": lambda: samples.counts(seen.shares, BALANCED),
        "means": lambda: samples.means(seen.means),
        "variation": lambda: samples.bars(seen.variation, "variance"),
        "map": lambda: groups.maps({"UMAP": flat}, points.labels),
        "doubts": lambda: doubts(points, study_of.likeness.doubts),
        "stages": stages,
        "models": lambda: size_against_errors(models),
        "confusion": lambda: answers.confusion(judged.matrix),
        "mistakes": lambda: answers.extract(judged, judged.mistakes()[:30], columns=6),
    }


def draw(made: dict[str, Callable[[], Figure]], folder: Path) -> None:
    """Writes the figures, and the pictures that are there already."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in made.items():
        with styled():
            make().savefig(folder / f"{name}.png", dpi=_DPI)
    shutil.copy(ROOT / "docs" / "images" / "reading.png", folder)
    Image.open(ROOT / "docs" / "images" / "screens" / "draw.webp").convert("RGB").save(folder / "draw.png")


def texts(
    digits: Dataset, found: dict[str, Any], judged: Evaluation, bundle: Bundle, models: list[dict[str, Any]]
) -> dict[str, str]:
    """What stands in the slides' places."""
    card, test = bundle.card, bundle.card["test"]
    return {
        "data": digits.name.upper(),
        "train": f"{len(digits.train):,}",
        "test": f"{len(digits.test):,}",
        "licence": digits.licence,
        "fingerprint": digits.fingerprint[:12],
        "balance": words.balance(found),
        "variation": words.variation(found),
        "clusters": f"Groups found in it agree with the digits by ARI {_best(found):.2f}; 1 is wholly.",
        "alike": _alike(found["alike"]),
        "doubts": words.doubts(found),
        "kinds": str(len(ZOO)),
        "models": _table(models),
        "runs": str(len(rows())),
        "version": bundle.version,
        "accuracy": f"{test['accuracy']:.2%}",
        "images": f"{test['images']:,}",
        "errors": str(test["errors"]),
        "calibration": f"{test['calibration_error']:.1%}",
        "parameters": f"{card['parameters']:,}",
        "size": f"{bundle.model_path.stat().st_size / 1e6:.2f}",
        **_robust(bundle.version),
        "mistakes": _mistakes(judged),
    }


def _alike(alike: dict[str, Any]) -> str:
    closest, copies = alike["train_and_test"][0]["distance"], alike["test_like_training"]
    return (
        f"Is the test hidden in the training? The closest pair of a training and a test digit is {closest:.1f} apart, "
        f"the median digit's neighbour {alike['median_gap']:.1f}. Test digits that are nearly copies: "
        f"{copies or 'none'}."
    )


def _best(found: dict[str, Any]) -> float:
    return float(max(one["ari"] for one in found["clusterings"] if not one["supervised"]))


def _table(models: list[dict[str, Any]]) -> str:
    lines = ["| model | right | parameters |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {m['name']} | {m['accuracy']:.2f} % | {m['parameters']:,} |" for m in models[:7])])


def _robust(version: str) -> dict[str, str]:
    """What results/robustness.csv says of a model."""
    import csv

    with (ROOT / "results" / "robustness.csv").open(newline="", encoding="utf-8") as stream:
        read = {row["set"]: row for row in csv.DictReader(stream) if row["model"] == version}
    own = {name: float(row["accuracy"]) for name, row in read.items()}
    kinds = {name: value for name, value in own.items() if int(read[name]["images"]) == int(read["mnist"]["images"])}
    del kinds["mnist"]
    worst = sorted(kinds, key=lambda name: kinds[name])[:3]
    told = ", ".join(f"{name.replace('_', ' ')} ({kinds[name]:.0%})" for name in worst)
    return {
        "usps": f"{own['usps']:.2%}",
        "usps_images": f"{int(read['usps']['images']):,}",
        "damaged": f"Damaged in {len(kinds)} ways, and without the reader's cleaning, it reads "
        f"**{own['mean of corruptions']:.1%}** on average. Worst: {told}.",
    }


def _mistakes(judged: Evaluation) -> str:
    wrong = judged.mistakes()
    by_digit = Counter(judged.split.labels[wrong].tolist()).most_common(1)[0]
    first, answer, times = confused_pairs(judged.matrix)[0]
    unread = int((judged.confidence[wrong] < judged.threshold).sum())
    return (
        f"**{len(wrong)} of {len(judged.right):,}.** The {by_digit[0]} is misread most often ({by_digit[1]} times); "
        f"the most frequent pair is {first} read as {answer} ({times}). For {unread} of them the reader would say `?`."
    )


def fill(template: str, values: dict[str, str]) -> str:
    """Puts the values in their places.

    Raises:
        KeyError: a place without a value.
    """
    return re.sub(r"\{\{(\w+)\}\}", lambda place: values[place[1]], template)


def marp(source: Path, target: Path) -> None:
    """Makes HTML or PDF of filled slides, by the target's ending."""
    names = (os.environ.get("NUMERALS_CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    chromium = next((path for name in names if name and (path := shutil.which(name))), "")
    command = [SOURCE / "node_modules" / ".bin" / "marp", source, "--output", target, "--html", "--allow-local-files"]
    with tempfile.TemporaryDirectory() as scratch:  # Chromium's profile, which Marp leaves behind
        # CI=1: in a container Chromium has no sandbox of its own.
        environ = os.environ | {"CI": "1", "CHROME_PATH": chromium, "TMPDIR": scratch}
        # In the folder whose package.json holds Marp's settings; without standard input, for which it would wait.
        ran = subprocess.run(
            command, cwd=SOURCE, env=environ, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )
    if ran.returncode or not target.is_file():
        sys.exit(f"Marp failed:\n{ran.stderr}")
    print(f"{target}: {target.stat().st_size / 1000:.0f} kB")


def compose(data: str, out: Path, say: Callable[[str, float], None] = lambda *_: None) -> Path:
    """Computes and draws everything and writes the slides as Markdown, ready for Marp."""
    digits, bundle, models = open_source(data), load_bundle(), best_of_each_kind()
    looked = study(digits, bundle, fast=True, say=say)
    judged = evaluate_model(bundle, digits, "test")
    draw(figures(looked, judged, models), out / "figures")
    target = out / "slides.md"
    template = (SOURCE / "slides.md").read_text(encoding="utf-8")
    target.write_text(fill(template, texts(digits, summary(looked), judged, bundle, models)), encoding="utf-8")
    return target


def main() -> None:
    """Builds HTML, and PDF unless told otherwise."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", default="mnist")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "slides")
    parser.add_argument("--no-pdf", action="store_true", help="HTML only, for which no Chromium is needed")
    asked = parser.parse_args()
    filled = compose(asked.data, asked.out.resolve())
    marp(filled, filled.with_suffix(".html"))
    if not asked.no_pdf:
        marp(filled, filled.with_suffix(".pdf"))


if __name__ == "__main__":
    main()
