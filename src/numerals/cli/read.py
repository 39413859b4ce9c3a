"""``numerals read``: images in, digits out."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from numerals.cli import settings
from numerals.cli.console import complain, fail, progress
from numerals.cli.options import LineModelOption, ModelOption, PageModelOption, with_parameters


def _walk(inputs: list[str]) -> Iterator[str]:
    """Files as named, folders as the images below them in order."""
    from numerals.batch.sources import below

    for name in inputs:
        if name != "-" and Path(name).is_dir():
            yield from below(Path(name))
        else:
            yield name


def _stem(name: str, taken: set[str]) -> str:
    """File name for what is written about an image, never one that was used before."""
    stem = "stdin" if name == "-" else Path(name).stem
    unique, number = stem, 2
    while unique in taken:
        unique, number = f"{stem}-{number}", number + 1
    taken.add(unique)
    return unique


def _make_folder(option: str, folder: Path | None) -> None:
    """Makes an option's folder, or ends the command: each image would fail, and its line would blame the image."""
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = "it is a file" if folder.exists() else error.strerror
        fail(f"{option} is a folder to write to, which {folder} cannot be: {why}", code=2)
    if not os.access(folder, os.W_OK | os.X_OK):
        fail(f"{option} is a folder to write to; in {folder} nothing can be written: permission denied", code=2)


def _write_stages(trace: Any, folder: Path) -> None:
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    for number, stage in enumerate(trace.stages):
        Image.fromarray(stage.image).save(folder / f"{number:02}-{stage.name}.png")
    for number, (crop, digit) in enumerate(zip(trace.crops, trace.reading.digits, strict=True)):
        text = "unreadable" if digit.value is None else digit.text
        Image.fromarray(crop).save(folder / f"crop-{number:03}-{text}.png")


@with_parameters
def read(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Images or folders of them; - is standard input.")
    ],
    parameters: dict[str, Any],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a file, each on one line.")] = False,
    overlay: Annotated[Path | None, typer.Option(metavar="DIR", help="Write each picture with its boxes here.")] = None,
    stages: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write every stage's picture and the crops here.")
    ] = None,
    model: ModelOption = None,
    page_model: PageModelOption = None,
    line_model: LineModelOption = None,
    min_confidence: Annotated[
        float | None, typer.Option(help="Less sure digits are unreadable: ?", show_default=False)
    ] = None,
) -> None:
    """Read the digits of images and print them, a line of text for each line of the image.

    Digits that are not sure enough are printed as ?. A file that can't be read gives one line on standard
    error; the others are still read, and the exit code is 1. Wrong options give exit code 2.

    Examples:

        numerals read page.jpg

        numerals read --json scans/ > readings.jsonl

        curl -s https://example.org/photo.jpg | numerals read -

        numerals read --recipe classic --blur 7 --stages steps page.jpg
    """
    from numerals.errors import ImageError, ModelError, ParameterError
    from numerals.imaging.decode import ENDINGS
    from numerals.reader import Reader

    try:
        reader = Reader(
            settings.model(model),
            page_model=page_model,
            line_model=line_model,
            min_confidence=min_confidence,
            **parameters,
        )
    except ParameterError as error:
        fail(str(error), code=2)
    except ModelError as error:
        fail(str(error))
    names, taken, failed = list(_walk(files)), set[str](), 0
    if not names:
        fail("no images found there; name files, or folders with " + ", ".join(sorted(ENDINGS)))
    _make_folder("--overlay", overlay)
    _make_folder("--stages", stages)
    with progress(len(names), "reading") as bar:
        for name in names:
            try:
                _read_one(reader, name, as_json, overlay, stages, taken, len(names) > 1)
            except (ImageError, OSError) as error:
                failed += 1
                complain(f"{name}: {error}")
            bar.advance(bar.task_ids[0])
    if failed:
        raise typer.Exit(1)


def _as_line(name: str, reading: Any) -> dict[str, Any]:
    """What ``--json`` prints of a file; all ten probabilities are to be had from Python and the API."""
    whole = reading.to_dict()
    digits = [{key: value for key, value in digit.items() if key != "probabilities"} for digit in whole["digits"]]
    first = {key: whole[key] for key in ("text", "lines", "words", "confidence")}
    last = {key: whole[key] for key in ("marks", "milliseconds", "model")}
    return {"file": name, **first, "digits": digits, **last}


def _read_one(
    reader: Any, name: str, as_json: bool, overlay: Path | None, stages: Path | None, taken: set[str], several: bool
) -> None:
    """Reads one image, prints it and writes its pictures."""
    from numerals.imaging.decode import MAX_BYTES

    source = sys.stdin.buffer.read(MAX_BYTES + 1) if name == "-" else name
    if stages:
        trace = reader.trace(source)
        reading = trace.reading
    else:
        trace, reading = None, reader.read(source)
    if as_json:
        print(json.dumps(_as_line(name, reading)), flush=True)
    else:
        print(f"{name}:\n{reading.text}\n" if several else reading.text, flush=True)
    stem = _stem(name, taken)
    if overlay:
        reading.draw().save(overlay / f"{stem}.png")
    if stages:
        _write_stages(trace, stages / stem)
