"""Whoever registers a conversation function wrongly is told so when it is imported, not by a customer."""

from __future__ import annotations

import pytest

from voiceshop.conversation import answering
from voiceshop.conversation.registry import KINDS, answer, intent, question_names, takes
from voiceshop.conversation.turn import Reply, say


def test_an_answer_of_a_kind_that_there_is_not() -> None:
    with pytest.raises(ValueError, match="'yess': there are cancel, choice"):
        answer("yess", "place_order")


def test_every_kind_that_an_intent_gives_is_one() -> None:
    assert set(answering.ANSWERS.values()) <= KINDS


def test_an_argument_without_a_type() -> None:
    def typeless(turn) -> Reply:  # type: ignore[no-untyped-def]
        return say("goodbye")

    with pytest.raises(TypeError, match="typeless does not say of what type turn is"):
        intent("Typeless")(typeless)


def test_a_slot_as_another_type_than_it_comes() -> None:
    def wrong(product: str) -> Reply:
        return say("goodbye")

    with pytest.raises(TypeError, match=r"cannot take product: .*; a slot is `Spoken \| None`"):
        intent("Wrong")(wrong)


def test_whoever_takes_a_yes_takes_a_no() -> None:
    assert [name for name in sorted(question_names()) if takes(name, "yes") and not takes(name, "no")] == []
