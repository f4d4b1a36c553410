"""A turn while it happens."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING

from simulator.device.deeds import Deed, words
from simulator.device.turn import Turn

if TYPE_CHECKING:
    from simulator.device.account import Customer, Hardware, Json
    from simulator.device.line import Answered
    from simulator.device.progress import Progress
    from simulator.device.response import Answer
    from simulator.device.screen import Screen
    from simulator.device.session import Session
    from simulator.device.turn import Ended, Exchange, Problem, Speech
    from simulator.recogniser import Recognition


@dataclass(slots=True)
class Draft:
    """Collects what happens in a turn until it is over; customer and hardware are those it began with.

    `proven` is the authentication confidence level that the speaker just reached, if any.
    """

    deed: Deed
    customer: Customer
    hardware: Hardware
    started: float = field(default_factory=perf_counter)
    recognition: Recognition | None = None
    exchanges: list[Exchange] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    speech: Speech | None = None
    reprompt: Speech | None = None
    card: Json | None = None
    directives: tuple[Json, ...] = ()
    commands: tuple[Json, ...] = ()
    ended: Ended | None = None
    proven: int | None = None

    def take(self, answered: Answered) -> None:
        """Note a request and what came back."""
        self.exchanges.append(answered.exchange)
        if answered.problem:
            self.problems.append(answered.problem)

    def show(self, answer: Answer) -> None:
        """Note what an answer lets the customer hear and see."""
        self.speech, self.reprompt, self.card = answer.speech, answer.reprompt, answer.card
        self.directives += answer.directives

    def ask(self, prompt: Speech) -> None:
        """Note a prompt of the dialog model, which is its own reprompt."""
        self.speech = self.reprompt = prompt

    def apologise(self, apology: Speech) -> None:
        """Note what is heard in place of an answer that cannot be used."""
        self.speech, self.reprompt, self.card = apology, None, None

    def finished(self, session: Session | None, screen: Screen | None, progress: Progress) -> Turn:
        """The turn, with the session and the screen as they stand after it."""
        heard, refused = progress.collected()
        return Turn(
            said=words(self.deed),
            deed=self.deed,
            progress=heard,
            recognition=self.recognition,
            exchanges=tuple(self.exchanges),
            speech=self.speech,
            reprompt=self.reprompt,
            card=self.card,
            directives=self.directives,
            screen=screen,
            commands=self.commands,
            dialog=session.dialog if session else None,
            connection=session.connection if session else None,
            session_open=session is not None,
            ended=self.ended,
            problems=(*self.problems, *refused),
            milliseconds=(perf_counter() - self.started) * 1000,
        )
