"""Finding one's way: help, repeating, stopping, and what was not understood."""

from __future__ import annotations

from .registry import answer, intent
from .turn import Reply, Turn, say

_DEFAULT = "anything_else"


@intent("Help")
def help_here(turn: Turn) -> Reply:
    """What can be said now: about the open question first, then in general."""
    question = turn.memory.question
    if question is None or question.name in (_DEFAULT, "what_to_order"):
        key = "help.guest" if turn.token is None else "help.general"
        return say(key).asking("what_to_order").with_card("help")
    return say(f"help.{question.name}").asking_again(turn.memory)


@intent("Fallback")
def not_understood(turn: Turn) -> Reply:
    """Say so, and ask again what was asked; nothing is lost."""
    if turn.memory.question is None:
        return say("not_understood").asking("what_to_order")
    return say("not_understood").asking_again(turn.memory)


@intent("Repeat")
def repeat(turn: Turn) -> Reply:
    """Say the same once more; the open question stays open."""
    if turn.memory.said is None:
        return say("repeat.nothing").asking("what_to_order")
    if not turn.memory.said.reprompt:
        # It was Alexa who asked next, and does so no more.
        return help_here(turn)
    return Reply("repeat", verbatim=turn.memory.said).asking_again(turn.memory)


@intent("NavigateHome")
def home() -> Reply:
    return say("home").asking("what_to_order").showing("home")


@intent("Stop")
def stop() -> Reply:
    """Leave; the cart is kept."""
    return say("goodbye")


@intent("Yes")
@intent("No")
@intent("More")
@intent("Choose")
def to_no_question(turn: Turn) -> Reply:
    """A yes, no, more or place in a list that nobody had asked for, or that the open question cannot take."""
    if turn.memory.question:
        return say("answer.unexpected").asking_again(turn.memory)
    return say("answer.to_nothing").asking("what_to_order")


@intent("VoiceCode")
def code_to_no_question(turn: Turn) -> Reply:
    """Four digits where none were asked for: a code that comes late is no number of anything."""
    reply = say("code.not_asked_for")
    return reply.asking_again(turn.memory) if turn.memory.question else reply.asking("what_to_order")


@intent("TalkToAgent")
def talk_to_a_person() -> Reply:
    return say("agent.contact").asking("anything_else").with_card("agent")


@answer("yes", "anything_else", "what_to_order")
def go_on() -> Reply:
    return say("go_on").asking("what_to_order")


@answer("no", "what_to_order")
def nothing_then() -> Reply:
    return say("goodbye")
