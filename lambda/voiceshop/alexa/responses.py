"""From a Reply to an Alexa response and the session attributes that go with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ask_sdk_model import Response
from ask_sdk_model.dialog import ElicitSlotDirective
from ask_sdk_model.ui import LinkAccountCard as AlexaLinkAccountCard
from ask_sdk_model.ui import Reprompt, SimpleCard, SsmlOutputSpeech

from ..conversation.turn import Card, Elicit, LinkAccountCard, Memory, Reply, Said
from ..speech.speaker import Speaker
from .connections import directive_of
from .displays import Display
from .names import in_model

# Alexa takes 8,000 characters on a card, its title among them.
_CARD_CHARACTERS = 8_000


def response_of(
    reply: Reply, said: Said, speaker: Speaker, intent: Mapping[str, Any] | None, display: Display | None
) -> Response:
    """The response that says and shows a reply; `intent` is the one under way, as the request described it."""
    if reply.handover:
        # Alexa goes on speaking, in the same session, whose end is not the skill's to say meanwhile.
        return Response(output_speech=_ssml(said.speech), directives=[directive_of(reply.handover)])  # type: ignore[list-item]
    return Response(
        output_speech=_ssml(said.speech),
        reprompt=Reprompt(output_speech=_ssml(said.reprompt)) if reply.question else None,
        card=_card(reply, speaker),
        directives=_directives(reply, intent, display) or None,
        should_end_session=reply.question is None,
    )


def said_of(reply: Reply, speaker: Speaker) -> Said:
    """The words of a reply: what came before, its own sentence, and its question last."""
    if reply.verbatim:
        return reply.verbatim
    question = _question(reply, speaker)
    sentences = [speaker.speak(part.key, part.values) for part in (*reply.before, reply)]
    return Said(" ".join([*sentences, question]).strip(), question)


def attributes_of(
    reply: Reply, said: Said, before: Memory, intent: Mapping[str, Any] | None, display: Display | None
) -> dict[str, Any]:
    """The session attributes that `requests.memory_of` reads at the next turn."""
    attributes: dict[str, Any] = {"said": asdict(said)}
    if reply.question:
        attributes["question"] = {"name": reply.question.name, "data": dict(reply.question.data)}
    if reply.elicit:
        attributes["elicit"] = {"slot": reply.elicit.slot, "dialog": _dialog(reply.elicit, intent)}
    if display:
        attributes["screen"] = display.token
    undo = reply.undo or before.undo
    if undo:
        attributes["undo"] = asdict(undo)
    return attributes


def _question(reply: Reply, speaker: Speaker) -> str:
    if reply.question is None or reply.handover:
        return ""
    return reply.prompt or speaker.speak(f"ask.{reply.question.name}", reply.values)


def _ssml(text: str) -> SsmlOutputSpeech:
    return SsmlOutputSpeech(ssml=f"<speak>{text}</speak>")


def _card(reply: Reply, speaker: Speaker) -> SimpleCard | AlexaLinkAccountCard | None:
    match reply.card:
        case LinkAccountCard():
            return AlexaLinkAccountCard()
        case Card(key):
            title, content = speaker.write(f"card.{key}.title", reply.values), _content(key, reply, speaker)
            return SimpleCard(title, content[: _CARD_CHARACTERS - len(title)])
    return None


def _content(key: str, reply: Reply, speaker: Speaker) -> str:
    """The card's own text; where it has none, what is said but for the question."""
    text = f"card.{key}.text"
    if speaker.knows(text):
        return speaker.write(text, reply.values)
    return " ".join(speaker.write(part.key, part.values) for part in (*reply.before, reply))


def _directives(reply: Reply, intent: Mapping[str, Any] | None, display: Display | None) -> list[Any]:
    drawn = list(display.directives) if display else []
    return [_elicitation(reply.elicit, intent), *drawn] if reply.elicit else drawn


def _elicitation(elicit: Elicit, intent: Mapping[str, Any] | None) -> ElicitSlotDirective:
    # The SDK serialises a dict as it is, which keeps what it has no model of.
    return ElicitSlotDirective(slot_to_elicit=elicit.slot, updated_intent=_dialog(elicit, intent))  # type: ignore[arg-type]


def _dialog(elicit: Elicit, under_way: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """The intent that goes on: the one under way, with the slot to be filled made empty, or the one that is started."""
    if elicit.dialog:
        return elicit.dialog
    empty = {"name": elicit.slot, "confirmationStatus": "NONE"}
    filled = {
        name: {"name": name, "value": words, "confirmationStatus": "NONE"} for name, words in elicit.filled.items()
    }
    if under_way and elicit.intent in (None, under_way["name"].removesuffix("Intent")):
        return {**under_way, "slots": {**filled, **(under_way.get("slots") or {}), elicit.slot: empty}}
    return {
        "name": in_model(elicit.intent or ""),
        "confirmationStatus": "NONE",
        "slots": {**filled, elicit.slot: empty},
    }
