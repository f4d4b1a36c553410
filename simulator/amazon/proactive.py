"""Proactive events: what a skill's service sends becomes the yellow ring on its customers' devices.

Source: Amazon's "Proactive Events REST API Reference"; only the development stage, as nothing here is published.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from simulator.amazon.answers import refused
from simulator.amazon.credentials import TokenDesk
from simulator.amazon.guests import Guest, Guests
from simulator.amazon.household import Scope
from simulator.amazon.schemas import SchemaBroken, instant, wording
from simulator.device import Notification

_REFERENCE = re.compile(r"[A-Za-z0-9~]{1,100}")
_SHORTEST, _LONGEST = timedelta(minutes=5), timedelta(hours=24)
_MOST_REFERENCES = 1000  # remembered to know a duplicate; the oldest make room
_LOCALISED = re.compile(r"localizedattribute:(\w+)")


@dataclass(frozen=True, slots=True)
class Event:
    """A proactive event that has the form it needs; `user_id` is None when it is for everybody."""

    reference_id: str
    name: str
    payload: Mapping[str, Any]
    attributes: tuple[Mapping[str, Any], ...]
    user_id: str | None


class References:
    """The reference ids that were used, each for a customer; may be called from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._used: OrderedDict[tuple[str, str | None], None] = OrderedDict()

    def claim(self, event: Event) -> bool:
        """Whether the event is the first with its id for its customer; it counts as used from now on."""
        key = event.reference_id, event.user_id
        with self._lock:
            if key in self._used:
                return False
            self._used[key] = None
            if len(self._used) > _MOST_REFERENCES:
                self._used.popitem(last=False)
            return True


def proactive_events(guests: Guests, desk: TokenDesk) -> Blueprint:
    """The route that lights the yellow ring."""
    routes = Blueprint("proactive", __name__)
    references = References()

    @routes.post("/v1/proactiveEvents/stages/development")
    def create() -> ResponseReturnValue:
        desk.check_bearer()
        try:
            event = _read(request.get_json(force=True, silent=True))
            spoken = [(guest, _notification(event, guest)) for guest in _audience(event, guests)]
        except SchemaBroken as error:
            raise refused(400, 400, str(error)) from error
        if event.user_id is not None and not spoken:
            raise refused(403, 403, "The customer has not granted permission for notifications.")
        if not references.claim(event):
            raise refused(409, 409, f"An event with the referenceId {event.reference_id} exists for this customer.")
        for guest, notification in spoken:
            guest.speaker.notify(notification)
        return "", 202

    return routes


def _read(body: object) -> Event:
    match body:
        case {
            "timestamp": timestamp,
            "referenceId": str() as reference_id,
            "expiryTime": expiry,
            "event": {"name": str() as name, "payload": dict() as payload},
            "relevantAudience": {"type": str() as audience, **to},
            **rest,
        }:
            if not _REFERENCE.fullmatch(reference_id):
                raise SchemaBroken("referenceId has 1 to 100 letters, digits and ~")
            _check_expiry(instant(timestamp), instant(expiry))
            wording(name, payload, UTC)
            return Event(reference_id, name, payload, _attributes(rest), _addressee(audience, to.get("payload")))
    raise SchemaBroken("an event has timestamp, referenceId, expiryTime, event.name, event.payload, relevantAudience")


def _check_expiry(sent: datetime, expiry: datetime) -> None:
    if not _SHORTEST <= expiry - sent <= _LONGEST:
        raise SchemaBroken("expiryTime is 5 minutes to 24 hours after timestamp")
    if expiry <= datetime.now(UTC):
        raise SchemaBroken("expiryTime is over")


def _attributes(rest: Mapping[Any, Any]) -> tuple[Mapping[str, Any], ...]:
    match rest.get("localizedAttributes") or []:
        case [*entries] if all(isinstance(entry, dict) and "locale" in entry for entry in entries):
            return tuple(entries)
    raise SchemaBroken("localizedAttributes is a list of objects with a locale")


def _addressee(audience: str, payload: object) -> str | None:
    match audience, payload:
        case "Multicast", _:
            return None
        case "Unicast", {"user": str() as user_id}:
            return user_id
    raise SchemaBroken("relevantAudience is Multicast, or Unicast with payload.user")


def _audience(event: Event, guests: Guests) -> list[Guest]:
    """The devices of those whom it is for and who want notifications."""
    return [
        guest
        for guest in guests.everybody()
        if event.user_id in (None, guest.speaker.customer.user_id) and guest.allows(Scope.NOTIFICATIONS)
    ]


def _notification(event: Event, guest: Guest) -> Notification:
    hardware = guest.speaker.hardware
    text = wording(event.name, event.payload, ZoneInfo(hardware.time_zone))
    return Notification(event.name, _localised(text, event.attributes, hardware.locale), event.reference_id)


def _localised(text: str, attributes: tuple[Mapping[str, Any], ...], locale: str) -> str:
    """The text with the attributes that the skill gave for the locale, or else for its first one."""
    chosen = next((entry for entry in attributes if entry["locale"] == locale), attributes[0] if attributes else {})

    def value(found: re.Match[str]) -> str:
        if not isinstance(chosen.get(found[1]), str):
            raise SchemaBroken(f"localizedAttributes has no {found[1]}")
        return str(chosen[found[1]])

    return _LOCALISED.sub(value, text)
