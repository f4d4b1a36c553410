"""Only what Alexa signed for this skill, just now and for the first time, reaches the skill."""

from __future__ import annotations

import base64
import dataclasses
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding

from tests.unit.webservice.authority import CERTIFICATE_URL, NOW, SIGNER, Alexa, Leaf, Request, in_pem, issue, launch
from tests.unit.webservice.conftest import Service
from webservice.app import MAX_BODY_BYTES

Refusals = Callable[[], list[str]]


def is_refused(service: Service, request: Request, reason: str, refusals: Refusals) -> None:
    response = service.post(request)
    assert response.status_code == 400
    assert response.get_json()["error"] == reason
    assert refusals() == [reason]
    assert service.reached_the_skill == []


def test_a_genuine_request_reaches_the_skill(service: Service, alexa: Alexa) -> None:
    request = launch()
    response = service.post(alexa.signed(request))
    assert response.status_code == 200
    assert response.get_json() == {"version": "1.0", "response": {}}
    assert service.reached_the_skill == [request]


def test_the_body_may_hold_every_script(service: Service, alexa: Alexa) -> None:
    body = json.dumps({**launch(), "note": "café ☕ コーヒー"}, ensure_ascii=False).encode()
    signature = base64.b64encode(alexa.key.sign(body, padding.PKCS1v15(), hashes.SHA256())).decode()
    headers = {"Signature-256": signature, "SignatureCertChainUrl": CERTIFICATE_URL}
    assert service.post(Request(body, headers)).status_code == 200


@pytest.mark.parametrize(
    ("header", "value", "reason"),
    [
        ("Signature-256", None, "no-signature"),
        ("Signature-256", "", "no-signature"),
        ("SignatureCertChainUrl", None, "no-signature"),
        ("SignatureCertChainUrl", "", "no-signature"),
        ("Signature-256", "not base64!", "signature-unreadable"),
        ("Signature-256", "AAA", "signature-unreadable"),
        ("Signature-256", "caf\u00e9", "signature-unreadable"),
        ("Signature-256", "AAAA", "signature-mismatch"),
        ("SignatureCertChainUrl", "https://s3.amazonaws.com/echo.api/../other/cert.pem", "certificate-url"),
        ("SignatureCertChainUrl", "https://s3.amazonaws.com:junk/echo.api/cert.pem", "certificate-url"),
        ("SignatureCertChainUrl", "https://s3.amazonaws.com/echo.api/gone.pem", "certificate-unavailable"),
    ],
)
def test_a_bad_header_is_refused(
    service: Service, alexa: Alexa, header: str, value: str | None, reason: str, refusals: Refusals
) -> None:
    request = alexa.signed(launch())
    headers = {name: text for name, text in {**request.headers, header: value}.items() if text is not None}
    is_refused(service, dataclasses.replace(request, headers=headers), reason, refusals)


def test_the_old_sha_1_signature_alone_is_refused(service: Service, alexa: Alexa, refusals: Refusals) -> None:
    request = alexa.signed(launch())
    sha_1 = base64.b64encode(alexa.key.sign(request.body, padding.PKCS1v15(), hashes.SHA1())).decode()
    old = {"Signature": sha_1, "SignatureCertChainUrl": CERTIFICATE_URL}
    is_refused(service, Request(request.body, old), "no-signature", refusals)


def test_a_sha_1_signature_in_the_new_header_is_refused(service: Service, alexa: Alexa, refusals: Refusals) -> None:
    request = alexa.signed(launch())
    sha_1 = base64.b64encode(alexa.key.sign(request.body, padding.PKCS1v15(), hashes.SHA1())).decode()
    is_refused(
        service, Request(request.body, {**request.headers, "Signature-256": sha_1}), "signature-mismatch", refusals
    )


def test_a_changed_body_is_refused(service: Service, alexa: Alexa, refusals: Refusals) -> None:
    request = alexa.signed(launch())
    changed = dataclasses.replace(request, body=request.body.replace(b"account.A", b"account.B"))
    is_refused(service, changed, "signature-mismatch", refusals)


def test_a_body_with_one_more_space_is_refused(service: Service, alexa: Alexa, refusals: Refusals) -> None:
    request = alexa.signed(launch())
    is_refused(service, dataclasses.replace(request, body=request.body + b" "), "signature-mismatch", refusals)


def test_a_body_over_one_megabyte_is_refused_before_anything_in_it_is_looked_at(
    service: Service, alexa: Alexa, refusals: Refusals
) -> None:
    genuine = alexa.signed({**launch(), "note": "x" * MAX_BODY_BYTES})
    assert service.post(genuine).status_code == 413
    assert refusals() == ["request-entity-too-large"]
    assert (service.bucket.asked_for, service.reached_the_skill) == ([], [])


