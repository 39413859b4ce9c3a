"""The page's types of the API are those of the API."""

from make_api_types import TARGET, description, fingerprint


def test_the_pages_types_are_made_from_the_api_that_there_is():
    assert TARGET.read_text().splitlines()[1] == f"// {fingerprint(description())}", "run: scripts/make_api_types.py"
