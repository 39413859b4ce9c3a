"""Headers, foreign pages, foreign names."""

import pytest

CLASSIFY = "/api/v1/classify"


@pytest.mark.parametrize(
    "address", ["/", "/api/v1/health", "/api/docs", "/api/v1/nothing", "/static/ninja/swagger-ui.css"]
)
def test_every_answer_carries_the_security_headers(client, address):
    headers = client.get(address).headers
    policy = {part.split()[0]: part.split()[1:] for part in headers["content-security-policy"].split(";")}
    assert policy["default-src"] == ["'self'"]
    assert policy["script-src"] == ["'self'", "'wasm-unsafe-eval'"]
    assert policy["img-src"] == ["'self'", "data:", "blob:"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "set-cookie" not in headers


def test_answers_of_the_api_are_not_cached(client, drawing):
    assert client.get("/api/v1/health").headers["cache-control"] == "no-store"
    assert client.post(CLASSIFY, json=drawing).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
def test_pages_of_other_sites_cannot_write(client, drawing, assert_error, headers):
    key = client.post(CLASSIFY, json=drawing).json()["id"]
    assert_error(client.post(CLASSIFY, json=drawing, headers=headers), 403, "cross_site")
    assert_error(client.delete(f"/api/v1/drawings/{key}", headers=headers), 403, "cross_site")
    assert_error(client.post("/score", json="", headers=headers), 403, "cross_site")
    answer = client.get(f"/api/v1/drawings/{key}", headers=headers)
    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers


def test_the_own_page_can_write(server, drawing):
    for headers in ({"Sec-Fetch-Site": "same-origin", "Origin": server.url}, {"Origin": server.url}):
        assert server.client.post(CLASSIFY, json=drawing, headers=headers).status_code == 200


def test_an_allowed_other_site_can_write_and_read(start_server, drawing):
    site = "https://school.example"
    server = start_server(NUMERALS_ALLOWED_ORIGINS=f"{site}/")
    headers = {"Origin": site, "Sec-Fetch-Site": "cross-site"}
    asked = server.client.options(CLASSIFY, headers=headers | {"Access-Control-Request-Method": "POST"})
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-origin"] == site
    assert "content-type" in asked.headers["access-control-allow-headers"]
    answer = server.client.post(CLASSIFY, json=drawing, headers=headers)
    assert answer.json()["value"] == 7
    assert answer.headers["access-control-allow-origin"] == site
    other = server.client.post(CLASSIFY, json=drawing, headers=headers | {"Origin": "https://other.example"})
    assert other.status_code == 403


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000", "192.168.1.20:8000"])
def test_own_names_and_addresses_are_answered(client, host):
    assert client.get("/api/v1/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["elsewhere.example", "127.0.0.1.elsewhere.example:8000", "a b", "["])
def test_foreign_names_are_refused(client, assert_error, host):
    assert_error(client.get("/api/v1/health", headers={"Host": host}), 400)