def test_somebody_elses_key_is_refused(service: Service, stranger: Alexa, refusals: Refusals) -> None:
    is_refused(service, stranger.signed(launch()), "signature-mismatch", refusals)


@pytest.mark.parametrize(
    "leaf",
    [
        pytest.param(Leaf(names=()), id="names nobody"),
        pytest.param(Leaf(names=("echo-api.example.com",)), id="names somebody else"),
        pytest.param(Leaf(names=("*.amazon.com",)), id="names everybody at Amazon"),
        pytest.param(Leaf(names=(f"x{SIGNER}",)), id="names somebody who sounds alike"),
        pytest.param(Leaf(ends=NOW - timedelta(seconds=1)), id="has run out"),
        pytest.param(Leaf(starts=NOW + timedelta(seconds=1)), id="is not valid yet"),
        pytest.param(Leaf(uses=("key_encipherment",)), id="may not sign"),
    ],
)
def test_a_certificate_that_does_not_vouch_for_alexa_is_refused(
    service: Service, alexa: Alexa, leaf: Leaf, refusals: Refusals
) -> None:
    service.bucket.files[CERTIFICATE_URL] = alexa.chain(leaf)
    is_refused(service, alexa.signed(launch()), "certificate-untrusted", refusals)


def test_a_certificate_that_lists_no_uses_may_sign(service: Service, alexa: Alexa) -> None:
    service.bucket.files[CERTIFICATE_URL] = alexa.chain(Leaf(uses=None))
    assert service.post(alexa.signed(launch())).status_code == 200


def test_a_chain_to_an_unknown_root_is_refused(service: Service, stranger: Alexa, refusals: Refusals) -> None:
    service.bucket.files[CERTIFICATE_URL] = stranger.chain(Leaf()) + in_pem(stranger.authority.root)
    is_refused(service, stranger.signed(launch()), "certificate-untrusted", refusals)


def test_a_chain_with_a_link_missing_is_refused(service: Service, alexa: Alexa, refusals: Refusals) -> None:
    service.bucket.files[CERTIFICATE_URL] = in_pem(alexa.authority.issue(alexa.key, Leaf()))
    is_refused(service, alexa.signed(launch()), "certificate-untrusted", refusals)


def test_a_certificate_issued_by_one_that_may_not_issue_is_refused(
    service: Service, alexa: Alexa, stranger: Alexa, refusals: Refusals
) -> None:
    forged = issue(stranger.key, Leaf(owner="Forger"), issuer="Test Signer", issuer_key=alexa.key)
    service.bucket.files[CERTIFICATE_URL] = in_pem(forged) + alexa.chain(Leaf())
    is_refused(service, stranger.signed(launch()), "certificate-untrusted", refusals)


def test_a_key_of_another_kind_is_refused(service: Service, alexa: Alexa, refusals: Refusals) -> None:
    elliptic = ec.generate_private_key(ec.SECP256R1())
    service.bucket.files[CERTIFICATE_URL] = in_pem(alexa.authority.issue(elliptic, Leaf()), alexa.authority.middle)
    is_refused(service, alexa.signed(launch()), "certificate-untrusted", refusals)


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\xff\x00 junk", id="junk"),
        pytest.param(b"<html>no such key</html>", id="a web page"),
        pytest.param(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", id="PEM with no certificate"),
        pytest.param(b"-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n", id="PEM that is no base64"),
        pytest.param(b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", id="PEM of something else"),
    ],
)
def test_a_file_that_is_no_chain_is_refused(service: Service, alexa: Alexa, file: bytes, refusals: Refusals) -> None:
    service.bucket.files[CERTIFICATE_URL] = file
    is_refused(service, alexa.signed(launch()), "certificate-unreadable", refusals)


@pytest.mark.parametrize(
    ("kind", "age"),
    [
        ("LaunchRequest", 150),
        ("LaunchRequest", -150),
        ("AlexaSkillEvent.SkillDisabled", 3600),
        ("AlexaSkillEvent.SkillAccountUnlinked", 3600),
        ("AlexaSkillEvent.SkillEnabled", -3600),
    ],
)
def test_a_request_within_the_tolerance_passes(service: Service, alexa: Alexa, kind: str, age: int) -> None:
    request = launch(kind, NOW - timedelta(seconds=age))
    assert service.post(alexa.signed(request)).status_code == 200


@pytest.mark.parametrize(
    ("kind", "age"),
    [
        ("LaunchRequest", 151),
        ("LaunchRequest", -151),
        ("IntentRequest", 3600),
        ("AlexaSkillEvent", 151),
        ("AlexaSkillEvent.SkillDisabled", 3601),
        ("AlexaSkillEvent.SkillDisabled", -3601),
    ],
)
def test_a_request_beyond_the_tolerance_is_refused(
    service: Service, alexa: Alexa, kind: str, age: int, refusals: Refusals
) -> None:
    is_refused(service, alexa.signed(launch(kind, NOW - timedelta(seconds=age))), "stale", refusals)
    assert service.bucket.asked_for == []


