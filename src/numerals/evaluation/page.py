"""The report on one model as a self-contained HTML page."""

import html
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from numerals.evaluation.charts import reliability_chart, risk_chart
from numerals.evaluation.markup import picture, table, write_page
from numerals.evaluation.report import DOUBTFUL, SURE_PER_DIGIT, Evaluation

MOST_WRONG = 120
"""Wrong pictures in the gallery."""


def _section(title: str, *parts: str) -> str:
    return f"<section><h2>{title}</h2>\n" + "\n".join(parts) + "\n</section>"


def _overview(figures: dict[str, Any]) -> str:
    low, high = figures["interval"]
    macro, unreadable, speed = figures["macro"], figures["unreadable"], figures["speed"]
    rows = [
        ["accuracy", f"{figures['accuracy']:.2%}", f"95 % confidence: {low:.2%} to {high:.2%}"],
        ["errors", str(figures["errors"]), f"of {figures['images']:,} images"],
        ["macro F1", f"{macro['f1']:.2%}", f"precision {macro['precision']:.2%}, recall {macro['recall']:.2%}"],
        ["calibration error", f"{figures['calibration_error']:.2%}", "mean gap between confidence and accuracy"],
        [
            "at 99 % coverage",
            f"{figures['risk_coverage']['accuracy_at_99']:.2%}",
            "accuracy of the surest 99 of a hundred",
        ],
        ["unreadable", f"{unreadable['share']:.2%}", f"less sure than {unreadable['threshold']:g}"],
    ]
    if speed:
        rows += [
            ["one image", f"{speed['milliseconds']:.2f} ms", f"median of {speed['singles']} after a warm-up"],
            ["", f"{speed['milliseconds_95']:.2f} ms", "95 of 100 take no longer"],
            [
                "in batches",
                f"{speed['images_per_second']:,.0f} /s",
                f"{speed['batches']} batches of {speed['batch']}, one thread",
            ],
        ]
    return table("In short", ["figure", "value", "meaning"], rows, prose=True)


def _digits(figures: dict[str, Any]) -> str:
    rows = [
        [str(d["digit"]), str(d["images"]), *(f"{d[name]:.2%}" for name in ("precision", "recall", "f1"))]
        for d in figures["digits"]
    ]
    macro = figures["macro"]
    rows.append(["mean", str(figures["images"]), *(f"{macro[name]:.2%}" for name in ("precision", "recall", "f1"))])
    worst = figures["most_wrong"]
    told = "Nothing was misread." if worst is None else f"Most often wrong: the {worst}."
    return f"<p>{told}</p>" + table("Scores of each digit", ["digit", "images", "precision", "recall", "F1"], rows)


def _confusion(figures: dict[str, Any]) -> str:
    matrix = np.array(figures["confusion_matrix"])
    apart = matrix - np.diag(matrix.diagonal())
    most, rows = max(1, int(apart.max())), max(1, int(matrix.max()))

    def shade(i: int, j: int) -> float:
        return float(matrix[i, j]) / rows if i == j else -float(matrix[i, j]) / most

    header = ["true digit", *(f"read {j}" for j in range(10))]
    cells = [[str(i), *(str(n) for n in line)] for i, line in enumerate(matrix)]
    pairs = [[f"{c['digit']} read as {c['answer']}", str(c["times"])] for c in figures["confused"]]
    parts = [table("Confusion matrix: rows are the true digits, columns the answers", header, cells, shade)]
    if pairs:
        parts.append(table("Most confused pairs", ["pair", "times"], pairs))
    return "\n".join(parts)


def _reliability(figures: dict[str, Any], evaluation: Evaluation) -> str:
    rows = [
        [f"{b['low']:.0%} to {b['high']:.0%}", f"{b['images']:,}", f"{b['confidence']:.1%}", f"{b['accuracy']:.1%}"]
        for b in figures["reliability"]
    ]
    return _section(
        "Does it know how sure it is?",
        f"<p>Expected calibration error {figures['calibration_error']:.2%}. Bars on the dashed line are honest; lower "
        "ones boast, higher ones are too modest.</p>",
        reliability_chart(evaluation.bins),
        table("Reliability", ["confidence", "images", "mean confidence", "share right"], rows),
        f"<p>Area under the risk-coverage curve {figures['risk_coverage']['area']:.5f}; the curve shows the errors "
        "left when only the surest answers are kept.</p>",
        risk_chart(evaluation.risk.curve()),
    )


def _figure(evaluation: Evaluation, index: int) -> str:
    truth = int(evaluation.split.labels[index])
    likeliest = evaluation.likeliest(index)
    image = picture(Image.fromarray(evaluation.split.images[index]), f"a handwritten {truth}", css="digit")
    told = "<br>".join(f"{digit}: {probability:.2%}" for digit, probability in likeliest)
    head = (
        f"<strong>{truth}</strong>"
        if likeliest[0][0] == truth
        else f"<strong>{truth}</strong> read as {likeliest[0][0]}"
    )
    return f"<figure>{image}<figcaption>{head}<br>{told}<br><small>image {index}</small></figcaption></figure>"


def _gallery(title: str, told: str, evaluation: Evaluation, places: Iterable[int]) -> str:
    figures = "\n".join(_figure(evaluation, int(i)) for i in places)
    return _section(title, f"<p>{told}</p>", f'<div class="gallery">{figures}</div>')


def _galleries(evaluation: Evaluation) -> str:
    wrong, doubtful = evaluation.mistakes(), evaluation.doubtful()[:DOUBTFUL]
    shown = f"; the first {MOST_WRONG} are shown" if len(wrong) > MOST_WRONG else ""
    return "\n".join(
        [
            _gallery(
                f"Wrong ({len(wrong)})",
                f"The surest mistakes come first{shown}. Each with its true digit and the three likeliest.",
                evaluation,
                wrong[:MOST_WRONG],
            ),
            _gallery("Right, but in doubt", "The least sure come first.", evaluation, doubtful),
            _gallery("Surely right", "The surest of each digit.", evaluation, evaluation.surest(SURE_PER_DIGIT)),
        ]
    )


def write_report(evaluation: Evaluation, path: Path) -> None:
    """Writes the page; figures and pictures are inside it, so that it can be sent as one file."""
    figures = evaluation.summary()
    body = "\n".join(
        [
            f"<p>{figures['images']:,} images, the {evaluation.part} part of {html.escape(evaluation.data)}.</p>",
            _overview(figures),
            _section("Digit by digit", _digits(figures), _confusion(figures)),
            _reliability(figures, evaluation),
            _galleries(evaluation),
        ]
    )
    write_page(path, f"{evaluation.model} on {evaluation.data}", body, card="9rem")
