"""The events of tests/events, which serve `sam local invoke`, `make invoke` and pytest alike."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

EVENTS = Path(__file__).resolve().parents[1] / "events"
SETTINGS: dict[str, str] = json.loads((EVENTS / "environment.json").read_text())["Parameters"]

# A part of what the customer is told.
SAID = {
    "launch": "I've sent a card to your Alexa app",
    "launch-linked": "Welcome to Bluebird Coffee",
    "launch-on-a-screen": "Welcome to Bluebird Coffee",
    "touch": "One banana bread",
    "without-user": "Welcome to Bluebird Coffee",
    "whats-on-sale": "instead of",
    "add-to-cart": "medium lattes with oat milk",
    "checkout": "Your cart is empty",
    "yes": "not sure what that's for",
    "no": "not sure what that's for",
    "help": "what's on sale",
    "stop": "Goodbye",
    "fallback": "didn't get that",
}
# Alexa takes no speech in answer to these.
SILENT = frozenset({"account-unlinked", "session-ended", "skill-disabled", "unknown-request"})

Event = dict[str, Any]


def names() -> set[str]:
    """The names of all events."""
    return {path.stem for path in EVENTS.glob("*.json")} - {"environment"}


def read(name: str, token: str | None = None) -> Event:
    """One event, of a customer of its own; where the account is linked, with this access token."""
    event: Event = json.loads((EVENTS / f"{name}.json").read_text())
    for holder in (event["context"]["System"], event.get("session", {})):
        user = holder.get("user", {})
        if "userId" in user:
            user["userId"] += name
        if "accessToken" in user:
            user["accessToken"] = token
    return event


def speech(answer: dict[str, Any]) -> str:
    """What an answer says; nothing where it is silent."""
    said: str = answer["response"].get("outputSpeech", {}).get("ssml", "")
    return said


def drawn(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The documents that an answer has a screen draw."""
    directives = answer["response"].get("directives", ())
    return [one["document"] for one in directives if one["type"] == "Alexa.Presentation.APL.RenderDocument"]
