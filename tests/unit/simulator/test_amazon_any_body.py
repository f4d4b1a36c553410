"""Whatever a skill posts to Alexa's APIs, it gets an answer that says what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import urllib3
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.amazon import AlexaApis, Credentials, Scope, alexa_apis
from simulator.device import Customer, Device, Hardware, HttpEndpoint, InteractionModel
from tests.unit.simulator.sample import MODEL
from tests.unit.simulator.sample_recogniser import SampleRecogniser

SCALAR = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("2026-11-22T08:00:00Z")
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    SCALAR,
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                """header directive requestId type speech timestamp referenceId expiryTime event name payload state
            status order seller relevantAudience localizedAttributes locale requestTime trigger alertInfo spokenInfo
            content""".split()
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
BODIES = ANYTHING.map(lambda body: json.dumps(body).encode()) | st.binary(max_size=40)


@dataclass(frozen=True)
class Caller:
    """A skill with every permission, and a token for each API."""

    apis: AlexaApis
    in_session: str
    out_of_session: str

    def post(self, path: str, body: bytes) -> urllib3.BaseHTTPResponse:
        token = self.out_of_session if "proactive" in path else self.in_session
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        return urllib3.request("POST", self.apis.url + path, body=body, headers=headers, retries=False)


@pytest.fixture(scope="module")
def caller() -> Iterator[Caller]:
    customer = Customer(permissions=frozenset(Scope))
    nowhere = HttpEndpoint("http://127.0.0.1:1/alexa")
    device = Device(InteractionModel(MODEL), SampleRecogniser, nowhere, customer, Hardware())
    with alexa_apis() as apis:
        apis.admit(device)
        yield Caller(apis, device.hardware.api_access_token, token_of(apis).json()["access_token"])


def token_of(apis: AlexaApis, **headers: str) -> urllib3.BaseHTTPResponse:
    """What the skill is answered that asks for a token to send events with."""
    ours = Credentials()
    asked = {"grant_type": "client_credentials", "scope": "alexa::proactive_events"}
    asked |= {"client_id": ours.client_id, "client_secret": ours.client_secret}
    return urllib3.PoolManager().request_encode_body(
        "POST", f"{apis.url}/auth/O2/token", fields=asked, encode_multipart=False, headers=headers
    )


@pytest.mark.parametrize("path", ["/v1/directives", "/v1/alerts/reminders", "/v1/proactiveEvents/stages/development"])
@settings(max_examples=80)
@given(body=BODIES)
def test_a_body_of_any_kind_is_answered(caller: Caller, path: str, body: bytes) -> None:
    answer = caller.post(path, body)

    assert 400 <= answer.status < 500
    assert answer.json()["message"]


def test_a_body_that_is_too_large_is_not_read(caller: Caller) -> None:
    assert caller.post("/v1/directives", b" " * 70_000).status == 413


@pytest.mark.parametrize("host", ["shop.example", "127.0.0.1", "localhost:1"])
def test_a_page_whose_name_leads_here_gets_no_token(caller: Caller, host: str) -> None:
    assert token_of(caller.apis, Host=host).status == 421


def test_this_machine_has_two_names(caller: Caller) -> None:
    port = caller.apis.url.rpartition(":")[2]
    assert [token_of(caller.apis, Host=f"{name}:{port}").status for name in ("127.0.0.1", "localhost")] == [200, 200]
