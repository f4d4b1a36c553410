"""The request JSON that Alexa posts to a skill, built whole: version, session, context, request.

Source: Amazon's "Request and Response JSON Reference"; the tests deserialise each of these with ask_sdk_model.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from simulator.device.account import Person
from simulator.device.connections import cause
from simulator.device.screen import APL, user_event, visual_context

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulator.device.account import Customer, Hardware, Json
    from simulator.device.connections import Completion, Connection
    from simulator.device.events import SkillEvent
    from simulator.device.screen import Screen
    from simulator.device.session import Session
    from simulator.device.turn import Ended, Problem


@dataclass(frozen=True, slots=True)
class Scene:
    """Who is before which device, what it shows, and the confidence level that Alexa knows the speaker with, if any."""

    customer: Customer
    hardware: Hardware
    screen: Screen | None = None
    proven: int | None = None


@dataclass(frozen=True, slots=True)
class RequestBuilder:
    """Builds envelopes for one skill; who speaks and on what device is given with each."""

    skill_id: str

    def envelope(self, request: Json, session: Session, scene: Scene) -> Json:
        """The whole body for `request`, with the session as it stands."""
        application = {"applicationId": self.skill_id}
        user = _user(scene.customer)
        return {
            "version": "1.0",
            "session": {
                "new": session.new,
                "sessionId": session.session_id,
                "application": application,
                "attributes": session.attributes,
                "user": user,
            },
            "context": _context(application, user, scene),
            "request": request,
        }

    def event_envelope(self, request: Json, scene: Scene) -> Json:
        """The body for what happened in the Alexa app: neither a session nor a device belongs to it."""
        user: Json = {"userId": scene.customer.user_id} | _permissions(scene.customer)
        system = {"application": {"applicationId": self.skill_id}, "user": user, **_api(scene.hardware)}
        return {"version": "1.0", "context": {"System": system}, "request": request}


def _user(customer: Customer) -> Json:
    user: Json = {"userId": customer.user_id}
    token = customer.account.access_token() if customer.account else None
    if token is not None:
        user["accessToken"] = token
    return user | _permissions(customer)


def _permissions(customer: Customer) -> Json:
    if not customer.permissions:
        return {}
    return {"permissions": {"scopes": {scope: {"status": "GRANTED"} for scope in sorted(customer.permissions)}}}


def _api(hardware: Hardware) -> Json:
    return {"apiEndpoint": hardware.api_endpoint, "apiAccessToken": hardware.api_access_token}


def _context(application: Json, user: Json, scene: Scene) -> Json:
    hardware, person = scene.hardware, _recognised(scene)
    system: Json = {
        "application": application,
        "user": user,
        "device": {"deviceId": hardware.device_id, "supportedInterfaces": dict(hardware.interfaces)},
        **_api(hardware),
    }
    if person is not None:
        system["person"] = _person(person, scene.proven)
    context: Json = {"System": system}
    if hardware.viewport:
        context |= {"Viewport": dict(hardware.viewport), "Viewports": list(hardware.viewports)}
    if scene.screen:
        context[APL] = visual_context(scene.screen, hardware.viewport)
    return context


def _recognised(scene: Scene) -> Person | None:
    """Who speaks, where the voice is known; it is of everybody who has said the PIN of their profile."""
    if scene.customer.person or scene.proven is None:
        return scene.customer.person
    return Person(scene.customer.user_id.replace(".account.", ".person."))


def _person(person: Person, proven: int | None) -> Json:
    token = person.account.access_token() if person.account else None
    known: Json = {"personId": person.person_id}
    known |= {"accessToken": token} if token is not None else {}
    # Amazon's "Add PIN Confirmation to Alexa Skills": the level that the speaker reached, 400 after the profile PIN.
    return known | ({"authenticationConfidenceLevel": {"level": proven}} if proven is not None else {})


def launch_request(locale: str) -> Json:
    return _request("LaunchRequest", locale)


def intent_request(locale: str, intent: Json, dialog_state: str | None) -> Json:
    """`dialog_state` is None for an intent without a dialog model: Alexa leaves the field out."""
    request = _request("IntentRequest", locale) | {"intent": intent}
    return request | {"dialogState": dialog_state} if dialog_state else request


def session_ended_request(locale: str, reason: Ended, problem: Problem | None) -> Json:
    request = _request("SessionEndedRequest", locale) | {"reason": str(reason)}
    return request | {"error": {"type": str(problem.fault), "message": problem.message}} if problem else request


def touch_request(locale: str, screen: Screen, arguments: Sequence[object], source: Mapping[str, object]) -> Json:
    return _request(f"{APL}.UserEvent", locale) | user_event(screen, arguments, source)


def resumed_request(locale: str, connection: Connection, completion: Completion) -> Json:
    return _request("SessionResumedRequest", locale) | {"cause": cause(connection, completion)}


def event_request(locale: str, event: SkillEvent) -> Json:
    request = _request(event.type, locale)
    times = {"eventCreationTime": request["timestamp"], "eventPublishingTime": request["timestamp"]}
    return request | times | ({"body": dict(event.body)} if event.body else {})


def _request(kind: str, locale: str) -> Json:
    timestamp = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "type": kind,
        "requestId": f"amzn1.echo-api.request.{uuid4()}",
        "timestamp": timestamp,
        "locale": locale,
    }
