"""Proactive events: what lights the yellow ring, what Alexa says for it, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import urllib3
from ask_sdk_model.services import AuthenticationConfiguration
from ask_sdk_model.services.lwa import LwaClient

from simulator.amazon import AlexaApis, Credentials, Household, Scope
from simulator.amazon.credentials import LIFETIME, TokenDesk
from simulator.amazon.proactive import Event, References
from simulator.device import Customer, Device, Hardware, HttpEndpoint, InteractionModel
from simulator.hardware import hardware
from tests.unit.simulator.sample import MODEL
from tests.unit.simulator.sample_recogniser import SampleRecogniser
from tests.unit.simulator.sdk_client import configuration

Json = dict[str, Any]
Send = Callable[[Json], int]
OURS = Credentials()
CONSENT = frozenset({Scope.NOTIFICATIONS})
NOWHERE = HttpEndpoint("http://127.0.0.1:1/alexa")


def event(name: str, payload: Json, **changed: Any) -> Json:
    now = datetime.now(UTC)
    body = {
        "timestamp": now.isoformat(),
        "referenceId": "order7~shipped",
        "expiryTime": (now + timedelta(hours=24)).isoformat(),
        "event": {"name": name, "payload": payload},
        "relevantAudience": {"type": "Multicast", "payload": {}},
    }
    return body | changed


def order(status: str, *, seller: str = "Bluebird Coffee", state: Json | None = None, **changed: Any) -> Json:
    payload = {"state": {"status": status, **(state or {})}, "order": {"seller": {"name": seller}}}
    return event("AMAZON.OrderStatus.Updated", payload, **changed)


def message(count: int, **fields: Any) -> Json:
    state = {"status": "UNREAD", **fields.pop("state", {})}
    group = {"creator": {"name": "Bluebird Coffee"}, "count": count, **fields}
    return event("AMAZON.MessageAlert.Activated", {"state": state, "messageGroup": group})


@pytest.fixture
def send(apis: AlexaApis, device: Device) -> Send:
    """Sends an event as the skill's service does, and tells the status; the customer allows notifications."""
    apis.admit(device)
    device.customer = replace(device.customer, permissions=CONSENT)
    token = token_of(apis)

    def post(body: Json) -> int:
        return posted(apis, body, token)

    return post


def posted(apis: AlexaApis, body: object, token: str) -> int:
    url = f"{apis.url}/v1/proactiveEvents/stages/development"
    return urllib3.request("POST", url, json=body, headers={"Authorization": f"Bearer {token}"}).status


def token_of(apis: AlexaApis) -> str:
    """A token for the skill's credentials, had with Amazon's own client."""
    ours = AuthenticationConfiguration(client_id=OURS.client_id, client_secret=OURS.client_secret)
    lwa = LwaClient(configuration(apis.url, ""), ours)
    lwa._api_endpoint = apis.url
    return str(lwa.get_access_token_for_scope("alexa::proactive_events"))


@pytest.mark.parametrize(
    ("body", "heard"),
    [
        (order("PREORDER_RECEIVED"), "Your preorder from Bluebird Coffee has been received."),
        (order("ORDER_RECEIVED"), "Your order from Bluebird Coffee has been received."),
        (order("ORDER_PREPARING"), "Your order from Bluebird Coffee is being prepared."),
        (order("ORDER_SHIPPED"), "Your order from Bluebird Coffee has been shipped."),
        (
            # A moment past midnight in London is the evening before where the device stands.
            order("ORDER_SHIPPED", state={"deliveryDetails": {"expectedArrival": "2026-11-25T01:00:00Z"}}),
            "Your order from Bluebird Coffee has been shipped and will arrive by November 24, 2026.",
        ),
        (
            order("ORDER_DELIVERED", state={"enterTimestamp": "2026-11-22T20:00:00Z"}),
            "Your order from Bluebird Coffee was delivered on November 22, 2026.",
        ),
        (message(1), "You have 1 message from Bluebird Coffee."),
        (message(3, state={"freshness": "NEW"}), "You have 3 new messages from Bluebird Coffee."),
        (
            message(2, urgency="URGENT", state={"freshness": "OVERDUE"}),
            "You have 2 overdue urgent messages from Bluebird Coffee.",
        ),
    ],
)
def test_an_event_lights_the_ring(send: Send, device: Device, body: Json, heard: str) -> None:
    assert send(body) == 202

    assert [notification.text for notification in device.notifications] == [heard]


def test_asked_for_it_alexa_reads_what_waits_and_the_ring_goes_out(send: Send, device: Device) -> None:
    send(order("ORDER_PREPARING"))
    send(message(1) | {"referenceId": "message1"})

    turn = device.say("Alexa, what are my notifications?")

    assert turn.speech is not None
    assert turn.speech.text == (
        "Your order from Bluebird Coffee is being prepared. You have 1 message from Bluebird Coffee."
    )
    assert turn.exchanges == ()
    assert device.notifications == ()
    again = device.say("what did i miss").speech
    assert again is not None
    assert again.text == "You have no new notifications."


def test_names_are_told_in_the_locale_of_the_device(send: Send, device: Device) -> None:
    device.hardware = hardware(
        "speaker", locale="en-GB", time_zone="Europe/London", device_id="D", api_endpoint="http://127.0.0.1"
    )
    names = [{"locale": "en-US", "sellerName": "Bluebird"}, {"locale": "en-GB", "sellerName": "Bluebird UK"}]

    assert send(order("ORDER_RECEIVED", seller="localizedattribute:sellerName", localizedAttributes=names)) == 202

    assert device.notifications[0].text == "Your order from Bluebird UK has been received."


