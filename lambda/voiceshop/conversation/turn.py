"""What a person says, and what is answered: the two ends of every conversation function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from ..shop.cart import MOST_TOLD, Cart
from ..shop.deadline import Deadline
from ..shop.errors import ShopError
from ..shop.rules import Rules
from ..shop.want import Want


@dataclass(frozen=True, slots=True)
class Question:
    """A question left open: the next yes, no, number or "more" goes to whoever asked, with its data (JSON values)."""

    name: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """What was said last, as SSML, for when it is asked to be repeated."""

    speech: str
    reprompt: str


@dataclass(frozen=True, slots=True)
class Elicit:
    """The slot that the next words are to fill.

    Another `intent` than the one under way starts with `filled` slots (words); `dialog` is an intent that was under way
    before, as the device described it.
    """

    slot: str
    intent: str | None = None
    filled: Mapping[str, str] = field(default_factory=dict)
    dialog: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class LastChange:
    """The last change of a cart: what was in it before and after."""

    cart_id: str
    before: tuple[Want, ...]
    after: tuple[Want, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """What is shown with a reply where there is a screen: a view of that name, filled with these values."""

    name: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Handover:
    """The speaker is to be verified, by voice and a PIN of their own, before the question is answered.

    `token` comes back with what came of it.
    """

    token: str


@dataclass(frozen=True, slots=True)
class Memory:
    """What dies with the conversation: the open question, what was said last, and the cart before its last change.

    `screen` is the token of the screen that shows the open question.
    """

    question: Question | None = None
    elicit: Elicit | None = None
    screen: str | None = None
    said: Said | None = None
    undo: LastChange | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing said by one person. `now` is aware, in UTC; `token` is the linked account's, None without one.

    `speaker` tells voices of one household apart where they are known, and is nobody's account: what is said is said
    for `user`, whoever says it. `rules` are the installation's.
    """

    user: str
    locale: str
    now: datetime
    deadline: Deadline
    token: str | None = None
    speaker: str | None = None
    memory: Memory = field(default_factory=Memory)
    rules: Rules = field(default_factory=Rules)


@dataclass(frozen=True, slots=True)
class Card:
    """What the Alexa app shows: `card.<key>.title` and `card.<key>.text`, filled with the reply's values."""

    key: str


@dataclass(frozen=True, slots=True)
class LinkAccountCard:
    """Alexa's own card that leads to the store's sign-in."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: a speech key and its values, then at most one question, which is what is asked again after silence.

    A reply without a question ends the conversation. `prompt` is SSML of a question that was open before, `verbatim`
    all that was said before, `kept` the token of a screen that stays. A reply without a screen shows what it says.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    question: Question | None = None
    elicit: Elicit | None = None
    card: Card | LinkAccountCard | None = None
    undo: LastChange | None = None
    before: tuple[Reply, ...] = ()
    prompt: str | None = None
    verbatim: Said | None = None
    screen: Screen | None = None
    kept: str | None = None
    handover: Handover | None = None

    def asking(self, name: str, **data: Any) -> Reply:
        """The same, ending in the question `ask.<name>`; a yes, no or choice comes back with the data (JSON values)."""
        return replace(self, question=Question(name, data))

    def eliciting(self, slot: str, name: str, **data: Any) -> Reply:
        """The same, ending in the question `ask.<name>`; the answer fills that slot and the same intent comes again."""
        return replace(self, question=Question(name, data), elicit=Elicit(slot))

    def continuing_as(self, intent: str, **filled: str) -> Reply:
        """The same, but what was elicited comes back as another intent, with these slots filled by words."""
        if self.elicit is None:
            return self
        return replace(self, elicit=replace(self.elicit, intent=intent, filled=filled))

    def verifying(self, token: str, name: str, **data: Any) -> Reply:
        """The same, but the speaker is verified: the outcome comes back as `verification` with the data (JSON values).

        Nothing is asked aloud; `ask.<name>` is for when nothing came of it.
        """
        return replace(self, question=Question(name, data), handover=Handover(token))

    def asking_again(self, memory: Memory) -> Reply:
        """The same, ending in the question that was open before, which keeps its data, its dialog and its screen."""
        prompt = memory.said.reprompt if memory.said else None
        return replace(self, question=memory.question, elicit=memory.elicit, prompt=prompt, kept=memory.screen)

    def showing(self, name: str, **values: object) -> Reply:
        """The same; a device with a screen shows the view of that name (`screens.views`) with these values."""
        return replace(self, screen=Screen(name, values))

    def with_card(self, key: str) -> Reply:
        return replace(self, card=Card(key))

    def with_link_card(self) -> Reply:
        return replace(self, card=LinkAccountCard())

    def undoable(self, cart: Cart, wants: tuple[Want, ...]) -> Reply:
        """The same, remembering the cart as it was before, unless that is more than a session holds."""
        if max(len(wants), len(cart.lines)) > MOST_TOLD:
            return self
        return replace(self, undo=LastChange(cart.id, wants, cart.wants))

    def after(self, *first: Reply) -> Reply:
        """The same, said after other replies, whose questions are not asked."""
        return replace(self, before=(*first, *self.before))


def say(key: str, /, **values: object) -> Reply:
    return Reply(key, values)


def explain(error: ShopError) -> Reply:
    """What a person is told of an error, with the one question that leads on."""
    return say(error.key, **error.values).asking(error.asks, **error.data)
