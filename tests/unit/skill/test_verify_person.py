"""Alexa's own PIN for large orders: what she proves counts once, for what was confirmed and for who confirmed it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.unit.skill.conftest import event
from tests.unit.skill.household import Household, Json, Speaker
from voiceshop.alexa.entry import answer
from voiceshop.bootstrap import Settings
from voiceshop.shop.rules import Rules

PLACED = "Done. Order"
ANA, BEN = {"personId": "amzn1.ask.person.ANA"}, {"personId": "amzn1.ask.person.BEN"}
ACHIEVED = {"status": "ACHIEVED"}
KEPT = "Your cart is kept"


@pytest.fixture
def house(shop: tuple[str, Path, str]) -> Iterator[Household]:
    household = Household(*shop, rules=Rules(verify_person=True))
    yield household
    household.pay_with("4242")


def asked(speaker: Speaker) -> Speaker:
    speaker.say("AddToCartIntent", product="drip-coffee-maker")
    assert speaker.say("CheckoutIntent").endswith("Shall I place the order?")
    return speaker


def handed_over(house: Household, person: Json = ANA) -> Speaker:
    """A speaker on which ana said yes to a large order, and now is asked for her PIN."""
    speaker = house.speaker()
    speaker.person = person
    asked(speaker).say("AMAZON.YesIntent")
    return speaker


def proven(speaker: Speaker, **changed: Any) -> Json:
    return speaker.resumed(**{"result": ACHIEVED, "level": 400, **changed})


def test_the_yes_hands_over_to_alexa_and_leaves_the_session_to_her(house: Household) -> None:
    speaker = asked(house.speaker())
    said = answer(speaker.skill, speaker.request("AMAZON.YesIntent", {}))
    [directive] = said["response"]["directives"]
    assert directive == {
        "type": "Connections.StartConnection",
        "uri": "connection://AMAZON.VerifyPerson/2",
        "input": {
            "requestedAuthenticationConfidenceLevel": {"level": 400, "customPolicy": {"policyName": "VOICE_PIN"}}
        },
        "token": house.ledger.customer(house.user).purchase_id,
        "onCompletion": "RESUME_SESSION",
    }
    assert said["response"].keys() == {"outputSpeech", "directives"}
    assert said["response"]["outputSpeech"]["ssml"] == (
        "<speak>For an order this large, Alexa makes sure that it's you.</speak>"
    )


def test_who_said_yes_and_the_pin_has_ordered(house: Household) -> None:
    before = house.orders()
    speaker = handed_over(house)
    assert house.orders_since(before) == []
    assert speaker.ask(proven(speaker)).startswith(PLACED)
    assert "?" in speaker.heard
    assert "voice code" not in speaker.heard
    assert len(house.orders_since(before)) == 1


def test_a_yes_of_a_voice_that_alexa_did_not_know_is_proven_by_its_pin(house: Household) -> None:
    before, speaker = house.orders(), handed_over(house, person={})
    speaker.person = ANA
    assert speaker.ask(proven(speaker)).startswith(PLACED)
    assert len(house.orders_since(before)) == 1


def test_the_same_proof_five_times_at_once_is_one_order(house: Household) -> None:
    before, speaker = house.orders(), handed_over(house)
    resumed = proven(speaker)
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda _: answer(speaker.skill, resumed), range(5)))
    assert speaker.ask(resumed).startswith("That order is placed: ")
    assert len(house.orders_since(before)) == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"result": {"status": "NOT_ACHIEVED", "reason": "METHOD_LOCKOUT"}}, "Your PIN is locked"),
        ({"result": {"status": "NOT_ACHIEVED", "reason": "NOT_MATCH"}}, "couldn't make sure that it's you"),
        ({"result": {"status": "NOT_ACHIEVED", "reason": "VERIFICATION_METHOD_NOT_SETUP"}}, "no PIN to ask you for"),
        ({"result": {"status": "NOT_ENABLED"}}, "no PIN to ask you for"),
        ({"result": {}, "code": "403"}, "no PIN to ask you for"),
        ({"code": "500"}, "no PIN to ask you for"),
        ({"result": {}}, "couldn't make sure that it's you"),
        ({"result": {"status": ["ACHIEVED"]}}, "couldn't make sure that it's you"),
        ({"level": 300}, "couldn't make sure that it's you"),
        ({"level": None}, "couldn't make sure that it's you"),
        ({"token": "another-purchase"}, "couldn't make sure that it's you"),
        ({"token": None}, "couldn't make sure that it's you"),
        ({"token": 7}, "couldn't make sure that it's you"),
    ],
)
def test_anything_else_orders_nothing_says_what_to_do_and_keeps_the_cart(
    house: Household, changed: Json, told: str
) -> None:
    before, speaker = house.orders(), handed_over(house)
    said = speaker.ask(proven(speaker, **changed))
    assert told in said
    assert KEPT in said
    assert said.endswith("Anything else?")
    assert house.orders_since(before) == []
    assert "drip coffee maker" in speaker.say("ViewCartIntent")


def test_somebody_else_s_pin_is_no_proof(house: Household) -> None:
    before, speaker = house.orders(), handed_over(house)
    speaker.person = BEN
    assert "couldn't make sure that it's you" in speaker.ask(proven(speaker))
    assert house.orders_since(before) == []


def test_a_proof_of_nobody_is_none(house: Household) -> None:
    before, speaker = house.orders(), handed_over(house, person={})
    assert "couldn't make sure that it's you" in speaker.ask(proven(speaker))
    assert house.orders_since(before) == []


def test_a_proof_that_nobody_asked_for_orders_nothing(house: Household) -> None:
    before, speaker = house.orders(), handed_over(house)
    resumed = proven(speaker)
    for attributes in (
        {},
        {"question": {"name": "place_order", "data": resumed["session"]["attributes"]["question"]["data"]}},
    ):
        resumed["session"]["attributes"] = attributes
        assert speaker.ask(resumed).startswith("That question is too old to order by.")
    assert house.orders_since(before) == []


def test_a_proof_for_another_account_s_purchase_orders_nothing(house: Household, shop: tuple[str, Path, str]) -> None:
    before, speaker = house.orders(), handed_over(house)
    stranger = Household(*shop, rules=Rules(verify_person=True)).speaker()
    stranger.attributes, stranger.handover, stranger.person = speaker.attributes, speaker.handover, ANA
    assert stranger.ask(proven(stranger)).startswith("That question is too old to order by.")
    assert house.orders_since(before) == []


def test_the_proof_of_an_older_question_does_not_order_the_newer_one(house: Household) -> None:
    before, speaker = house.orders(), handed_over(house)
    old = proven(speaker)
    asked(house.speaker())
    assert speaker.ask(old).startswith("That question is too old to order by.")
    assert house.orders_since(before) == []


def test_without_an_account_a_proof_is_answered_by_the_link(house: Household) -> None:
    before, speaker = house.orders(), handed_over(house)
    speaker.token = None
    assert "link" in speaker.ask(proven(speaker))
    assert house.orders_since(before) == []


def test_limits_hold_after_the_pin_and_before_it(house: Household) -> None:
    before, speaker = house.orders(), handed_over(house)
    late = asked(house.speaker())
    house.speaker().say("SetLimitIntent", amount="50", limitPeriod="order")
    assert late.say("AMAZON.YesIntent").startswith("That's over your limit")
    assert late.handover == {}
    assert "too old" in speaker.ask(proven(speaker))
    assert house.orders_since(before) == []


def test_a_limit_that_was_set_while_the_pin_was_said_is_held(house: Household) -> None:
    before, speaker = house.orders(), handed_over(house)
    house.speaker().say("SetLimitIntent", amount="50", limitPeriod="order")
    assert speaker.ask(proven(speaker)).startswith("That's over your limit")
    assert house.orders_since(before) == []


def test_no_touch_passes_the_pin_by(house: Household) -> None:
    hub, before = asked(house.hub()), house.orders()
    shown = hub.screen["token"]
    hub.touch("Yes")
    assert hub.handover["token"]
    assert hub.screen["token"] == shown
    assert "Shall I place the order?" in hub.touch("Yes", token=shown)
    hub.touch("Yes")
    assert hub.handover["token"]
    assert house.orders_since(before) == []


def test_what_is_said_instead_of_a_pin_leads_back_to_the_question(house: Household) -> None:
    before, speaker = house.orders(), handed_over(house)
    assert speaker.say("AMAZON.HelpIntent") == (
        "Yes places the order, once Alexa has heard your profile PIN. No leaves everything in your cart. "
        "Shall I place the order?"
    )
    speaker.say("AMAZON.YesIntent")
    assert speaker.handover["token"]
    assert speaker.say("AMAZON.NoIntent").startswith("Okay, nothing was ordered.")
    assert house.orders_since(before) == []


NO_PIN = {"status": "NOT_ACHIEVED", "reason": "VERIFICATION_METHOD_NOT_SETUP"}
CODE = "1234"


def ordered_by_pin(house: Household) -> None:
    speaker = handed_over(house)
    assert speaker.ask(proven(speaker)).startswith(PLACED)


def chosen_up_to_the_last_word(house: Household) -> Speaker:
    """A speaker on which a new code was said once, and has to be said again."""
    speaker = house.speaker()
    speaker.say("SetVoiceCodeIntent")
    assert speaker.say("VoiceCodeIntent", code=CODE).endswith("And once more, please: which four digits?")
    return speaker


def test_a_code_that_was_not_set_before_the_pin_was_used_never_is(house: Household) -> None:
    late, asks_to_forget = chosen_up_to_the_last_word(house), house.speaker()
    assert asks_to_forget.say("ForgetMeIntent").endswith("Shall I forget all of it?")
    ordered_by_pin(house)
    before = house.orders()
    assert late.say("VoiceCodeIntent", code=CODE).startswith("Alexa asks for your PIN before large orders")
    assert "I don't forget by voice" in asks_to_forget.say("AMAZON.YesIntent")
    guest = handed_over(house, person={})
    assert guest.ask(guest.resumed(NO_PIN)).startswith("Large orders here are placed with a PIN")
    assert not house.ledger.customer(house.user).code.is_set
    assert house.orders_since(before) == []


def test_nor_in_the_moment_in_which_it_is(house: Household) -> None:
    late = chosen_up_to_the_last_word(house)
    house.ledger.meanwhile = lambda: ordered_by_pin(house)
    assert late.say("VoiceCodeIntent", code=CODE).startswith("Alexa asks for your PIN before large orders")
    assert not house.ledger.customer(house.user).code.is_set


def test_a_code_of_before_the_pin_still_orders_and_can_be_changed_by_who_knows_it(house: Household) -> None:
    chosen_up_to_the_last_word(house).say("VoiceCodeIntent", code=CODE)
    ordered_by_pin(house)
    speaker, before = house.speaker(), house.orders()
    speaker.say("SetVoiceCodeIntent")
    for said in (CODE, "5678", "5678"):
        speaker.say("VoiceCodeIntent", code=said)
    assert speaker.heard.startswith("Your voice code is set.")
    guest = handed_over(house, person={})
    assert guest.ask(guest.resumed(NO_PIN)).endswith("What's your code?")
    assert guest.say("VoiceCodeIntent", code="5678").startswith(PLACED)
    assert len(house.orders_since(before)) == 1


def test_linking_the_account_anew_lets_a_code_be_chosen_again(house: Household) -> None:
    ordered_by_pin(house)
    linked = event("account-unlinked")
    linked["request"]["type"] = "AlexaSkillEvent.SkillAccountLinked"
    linked["context"]["System"]["user"]["userId"] = house.user
    for year, told in (("2020", "Alexa asks for your PIN"), ("2099", "I'll ask for it before large orders.")):
        linked["request"]["timestamp"] = f"{year}-11-22T12:00:00Z"
        answer(house.speaker().skill, linked)
        assert house.speaker().say("SetVoiceCodeIntent").startswith(told)


def test_an_end_that_cannot_be_read_is_apologised_for(house: Household) -> None:
    before, speaker = house.orders(), handed_over(house)
    for cause in (None, {"type": "Unheard.Of"}, {"type": "ConnectionCompleted", "status": 7}):
        resumed = proven(speaker)
        resumed["request"]["cause"] = cause
        assert answer(speaker.skill, resumed)["response"]["outputSpeech"]["ssml"]
    assert house.orders_since(before) == []


def test_it_is_a_setting() -> None:
    store = {"VOICESHOP_STORE_URL": "http://s"}
    assert not Settings.from_environment(store).verify_person
    assert Settings.from_environment({**store, "VOICESHOP_VERIFY_PERSON": "on"}).verify_person
    with pytest.raises(ValueError, match="neither on nor off"):
        Settings.from_environment({**store, "VOICESHOP_VERIFY_PERSON": "yes"})


def test_repeat_while_alexa_asks_for_the_pin_asks_something(house: Household) -> None:
    speaker = handed_over(house)
    heard = speaker.say("AMAZON.RepeatIntent")
    assert not speaker.attributes or heard.endswith("?")


def test_a_code_that_was_reset_meanwhile_is_no_way_past_the_pin(house: Household) -> None:
    speaker = house.speaker()
    speaker.say("SetVoiceCodeIntent")
    for _ in range(2):
        speaker.say("VoiceCodeIntent", code="6045")
    before, speaker = house.orders(), handed_over(house)
    assert speaker.ask(speaker.resumed(result={"status": "NOT_ENABLED"})).endswith("What's your code?")
    customer = house.ledger.customer(house.user)
    house.ledger.save(replace(customer, code=customer.code.removed()))  # as the event of a new link does
    speaker.say("VoiceCodeIntent", code="9999")
    assert house.orders_since(before) == []
