"""A difference is told so that a human sees at a glance what was expected and what came instead."""

from __future__ import annotations

import io

import pytest

from simulator.conversations.difference import Difference, Meaning, Plain, Things, Words
from simulator.conversations.paint import COLOURS, PLAIN, paint_for
from simulator.conversations.pattern import Hearing, Pattern
from simulator.conversations.telling import told


def text(difference: Difference) -> str:
    return "\n".join(told(difference, PLAIN))


def heard(pattern: str, got: str) -> str:
    return text(Words(Hearing((Pattern(pattern),), whole=True), got))


def test_words_stand_beneath_each_other() -> None:
    assert heard(
        "Now it's three croissants, $10.20. Your cart is $10.20. ...",
        "Now it's two croissants, $6.80. Your cart is $6.80. Anything else?",
    ) == "\n".join(
        [
            "expected  Now it's three croissants, $10.20. Your cart is $10.20. ...",
            "heard     Now it's two   croissants, $6.80.  Your cart is $6.80.  Anything else?",
            "                   ^^^^^             ^^^^^^^              ^^^^^^^",
        ]
    )


def test_what_is_missing_and_what_is_too_much_leave_a_gap() -> None:
    assert heard("The muffin is out. Anything else?", "The blueberry muffin is out.") == "\n".join(
        [
            "expected  The           muffin is out. Anything else?",
            "heard     The blueberry muffin is out.",
            "              +++++++++                -------- -----",
        ]
    )


def test_dots_stand_for_as_much_as_fits() -> None:
    assert heard(
        "Welcome ... Your cart is $3.40...", "Welcome back to the shop. Your cart is $3.50, sir."
    ) == "\n".join(
        [
            "expected  Welcome ...               Your cart is $3.40...",
            "heard     Welcome back to the shop. Your cart is $3.50,   sir.",
            " " * 49 + "^^^^^^^^",
        ]
    )


def test_dots_that_stand_against_words_are_held_to_them() -> None:
    assert heard("...In a minute....", "Try in a minute. More?") == "\n".join(
        [
            "expected      ...In a minute....",
            "heard     Try in    a minute.    More?",
            "              ^^^^^              ^^^^^",
        ]
    )


def test_nothing_was_heard() -> None:
    assert heard("Anything else?", "") == "expected  Anything else?\nheard\n          -------- -----"


def test_a_long_text_goes_on_in_the_next_row() -> None:
    lines = heard(" ".join(["word"] * 40), " ".join(["word"] * 39 + ["other"])).splitlines()
    assert [line[:8].strip() for line in lines] == ["expected", "heard", "expected", "heard", "expected", "heard", ""]
    assert max(map(len, lines)) <= 110


def test_the_first_part_that_is_not_heard_is_named() -> None:
    parts = Hearing((Pattern("two lattes"), Pattern("$10"), Pattern("else")), whole=False)
    assert text(Words(parts, "One of two lattes, $9. Anything else?")) == (
        "heard     two lattes\nmissing   $10\nmissing   else\nin        One of two lattes, $9. Anything else?"
    )


def test_another_intent_comes_with_the_reason() -> None:
    assert text(Meaning("Deals", "ViewCart", reason="heard 'what is in my cart'")) == (
        "expected  Deals\ngot       ViewCart\nwhy       heard 'what is in my cart'"
    )


def test_slots_are_told_one_by_one() -> None:
    assert text(
        Meaning(
            "AddToCart(product = latte, size = large)",
            "AddToCart(product = latte, size = small, quantity = 2)",
            {"product": "latte", "size": "large"},
            {"product": "latte", "size": "small", "quantity": "2"},
        )
    ).splitlines()[2:] == ["  size: expected large, got small", "  quantity: expected (empty), got 2"]


def test_lines_that_are_missing_and_lines_that_are_too_much() -> None:
    assert text(Things(("2 latte", "croissant"), ("latte", "croissant"), ("2 latte",), ("latte",))) == (
        "expected  2 latte, croissant\ngot       latte, croissant\nmissing   2 latte\ntoo much  latte"
    )


def test_one_thing_instead_of_another() -> None:
    assert text(Plain("open", "closed")) == "expected  open\ngot       closed"


def test_colours_change_nothing_but_the_colour() -> None:
    words = Words(Hearing((Pattern("The muffin is out."),), whole=True), "The bread is out.")
    coloured = list(told(words, COLOURS))
    assert coloured[0] == "expected  The \x1b[31mmuffin\x1b[0m is out."
    assert coloured[1] == "heard     The \x1b[32mbread\x1b[0m  is out."


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environment", "paint"),
    [
        (Terminal(), {}, COLOURS),
        (Terminal(), {"NO_COLOR": ""}, COLOURS),
        (Terminal(), {"NO_COLOR": "1"}, PLAIN),
        (Terminal(), {"TERM": "dumb"}, PLAIN),
        (io.StringIO(), {}, PLAIN),
    ],
)
def test_colours_only_where_they_are_wanted(stream: io.StringIO, environment: dict[str, str], paint: object) -> None:
    assert paint_for(stream, environment) is paint
