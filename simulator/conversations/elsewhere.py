"""The same conversation in another locale: what would be said there, and what is heard.

Words differ between locales, so what is compared is what was meant, whether the session goes on, and what then stands
in the store.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simulator.conversations.pattern import ExpectedIntent
from simulator.conversations.runner import Result, play
from simulator.conversations.script import Conversation, Deed, Expected, Line, Say, Touch
from simulator.conversations.wording import Wording
from simulator.device import deeds
from simulator.device.slots import single_values, spoken
from simulator.models import SHIPPED
from simulator.show import delivered_intent, understood

if TYPE_CHECKING:
    from simulator.conversations.stage import Stage
    from simulator.device import Json, Turn
    from simulator.models import Trained


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A conversation that was held, ready to be held in other locales."""

    conversation: Conversation
    turns: tuple[Turn, ...]

    def in_locale(self, locale: str, stage: Stage) -> Result:
        """Hold it in a locale; it ends at the first turn that means something else there.

        Raises:
            BrokenModel, UnknownLanguage: nothing can be understood in this locale.
        """
        return play(translated(self.conversation, self.turns, SHIPPED.of(locale)), stage)


def held(conversation: Conversation, stage: Stage) -> Elsewhere:
    """Hold a conversation in its own locale, whatever is heard, to learn what each of its turns means."""
    bare = tuple(replace(step, expected=Expected()) if isinstance(step, Line) else step for step in conversation.steps)
    result = play(replace(conversation, steps=bare, outcome=None), stage)
    done = sum(isinstance(step, Line) for step in bare)
    return Elsewhere(conversation, result.turns[-done:] if len(result.turns) >= done > 0 else ())


def translated(conversation: Conversation, turns: Sequence[Turn], trained: Trained) -> Conversation:
    """The conversation as it would be held in the locale of a model.

    Args:
        conversation: as it is in its own locale.
        turns: what came of each of its lines there.
        trained: the model that understands the other locale.
    """
    wording, left = Wording(trained), iter(_pairs(turns))
    steps = tuple(
        _line(step, *found, wording) if isinstance(step, Line) and (found := next(left, None)) else step
        for step in conversation.steps
    )
    return replace(conversation, locale=trained.locale, steps=steps)


def _pairs(turns: Sequence[Turn]) -> list[tuple[Turn, Turn | None]]:
    """Each turn with the one before it."""
    return list(zip(turns, [None, *turns], strict=False))


def _line(line: Line, turn: Turn, before: Turn | None, wording: Wording) -> Line:
    session = "open" if turn.session_open else "closed"
    return replace(
        line, deed=_deed(line.deed, turn, before, wording), expected=Expected(_meant(turn, wording), session=session)
    )


def _deed(deed: Deed, turn: Turn, before: Turn | None, wording: Wording) -> Deed:
    match deed, turn.deed:
        case Say(text), _:
            expecting = before.dialog.expecting if before and before.dialog else None
            return Say(wording.of(text, turn.recognition, expecting))
        case Touch(text), deeds.Touched(arguments):
            return Touch(text, arguments)
        case _:
            return deed


def _meant(turn: Turn, wording: Wording) -> ExpectedIntent | None:
    intent = delivered_intent(turn)
    if intent is None:
        name = understood(turn)
        return ExpectedIntent(name, None) if name else None
    name = (understood(turn) or "").partition("(")[0]
    filled = {slot: words for slot, value in intent.get("slots", {}).items() if (words := _words(value, wording))}
    return ExpectedIntent(name, filled)


def _words(slot: Json, wording: Wording) -> str | None:
    """What a slot holds, in the words of the other locale where its values have ids."""
    names = [
        wording.name(match["value"]["id"]) or match["value"]["name"]
        for item in single_values(slot)
        for authority in (item.get("resolutions") or {}).get("resolutionsPerAuthority") or ()
        if authority["status"]["code"] == "ER_SUCCESS_MATCH"
        for match in authority.get("values") or ()
    ]
    return " and ".join(dict.fromkeys(names)) or spoken(slot)
