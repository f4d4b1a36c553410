"""An answer of the skill, read and checked as Alexa does before anybody hears it.

Sources: Amazon's "Request and Response JSON Reference", "Dialog Interface Reference", and ask_sdk_model's directives.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from simulator.device.shapes import misfit
from simulator.device.ssml import InvalidSsml, spoken_text
from simulator.device.turn import Speech

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulator.device.account import Hardware, Json

LARGEST_RESPONSE = 120_000  # bytes
LONGEST_SPEECH = 8_000  # characters
LONGEST_CARD = 8_000  # characters
LONGEST_IMAGE_URL = 2_000  # characters

DIALOG_STEPS = frozenset({"Dialog.Delegate", "Dialog.ElicitSlot", "Dialog.ConfirmSlot", "Dialog.ConfirmIntent"})
DYNAMIC_ENTITIES = "Dialog.UpdateDynamicEntities"
_PLAIN_DIRECTIVES = DIALOG_STEPS | {
    DYNAMIC_ENTITIES,
    "Connections.StartConnection",
    "Connections.SendRequest",
    "Connections.SendResponse",
    "Tasks.CompleteTask",
    "Hint",
}
# Directives that only a device with the interface of the same name (the part before the last dot) takes.
_DEVICE_DIRECTIVES = frozenset(
    """Alexa.Presentation.APL.RenderDocument Alexa.Presentation.APL.ExecuteCommands
    Alexa.Presentation.APL.SendIndexListData Alexa.Presentation.APL.SendTokenListData
    Alexa.Presentation.APL.UpdateIndexListData
    Alexa.Presentation.APLT.RenderDocument Alexa.Presentation.APLT.ExecuteCommands
    Alexa.Presentation.HTML.Start Alexa.Presentation.HTML.HandleMessage
    AudioPlayer.Play AudioPlayer.Stop AudioPlayer.ClearQueue VideoApp.Launch Display.RenderTemplate""".split()
)
_EVERY_DEVICE = frozenset({"Alexa.Presentation.APLA.RenderDocument"})
_SPEECH_FIELDS = {"SSML": "ssml", "PlainText": "text"}
_CARD_FIELDS = {
    "Simple": frozenset({"title", "content"}),
    "Standard": frozenset({"title", "text", "image"}),
    "LinkAccount": frozenset[str](),
    "AskForPermissionsConsent": frozenset({"permissions"}),
}


class InvalidResponse(Exception):
    """Alexa would refuse this answer; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A response that passed every check. `ends` is `shouldEndSession`, None when it was left out."""

    document: Json
    speech: Speech | None
    reprompt: Speech | None
    card: Json | None
    directives: tuple[Json, ...]
    ends: bool | None
    attributes: Json

    @property
    def dialog_step(self) -> Json | None:
        return next((directive for directive in self.directives if directive["type"] in DIALOG_STEPS), None)


def parse(body: bytes) -> Json:
    """The JSON object in `body`.

    Raises:
        InvalidResponse: it is larger than Alexa takes, or is not a JSON object.
    """
    if len(body) > LARGEST_RESPONSE:
        raise InvalidResponse(f"the response has {len(body):,} bytes; Alexa takes {LARGEST_RESPONSE:,}")
    try:
        document = json.loads(body, parse_constant=_no_json)
    except (ValueError, RecursionError) as error:
        raise InvalidResponse(f"the response is not JSON: {error}") from error
    if not isinstance(document, dict):
        raise InvalidResponse(f"the response must be a JSON object, not {type(document).__name__}")
    return document


def _no_json(word: str) -> NoReturn:
    # RFC 8259 section 6: Python writes and reads these, and nobody else does.
    raise ValueError(f"{word} is no number")


def check(document: Json, hardware: Hardware) -> Answer:
    """The answer in a response document.

    Raises:
        InvalidResponse: the first rule of Alexa's that it breaks.
    """
    if wrong := misfit(document):
        raise InvalidResponse(wrong)
    response = document["response"]
    directives = tuple(_directives(response, hardware))
    ends = response.get("shouldEndSession")
    steps = [directive["type"] for directive in directives if directive["type"] in DIALOG_STEPS]
    if len(steps) > 1:
        raise InvalidResponse(f"one dialog directive at most in a response, not {' and '.join(steps)}")
    if steps and ends:
        raise InvalidResponse(f"{steps[0]} asks something, but shouldEndSession is true")
    reprompt = response.get("reprompt") or {}
    return Answer(
        document=document,
        speech=_speech(response.get("outputSpeech"), "outputSpeech"),
        reprompt=_speech(reprompt.get("outputSpeech"), "reprompt.outputSpeech"),
        card=_card(response.get("card")),
        directives=directives,
        ends=ends,
        attributes=document.get("sessionAttributes") or {},
    )


def check_farewell(document: Json) -> None:
    """Check the answer to a request that a skill cannot say anything to: the end of a session, or a skill event.

    Raises:
        InvalidResponse: it tries to.
    """
    response = document.get("response") or {}
    if not isinstance(response, dict):
        raise InvalidResponse(f"response must be an object, not {type(response).__name__}")
    said = [key for key in ("outputSpeech", "reprompt", "card", "directives") if response.get(key)]
    if said:
        raise InvalidResponse(f"this request cannot be answered with {', '.join(said)}")


def _speech(value: Json | None, name: str) -> Speech | None:
    if value is None:
        return None
    kind = value["type"]
    written = value.get(_SPEECH_FIELDS[kind])
    if written is None:
        raise InvalidResponse(f"{name} of type {kind} has no {_SPEECH_FIELDS[kind]}")
    if len(written) >= LONGEST_SPEECH:
        raise InvalidResponse(f"{name} has {len(written):,} characters; Alexa speaks fewer than {LONGEST_SPEECH:,}")
    if kind == "PlainText":
        return Speech(written, " ".join(written.split()))
    try:
        return Speech(written, spoken_text(written))
    except InvalidSsml as error:
        raise InvalidResponse(f"{name} is not valid SSML: {error}") from error


def _card(card: Json | None) -> Json | None:
    if card is None:
        return None
    unknown = {key for key, field in card.items() if field is not None} - _CARD_FIELDS[card["type"]] - {"type"}
    if unknown:
        raise InvalidResponse(f"a {card['type']} card has no {', '.join(sorted(unknown))}")
    if card["type"] == "AskForPermissionsConsent" and not card.get("permissions"):
        raise InvalidResponse("an AskForPermissionsConsent card names the permissions it asks for")
    if sum(len(card.get(key) or "") for key in ("title", "content", "text")) > LONGEST_CARD:
        raise InvalidResponse(f"the card is longer than {LONGEST_CARD:,} characters")
    _check_image(card.get("image") or {})
    return card


def _check_image(image: Json) -> None:
    for url in filter(None, (image.get("smallImageUrl"), image.get("largeImageUrl"))):
        if not url.startswith("https://") or len(url) > LONGEST_IMAGE_URL:
            raise InvalidResponse("card images are https URLs of at most 2,000 characters")


def _directives(response: Json, hardware: Hardware) -> Iterator[Json]:
    for entry in response.get("directives") or ():
        kind = entry["type"]
        interface = kind.rpartition(".")[0]
        if kind in _DEVICE_DIRECTIVES and not hardware.supports(interface):
            raise InvalidResponse(f"{kind} is not supported by this device")
        if kind not in _PLAIN_DIRECTIVES | _DEVICE_DIRECTIVES | _EVERY_DEVICE:
            raise InvalidResponse(f"unknown directive {kind!r}")
        yield entry
