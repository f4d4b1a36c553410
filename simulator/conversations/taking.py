"""One turn of a device as a step of a conversation file, and what of it no file can bring about again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from simulator.conversations import screens
from simulator.conversations.acting import name_of
from simulator.conversations.pattern import ExpectedIntent, Hearing, Pattern
from simulator.conversations.script import Deed, Event, Expected, Line, Say, Touch, Verify
from simulator.device import PIN_COMPLETIONS, Speech, deeds
from simulator.device.invocation import Invocations
from simulator.device.screen import RENDER
from simulator.show import delivered_intent, filled_slots, understood

if TYPE_CHECKING:
    from simulator.conversations.varying import Varying
    from simulator.device import Completion, Screen, SkillEvent, Turn


class NotReplayable(Exception):
    """Nothing that a conversation file can say does the same; the message tells what was done."""


def step_of(turn: Turn, screen: Screen | None, locale: str, varying: Varying) -> Line:
    """What a file says for a turn.

    Args:
        turn: what happened.
        screen: what was shown before it, on which a touch found its place.
        locale: that of the device.
        varying: what another run says otherwise.

    Raises:
        NotReplayable: what was done has no words in a file.
    """
    return Line(0, _deed(turn, screen, locale), _expected(turn, varying))


def hindrances(turn: Turn, varying: Varying) -> Iterator[str]:
    """Why a replay of this turn may go another way than it went."""
    for problem in turn.problems:
        yield f"Alexa does not take this response, so a replay fails here: {problem}"
    if varying.names_an_order(turn.said):
        yield "An order's number is another in each run."


def _deed(turn: Turn, screen: Screen | None, locale: str) -> Deed:
    match turn.deed:
        case deeds.Said(text):
            return Say(text)
        case deeds.Silence():
            return Say("")
        case deeds.Left():
            return Say(min(Invocations("", locale).leave))
        case deeds.Touched(arguments):
            return Touch(_text_on(screen, arguments))
        case deeds.Happened(event):
            return Event(_name(event))
        case deeds.Resumed(completion):
            return Verify(_ending(completion))
        case deeds.Opened(request):
            raise NotReplayable(f"the skill was called without words, for {request!r}")
        case deeds.Sent(request):
            raise NotReplayable(f"a {request['type']} was sent as it stands")


def _ending(completion: Completion) -> str:
    for name, known in PIN_COMPLETIONS.items():
        if known == completion:
            return name
    raise NotReplayable(f"Alexa finished a task of hers with {completion.code} {dict(completion.result)}")


def _name(event: SkillEvent) -> str:
    if name := name_of(event):
        return name
    raise NotReplayable(f"{event.type} happened")


def _text_on(screen: Screen | None, arguments: tuple[object, ...]) -> str:
    for text, sent in screens.touchables(screen).items():
        if sent == arguments:
            return text
    raise NotReplayable(f"something without a text was touched, which sends {list(arguments)}")


def _expected(turn: Turn, varying: Varying) -> Expected:
    heard = turn.speech.text if turn.speech else ""
    waited = Speech("", " ".join(speech.text for speech in turn.progress))
    return Expected(
        intent=_intent(turn),
        progress=_pattern(waited, varying),
        hear=_pattern(turn.speech, varying),
        # The reprompt of most answers is their own last sentence.
        reprompt=None if turn.reprompt and heard.endswith(turn.reprompt.text) else _pattern(turn.reprompt, varying),
        card=Hearing((Pattern(turn.card["type"]),), whole=True) if turn.card else None,
        screen=screens.name(turn.screen) if _is_new(turn) else None,
        asks=turn.dialog.slot if turn.dialog else None,
        session="closed" if turn.ended else None,
    )


def _is_new(turn: Turn) -> bool:
    """Whether the screen was drawn in this turn, and not only left standing."""
    return any(directive["type"] == RENDER for directive in turn.directives)


def _pattern(speech: Speech | None, varying: Varying) -> Hearing | None:
    return Hearing((Pattern(varying.without(speech.text)),), whole=True) if speech and speech.text.strip() else None


def _intent(turn: Turn) -> ExpectedIntent | None:
    """What was understood, unless the words are its very name: "yes", "stop", "help"."""
    meant = understood(turn) if turn.said else None
    if meant is None or meant == "Launch":
        return None
    name = meant.partition("(")[0]
    intent = delivered_intent(turn)
    slots = filled_slots(intent) if intent else {}
    if not slots:
        return None if name.lower() == turn.said.strip().lower() else ExpectedIntent(name, None)
    expected = ExpectedIntent(name, slots)
    try:
        readable = ExpectedIntent.parse(str(expected)) == expected
    except ValueError:
        readable = False
    return expected if readable else ExpectedIntent(name, None)