def without(document: dict[str, Any], *path: str) -> dict[str, Any]:
    """The document with what stands at the path taken out."""
    name, *rest = path
    kept = {key: value for key, value in document.items() if key != name}
    return {**kept, name: without(document[name], *rest)} if rest else kept


@pytest.mark.parametrize(
    "timestamp", [None, "", "soon", "2026-11-22T09:30:00", "2026-11-22", 1795339800, [], {"at": "09:30"}, True]
)
def test_a_timestamp_that_says_no_exact_time_is_refused(
    service: Service, alexa: Alexa, timestamp: object, refusals: Refusals
) -> None:
    request = launch()
    request["request"]["timestamp"] = timestamp
    is_refused(service, alexa.signed(request), "no-timestamp", refusals)


@pytest.mark.parametrize("extreme", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_a_timestamp_from_the_edge_of_the_calendar_is_refused(
    service: Service, alexa: Alexa, extreme: str, refusals: Refusals
) -> None:
    request = launch()
    request["request"]["timestamp"] = extreme
    is_refused(service, alexa.signed(request), "stale", refusals)


@pytest.mark.parametrize("path", [("request",), ("request", "timestamp")])
def test_a_request_without_a_timestamp_is_refused(
    service: Service, alexa: Alexa, path: tuple[str, ...], refusals: Refusals
) -> None:
    is_refused(service, alexa.signed(without(launch(), *path)), "no-timestamp", refusals)


@pytest.mark.parametrize(
    "path", [("context",), ("context", "System"), ("context", "System", "application")], ids=lambda path: ".".join(path)
)
def test_a_request_for_no_skill_is_refused(
    service: Service, alexa: Alexa, path: tuple[str, ...], refusals: Refusals
) -> None:
    is_refused(service, alexa.signed(without(launch(), *path)), "other-skill", refusals)


@pytest.mark.parametrize("skill", ["amzn1.ask.skill.another", "", None, 7, ["amzn1.ask.skill.voice-shop"]])
def test_a_request_that_alexa_signed_for_another_skill_is_refused(
    service: Service, alexa: Alexa, skill: object, refusals: Refusals
) -> None:
    request = launch()
    request["context"]["System"]["application"]["applicationId"] = skill
    is_refused(service, alexa.signed(request), "other-skill", refusals)


@pytest.mark.parametrize("kind", ["LaunchRequest", "AlexaSkillEvent.SkillDisabled"])
def test_the_same_request_a_second_time_is_refused(
    service: Service, alexa: Alexa, kind: str, refusals: Refusals
) -> None:
    request = alexa.signed(launch(kind))
    assert service.post(request).status_code == 200
    assert service.post(request).status_code == 400
    assert refusals() == ["replayed"]
    assert len(service.reached_the_skill) == 1


def test_an_event_that_could_not_be_carried_out_is_taken_when_alexa_tells_it_again(
    service: Service, alexa: Alexa, refusals: Refusals
) -> None:
    event = alexa.signed(launch("AlexaSkillEvent.SkillDisabled"))
    service.ledger_is_down = True
    assert service.post(event).status_code == 503
    service.ledger_is_down = False
    assert service.post(event).status_code == 200
    assert service.post(event).status_code == 400
    assert refusals() == ["service-unavailable", "replayed"]


def test_a_replay_stays_refused_until_its_timestamp_refuses_it(
    service: Service, alexa: Alexa, refusals: Refusals
) -> None:
    request = alexa.signed(launch(made=NOW + timedelta(seconds=150)))
    assert service.post(request).status_code == 200
    service.now = NOW + timedelta(seconds=300)
    assert service.post(request).status_code == 400
    service.now = NOW + timedelta(seconds=301)
    assert service.post(request).status_code == 400
    assert refusals() == ["replayed", "stale"]


def test_a_forgery_does_not_use_up_the_genuine_request(service: Service, alexa: Alexa, refusals: Refusals) -> None:
    request = alexa.signed(launch())
    forged = dataclasses.replace(request, headers={**request.headers, "Signature-256": "AAAA"})
    assert service.post(forged).status_code == 400
    assert service.post(request).status_code == 200


def test_the_log_holds_an_id_and_a_reason_and_nothing_of_the_request(
    service: Service, stranger: Alexa, caplog: pytest.LogCaptureFixture
) -> None:
    request = stranger.signed(launch())
    response = service.post(request)
    assert [record.getMessage() for record in caplog.records] == [
        f"refused id={response.get_json()['id']} status=400 reason=signature-mismatch"
    ]
    assert caplog.records[0].exc_info is None
