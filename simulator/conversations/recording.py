"""The turns of a device become a conversation file: what was said, understood, heard and shown.

What a file cannot bring about again is told in a remark, so that nobody wonders why a replay goes another way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from simulator.conversations.circumstances import began_within_a_session, changes
from simulator.conversations.lines import StoredLine
from simulator.conversations.script import (
    DEFAULT_LOCALE,
    Conversation,
    ExpectedOrder,
    Given,
    Line,
    Meanwhile,
    Outcome,
)
from simulator.conversations.shop import Standing, StoredOrder
from simulator.conversations.taking import NotReplayable, hindrances, step_of
from simulator.conversations.varying import Varying
from simulator.conversations.writing import Remark, to_yaml
from simulator.device import Turn, deeds
from simulator.wire import Network

RECORDED = Path(__file__).resolve().parents[2] / "tests/conversations/recorded"
_CANCELED = "canceled"
_MOST_ORDERS = 3  # a replay places them anew, so no more than the skill is likely to speak of


@dataclass(frozen=True, slots=True)
class Taken:
    """A conversation as it was held, and what a replay cannot bring about again."""

    conversation: Conversation
    remarks: tuple[Remark, ...]

    def to_yaml(self) -> str:
        """The text of a conversation file."""
        return to_yaml(self.conversation, self.remarks)


@dataclass(frozen=True, slots=True)
class Recording:
    """What is known of a conversation that was held.

    `given` says who stood before which device. `before` and `after` are what stood in the store at its beginning and
    end, None where nobody looked. `networks` says how the network between skill and store was made before the turn of
    that number (0: the first), `notes` what else somebody did from outside, of which the device cannot know.
    """

    title: str
    turns: Sequence[Turn]
    given: Given = field(default_factory=Given)
    locale: str = DEFAULT_LOCALE
    before: Standing | None = None
    after: Standing | None = None
    networks: Mapping[int, Network] = field(default_factory=dict)
    notes: Sequence[Remark] = ()

    def taken(self) -> Taken:
        """The conversation to be played again."""
        varying = Varying(self.locale, self._labels())
        steps: list[Line | Meanwhile] = []
        remarks = [Remark(0, text) for text in self._beginning()]
        for number in range(len(self.turns)):
            for told in self._told(number, varying):
                if isinstance(told, str):
                    remarks.append(Remark(len(steps), told))
                else:
                    steps.append(told)
        conversation = Conversation("", 0, self.title, self.locale, self._given(), tuple(steps), self._outcome())
        return Taken(conversation, tuple(remarks))

    def _told(self, number: int, varying: Varying) -> Iterator[Line | Meanwhile | str]:
        """What a file says of a turn: steps, and remarks as texts."""
        turn = self.turns[number]
        if number in self.networks:
            yield Meanwhile(0, network=self.networks[number])
        yield from self._meanwhile(number)
        if not self._reached_somebody(number):
            if turn.said:
                yield f"Left out, for no skill was there to hear it: {turn.said!r}."
            return
        try:
            step = step_of(turn, self.turns[number - 1].screen if number else None, self.locale, varying)
        except NotReplayable as error:
            yield f"Left out, for a file cannot say it: {error}."
            return
        yield from hindrances(turn, varying)
        if step.expected.progress and self._network(number) is not Network.SLOW:
            yield f"While the store took long, this was heard: {step.expected.progress}"
            step = replace(step, expected=replace(step.expected, progress=None))
        yield step

    def _network(self, number: int) -> Network:
        """How the network was in a turn, as far as we were told."""
        earlier = [before for before in self.networks if before <= number]
        return self.networks[max(earlier)] if earlier else Network.NORMAL

    def _labels(self) -> set[str]:
        """The order numbers that may have been heard."""
        return {order.number for standing in (self.before, self.after) if standing for order in standing.orders}

    def _reached_somebody(self, number: int) -> bool:
        """Whether a turn was more than the launch before the first words, which a replay does by itself, or a hello."""
        turn = self.turns[number]
        if number == 0 and turn.deed == deeds.Opened():
            return False
        begun = any(earlier.exchanges for earlier in self.turns[:number])
        return bool(turn.exchanges or (begun and turn.speech))

    def _beginning(self) -> Iterator[str]:
        """What of the beginning a replay lacks."""
        if began_within_a_session(self.turns):
            yield "The session was open before; a replay opens one of its own."
        if self.before is None:
            yield "What stood in the store before is not known."
            return
        if len(_anew(self.before.orders)) < len(self.before.orders):
            yield "There were earlier orders that a replay lacks: it has the latest few, and none that was canceled."
        if self.before.place:
            yield f"The skill remembered the pick-up place {self.before.place}; a replay has the store's first."

    def _meanwhile(self, number: int) -> Iterator[str]:
        """What was changed from outside before a turn; a file has one customer and one device."""
        yield from (note.text for note in self.notes if note.step == number)
        for name in changes(self.turns[: number + 1]):
            yield f"From here on {name} is another; a replay keeps the one that it began with."

    def _given(self) -> Given:
        # Only a skill that verifies people hands a turn over to Alexa.
        given = replace(self.given, verify_person=any(turn.connection for turn in self.turns))
        if self.before is None:
            return given
        ordered = tuple(ExpectedOrder(_lines(order.lines), state=order.state) for order in _anew(self.before.orders))
        return replace(given, cart=_lines(self.before.cart), ordered=ordered)

    def _outcome(self) -> Outcome | None:
        if self.after is None or self.before is None:
            return None
        earlier = {order.number for order in self.before.orders}
        given = tuple(ExpectedOrder(_lines(order.lines)) for order in _anew(self.before.orders))
        placed = (order for order in self.after.orders if order.number not in earlier)
        orders = tuple(ExpectedOrder(_lines(order.lines), order.total) for order in placed)
        return Outcome(0, _lines(self.after.cart), given + orders)


def save(recording: Recording, folder: Path = RECORDED) -> Path:
    """Write a recording into a file of its own, named after its title; no file is overwritten.

    Raises:
        OSError: it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    text = recording.taken().to_yaml()
    name = "-".join(re.findall(r"[^\W_]+", recording.title.lower()))[:60] or "conversation"
    for number in count(1):
        path = folder / (f"{name}.yaml" if number == 1 else f"{name}-{number}.yaml")
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            continue
        return path
    raise AssertionError  # pragma: no cover - count() has no end


def _anew(orders: Sequence[StoredOrder]) -> Sequence[StoredOrder]:
    """The earlier orders that a replay places anew."""
    return [order for order in orders if order.state != _CANCELED][-_MOST_ORDERS:]


def _lines(lines: Sequence[StoredLine]) -> tuple[str, ...]:
    """Lines in words that the skill understands and that tell them in the store."""
    return tuple(str(line).replace(",", "") for line in lines)
