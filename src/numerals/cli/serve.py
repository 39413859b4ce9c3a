"""``numerals serve``: the web page and the API."""

from typing import Annotated

import typer

from numerals.cli.console import fail
from numerals.cli.options import ModelOption


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
    model: ModelOption = None,
) -> None:
    """Serve the web page and the REST API (documented at /api/docs) until Ctrl-C.

    The server reads with the champion (see: numerals models --help) and takes up a new one while it runs; with
    --model or NUMERALS_MODEL it keeps to that model.

    Example:

        numerals serve --port 8080
    """
    from numerals.errors import NumeralsError
    from numerals.server.serve import serve as run

    try:
        code = run(host=host, port=port, keep=keep, model=model)
    except NumeralsError as error:
        fail(str(error))
    raise typer.Exit(code)
