"""Metrics, request ids and the log of a running server."""

import base64
import json
import os
import re
import signal
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from numerals import load_bundle
from support import Server, gone

Labels = tuple[tuple[str, str], ...]


def scraped(client: httpx.Client) -> dict[tuple[str, Labels], float]:
    """The metrics by name and labels."""
    answer = client.get("/metrics")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/plain; version=")
    samples = [sample for family in text_string_to_metric_families(answer.text) for sample in family.samples]
    return {(sample.name, tuple(sorted(sample.labels.items()))): sample.value for sample in samples}


def value(found: dict[tuple[str, Labels], float], name: str, **labels: str) -> float:
    return found.get((name, tuple(sorted(labels.items()))), 0.0)


def test_requests_are_counted_by_template_over_all_processes(start_server, drawing):
    server = start_server(NUMERALS_WORKERS="2")
    client = server.client
    for _ in range(20):
        # A connection each, so that both processes answer.
        kept = httpx.post(f"{server.url}/api/v1/classify", json=drawing).json()
        httpx.get(f"{server.url}/api/v1/drawings/{kept['id']}")
    for path in ("/nothing-here", "/models/x", "/static/none.js", "/no.php", "/api/v1/nothing"):
        client.get(path)
    client.request("BREW", "/api/v1/health")
    client.post("/api/v1/read", content=bytes(26_000_000))
    found = scraped(client)
    classify = {"method": "POST", "route": "/api/v1/classify", "status": "200"}
    assert value(found, "numerals_requests_total", **classify) == 20
    assert value(found, "numerals_request_seconds_count", route="/api/v1/classify") == 20
    one = {"method": "GET", "route": "/api/v1/drawings/{key}", "status": "200"}
    assert value(found, "numerals_requests_total", **one) == 20
    routes = {dict(labels)["route"] for name, labels in found if name == "numerals_requests_total"}
    assert not [route for route in routes if kept["id"] in route or "nothing" in route or "none" in route], routes
    assert "other" in {dict(labels)["method"] for name, labels in found if name == "numerals_requests_total"}


def test_readings_are_counted_by_door_and_outcome_with_their_stages(start_server, drawing, png):
    client = start_server().client
    before = scraped(client)
    assert not [name for name in before if name[0] == "numerals_readings_total"]
    client.post("/api/v1/classify", json=drawing)
    client.post("/api/v1/classify", json={"strokes": [], "width": 600, "height": 300})
    client.post("/api/v1/classify", json={"image": "?"})
    client.post("/api/v1/classify", json={"pixels": [[i * 9 % 200 for i in range(28)]] * 28})
    client.post("/api/v1/read", content=png)
    client.post("/api/v1/read", content=png, params={"min_confidence": 1})
    client.post("/api/v1/read", content=b"no image")
    client.post("/score", json=base64.b64encode(png).decode())
    found = scraped(client)

    def readings(door: str) -> dict[str, float]:
        name = "numerals_readings_total"
        return {dict(k[1])["outcome"]: v for k, v in found.items() if k[0] == name and dict(k[1])["door"] == door}

    assert readings("strokes") == {"read": 1, "empty": 1}
    assert readings("canvas") == {"refused": 1}
    assert sum(readings("pixels").values()) == 1
    assert readings("photo") == {"read": 1, "unreadable": 1, "refused": 1}
    assert readings("score") == {"read": 1}
    times = {
        stage: value(found, "numerals_stage_seconds_count", stage=stage) for stage in ("decode", "segment", "keep")
    }
    assert times == {"decode": 3, "segment": 5, "keep": 2}
    # A 7 by strokes, some pixels, and three times a 7 and a 1.
    assert value(found, "numerals_confidence_count") == 8
    assert value(found, "numerals_confidence_bucket", le="+Inf") == 8


def test_the_model_and_the_database_are_told(start_server, tmp_path):
    server = start_server()
    model = load_bundle().version
    package = server.client.get("/api/v1/version").json()["version"]
    found = scraped(server.client)
    assert value(found, "numerals_model_info", version=model, package=package) == 1
    assert value(found, "numerals_database_up") == 1
    for file in (tmp_path / "home").glob("numerals.sqlite3*"):
        file.unlink()
    assert value(scraped(server.client), "numerals_database_up") == 0


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "asked to end"])
def test_what_a_process_counted_stays_when_another_takes_its_place(start_server, drawing, how):
    server = start_server()
    server.client.post("/api/v1/classify", json=drawing)
    assert value(scraped(server.client), "numerals_readings_total", door="strokes", outcome="read") == 1
    worker = server.processes()[-1]
    os.kill(worker, how)
    assert gone([worker])
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            with httpx.Client(base_url=server.url) as client:
                found = scraped(client)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            break
    assert value(found, "numerals_readings_total", door="strokes", outcome="read") == 1


