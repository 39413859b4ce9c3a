"""``numerals vae``: digits drawn by a variational autoencoder, as PNG files."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from numerals.cli import settings
from numerals.cli.console import fail
from numerals.cli.options import load_source
from numerals.cli.pictures import digits_of, save_png
from numerals.cli.similar import SpaceOption

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from numerals.inference.space import Space

app = typer.Typer(
    no_args_is_help=True,
    help="""Digits that nobody wrote: from codes of a variational autoencoder, and codes of digits.

    Each command writes a PNG. --model takes vae, map (the one of the plane), or a folder that numerals train vae wrote.

    Example:

        numerals vae sample --count 100 --out digits.png

        numerals vae interpolate two.png eight.png --out morph.png
    """,
)

OutOption = Annotated[Path, typer.Option("--out", metavar="FILE", help="The PNG to write.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the codes as JSON.")]
StepsOption = Annotated[int, typer.Option(min=2, max=100, help="Pictures in a row.")]
ImageArgument = Annotated[str, typer.Argument(metavar="IMAGE", help="A picture of one digit.")]
SCALE = 3  # pixels of the PNG for one of a digit


@contextmanager
def _told() -> Iterator[None]:
    """What is wrong with a picture or a file ends with exit code 1, with an option with 2."""
    from numerals.errors import ImageError, NumeralsError

    try:
        yield
    except (ImageError, OSError) as error:
        fail(str(error))
    except NumeralsError as error:
        fail(str(error), code=2)


def _space(model: str) -> "Space":
    """The autoencoder that a person means.

    Raises:
        ModelError: there is none, or what is meant is of another kind.
    """
    from numerals.errors import ModelError

    space = settings.space(model)
    if not (space.card["parts"].keys() >= {"encoder", "decoder"} and isinstance(space.card.get("latent"), int)):
        raise ModelError(
            f"{space.version} draws nothing; a variational autoencoder is wanted: "
            "--model vae, --model map, or a folder that numerals train vae wrote"
        )
    return space


def _listed(codes: "NDArray[np.float32]") -> Any:
    """Codes (..., d) as lists."""
    return codes.astype(float).round(4).tolist()


def _tell(space: "Space", codes: "NDArray[np.float32]", told: str, *, as_json: bool) -> None:
    """Prints what was written, or the codes (..., d) of the digits that were drawn."""
    print(json.dumps({"codes": _listed(codes), "model": space.version}) if as_json else told)


@app.command("sample")
def sample(
    count: Annotated[int, typer.Option(min=1, max=10_000, help="How many digits.")] = 100,
    seed: Annotated[int, typer.Option(min=0, help="Of the codes; the same seed draws the same digits.")] = 0,
    out: OutOption = Path("sample.png"),
    model: SpaceOption = "vae",
    as_json: JsonOption = False,
) -> None:
    """Draw digits from random codes."""
    from math import ceil, sqrt

    import numpy as np

    from numerals.explore import generation

    with _told():
        space = _space(model)
        codes = generation.random_codes(space, count, seed)
        columns = ceil(sqrt(count))
        rows = ceil(count / columns)
        padded = np.concatenate([space.decode(codes), np.zeros((rows * columns - count, 28, 28), np.uint8)])
        save_png(generation.sheet(padded.reshape(rows, columns, 28, 28), SCALE), out)
    _tell(space, codes, f"{count} digit{'s' if count > 1 else ''} written to {out}", as_json=as_json)


@app.command("reconstruct")
def reconstruct(
    image: ImageArgument,
    out: OutOption = Path("reconstruction.png"),
    model: SpaceOption = "vae",
    as_json: JsonOption = False,
) -> None:
    """Draw what is left of a digit after it went through its code, beside the digit."""
    from numerals.explore.generation import sheet

    with _told():
        space, pictures = _space(model), digits_of(image)
        codes, rate = space.look(pictures)
        save_png(sheet(_beside(pictures, space.decode(codes)), SCALE), out)
    if as_json:
        print(json.dumps({"code": _listed(codes)[0], "rate": round(float(rate[0]), 3), "model": space.version}))
    else:
        print(f"the digit and its reconstruction written to {out}; its code costs {rate[0]:.1f} nats")


def _beside(first: "NDArray[np.uint8]", second: "NDArray[np.uint8]") -> "NDArray[np.uint8]":
    import numpy as np

    return np.stack([first, second], axis=1)


@app.command("interpolate")
def interpolate(
    first: Annotated[str, typer.Argument(metavar="A", help="A picture of one digit.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Another one.")],
    steps: StepsOption = 9,
    out: OutOption = Path("interpolation.png"),
    model: SpaceOption = "vae",
    as_json: JsonOption = False,
) -> None:
    """Turn one digit into another, step by step."""
    from numerals.explore.generation import between, sheet

    with _told():
        space = _space(model)
        ends = space.encode(digits_of(first, second))
        codes = between(ends[0], ends[1], steps)
        save_png(sheet(space.decode(codes)[None], SCALE), out)
    _tell(space, codes, f"{steps} digits written to {out}", as_json=as_json)


@app.command("traverse")
def traverse(
    image: Annotated[
        str | None, typer.Argument(metavar="[IMAGE]", help="Where to start; without it, at the middle.")
    ] = None,
    steps: StepsOption = 11,
    out: OutOption = Path("traversal.png"),
    model: SpaceOption = "vae",
    as_json: JsonOption = False,
) -> None:
    """Change one value of a code at a time: a row of pictures for each value."""
    import numpy as np

    from numerals.explore import generation

    with _told():
        space = _space(model)
        code = space.encode(digits_of(image))[0] if image else np.zeros(int(space.card["latent"]), np.float32)
        codes = generation.traverse(code, steps)
        save_png(generation.sheet(generation.decoded(space, codes), SCALE), out)
    rows = f"{len(code)} row{'s' if len(code) > 1 else ''}"
    _tell(space, codes, f"{rows} of {steps} digits written to {out}", as_json=as_json)


@app.command("map")
def plane(
    side: Annotated[int, typer.Option(min=2, max=100, help="Digits a side.")] = 20,
    data: Annotated[
        str | None, typer.Option(metavar="SOURCE", help="Also where the test digits of this source lie, by colour.")
    ] = None,
    out: OutOption = Path("map.png"),
    model: SpaceOption = "map",
    as_json: JsonOption = False,
) -> None:
    """Draw the plane of codes, for an autoencoder with two values a code.

    With --data mnist the test digits' codes stand beside it, each a dot in the colour of its digit.
    """
    from PIL import Image

    from numerals.errors import ModelError
    from numerals.explore import generation

    with _told():
        space = _space(model)
        if space.card.get("latent") != 2:
            raise ModelError(f"{space.version} has no plane: train one with numerals train vae --preset map")
        codes = generation.lattice(side)
        drawn = generation.sheet(generation.decoded(space, codes), 1)
        if data:
            test = load_source(data).test
            dots = generation.scattered(space.encode(test.images), test.labels, drawn.height)
            both = Image.new("RGB", (drawn.width + dots.width, drawn.height), "white")
            both.paste(drawn, (0, 0))
            both.paste(dots, (drawn.width, 0))
            drawn = both
        save_png(drawn, out)
    _tell(space, codes, f"{side} x {side} digits written to {out}", as_json=as_json)