def test_an_event_for_one_customer_reaches_nobody_else(send: Send, device: Device) -> None:
    to_another = {"type": "Unicast", "payload": {"user": "amzn1.ask.account.OTHER"}}
    to_this_one = {"type": "Unicast", "payload": {"user": device.customer.user_id}}

    assert send(order("ORDER_RECEIVED", relevantAudience=to_another)) == 403
    assert device.notifications == ()
    assert send(order("ORDER_RECEIVED", relevantAudience=to_this_one)) == 202
    assert len(device.notifications) == 1


def test_who_did_not_consent_hears_nothing(send: Send, device: Device) -> None:
    device.customer = replace(device.customer, permissions=frozenset())

    assert send(order("ORDER_RECEIVED")) == 202
    to_this_one = {"type": "Unicast", "payload": {"user": device.customer.user_id}}
    assert send(order("ORDER_RECEIVED", relevantAudience=to_this_one)) == 403
    assert device.notifications == ()


def test_the_same_reference_is_heard_once(send: Send, device: Device) -> None:
    assert send(order("ORDER_RECEIVED")) == 202
    assert send(order("ORDER_RECEIVED")) == 409
    assert send(order("ORDER_PREPARING", referenceId="order7~preparing")) == 202
    assert len(device.notifications) == 2


HOUR_AGO = datetime.now(UTC) - timedelta(hours=1)


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        event("AMAZON.WeatherAlert.Arrived", {}),
        event("AMAZON.OrderStatus.Updated", {"state": {}}),
        order("ORDER_CANCELLED"),
        order("ORDER_SHIPPED", state={"deliveryDetails": {"expectedArrival": "soon"}}),
        order("ORDER_RECEIVED", seller="localizedattribute:sellerName"),
        order("ORDER_RECEIVED", localizedAttributes="en-US"),
        order("ORDER_RECEIVED", referenceId="with spaces"),
        order("ORDER_RECEIVED", referenceId="x" * 101),
        order("ORDER_RECEIVED", timestamp="2026-11-22T08:00:00"),
        order("ORDER_RECEIVED", expiryTime=datetime.now(UTC).isoformat()),
        order("ORDER_RECEIVED", expiryTime=(datetime.now(UTC) + timedelta(days=2)).isoformat()),
        order(
            "ORDER_RECEIVED",
            timestamp=HOUR_AGO.isoformat(),
            expiryTime=(HOUR_AGO + timedelta(minutes=30)).isoformat(),
        ),
        order("ORDER_RECEIVED", relevantAudience={"type": "Unicast", "payload": {}}),
        order("ORDER_RECEIVED", relevantAudience={"type": "Everybody"}),
        message(0),
        message(1, urgency="WHENEVER"),
    ],
)
def test_what_does_not_fit_its_schema_is_refused(send: Send, device: Device, body: Any) -> None:
    assert send(body) == 400
    assert device.notifications == ()


def test_without_a_token_nothing_is_sent(apis: AlexaApis, device: Device) -> None:
    apis.admit(device)

    assert posted(apis, order("ORDER_RECEIVED"), "guessed") == 403
    assert posted(apis, order("ORDER_RECEIVED"), device.hardware.api_access_token) == 403


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"scope": "profile"}, 400, "invalid_scope"),
    ],
)
def test_wrong_credentials_are_named(apis: AlexaApis, changed: dict[str, str], status: int, error: str) -> None:
    asked = {
        "grant_type": "client_credentials",
        "client_id": OURS.client_id,
        "client_secret": OURS.client_secret,
        "scope": "alexa::proactive_events",
    }
    answer = urllib3.request(
        "POST",
        f"{apis.url}/auth/O2/token",
        body=urlencode(asked | changed),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert (answer.status, answer.json()["error"]) == (status, error)


def test_each_customer_has_references_of_their_own(apis: AlexaApis, send: Send, device: Device) -> None:
    other = Device(InteractionModel(MODEL), SampleRecogniser, NOWHERE, Customer(permissions=CONSENT), Hardware())
    apis.admit(other)

    for customer in (device.customer, other.customer):
        audience = {"type": "Unicast", "payload": {"user": customer.user_id}}
        assert send(order("ORDER_RECEIVED", relevantAudience=audience)) == 202

    assert len(device.notifications) == len(other.notifications) == 1


def test_a_device_that_is_admitted_twice_hears_once(apis: AlexaApis, send: Send, device: Device) -> None:
    apis.admit(device, Household(name="Ana"))
    send(order("ORDER_RECEIVED"))

    assert len(device.notifications) == 1


def test_the_longest_admitted_device_makes_room(apis: AlexaApis, send: Send, device: Device) -> None:
    for _ in range(200):
        apis.admit(Device(InteractionModel(MODEL), SampleRecogniser, NOWHERE, Customer(), Hardware()))

    assert send(order("ORDER_RECEIVED")) == 202
    assert device.notifications == ()


def test_a_token_ends() -> None:
    seconds = 0.0
    desk = TokenDesk(OURS, lambda: seconds)
    token = desk.issue()
    assert desk.is_known(token)

    seconds = LIFETIME
    assert not desk.is_known(token)


def test_only_so_many_references_are_remembered() -> None:
    references = References()
    events = [Event(f"order{number}", "AMAZON.OrderStatus.Updated", {}, (), None) for number in range(1001)]

    assert all(references.claim(event) for event in events)
    assert not references.claim(events[-1])
    assert references.claim(events[0])


def test_memory_stays_bounded(send: Send, device: Device) -> None:
    for number in range(60):
        send(order("ORDER_RECEIVED", referenceId=f"order{number}"))

    assert len(device.notifications) == 50
    assert device.notifications[-1].reference_id == "order59"
