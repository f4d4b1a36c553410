"""Reminders that a skill sets on the device of its customer.

Sources: Amazon's "Alexa Reminders REST API Reference" and ask_sdk_model.services.reminder_management.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import Lock
from typing import Any
from uuid import uuid4

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from simulator.amazon.answers import Refused, refused
from simulator.amazon.guests import Guest, Guests, Speaker
from simulator.amazon.household import Scope

_MOST_REMINDERS = 200  # the oldest make room


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder; `wish` is what the skill asked for: trigger, alertInfo, pushNotification."""

    user_id: str
    token: str
    created: str
    updated: str
    version: int
    wish: Mapping[str, Any]


class Reminders:
    """The reminders of all devices; may be called from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._reminders: deque[Reminder] = deque(maxlen=_MOST_REMINDERS)

    def of(self, speaker: Speaker) -> tuple[Reminder, ...]:
        """Those of one customer, oldest first."""
        with self._lock:
            return tuple(entry for entry in self._reminders if entry.user_id == speaker.customer.user_id)

    def put(self, reminder: Reminder) -> None:
        """Keep a reminder, in place of an earlier one with its token."""
        with self._lock:
            kept = [entry for entry in self._reminders if entry.token != reminder.token]
            self._reminders = deque([*kept, reminder], maxlen=_MOST_REMINDERS)

    def drop(self, reminder: Reminder) -> None:
        with self._lock:
            kept = [entry for entry in self._reminders if entry.token != reminder.token]
            self._reminders = deque(kept, maxlen=_MOST_REMINDERS)


def reminder_routes(guests: Guests, reminders: Reminders) -> Blueprint:
    """The routes to set, read, change and delete reminders, for customers who allow it."""
    routes = Blueprint("reminders", __name__)
    place = "/v1/alerts/reminders"

    @routes.post(place)
    def create() -> ResponseReturnValue:
        guest = _allowed(guests, 403)
        now = _now()
        reminder = Reminder(guest.speaker.customer.user_id, str(uuid4()), now, now, 1, _wish())
        reminders.put(reminder)
        return _receipt(reminder)

    @routes.get(place)
    def every() -> ResponseReturnValue:
        alerts = [_whole(reminder) for reminder in reminders.of(_allowed(guests, 401).speaker)]
        return jsonify(totalCount=str(len(alerts)), alerts=alerts, links=None)

    @routes.get(f"{place}/<token>")
    def one(token: str) -> ResponseReturnValue:
        return jsonify(_whole(_named(token)))

    @routes.put(f"{place}/<token>")
    def change(token: str) -> ResponseReturnValue:
        old = _named(token)
        reminder = replace(old, updated=_now(), version=old.version + 1, wish=_wish())
        reminders.put(reminder)
        return _receipt(reminder)

    @routes.delete(f"{place}/<token>")
    def delete(token: str) -> ResponseReturnValue:
        reminders.drop(_named(token))
        return "", 200

    def _named(token: str) -> Reminder:
        found = next((entry for entry in reminders.of(_allowed(guests, 401).speaker) if entry.token == token), None)
        if found is None:
            raise refused(404, "ALERT_NOT_FOUND", "There is no such reminder.")
        return found

    return routes


def _allowed(guests: Guests, status: int) -> Guest:
    """The caller, who may use reminders; `status` is what others get from the operation."""
    guest = guests.caller(lambda: refused(401, "UNAUTHORIZED", "The token is invalid."))
    if not guest.allows(Scope.REMINDERS):
        raise refused(status, "UNAUTHORIZED", "The customer did not grant permission for reminders.")
    return guest


def _wish() -> Mapping[str, Any]:
    """The reminder in the current request."""
    match request.get_json(force=True, silent=True):
        case {
            "requestTime": str(),
            "trigger": {"type": "SCHEDULED_ABSOLUTE" | "SCHEDULED_RELATIVE" as kind, **fields} as trigger,
            "alertInfo": {"spokenInfo": {"content": [{"locale": str()}, *_]}} as alert,
            **rest,
        }:
            needed = "scheduledTime" if kind == "SCHEDULED_ABSOLUTE" else "offsetInSeconds"
            if needed in fields:
                push = rest.get("pushNotification", {"status": "DISABLED"})
                return {"trigger": trigger, "alertInfo": alert, "pushNotification": push}
            raise _bad(f"a {kind} trigger needs {needed}")
    raise _bad("it needs requestTime, trigger.type and alertInfo.spokenInfo.content")


def _bad(why: str) -> Refused:
    return refused(400, "INVALID_REQUEST", f"The reminder is not valid: {why}.")


def _receipt(reminder: Reminder) -> ResponseReturnValue:
    return jsonify(**_status(reminder), href=f"/v1/alerts/reminders/{reminder.token}")


def _whole(reminder: Reminder) -> Mapping[str, Any]:
    return {**_status(reminder), **reminder.wish}


def _status(reminder: Reminder) -> Mapping[str, str]:
    return {
        "alertToken": reminder.token,
        "createdTime": reminder.created,
        "updatedTime": reminder.updated,
        "status": "ON",
        "version": str(reminder.version),
    }


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
