"""A touch is answered as the sentence that it stands for; nothing that comes from a device can do more than that."""

from __future__ import annotations

import json
import logging
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.screens import touchables
from tests.unit.skill.household import Household, Json, Speaker
from voiceshop.alexa.entry import answer
from voiceshop.conversation.touching import Touch, meant_by
from voiceshop.screens.touches import touchable

OUTDATED = "That screen is from before."
NOT_UNDERSTOOD = "Sorry, I didn't get that."
PLACED = "Done. Order"


def the(hub: Speaker, text: str) -> list[object]:
    """What is sent when the thing with that text is touched."""
    touch: list[object] = next(thing["touch"] for thing in touchables(hub.screen) if thing["text"] == text)
    return touch


def asked_to_order(hub: Speaker, product: str = "croissant") -> None:
    hub.say("AddToCartIntent", product=product)
    assert hub.touch("Checkout").endswith("Shall I place the order?")


def test_an_order_by_touch_alone(home: Household, hub: Speaker) -> None:
    before = len(home.orders())
    hub.launch()
    hub.touch(*the(hub, "Menu"))
    hub.touch(*the(hub, "Coffee"))
    assert hub.touch(*the(hub, "Latte")).endswith("Would you like small, medium or large?")
    hub.touch(*the(hub, "Large"))
    hub.touch(*the(hub, "Check out"))
    assert hub.touch(*the(hub, "Yes")).startswith(PLACED)
    assert hub.touch(*the(hub, "My orders")).startswith("Order")
    assert len(home.orders()) == before + 1


def test_a_thing_is_taken_out_by_touch_without_asking_which(hub: Speaker) -> None:
    for size in ("large", "small"):
        hub.say("AddToCartIntent", product="latte", size=f"Size:{size}")
    remove = next(thing for thing in touchables(hub.screen) if thing.get("label") == "Remove small latte")
    assert hub.touch(*remove["touch"]).startswith("I've taken out the small latte.")
    assert [line["text"] for line in hub.screen["datasources"]["screen"]["lines"]] == ["1 × large latte"]


def test_a_choice_keeps_what_was_chosen_before(hub: Speaker) -> None:
    hub.say("AddToCartIntent", product="latte", quantity="2", optionA="Milk:oat-milk")
    assert hub.touch(*the(hub, "Small")).startswith("Two small lattes with oat milk")


def test_the_words_for_what_was_touched_go_on_in_the_dialog(hub: Speaker) -> None:
    request = hub.touched(["AddToCart", {"product": "flat-white", "quantity": "2"}], None)
    (elicit, _) = answer(hub.skill, request)["response"]["directives"]
    assert elicit["updatedIntent"]["name"] == "AddToCartIntent"
    assert {name: slot.get("value") for name, slot in elicit["updatedIntent"]["slots"].items()} == {
        "product": "flat white",
        "quantity": "2",
        "size": None,
    }


def test_a_yes_to_a_quote_that_was_replaced_orders_nothing(home: Household, hub: Speaker) -> None:
    before = len(home.orders())
    asked_to_order(hub)
    old = hub.screen["token"]
    hub.touch("AddToCart", {"product": "banana-bread"})
    assert hub.touch("Yes", token=old).startswith(OUTDATED)
    hub.touch("Checkout")
    assert hub.touch("Yes", token=old) == f"{OUTDATED} Shall I place the order?"
    assert len(home.orders()) == before
    assert hub.touch("Yes").startswith(PLACED)
    assert len(home.orders()) == before + 1


def test_a_yes_on_a_screen_whose_session_is_over_orders_nothing(home: Household, hub: Speaker) -> None:
    before = len(home.orders())
    asked_to_order(hub)
    old = hub.screen["token"]
    hub.say("AMAZON.StopIntent")
    assert hub.touch("Yes", token=old) == f"{OUTDATED} What would you like?"
    hub.launch()
    hub.touch("Checkout")
    assert hub.touch("Yes", token=old) == f"{OUTDATED} Shall I place the order?"
    assert len(home.orders()) == before


def test_the_same_touch_twice_is_one_order(home: Household, hub: Speaker) -> None:
    before = len(home.orders())
    asked_to_order(hub)
    request = hub.touched(["Yes"], hub.screen["token"])
    assert hub.ask(request).startswith(PLACED)
    assert hub.ask(request).startswith("That order is placed")
    assert hub.touch("Yes", token=request["request"]["token"]).startswith(OUTDATED)
    assert len(home.orders()) == before + 1


@pytest.mark.parametrize("token", [None, "", "checkout:1", 7])
def test_an_answer_needs_the_token_of_the_screen(token: object, hub: Speaker, home: Household) -> None:
    before = len(home.orders())
    asked_to_order(hub)
    assert hub.touch("Yes", token=token) == f"{OUTDATED} Shall I place the order?"
    assert len(home.orders()) == before


