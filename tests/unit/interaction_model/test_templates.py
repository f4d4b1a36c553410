"""The sentence notation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interactionModels.builder.templates import MOST, TemplateError, expand, parse

WORDS = [f"w{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]


def samples(template: str, **rules: list[str]) -> list[str]:
    return expand(parse(template), rules)


def test_alternatives_are_said_one_by_one() -> None:
    assert samples("take (it|that) away") == ["take it away", "take that away"]


def test_what_is_optional_is_said_and_left_out() -> None:
    assert samples("stop [now|please]") == ["stop now", "stop please", "stop"]


def test_brackets_stand_inside_brackets() -> None:
    assert samples("(a [big] cat|dogs)") == ["a big cat", "a cat", "dogs"]


def test_slots_stay_as_they_are() -> None:
    assert samples("add {product} [to my cart]") == ["add {product} to my cart", "add {product}"]


def test_a_rule_is_one_of_its_lines() -> None:
    assert samples("<verb> it", verb=["drop", "take away"]) == ["drop it", "take away it"]


def test_a_long_sentence_is_not_multiplied_out() -> None:
    verbs, nouns = [f"v{word}" for word in WORDS], [f"n{word}" for word in WORDS]
    said = samples("<verb> the <noun> (now|later)", verb=verbs, noun=nouns)
    assert len(said) == len(WORDS)


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9, unique=True), min_size=1, max_size=5))
def test_every_alternative_is_said(choices: list[list[str]]) -> None:
    template = " ".join(f"({'|'.join(f'{word}{place}' for word in choice)})" for place, choice in enumerate(choices))
    said = samples(template)
    assert {word for sample in said for word in sample.split()} == {
        f"{word}{place}" for place, choice in enumerate(choices) for word in choice
    }
    assert len(said) <= max(MOST, *map(len, choices))


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("(a|b", "'(' is not closed by ')'"),
        ("[a", "'[' is not closed by ']'"),
        ("a)", "')' closes nothing"),
        ("(a]", "']' closes nothing"),
        ("a|b", "outside of brackets"),
        ("", "nothing in it"),
        ("a {b", "cannot read from '{b'"),
        ("a <b", "cannot read from '<b'"),
    ],
)
def test_a_mistake_is_named(template: str, problem: str) -> None:
    with pytest.raises(TemplateError) as error:
        parse(template)
    assert problem in str(error.value)
