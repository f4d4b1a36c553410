"""How the recogniser behaves as Alexa does: numbers, resolution, open slots, questions that are open, and refusals."""

import json

import pytest

from simulator.recogniser import Expecting, Recogniser
from simulator.recogniser.cli import NoSuchModel, load_recogniser, recognise_lines
from simulator.recogniser.learning import FALLBACK

YES_OR_NO = Expecting(("AMAZON.YesIntent", "AMAZON.NoIntent"))


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return load_recogniser("en-US")


@pytest.fixture(scope="module")
def small() -> Recogniser:
    """A shop of another kind: the recogniser knows no shop."""
    rose = {"id": "r1", "name": {"value": "rose", "synonyms": ["roses"]}}
    tulip = {"id": "t1", "name": {"value": "tulip", "synonyms": ["tulips", "spring flower"]}}
    crocus = {"id": "c1", "name": {"value": "crocus", "synonyms": ["spring flower"]}}
    buy = {
        "name": "BuyIntent",
        "slots": [{"name": "count", "type": "AMAZON.NUMBER"}, {"name": "flower", "type": "FLOWER"}],
        "samples": ["buy {count} {flower}", "buy a {flower}", "i would like {count} {flower}", "{flower} please"],
    }
    water = {"name": "WaterIntent", "samples": ["how often do i water them", "how much water do they need"]}
    built_ins = [{"name": f"AMAZON.{name}Intent", "samples": []} for name in ("Help", "Stop", "Yes", "No", "Fallback")]
    language = {
        "invocationName": "green corner",
        "intents": [buy, water, *built_ins],
        "types": [{"name": "FLOWER", "values": [rose, tulip, crocus]}],
    }
    return Recogniser({"interactionModel": {"languageModel": language}})


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("2", "2"),
        ("two", "2"),
        ("twenty one", "21"),
        ("a hundred", "100"),
        ("two hundred", "200"),
        ("a couple of", "2"),
        ("half a dozen", "6"),
        ("one thousand", "1000"),
        ("a few", "?"),
    ],
)
def test_numbers_are_sent_as_digits(small: Recogniser, said: str, number: str) -> None:
    heard = small.recognise(f"i would like {said} roses")
    assert heard.slots["count"].value == number


def test_a_value_is_resolved_to_its_id(small: Recogniser) -> None:
    slot = small.recognise("buy a Rose").slots["flower"]
    assert (slot.value, [value.id for value in slot.values]) == ("rose", ["r1"])


def test_a_name_of_two_values_resolves_to_both(small: Recogniser) -> None:
    slot = small.recognise("buy a spring flower").slots["flower"]
    assert {value.id for value in slot.values} == {"t1", "c1"}


def test_a_slip_of_the_tongue_is_forgiven(small: Recogniser) -> None:
    assert [value.id for value in small.recognise("buy two tullips").slots["flower"].values] == ["t1"]


def test_a_custom_slot_takes_what_is_no_value(small: Recogniser) -> None:
    slot = small.recognise("buy a sunflower").slots["flower"]
    assert (slot.value, slot.values) == ("sunflower", ())


def test_courtesies_change_nothing(small: Recogniser) -> None:
    plain, polite = small.recognise("buy two roses"), small.recognise("hello um buy two roses please thank you")
    assert (polite.intent, polite.slots) == (plain.intent, plain.slots)


def test_built_in_intents_need_no_samples(small: Recogniser) -> None:
    assert small.recognise("yes please").intent == "AMAZON.YesIntent"
    assert small.recognise("help").intent == "AMAZON.HelpIntent"


@pytest.mark.parametrize(
    "said", ["when does the bus to the airport leave", "blue whales sing in the sea at night", "", "?!"]
)
def test_what_is_near_nothing_is_refused(small: Recogniser, said: str) -> None:
    assert small.recognise(said).intent == FALLBACK


def test_an_answer_to_a_question_for_a_slot_fills_it(recogniser: Recogniser) -> None:
    asked = Expecting(("AddToCartIntent",), "size")
    heard = recogniser.recognise("large", expecting=asked)
    assert (heard.intent, heard.slots["size"].value) == ("AddToCartIntent", "large")
    assert recogniser.recognise("large").intent == "ModifyItemIntent"


def test_something_else_may_be_said_to_a_question(recogniser: Recogniser) -> None:
    asked = Expecting(("AddToCartIntent",), "size")
    assert recogniser.recognise("what's on sale", expecting=asked).intent == "DealsIntent"
    assert recogniser.recognise("cancel my order", expecting=YES_OR_NO).intent == "CancelOrderIntent"


def test_a_question_for_yes_or_no_makes_them_likelier(recogniser: Recogniser) -> None:
    free, asked = recogniser.recognise("that's all"), recogniser.recognise("all right then", expecting=YES_OR_NO)
    assert asked.intent == "AMAZON.YesIntent"
    assert free.intent == "AMAZON.NoIntent"


@pytest.mark.parametrize(
    "said",
    [
        "not yes",
        "sure why not but make it three",
        "yes if you hurry",
        "yes but not now",
        "yes don't",
        "yes later",
        "no yes",
    ],
)
def test_a_yes_that_something_turns_is_none(recogniser: Recogniser, said: str) -> None:
    assert recogniser.recognise(said, expecting=YES_OR_NO).intent != "AMAZON.YesIntent"
    assert recogniser.recognise(said).intent != "AMAZON.YesIntent"


def test_the_reason_and_the_runners_up_are_told(recogniser: Recogniser) -> None:
    heard = recogniser.recognise("two lattes please")
    assert "{quantity} {product}" in heard.reason
    assert 0 < sum(other.confidence for other in heard.runners_up) < heard.confidence <= 1
    assert heard.intent not in {other.intent for other in heard.runners_up}


def test_frames_name_values_as_the_store_writes_them() -> None:
    (line,) = recognise_lines("en-US", ["a large latte with 2% milk and a decaf mocha to go please"])
    assert json.loads(line) == {
        "intent": "AddToCart",
        "slots": {
            "items": [
                {"product": "latte", "size": "large", "options": ["2% milk"]},
                {"product": "mocha", "options": ["decaf", "to go"]},
            ]
        },
    }


def test_parts_are_taken_out_of_the_whole() -> None:
    (line,) = recognise_lines("en-US", ["three lattes one with oat milk"])
    assert json.loads(line)["slots"]["items"] == [
        {"product": "latte", "quantity": 2},
        {"product": "latte", "quantity": 1, "options": ["oat milk"]},
    ]


def test_a_locale_without_a_model_is_named() -> None:
    with pytest.raises(NoSuchModel, match="tlh-KX"):
        load_recogniser("tlh-KX")
