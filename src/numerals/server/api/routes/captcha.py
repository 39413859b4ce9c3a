"""The captcha: a challenge, its answer, and the check by the site's server."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from django.http import HttpRequest, HttpResponse
from ninja import Router

from numerals.bodies import BodyError, parse_json
from numerals.server.api import schemas as common
from numerals.server.captcha import schemas, service, visitors
from numerals.server.captcha.refusal import Refusal

router = Router()

_ERRORS = {frozenset({400, 403, 408, 409, 410, 413, 422, 429, 503}): common.Error}
_CHECK = {
    "type": "object",
    "properties": {
        "secret": {"type": "string", "description": "The site's secret."},
        "response": {"type": "string", "description": "The token from the page's form."},
        "remoteip": {"type": "string", "description": "Accepted and not used."},
    },
    "required": ["secret", "response"],
}


@router.post(
    "/challenge", response={200: schemas.Challenge, **_ERRORS}, operation_id="captcha_challenge",
    summary="Ask for a challenge (the widget does)",
)  # fmt: skip
def challenge(request: HttpRequest, wish: schemas.Wish, response: HttpResponse) -> dict[str, Any]:
    """Random digits and a proof of work, bound to the page's site, its host and the visitor's session."""
    issued = service.issue(visitors.visitor(request), wish.sitekey, draw=wish.method == "draw")
    own = visitors.is_own(request)
    if own:
        visitors.remember(request, response, issued.session)
    return {
        "challenge": issued.challenge,
        "digits": issued.digits,
        "work": issued.work,
        "session": None if own else issued.session,
        "seconds": issued.seconds,
    }


@router.post(
    "/answer", response={200: schemas.Judged, **_ERRORS}, operation_id="captcha_answer",
    summary="Answer a challenge (the widget does)",
)  # fmt: skip
def answer(request: HttpRequest, given: schemas.Answer) -> dict[str, Any]:
    """Ends the challenge. Every digit must be recognised as the one asked for, and have been drawn by a hand."""
    drawing = [[[list(point) for point in stroke] for stroke in digit] for digit in given.drawing]
    token = service.answer(visitors.visitor(request, given.session), given.challenge, given.work, drawing)
    return {"success": token is not None, "token": token, "seconds": service.options().seconds}


@router.post(
    "/siteverify", response={200: schemas.Verified}, by_alias=True, operation_id="captcha_siteverify",
    summary="Check a token (the site's server does)",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/x-www-form-urlencoded": {"schema": _CHECK},
                "application/json": {"schema": _CHECK},
            },
        }
    },
)  # fmt: skip
def siteverify(request: HttpRequest) -> HttpResponse:
    """Takes and answers what reCAPTCHA, hCaptcha and Turnstile take and answer, always with the status 200."""
    return HttpResponse(json.dumps(_verify(request)), content_type="application/json; charset=utf-8")


def _verify(request: HttpRequest) -> dict[str, Any]:
    try:
        fields = _fields(request)
    except (BodyError, ValueError):
        return _failed("bad-request")
    missing = [f"missing-input-{name}" for name in ("secret", "response") if not fields.get(name)]
    if missing:
        return _failed(*missing)
    site = service.sites().of_secret(fields["secret"])
    if site is None:
        return _failed("invalid-input-secret")
    try:
        token, error = service.check(site, fields["response"])
    except Refusal:
        return _failed("internal-error")
    if token is None:
        return _failed(error)
    moment = datetime.fromtimestamp(token.issued, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return {"success": True, "challenge_ts": moment, "hostname": token.host, "error-codes": []}


def _failed(*codes: str) -> dict[str, Any]:
    return {"success": False, "error-codes": list(codes)}


def _fields(request: HttpRequest) -> dict[str, str]:
    """The fields of a form or of JSON, those that are texts."""
    if request.content_type == "application/json":
        body = parse_json(request.body)
        if not isinstance(body, dict):
            raise BodyError("the JSON is no object")
        return {name: value for name, value in body.items() if isinstance(value, str)}
    if request.content_type == "multipart/form-data":
        return {name: str(value) for name, value in request.POST.items()}
    # Also where the content type is missing, as some clients have it.
    return {name: values[0] for name, values in parse_qs(request.body.decode(), max_num_fields=20).items()}
