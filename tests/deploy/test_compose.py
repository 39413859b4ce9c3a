"""The files beside the image: what compose mounts is there, and the dashboard asks for metrics that the server has."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from make_dashboard import dashboard


@pytest.fixture(scope="module")
def compose(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((root / "deploy/compose.yaml").read_text())
    return found


def test_compose_keeps_to_its_schema(root, tmp_path):
    def checked(file: Path) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", file]
        return subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=60, check=False)

    done = checked(root / "deploy/compose.yaml")
    assert done.returncode == 0, done.stdout
    slip = (root / "deploy/compose.yaml").read_text().replace("read_only:", "readonly:")
    (tmp_path / "compose.yaml").write_text(slip)
    assert checked(tmp_path / "compose.yaml").returncode == 1


def test_everything_that_is_mounted_is_there(compose, root):
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (root / "deploy" / source).exists() if source.startswith(".") else source in compose["volumes"]
        assert set(service["networks"]) <= set(compose["networks"])


def test_services_are_hardened_and_reached_from_this_machine_only(compose):
    for name in ("numerals", "prometheus", "grafana"):
        service = compose["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert compose["networks"]["data"]["internal"] is True


def test_prometheus_finds_the_server_and_its_alerts(compose, root):
    folder = root / "deploy/prometheus"
    settings = yaml.safe_load((folder / "prometheus.yml").read_text())
    assert all((folder / name).is_file() for name in settings["rule_files"])
    [job] = settings["scrape_configs"]
    [target] = [host for group in job["static_configs"] for host in group["targets"]]
    name, port = target.split(":")
    assert name in compose["services"]
    assert f"EXPOSE {port}" in (root / "deploy/Dockerfile").read_text()
    assert name in compose["services"]["numerals"]["environment"]["NUMERALS_ALLOWED_HOSTS"].split(",")
    assert f'job="{job["job_name"]}"' in (folder / "alerts.yml").read_text()


def test_grafana_finds_prometheus_and_the_dashboard(compose, root):
    folder = root / "deploy/grafana/provisioning"
    [source] = yaml.safe_load((folder / "datasources/prometheus.yaml").read_text())["datasources"]
    assert source["url"] == "http://prometheus:9090"
    assert "prometheus" in compose["services"]
    [provider] = yaml.safe_load((folder / "dashboards/numerals.yaml").read_text())["providers"]
    mounts = [volume.split(":")[1] for volume in compose["services"]["grafana"]["volumes"]]
    assert provider["options"]["path"] in mounts
    asked = {target["datasource"]["uid"] for panel in dashboard()["panels"] for target in panel["targets"]}
    assert asked == {source["uid"]}


def test_the_dashboard_is_made_from_its_script(root):
    kept = json.loads((root / "deploy/grafana/dashboards/numerals.json").read_text())
    assert kept == dashboard(), "run: python scripts/make_dashboard.py"


def test_every_query_asks_for_a_metric_that_the_server_tells(client, root):
    assert client.post("/api/v1/read", content=(root / "docs/images/page.png").read_bytes()).status_code == 200
    told = client.get("/metrics")
    assert told.status_code == 200
    known = set(re.findall(r"^# TYPE (numerals_\w+)", told.text, re.MULTILINE))
    names = known | set(re.findall(r"^(numerals_\w+)", told.text, re.MULTILINE))
    queries = [target["expr"] for panel in dashboard()["panels"] for target in panel["targets"]]
    asked = {name for query in queries for name in re.findall(r"numerals_\w+", query)}
    assert len(asked) >= 8
    assert {name for name in asked if re.sub(r"_(bucket|total)$", "", name) not in names and name not in names} == set()
