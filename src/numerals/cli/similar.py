"""``numerals similar``: how alike two digits are, and which samples are like one."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from numerals.cli import settings
from numerals.cli.console import fail
from numerals.cli.options import DataOption, load_source

if TYPE_CHECKING:
    from numerals.explore.alike import Alike, Index

SpaceOption = Annotated[str, typer.Option("--model", metavar="MODEL", help="A folder that numerals train wrote.")]


def similar(
    first: Annotated[str, typer.Argument(metavar="A", help="A picture of one digit.")],
    second: Annotated[
        str | None, typer.Argument(metavar="[B]", help="Another one; without it, samples are searched.")
    ] = None,
    data: DataOption = "mnist",
    top: Annotated[int, typer.Option(min=1, max=1000, help="How many samples.")] = 9,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the samples side by side as a PNG.")] = None,
    model: SpaceOption = "siamese",
    as_json: Annotated[bool, typer.Option("--json", help="The same as JSON.")] = False,
) -> None:
    """Tell how likely two pictures show the same digit, or find the samples that are most like one.

    The Siamese network gives each picture a code, the same network to both; the absolute difference of the codes
    gives the probability, calibrated on pairs that were not trained on. Style and writer are not compared. Samples are
    those of the training part of --data; their codes are made once and kept. With B, prints a number from 0 to 1;
    without, a line a sample: its place, its digit, the distance of the codes, and that probability.

    Example:

        numerals similar seven.png another.png

        numerals similar seven.png --data mnist --top 9 --out alike.png
    """
    from numerals.errors import ImageError, NumeralsError
    from numerals.explore.alike import index_of, judge_of, one_digit
    from numerals.explore.generation import sheet
    from numerals.reader import Reader

    try:
        space, reader = settings.space(model), Reader()
        judge = judge_of(space)
        import numpy as np

        codes = space.encode(np.stack([one_digit(reader, name) for name in (first, second) if name]))
        if second is not None:
            score = float(judge(codes[:1], codes[1:])[0])
            print(json.dumps({"same": round(score, 5), "model": space.version}) if as_json else f"{score:.4f}")
            return
        index = index_of(space, load_source(data).train, settings.cache_folder())
        found = index.like(codes[0], top)
        _show(index, found, as_json=as_json)
        if out:
            sheet(index.split.images[[one.place for one in found]][None], 3).save(out)
    except (ImageError, OSError) as error:
        fail(str(error))
    except NumeralsError as error:
        fail(str(error), code=2)


def _show(index: "Index", found: "list[Alike]", *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"samples": [asdict(one) for one in found], "model": index.space.version}))
        return
    for one in found:
        print(f"{one.place:6} {one.label} {one.distance:.4f} {one.same:.4f}")
