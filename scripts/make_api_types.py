"""Writes web/src/api/schema.ts, the page's types of what the API takes and gives, from the API's own description.

    python scripts/make_api_types.py        # needs npx and the network

Run it after a change of the schemas below server/api; a test says when. openapi-typescript does the work; the page's
own files give its types shorter names (web/src/api/types.ts).
"""

import hashlib
import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parents[1] / "web/src/api/schema.ts"
MAKER = "openapi-typescript@7.13.0"
_HEAD = """// Made by scripts/make_api_types.py from the API's own description; not to be changed by hand.
// {fingerprint}
"""


def description() -> dict[str, Any]:
    """The API's schemas as an OpenAPI document without its addresses, and without titles, which only repeat names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "numerals.server.settings")
    import django

    django.setup()
    from numerals.server.api.app import api

    whole = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    return {
        "openapi": whole["openapi"],
        "info": {"title": "Numerals", "version": ""},
        "paths": {},
        "components": {"schemas": {name: _untitled(one) for name, one in whole["components"]["schemas"].items()}},
    }


def _untitled(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_untitled(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    # A property may be called title; what it is then is no text.
    return {name: _untitled(one) for name, one in schema.items() if not (name == "title" and isinstance(one, str))}


def fingerprint(document: dict[str, Any]) -> str:
    """By which a file is known to be of this description."""
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def main() -> None:
    """Writes the file."""
    document = description()
    with tempfile.TemporaryDirectory() as folder:
        given, made = Path(folder) / "openapi.json", Path(folder) / "schema.ts"
        given.write_text(json.dumps(document))
        # In the empty folder, so that npx does not look into the page's packages.
        subprocess.run(["npx", "--yes", MAKER, str(given), "--output", str(made)], cwd=folder, check=True)
        TARGET.write_text(_HEAD.format(fingerprint=fingerprint(document)) + made.read_text())


if __name__ == "__main__":
    main()