def test_a_process_that_is_just_about_to_write_its_first_number_is_not_in_the_way(start_server, tmp_path):
    client = start_server(TMPDIR=str(tmp_path)).client
    [folder] = tmp_path.glob("numerals-metrics-*")
    (folder / "counter_1.db").touch()  # as prometheus_client makes it, before it gives it a size
    assert client.get("/metrics").status_code == 200
    assert client.get("/api/v1/monitor").status_code == 200


@pytest.mark.parametrize(
    ("setting", "forwarded", "status"),
    [("private", "", 200), ("private", "203.0.113.7", 403), ("off", "", 403), ("all", "203.0.113.7", 200)],
)
def test_who_may_see_the_metrics(start_server, setting, forwarded, status):
    client = start_server(NUMERALS_METRICS=setting).client
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert client.get("/metrics", headers=headers).status_code == status


def test_a_proxy_that_is_known_tells_who_asks(start_server):
    client = start_server(NUMERALS_PROXIES="1").client
    assert client.get("/metrics", headers={"X-Forwarded-For": "8.8.8.8"}).status_code == 403
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.1.2.3"}).status_code == 200


@pytest.mark.parametrize("given", ["", "two words", "a" * 65, "x\ty", "<script>", "é"])
def test_a_request_without_a_sane_id_gets_one(client, given):
    headers = {"X-Request-ID": given.encode()} if given else {}
    answer = client.get("/api/v1/health", headers=headers)
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"])


def test_an_id_that_came_goes_back_with_refusals_too(client):
    headers = {"X-Request-ID": "from-the-proxy.1"}
    for answer in (
        client.get("/api/v1/health", headers=headers),
        client.get("/nothing.here", headers=headers),
        client.post("/api/v1/read", headers=headers, content=bytes(26_000_000)),
    ):
        assert answer.headers["x-request-id"] == "from-the-proxy.1"


def logged(tmp_path: Path, form: str, image: bytes) -> tuple[str, httpx.Response]:
    """What a server writes into its log while it answers requests that hold secrets and pictures."""
    log = tmp_path / "log"
    server = Server(tmp_path / "home", {"NUMERALS_LOG": form}, log=log).start()
    try:
        secrets: dict[str, Any] = {"headers": {"Authorization": "Bearer TOP-SECRET", "X-Request-ID": "the-one"}}
        server.client.post("/api/v1/classify", json={"image": base64.b64encode(image).decode()}, **secrets)
        server.client.post("/captcha/siteverify", data={"secret": "TOP-SECRET", "response": "x"}, **secrets)
        server.client.get("/api/v1/drawings?page=TOP-SECRET", **secrets)
        for file in (tmp_path / "home").glob("numerals.sqlite3*"):
            file.unlink()
        failed = server.client.get("/api/v1/drawings?page=TOP-SECRET", **secrets)
    finally:
        server.stop()
    return log.read_text(), failed


def test_the_json_log_has_one_object_a_line_with_the_requests_id_and_no_secret(tmp_path, png):
    written, failed = logged(tmp_path, "json", png)
    rows = [json.loads(line) for line in written.splitlines()]
    requests = [row for row in rows if row["logger"] == "numerals.server.watch.requests"]
    assert [(row["method"], row["route"], row["status"]) for row in requests] == [
        ("POST", "/api/v1/classify", 200),
        ("POST", "/captcha/siteverify", 200),
        ("GET", "/api/v1/drawings", 200),
        ("GET", "/api/v1/drawings", 503),
    ]
    assert all(row["request_id"] == "the-one" and row["milliseconds"] > 0 and row["timestamp"] for row in requests)
    assert failed.status_code == 503
    # The line that tells why it failed belongs to the request too.
    assert [row for row in rows if row["level"] == "ERROR" and row["request_id"] == "the-one"]
    assert "TOP-SECRET" not in written
    assert base64.b64encode(png).decode()[:60] not in written


def test_the_log_for_people_is_a_line_each(tmp_path, png):
    written, _ = logged(tmp_path, "text", png)
    assert re.search(
        r"^\d{4}-\d\d-\d\d \S+ INFO numerals\S+ \[the-one\]: POST /api/v1/classify 200 in [\d.]+ ms$", written, re.M
    )
    assert "TOP-SECRET" not in written


@pytest.mark.parametrize(("name", "text"), [("NUMERALS_LOG", "xml"), ("NUMERALS_METRICS", "some")])
def test_a_wrong_setting_is_told(name, text):
    from numerals.server.configuration import Configuration, ConfigurationError

    with pytest.raises(ConfigurationError, match=f"{name} is .* or .*, not '{text}'"):
        Configuration.from_environ({name: text})
