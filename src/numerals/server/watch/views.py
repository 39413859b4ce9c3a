"""``/metrics``: what Prometheus scrapes."""

import ipaddress
from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from numerals.server import engine
from numerals.server.api.errors import error_response
from numerals.server.captcha import visitors
from numerals.server.captcha.service import options
from numerals.server.store import availability
from numerals.server.version import version
from numerals.server.watch import drift, metrics


class _Now(Collector):
    """All that is counted, and how things are at this moment."""

    def collect(self) -> Iterator[Metric]:
        families, reader = metrics.collected(), engine.reader()
        yield from (family for name, family in families.items() if name != "numerals_recent_digits")
        info = GaugeMetricFamily("numerals_model_info", "The model in force; always 1.", labels=["version", "package"])
        info.add_metric([reader.name, version()], 1)
        yield info
        yield GaugeMetricFamily(
            "numerals_database_up", "1 while drawings can be kept, 0 while the database is away.",
            value=float(availability.reachable()),
        )  # fmt: skip
        distance = GaugeMetricFamily(
            "numerals_drift_distance", "PSI of the last digits against the reference.", labels=["surface", "feature"]
        )
        most = GaugeMetricFamily(
            "numerals_drift_limit", "Distance above which there is drift.", labels=["surface", "feature"]
        )
        for surface, features in drift.compare(families, reader).items():
            for one in features:
                if one.distance is not None:
                    distance.add_metric([surface, one.name], one.distance)
                    most.add_metric([surface, one.name], one.limit)
        yield from (distance, most)


def exposition(request: HttpRequest) -> HttpResponse:
    """The metrics in Prometheus's text format, for those who may see them."""
    if not _may_see(request):
        return error_response(
            403,
            "forbidden",
            "metrics are for this machine and private networks; NUMERALS_METRICS=all shows them to all",
        )
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Now())
    return HttpResponse(
        generate_latest(registry), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"}
    )


def _may_see(request: HttpRequest) -> bool:
    """Whether the visitor is one of those whom NUMERALS_METRICS names."""
    who = settings.CONFIGURATION.metrics
    if who != "private":
        return bool(who == "all")
    try:
        private = ipaddress.ip_network(visitors.address(request)).is_private
    except ValueError:
        return False
    # Behind a proxy that was not told of, everybody seems to come from this machine.
    return private and ("HTTP_X_FORWARDED_FOR" not in request.META or options().proxies > 0)
