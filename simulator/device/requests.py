"""The request JSON that Alexa posts to a skill, built whole: version, session, context, request.

Source: Amazon's "Request and Response JSON Reference"; the tests deserialise each of these with ask_sdk_model.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from simulator.device.account import Customer, Hardware, Json, Person
    from simulator.device.session import Session
    from simulator.device.turn import Ended, Problem


@dataclass(frozen=True, slots=True)
class RequestBuilder:
    """Builds envelopes for one skill; who speaks and on what device is given with each."""

    skill_id: str

    def envelope(self, request: Json, session: Session, customer: Customer, hardware: Hardware) -> Json:
        """The whole body for `request`, with the session as it stands."""
        application = {"applicationId": self.skill_id}
        user = _user(customer)
        return {
            "version": "1.0",
            "session": {
                "new": session.new,
                "sessionId": session.session_id,
                "application": application,
                "attributes": session.attributes,
                "user": user,
            },
            "context": _context(application, user, customer.person, hardware),
            "request": request,
        }


def _user(customer: Customer) -> Json:
    user: Json = {"userId": customer.user_id}
    token = customer.account.access_token() if customer.account else None
    if token is not None:
        user["accessToken"] = token
    if customer.permissions:
        user["permissions"] = {"scopes": {scope: {"status": "GRANTED"} for scope in sorted(customer.permissions)}}
    return user


def _context(application: Json, user: Json, person: Person | None, hardware: Hardware) -> Json:
    system: Json = {
        "application": application,
        "user": user,
        "device": {"deviceId": hardware.device_id, "supportedInterfaces": dict(hardware.interfaces)},
        "apiEndpoint": hardware.api_endpoint,
        "apiAccessToken": hardware.api_access_token,
    }
    if person is not None:
        system["person"] = _person(person)
    context: Json = {"System": system}
    if hardware.viewport:
        context["Viewport"] = dict(hardware.viewport)
    return context


def _person(person: Person) -> Json:
    token = person.account.access_token() if person.account else None
    return {"personId": person.person_id} | ({"accessToken": token} if token is not None else {})


def launch_request(locale: str) -> Json:
    return _request("LaunchRequest", locale)


def intent_request(locale: str, intent: Json, dialog_state: str | None) -> Json:
    """`dialog_state` is None for an intent without a dialog model: Alexa leaves the field out."""
    request = _request("IntentRequest", locale) | {"intent": intent}
    return request | {"dialogState": dialog_state} if dialog_state else request


def session_ended_request(locale: str, reason: Ended, problem: Problem | None) -> Json:
    request = _request("SessionEndedRequest", locale) | {"reason": str(reason)}
    return request | {"error": {"type": str(problem.fault), "message": problem.message}} if problem else request


def _request(kind: str, locale: str) -> Json:
    timestamp = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "type": kind,
        "requestId": f"amzn1.echo-api.request.{uuid4()}",
        "timestamp": timestamp,
        "locale": locale,
    }
