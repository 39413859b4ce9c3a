"""Requests made from the OpenAPI document, right and wrong ones: never a 5xx, always the promised form."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import response_schema_conformance


@pytest.fixture(scope="module")
def document(server):
    return schemathesis.openapi.from_url(f"{server.url}/api/v1/openapi.json")


RIGHT, WRONG = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
OPERATIONS = [
    ("GET", "/api/v1/health", RIGHT),
    ("GET", "/api/v1/version", RIGHT),
    ("GET", "/api/v1/parameters", RIGHT),
    ("GET", "/api/v1/model", RIGHT),
    ("GET", "/api/v1/models", RIGHT),
    ("GET", "/api/v1/models/{version}", RIGHT),
    ("GET", "/api/v1/models/{version}/model.onnx", RIGHT),
    *(
        (method, address, mode)
        for mode in (RIGHT, WRONG)
        for method, address in [
            ("POST", "/api/v1/read"),
            ("POST", "/api/v1/classify"),
            ("GET", "/api/v1/drawings"),
            ("GET", "/api/v1/drawings/{key}"),
            ("DELETE", "/api/v1/drawings/{key}"),
            ("POST", "/score"),
            ("POST", "/captcha/challenge"),
            ("POST", "/captcha/answer"),
            ("POST", "/captcha/siteverify"),
        ]
    ),
]


@pytest.mark.parametrize(("method", "address", "mode"), OPERATIONS)
def test_requests_made_from_the_schema_are_answered_as_it_promises(document, method, address, mode):
    operation = document[address][method]

    @settings(
        max_examples=20 if method == "POST" else 8,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case):
        case.call_and_validate(checks=[not_a_server_error, response_schema_conformance])

    check()
