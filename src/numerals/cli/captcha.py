"""``numerals captcha``: the sites that may use this machine's captcha."""

import json
import os
import re
from typing import TYPE_CHECKING, Annotated

import typer

from numerals.cli.console import fail

if TYPE_CHECKING:
    from numerals.server.captcha.sites import Sites

app = typer.Typer(no_args_is_help=True, help="Sites that may use the captcha of this machine's server.")

_NAME = re.compile(r"\.?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def _sites() -> "Sites":
    from numerals.cli import settings
    from numerals.errors import NumeralsError
    from numerals.server.captcha.options import CaptchaOptions
    from numerals.server.captcha.sites import Sites

    try:
        return Sites(CaptchaOptions.from_environ(settings.home(), os.environ).sites)
    except NumeralsError as error:
        fail(str(error), code=2)


@app.command("add")
def add(
    hostnames: Annotated[
        list[str], typer.Argument(help="Hosts of its pages; a leading dot stands for all subdomains too.")
    ],
    as_json: JsonOption = False,
) -> None:
    """Make a key and a secret for a site; a running server takes them up at once.

    Example:

        numerals captcha add example.org www.example.org
    """
    from numerals.errors import NumeralsError

    for name in hostnames:
        if not _NAME.fullmatch(name.lower()):
            fail(f"a host's name is such as example.org, without scheme, port and path, not {name!r}", code=2)
    try:
        site = _sites().add(hostnames)
    except NumeralsError as error:
        fail(str(error))
    if as_json:
        print(json.dumps({"key": site.key, "secret": site.secret, "hostnames": list(site.hostnames)}))
        return
    print(f"site key  {site.key}\nsecret    {site.secret}  (for the site's server alone)\n")
    print("In its pages, with the address of this server:\n")
    print('    <script src="https://YOUR-SERVER/captcha/widget.js" async></script>')
    print(f'    <numerals-captcha site-key="{site.key}"></numerals-captcha>')


@app.command("list")
def list_sites(
    secrets: Annotated[bool, typer.Option("--secrets", help="Show the secrets, too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List the sites with their keys.

    Example:

        numerals captcha list --json
    """
    from numerals.errors import NumeralsError

    try:
        found = _sites().all()
    except NumeralsError as error:
        fail(str(error))
    rows = [
        {"key": site.key, "hostnames": list(site.hostnames)} | ({"secret": site.secret} if secrets else {})
        for site in found
    ]
    if as_json:
        print(json.dumps(rows))
        return
    for row in rows:
        names = ", ".join(row["hostnames"]) or "(the server's own pages)"
        print("  ".join([str(row["key"]), *([str(row["secret"])] if secrets else []), names]))