def test_an_answer_needs_a_screen_even_where_nothing_names_one(home: Household) -> None:
    echo = home.speaker()
    echo.say("DealsIntent")
    assert echo.touch("More", token=None).startswith(OUTDATED)


def test_more_by_touch_reads_on_and_a_choice_counts_at_any_time(hub: Speaker) -> None:
    hub.say("DealsIntent")
    first = [thing["text"] for thing in hub.screen["datasources"]["screen"]["things"]]
    bread = the(hub, "Banana bread")
    hub.touch("More")
    assert not set(first) & {thing["text"] for thing in hub.screen["datasources"]["screen"]["things"]}
    hub.say("AMAZON.StopIntent")
    assert hub.touch(*bread).startswith("One banana bread")


def test_a_touch_without_a_session_is_answered(hub: Speaker) -> None:
    request = hub.touched(["Deals"], "deals:old")
    del request["session"]
    assert "instead of" in answer(hub.skill, request)["response"]["outputSpeech"]["ssml"]


def test_a_guest_who_touches_is_told_how_to_link(home: Household) -> None:
    guest = home.hub()
    guest.token = None
    assert guest.touch("AddToCart", {"product": "croissant"}).startswith("For that I need your B account.")


@pytest.mark.parametrize(
    "arguments",
    [
        None,
        [],
        "Checkout",
        {"intent": "Checkout"},
        [None],
        ["Checkout", None],
        ["Checkout", {}, {}],
        ["Pay"],
        ["AMAZON.YesIntent"],
        ["AddToCart", {"colour": "red"}],
        ["AddToCart", {"product": ["latte"]}],
        ["AddToCart", {"product": ""}],
        ["AddToCart", {"product": "l" * 201}],
        ["AddToCart", {"product": "\ud800"}],
        ["Checkout", {"product": "latte"}],
        [["Checkout"]],
    ],
)
def test_what_is_no_touch_of_ours_is_not_understood(arguments: object, hub: Speaker) -> None:
    assert hub.ask(hub.touched(arguments, "cart:1")) == f"{NOT_UNDERSTOOD} What would you like?"


def test_what_is_not_understood_leaves_the_question_open(home: Household, hub: Speaker) -> None:
    asked_to_order(hub)
    assert hub.touch("Pay") == f"{NOT_UNDERSTOOD} Shall I place the order?"
    assert hub.touch("Yes").startswith(PLACED)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=10), st.sampled_from(["Yes", "AddToCart"])),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=10), inner, max_size=2)),
    max_leaves=6,
)


@settings(max_examples=150)
@given(arguments=JSON, token=JSON)
def test_any_touch_is_answered(arguments: object, token: object, home: Household) -> None:
    hub = home.hub()
    assert answer(hub.skill, hub.touched(arguments, token))["response"]["outputSpeech"]["ssml"]


def event(kind: str, hub: Speaker, **fields: object) -> Json:
    request = hub.touched([], "cart:1")
    return {**request, "request": {**request["request"], "type": kind, **fields}}


@pytest.mark.parametrize("kind", ["LoadIndexListData", "LoadTokenListData", "RuntimeError", "Unheard"])
def test_what_a_screen_tells_of_itself_gets_no_answer(kind: str, hub: Speaker) -> None:
    assert answer(hub.skill, event(f"Alexa.Presentation.APL.{kind}", hub))["response"] == {}


def test_what_a_screen_could_not_draw_is_logged_by_kind(hub: Speaker, caplog: pytest.LogCaptureFixture) -> None:
    error = {"type": "LIST_ERROR", "reason": "INTERNAL_ERROR", "listId": "l", "message": "a latte for Ana"}
    with caplog.at_level(logging.ERROR, "voiceshop"):
        answer(hub.skill, event("Alexa.Presentation.APL.RuntimeError", hub, errors=[error]))
    (line,) = (json.loads(record.message) for record in caplog.records)
    assert (line["event"], line["error"], line["reason"]) == ("screen", "LIST_ERROR", "INTERNAL_ERROR")
    assert "Ana" not in caplog.text


def test_the_log_names_what_was_touched_and_never_what_was_sent_instead(
    hub: Speaker, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "voiceshop"):
        hub.touch("Deals")
        hub.touch("Ana lives here")
    assert [json.loads(record.message)["intent"] for record in caplog.records] == ["Deals", "unknown"]


@pytest.mark.parametrize("product", ["${1+1}", "$${payload.screen}", "@ink", "tea@home", "latte"])
def test_no_id_is_an_expression_or_a_resource_to_a_screen_and_all_are_understood(product: str) -> None:
    touch = touchable("Tea", "AddToCart", product=product)["touch"]
    assert not re.search(r"\$\{|@", json.dumps(touch))
    meant = meant_by(Touch(json.loads(json.dumps(touch)), None))
    assert meant
    assert meant.slots["product"].id == product
