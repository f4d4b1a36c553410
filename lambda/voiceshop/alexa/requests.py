"""From an Alexa request to a Turn and typed slots. What is missing or odd in a request gets a safe default here."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

from ask_sdk_core.exceptions import SerializationException
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import Intent, Slot
from ask_sdk_model.slu.entityresolution import StatusCode

from ..conversation.slots import Slots, Spoken
from ..conversation.turn import Elicit, LastChange, Memory, Question, Said, Turn
from ..shop.deadline import Deadline
from ..shop.rules import Rules
from ..shop.want import Want

DEFAULT_LOCALE = "en-US"

# Alexa gives a skill 8 s in all; the rest is for the way there and back.
_SECONDS_FOR_A_TURN = 7.0

# Nobody says as much for one slot in one breath; what is kept of a conversation has to stay small.
_LONGEST_WORDS = 500
_LARGEST_SESSION = 24_000
# Alexa speaks fewer than 8,000 characters, the tags among them.
_LONGEST_SPEECH = 7_900
# Characters of a slot with its resolutions; a dialog sends all of them twice, as its intent and to be remembered.
_LARGEST_SLOT = 4_000


def turn_of(handler_input: HandlerInput, rules: Rules) -> Turn:
    """Who said something, what was open when they did, and by which rules they buy here."""
    envelope = handler_input.request_envelope
    system = envelope.context.system if envelope.context else None
    user = (system and system.user) or (envelope.session and envelope.session.user)
    user_id = (user and user.user_id) or ""
    return Turn(
        user=user_id,
        locale=(envelope.request and envelope.request.locale) or DEFAULT_LOCALE,
        now=datetime.now(UTC),
        deadline=Deadline.after(_SECONDS_FOR_A_TURN),
        # Without a user id there is no row of the Ledger to keep apart from others': such a request is a guest's.
        token=(user and user_id and user.access_token) or None,
        # A voice that Alexa recognises. Its own access token is not looked at: who speaks is not whose account it is.
        speaker=(system and system.person and system.person.person_id) or None,
        rules=rules,
        memory=memory_of((envelope.session and envelope.session.attributes) or {}),
    )


def slots_of(intent: Intent) -> Slots:
    """All slots in which something was said."""
    found = intent.slots or {}
    return {name: spoken for name, slot in found.items() if (spoken := _spoken(name, slot))}


def dialog_of(intent: Intent) -> dict[str, Any]:
    """The intent as JSON that a dialog can go on with: each slot as Alexa takes it back, and none that is too large."""
    document = cast("dict[str, Any]", DefaultSerializer().serialize(intent))
    said = {name: slot for name, slot in (intent.slots or {}).items() if slot}
    slots = {name: _to_send_back(slot, document["slots"][name]) for name, slot in said.items()}
    return {**document, "slots": {name: slot for name, slot in slots.items() if len(json.dumps(slot)) < _LARGEST_SLOT}}


def _to_send_back(slot: Slot, document: dict[str, Any]) -> dict[str, Any]:
    """The slot, with what its words resolved to if Alexa takes that: not all that is optional in its model is."""
    authorities = [each for resolutions in _resolutions(slot) for each in resolutions.resolutions_per_authority or ()]
    if all(map(_is_whole, authorities)):
        return document
    return {key: kept for key, kept in document.items() if key in {"name", "value", "confirmationStatus"}}


def _resolutions(slot: Slot) -> Iterator[Any]:
    """Those of the slot, and of each of its values where it holds several."""
    several = getattr(slot.slot_value, "values", None) or ()
    return (each.resolutions for each in (slot, slot.slot_value, *several) if getattr(each, "resolutions", None))


def _is_whole(authority: Any) -> bool:
    if not (authority and authority.authority and authority.status and authority.status.code):
        return False
    return all(wrapper and wrapper.value and wrapper.value.name for wrapper in authority.values or ())


def memory_of(attributes: Mapping[str, Any]) -> Memory:
    """What the session attributes hold; see `responses.attributes_of`.

    Those of another version hold nothing, nor do those that are larger than we ever make them.
    """
    try:
        return _memory(attributes) if len(json.dumps(attributes)) < _LARGEST_SESSION else Memory()
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError, SerializationException):
        return Memory()


def _memory(attributes: Mapping[str, Any]) -> Memory:
    question, elicit, said = (attributes.get(name) for name in ("question", "elicit", "said"))
    undo = attributes.get("undo")
    return Memory(
        question=Question(**question) if question else None,
        elicit=_elicit(elicit) if elicit else None,
        said=_said(said) if said else None,
        screen=attributes.get("screen") or None,
        undo=LastChange(undo["cart_id"], _wants(undo["before"]), _wants(undo["after"])) if undo else None,
    )


def _elicit(attributes: Mapping[str, Any]) -> Elicit:
    """What was being asked for; its dialog is sent once more, so it has to be one."""
    elicit = Elicit(**attributes)
    if not all(isinstance(text, str) for text in (elicit.slot, elicit.intent or "", *elicit.filled.values())):
        raise TypeError("slots and intents have names, and words in them")
    if not elicit.dialog:
        return elicit
    intent = DefaultSerializer().deserialize(json.dumps(elicit.dialog), Intent)
    if not intent.name:
        raise ValueError("a dialog is about some intent")
    return replace(elicit, dialog=dialog_of(intent))


def _said(attributes: Mapping[str, Any]) -> Said | None:
    """What was said, if Alexa can say it once more: as SSML that has to be well-formed, and short enough."""
    from xml.parsers import expat  # a launch, of a session that is new, does without

    said = Said(**attributes)
    try:
        for text in (said.speech, said.reprompt):
            expat.ParserCreate().Parse(f"<speak>{text}</speak>", True)  # noqa: FBT003 - positional in the standard library
    except (expat.ExpatError, UnicodeEncodeError):
        return None
    return said if len(said.speech) < _LONGEST_SPEECH and len(said.reprompt) < _LONGEST_SPEECH else None


def _wants(attributes: Sequence[Mapping[str, Any]]) -> tuple[Want, ...]:
    return tuple(Want(**want) for want in attributes)


def _spoken(name: str, slot: Slot) -> Spoken | None:
    if not slot.value or len(slot.value) > _LONGEST_WORDS:
        return None
    for value in _matches(slot):
        return Spoken(name, slot.value, value.id, value.name)
    return Spoken(name, slot.value)


def _matches(slot: Slot) -> Iterator[Any]:
    """The values that the words resolved to; every status but a match is no match."""
    authorities = (slot.resolutions and slot.resolutions.resolutions_per_authority) or []
    for authority in authorities:
        if authority.status and authority.status.code == StatusCode.ER_SUCCESS_MATCH:
            yield from (wrapper.value for wrapper in authority.values or () if wrapper.value)
