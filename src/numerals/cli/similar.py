"""``numerals similar``: how alike two digits are, and which samples are like one."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from numerals.cli import settings
from numerals.cli.console import fail
from numerals.cli.options import DataOption, load_source
from numerals.cli.pictures import digits_of, save_png

if TYPE_CHECKING:
    from numerals.confidence.verification import Judge
    from numerals.explore.alike import Alike, Index
    from numerals.inference.space import Codes, Space

SpaceOption = Annotated[str, typer.Option("--model", metavar="MODEL", help="A folder that numerals train wrote.")]


def similar(
    context: typer.Context,
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
    those of the training part of --data; their codes are made once and kept. With B, prints a number from 0 to 1, with
    --json also the distance of the codes and both codes; without, a line a sample: its place, its digit, the distance
    of the codes, and that probability.

    Example:

        numerals similar seven.png another.png

        numerals similar seven.png --data mnist --top 9 --out alike.png
    """
    from numerals.errors import ImageError, NumeralsError
    from numerals.explore.alike import index_of, judge_of
    from numerals.explore.generation import sheet

    if second is not None:
        _refuse_search(context)
    try:
        space = settings.space(model)
        judge = judge_of(space)
        if second is not None:
            _compare(space, judge, space.encode(digits_of(first, second)), as_json=as_json)
            return
        code = space.encode(digits_of(first))[0]
        index = index_of(space, load_source(data).train, settings.cache_folder())
        found = index.like(code, top)
        _show(index, found, as_json=as_json)
        if out:
            save_png(sheet(index.split.images[[one.place for one in found]][None], 3), out)
    except (ImageError, OSError) as error:
        fail(str(error))
    except NumeralsError as error:
        fail(str(error), code=2)


def _refuse_search(context: typer.Context) -> None:
    """Ends the command where an option was typed that only a search of samples has."""
    sources = {name: context.get_parameter_source(name) for name in ("data", "top", "out")}
    typed = [f"--{name}" for name, source in sources.items() if source and source.name == "COMMANDLINE"]
    if typed:
        these, are = " and ".join(typed), "are" if len(typed) > 1 else "is"
        fail(
            f"{these} {are} for the search of samples like A, and with B none are searched; leave out {these}, or B", 2
        )


def _compare(space: "Space", judge: "Judge", codes: "Codes", *, as_json: bool) -> None:
    """Prints how alike two codes (2, d) are."""
    import numpy as np

    same, distance = float(judge(codes[:1], codes[1:])[0]), float(np.linalg.norm(codes[0] - codes[1]))
    if not as_json:
        print(f"{same:.4f}")
        return
    told = {"same": round(same, 5), "distance": round(distance, 5), "codes": codes.astype(float).round(5).tolist()}
    print(json.dumps(told | {"model": space.version}))


def _show(index: "Index", found: "list[Alike]", *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"samples": [asdict(one) for one in found], "model": index.space.version}))
        return
    for one in found:
        print(f"{one.place:6} {one.label} {one.distance:.4f} {one.same:.4f}")
