"""``numerals serve``: the web page and the API."""

from pathlib import Path
from typing import Annotated

import typer

from numerals.cli import settings
from numerals.cli.console import fail


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 lets others in.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    keep: Annotated[
        bool | None,
        typer.Option(
            "--keep/--no-keep",
            help="Keep drawings with their predictions in the database.",
            show_default="NUMERALS_KEEP, else keep",
        ),
    ] = None,
    model: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Model bundle to use instead of the shipped one.")
    ] = None,
) -> None:
    """Serve the web page and the REST API (documented at /api/docs) until Ctrl-C.

    Example:

        numerals serve --port 8080
    """
    from numerals.errors import NumeralsError
    from numerals.server.serve import serve as run

    try:
        code = run(host=host, port=port, keep=keep, model=model or settings.model_folder())
    except NumeralsError as error:
        fail(str(error))
    raise typer.Exit(code)
