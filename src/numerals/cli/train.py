"""``numerals train``: labelled digits in, a model bundle out."""

from pathlib import Path
from typing import Annotated

import typer

from numerals.cli import settings
from numerals.cli.console import complain, fail, stderr

MODELS = ("cnn",)


def train(
    model: Annotated[str, typer.Argument(help="Which model: cnn.")],
    data: Annotated[
        str, typer.Option(help="Labelled digits: mnist, or digits (scikit-learn's small 8x8 set).")
    ] = "mnist",
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder of the bundle.", show_default="models/MODEL")
    ] = None,
    epochs: Annotated[int, typer.Option(min=1, max=1000, help="Passes over the training digits.")] = 40,
    seed: Annotated[
        int, typer.Option(min=0, help="Of weights, order and augmentation; the same seed gives the same model.")
    ] = 0,
) -> None:
    """Train a model and write it as a bundle: model.onnx and card.json.

    A part of the training digits is held out to choose the best epoch, the temperature and the threshold of
    "unreadable"; the test digits are measured once, at the end. Ctrl-C ends the training and keeps the best
    epoch so far. MNIST is taken from NUMERALS_DATA, else downloaded once and checked by hash; where neither
    works, scikit-learn's small set serves. Needs the extra: pip install 'numerals[train]'.

    Example:

        numerals train cnn --data mnist

        numerals read --model models/cnn page.jpg
    """
    if model not in MODELS:
        fail(f"unknown model {model!r}; known are {', '.join(MODELS)}", code=2)
    from numerals.errors import DataError, NumeralsError

    try:
        from numerals.training.fit import Progress, Recipe
        from numerals.training.train import train as run
    except ImportError as error:
        fail(f"training needs PyTorch ({error}); install it with: pip install 'numerals[train]'")
    from numerals.data.sources import load

    try:
        try:
            source = load(data, settings.data_root(), settings.cache_folder(), complain)
        except DataError as error:
            if data != "mnist":
                raise
            complain(f"{error}\nnumerals: training on scikit-learn's 8x8 digits instead; the model will be weak")
            source = load("digits")
        recipe = Recipe(epochs=epochs, seed=seed)

        def say(progress: Progress) -> None:
            left = progress.seconds_left
            stderr.print(
                f"epoch {progress.epoch}/{progress.epochs}  loss {progress.loss:.4f}  "
                f"validation {progress.accuracy:.2%}  {int(left // 60)}:{int(left % 60):02} left"
            )

        folder = out or Path("models") / model
        stderr.print(f"training {model} on {len(source.train):,} digits of {source.name}; Ctrl-C keeps the best so far")
        command = f"numerals train {model} --data {source.name} --epochs {epochs} --seed {seed}"
        bundle = run(source, folder, recipe, command, say)
    except KeyboardInterrupt:
        fail("stopped before the first epoch ended; nothing was written", code=130)
    except NumeralsError as error:
        fail(str(error))
    test = bundle.card["test"]
    if bundle.card["recipe"]["interrupted"]:
        complain(f"stopped; kept epoch {bundle.card['recipe']['best_epoch']}, the best so far")
    print(f"{bundle.version}: {test['accuracy']:.2%} of {test['images']:,} test digits right ({test['errors']} wrong)")
    print(f"written to {folder}; use it with: numerals read --model {folder} page.jpg")
