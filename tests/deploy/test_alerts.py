"""The alert rules: well formed, over metrics that the server has, and raised when they should be."""

import re
import shutil
import subprocess
from pathlib import Path

import yaml

from support import missing

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "deploy/prometheus/alerts.yml"


def rules() -> list[dict[str, object]]:
    (group,) = yaml.safe_load(RULES.read_text())["groups"]
    return list(group["rules"])


def test_every_rule_asks_for_metrics_that_there_are():
    source = "".join((ROOT / f"src/numerals/server/watch/{name}.py").read_text() for name in ("metrics", "views"))
    known = set(re.findall(r'"(numerals_\w+)"', source))
    known |= {f"{name}{end}" for name in known for end in ("_total", "_bucket", "_count", "_sum")} | {"up"}
    for rule in rules():
        asked = set(re.findall(r"\b(numerals_\w+|up)\b(?=[{\s])", str(rule["expr"])))
        assert asked, rule
        assert asked <= known, rule


def test_every_rule_has_a_case_that_raises_it_and_one_that_does_not():
    told = yaml.safe_load((ROOT / "tests/deploy/alerts_test.yml").read_text())["tests"]
    cases = [case for test in told for case in test["alert_rule_test"]]
    names = {rule["alert"] for rule in rules()}
    assert {case["alertname"] for case in cases if case["exp_alerts"]} == names
    assert {case["alertname"] for case in cases if not case["exp_alerts"]} == names


def test_promtool_finds_the_alerts_raised_when_they_should_be():
    promtool = shutil.which("promtool")
    if promtool is None:
        missing("promtool is not on PATH (Debian: apt-get install prometheus)")
    command = [promtool, "test", "rules", "tests/deploy/alerts_test.yml"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
