"""What the server says of itself, its documentation, and its page."""

import hashlib
import re

import pytest

from numerals.imaging.parameters import PARAMETERS, RECIPES


def test_health_and_version(client):
    health = client.get("/api/v1/health").json()
    assert set(health) == {"status", "version", "model", "keeping", "database"}
    assert (health["status"], health["keeping"], health["database"]) == ("ok", True, "sqlite")
    version = client.get("/api/v1/version").json()
    assert set(version) == {"version", "python", "model"}
    assert version["model"] == health["model"]


def test_parameters_are_the_table_of_the_package(client):
    table = client.get("/api/v1/parameters").json()
    assert [knob["name"] for knob in table["parameters"]] == [knob.name for knob in PARAMETERS]
    for answered, knob in zip(table["parameters"], PARAMETERS, strict=True):
        expected = knob.to_dict()
        expected["choices"] = list(knob.choices) if knob.choices else None
        assert answered == expected
        assert type(answered["default"]) is type(knob.default)
    assert {name: recipe["values"] for name, recipe in table["recipes"].items()} == RECIPES


def test_the_model_is_the_one_of_the_card(client):
    card = client.get("/api/v1/model").json()
    assert {"name", "temperature", "threshold", "sha256"} <= set(card)
    file = client.get("/api/v1/model/model.onnx")
    assert file.headers["content-type"] == "application/octet-stream"
    assert hashlib.sha256(file.content).hexdigest() == card["sha256"]
    assert file.headers["etag"] == f'"{card["sha256"]}"'
    again = client.get("/api/v1/model/model.onnx", headers={"If-None-Match": file.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/api/v1/health").json()["model"] == f"{card['name']}-{card['sha256'][:8]}"


def test_head_answers_as_get_without_a_body(client):
    for address in ("/api/v1/health", "/api/v1/model/model.onnx", "/", "/api/v1/nothing"):
        head, get = client.head(address), client.get(address)
        assert (head.status_code, head.content) == (get.status_code, b"")
        assert head.headers["content-type"] == get.headers["content-type"]


@pytest.mark.parametrize("address", ["/api", "/api/", "/api/v1", "/api/v1/nothing", "/api/v1/drawings/7", "/score/x"])
def test_unknown_addresses_of_the_api_are_json(client, assert_error, address):
    assert_error(client.get(address), 404, "not_found")


def test_a_wrong_method_is_json_and_names_the_right_one(client, assert_error):
    answer = client.put("/api/v1/read")
    assert_error(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == "POST"


def test_the_documentation_needs_no_other_site(client):
    page = client.get("/api/docs")
    assert page.status_code == 200
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(addresses) >= 3
    for address in addresses:
        assert address.startswith("/static/")
        assert client.get(address).status_code == 200
    # The page's policy allows no scripts within the page.
    assert not re.search(r"<script>|<script (?![^>]*(src|application/json))", page.text)


def test_openapi_names_every_address_of_the_contract(client):
    document = client.get("/api/v1/openapi.json").json()
    assert {
        (method, address) for address, methods in document["paths"].items() for method in methods
    } == {
        ("get", "/api/v1/health"), ("get", "/api/v1/version"), ("get", "/api/v1/parameters"),
        ("get", "/api/v1/monitor"),
        ("get", "/api/v1/model"), ("get", "/api/v1/model/model.onnx"),
        ("get", "/api/v1/models"), ("get", "/api/v1/models/{version}"), ("get", "/api/v1/models/{version}/model.onnx"),
        ("post", "/api/v1/read"), ("post", "/api/v1/classify"), ("post", "/score"),
        ("get", "/api/v1/drawings"), ("delete", "/api/v1/drawings"), ("get", "/api/v1/drawings.csv"),
        ("get", "/api/v1/drawings.zip"), ("get", "/api/v1/drawings/{key}"), ("patch", "/api/v1/drawings/{key}"),
        ("delete", "/api/v1/drawings/{key}"),
        ("post", "/captcha/challenge"), ("post", "/captcha/answer"), ("post", "/captcha/siteverify"),
        ("get", "/api/v1/explore"), ("post", "/api/v1/explore/start"), ("get", "/api/v1/explore/status"),
        ("get", "/api/v1/explore/statistics"), ("get", "/api/v1/explore/columns/{name}"),
        ("get", "/api/v1/explore/images"), ("get", "/api/v1/explore/images/{index}"),
        ("get", "/api/v1/explore/samples"), ("get", "/api/v1/explore/pictures/{name}"),
        ("post", "/api/v1/similarity"), ("post", "/api/v1/similar"), ("post", "/api/v1/similar/index"),
        ("post", "/api/v1/vae/encode"), ("post", "/api/v1/vae/decode"),
        ("get", "/api/v1/spaces/{name}"), ("get", "/api/v1/spaces/{name}/{part}.onnx"),
    }  # fmt: skip
    body = document["paths"]["/api/v1/read"]["post"]["requestBody"]["content"]
    assert set(body) == {"multipart/form-data", "application/octet-stream", "image/*", "application/json"}
    assert {knob.name for knob in PARAMETERS} < set(body["multipart/form-data"]["schema"]["properties"])


def test_an_unbuilt_page_says_what_to_type(start_server, tmp_path):
    server = start_server(NUMERALS_PAGE=str(tmp_path / "none"))
    page = server.client.get("/")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/plain")
    assert "make run" in page.text
    assert server.client.get("/api/v1/health").status_code == 200


def test_a_built_page_is_served_with_its_assets(start_server, tmp_path):
    assets = tmp_path / "page" / "assets"
    assets.mkdir(parents=True)
    (tmp_path / "page" / "index.html").write_text("<!doctype html><title>Numerals</title>")
    (assets / "index-BQ2k_x1Z.js").write_text("export default 1;\n" * 100)
    (assets / "index-BQ2k_x1Z.js.gz").write_bytes(b"gz")
    (assets / "runtime-abcd1234.wasm").write_bytes(b"\0asm")
    client = start_server(NUMERALS_PAGE=str(tmp_path / "page")).client
    for address in ("/", "/photo", "/history/7"):
        page = client.get(address)
        assert page.text.startswith("<!doctype html>")
        assert page.headers["content-type"].startswith("text/html")
        assert page.headers["cache-control"] == "no-cache"
    wasm = client.get("/static/assets/runtime-abcd1234.wasm")
    assert wasm.headers["content-type"] == "application/wasm"
    assert "immutable" in wasm.headers["cache-control"]
    with client.stream("GET", "/static/assets/index-BQ2k_x1Z.js", headers={"Accept-Encoding": "gzip"}) as script:
        assert script.headers["content-encoding"] == "gzip"
        assert script.headers["content-type"].startswith("text/javascript")
    for address in ("/static/assets/nothing.js", "/static/../settings.py", "/nothing.txt"):
        assert client.get(address).status_code == 404
    assert client.post("/photo").status_code == 405
