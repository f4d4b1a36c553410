"""What the endpoint answers to every shape of body, with the signature check off."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.unit.webservice.authority import launch
from webservice.app import MAX_BODY_BYTES, create_app

Refusals = Callable[[], list[str]]


def echo(request: dict[str, Any]) -> dict[str, Any]:
    return {"version": "1.0", "response": {"received": request}}


@pytest.fixture
def client() -> FlaskClient:
    return create_app(echo, verifiers=[]).test_client()


def of_size(size: int) -> bytes:
    """A JSON object of so many bytes."""
    return b'{"a": "' + b"x" * (size - 9) + b'"}'


@pytest.mark.parametrize(
    "request_json",
    [
        pytest.param(launch(), id="a launch"),
        pytest.param(launch("AlexaSkillEvent.SkillAccountUnlinked"), id="a type that the SDK has no class for"),
        pytest.param(launch("Never.HeardOf"), id="a type that nobody knows"),
        pytest.param({"request": {"type": 7, "intent": []}}, id="wrong types throughout"),
        pytest.param({}, id="an empty object"),
        pytest.param({"note": "café ☕"}, id="every script"),
    ],
)
def test_every_json_object_is_answered_by_the_skill(client: FlaskClient, request_json: dict[str, Any]) -> None:
    response = client.post("/alexa", data=json.dumps(request_json, ensure_ascii=False).encode())
    assert response.status_code == 200
    assert response.get_json() == {"version": "1.0", "response": {"received": request_json}}


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain", ""])
def test_the_body_counts_whatever_it_is_called(client: FlaskClient, content_type: str) -> None:
    assert client.post("/alexa", data=b"{}", content_type=content_type).status_code == 200


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(b"", "not-json", id="nothing"),
        pytest.param(b"{", "not-json", id="half an object"),
        pytest.param(b"{} {}", "not-json", id="two objects"),
        pytest.param(b"<html></html>", "not-json", id="a web page"),
        pytest.param(b"[" * 100_000, "not-json", id="brackets without end"),
        pytest.param(b'{"a": ' + b"9" * 5000 + b"}", "not-json", id="a number of 5,000 digits"),
        pytest.param(b"\xff\xfe{}", "not-utf-8", id="bytes that are no text"),
        pytest.param('{"a": "é"}'.encode("latin-1"), "not-utf-8", id="another encoding"),
        pytest.param(b"[]", "not-an-object", id="an array"),
        pytest.param(b'"launch"', "not-an-object", id="a string"),
        pytest.param(b"null", "not-an-object", id="null"),
    ],
)
def test_a_body_that_is_no_json_object_is_refused(
    client: FlaskClient, body: bytes, reason: str, refusals: Refusals
) -> None:
    response = client.post("/alexa", data=body)
    assert response.status_code == 400
    assert response.get_json()["error"] == reason
    assert refusals() == [reason]


def test_a_body_of_one_megabyte_is_read(client: FlaskClient) -> None:
    assert client.post("/alexa", data=of_size(MAX_BODY_BYTES)).status_code == 200


def test_a_larger_body_is_refused(client: FlaskClient, refusals: Refusals) -> None:
    response = client.post("/alexa", data=of_size(MAX_BODY_BYTES + 1))
    assert response.status_code == 413
    assert response.get_json()["error"] == "request-entity-too-large"
    assert refusals() == ["request-entity-too-large"]


def test_the_health_check_says_ok(client: FlaskClient) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.text) == (200, "ok")


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/alexa", 405), ("POST", "/", 404)])
def test_other_doors_are_closed(client: FlaskClient, method: str, path: str, status: int) -> None:
    assert client.open(path, method=method).status_code == status


@pytest.mark.parametrize("body", [b"{}", b"[]"])
def test_answers_and_refusals_are_neither_cached_nor_guessed_at(client: FlaskClient, body: bytes) -> None:
    headers = client.post("/alexa", data=body).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_fault_of_our_own_is_answered_without_its_stack(caplog: pytest.LogCaptureFixture) -> None:
    def fail(request: dict[str, Any]) -> dict[str, Any]:
        raise LookupError("nobody else's business")

    response = create_app(fail, verifiers=[]).test_client().post("/alexa", data=b"{}")
    assert response.status_code == 500
    assert response.get_json()["error"] == "internal-server-error"
    assert "business" not in response.text
    assert f"id={response.get_json()['id']}" in caplog.text
