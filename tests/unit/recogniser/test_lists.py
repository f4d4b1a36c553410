"""Slots that collect several values: "with nuts, honey and oat milk"."""

from typing import Any

import pytest

from simulator.recogniser import Expecting, Recogniser, Value
from simulator.recogniser.entities import Match
from simulator.recogniser.lists import lists

Json = dict[str, Any]


def value(identity: str, name: str, *synonyms: str) -> Json:
    return {"id": identity, "name": {"value": name, "synonyms": list(synonyms)}}


@pytest.fixture(scope="module")
def bakery() -> Recogniser:
    """One intent collects toppings, the other takes a single one."""
    order = {
        "name": "OrderIntent",
        "slots": [
            {"name": "cake", "type": "CAKE"},
            {"name": "topping", "type": "TOPPING", "multipleValues": {"enabled": True}},
        ],
        "samples": ["a {cake} with {topping}", "{cake} with {topping} please", "i would like a {cake}"],
    }
    price = {
        "name": "PriceIntent",
        "slots": [{"name": "topping", "type": "TOPPING"}],
        "samples": ["how much is {topping}", "what does {topping} cost", "the price of {topping}"],
    }
    toppings = [value("nuts", "nuts", "walnuts"), value("honey", "honey"), value("oat", "oat milk")]
    language = {
        "invocationName": "corner bakery",
        "intents": [order, price, {"name": "AMAZON.FallbackIntent", "samples": []}],
        "types": [
            {"name": "CAKE", "values": [value("rye", "rye bread"), value("cheese", "cheesecake")]},
            {"name": "TOPPING", "values": toppings},
        ],
    }
    return Recogniser({"interactionModel": {"languageModel": language}})


def items(bakery: Recogniser, text: str, expecting: Expecting | None = None) -> list[tuple[str, list[str]]]:
    slot = bakery.recognise(text, expecting=expecting).slots["topping"]
    return [(item.value, [value.id for value in item.values]) for item in slot.items]


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("a cheesecake with nuts and honey", ["nuts", "honey"]),
        ("a cheesecake with nuts, honey and oat milk", ["nuts", "honey", "oat"]),
        ("a cheesecake with honey plus walnuts", ["honey", "nuts"]),
        ("cheesecake with oat milk nuts please", ["oat", "nuts"]),
    ],
)
def test_each_value_of_a_list_is_resolved(bakery: Recogniser, said: str, heard: list[str]) -> None:
    assert [found for _, found in items(bakery, said)] == [[identity] for identity in heard]


def test_a_value_keeps_the_words_it_was_said_with(bakery: Recogniser) -> None:
    assert [value for value, _ in items(bakery, "a cheesecake with Walnuts and oat milk")] == ["walnuts", "oat milk"]


def test_the_whole_list_is_what_was_said_for_the_slot(bakery: Recogniser) -> None:
    slot = bakery.recognise("a cheesecake with nuts and honey").slots["topping"]

    assert (slot.value, slot.values) == ("nuts and honey", ())


def test_one_value_is_no_list(bakery: Recogniser) -> None:
    slot = bakery.recognise("a cheesecake with honey").slots["topping"]

    assert (slot.value, slot.items) == ("honey", ())
    assert [value.id for value in slot.values] == ["honey"]


def test_words_that_are_no_value_make_a_list_too(bakery: Recogniser) -> None:
    assert items(bakery, "a cheesecake with sprinkles and stardust") == [("sprinkles", []), ("stardust", [])]


def test_a_list_answers_the_question_for_its_slot(bakery: Recogniser) -> None:
    asked = Expecting(("OrderIntent",), "topping")

    assert [found for _, found in items(bakery, "nuts and honey", asked)] == [["nuts"], ["honey"]]


def test_a_slot_for_one_value_takes_no_list(bakery: Recogniser) -> None:
    heard = bakery.recognise("how much is nuts and honey")

    slot = heard.slots["topping"]
    assert (heard.intent, slot.value, slot.values, slot.items) == ("PriceIntent", "nuts and honey", (), ())


def test_a_list_has_an_end() -> None:
    words = ["nuts"] * 12
    values = [Match(place, place + 1, "TOPPING", (Value("nuts", "nuts"),)) for place in range(len(words))]

    rows = list(lists(values, words, frozenset({"TOPPING"}), frozenset({"and"})))

    assert max(len(row.parts) for row in rows) == 8
