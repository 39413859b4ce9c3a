"""Writes Grafana's dashboard, deploy/grafana/dashboards/numerals.json.

python scripts/make_dashboard.py
"""

import json
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parent.parent / "deploy/grafana/dashboards/numerals.json"
_SOURCE = {"type": "prometheus", "uid": "prometheus"}
_WIDTH, _HEIGHT = 12, 8

Query = tuple[str, str]
"""PromQL, and the legend of its lines."""

PANELS: list[tuple[str, str, str, list[Query]]] = [
    ("Requests a second", "timeseries", "reqps", [
        ('sum by (route) (rate(numerals_requests_total[5m]))', "{{route}}"),
    ]),
    ("Failed requests", "timeseries", "percentunit", [
        ('sum(rate(numerals_requests_total{status=~"5.."}[5m])) / sum(rate(numerals_requests_total[5m]))', "5xx"),
        ('sum(rate(numerals_requests_total{status=~"4.."}[5m])) / sum(rate(numerals_requests_total[5m]))', "4xx"),
    ]),
    ("Time of a request", "timeseries", "s", [
        (f'histogram_quantile({share}, sum by (le) (rate(numerals_request_seconds_bucket[5m])))', name)
        for share, name in ((0.5, "median"), (0.95, "95 of 100"), (0.99, "99 of 100"))
    ]),
    ("Time of each stage, 95 of 100", "timeseries", "s", [
        ('histogram_quantile(0.95, sum by (le, stage) (rate(numerals_stage_seconds_bucket[5m])))', "{{stage}}"),
    ]),
    ("Readings by outcome", "timeseries", "ops", [
        ('sum by (outcome) (rate(numerals_readings_total[5m]))', "{{outcome}}"),
    ]),
    ("Confidence of digits", "heatmap", "short", [
        ('sum by (le) (increase(numerals_confidence_bucket[5m]))', "{{le}}"),
    ]),
    ("Drift: distance over its limit", "timeseries", "percentunit", [
        ('numerals_drift_distance / numerals_drift_limit', "{{surface}} {{feature}}"),
    ]),
    ("Model in force", "table", "short", [('numerals_model_info', "{{version}}")]),
    ("Database", "stat", "short", [('min(numerals_database_up)', "up")]),
]  # fmt: skip


def _panel(number: int, title: str, kind: str, unit: str, queries: list[Query]) -> dict[str, Any]:
    column, row = number % 2, number // 2
    targets = [
        {"refId": chr(ord("A") + i), "expr": expression, "legendFormat": legend, "datasource": _SOURCE}
        | (
            {"format": "heatmap"}
            if kind == "heatmap"
            else {"format": "table", "instant": True}
            if kind == "table"
            else {}
        )
        for i, (expression, legend) in enumerate(queries)
    ]
    return {
        "id": number + 1,
        "title": title,
        "type": kind,
        "datasource": _SOURCE,
        "gridPos": {"x": column * _WIDTH, "y": row * _HEIGHT, "w": _WIDTH, "h": _HEIGHT},
        "fieldConfig": {"defaults": {"unit": unit, "min": 0}, "overrides": []},
        "targets": targets,
    }


def dashboard() -> dict[str, Any]:
    """The dashboard as Grafana loads it."""
    return {
        "uid": "numerals",
        "title": "Numerals",
        "schemaVersion": 41,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "panels": [_panel(number, *panel) for number, panel in enumerate(PANELS)],
    }


if __name__ == "__main__":
    TARGET.write_text(json.dumps(dashboard(), indent=2) + "\n")
