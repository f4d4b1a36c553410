"""Who leaves for good is forgotten, and what nobody knows of an order yet is not lost with them."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace

import pytest

from store.admin import Admin
from store.application import build
from store.settings import Settings
from tests.unit.skill.conftest import event
from tests.unit.skill.household import Household, Json
from voiceshop.alexa.entry import answer
from voiceshop.shop.customer import Customer
from voiceshop.shop.errors import LedgerTrouble
from voiceshop.shop.voice_code import TRIES, VoiceCode, hidden

TIMES_OUT = "0119"


def disabled(home: Household, status: str = "NOT_PERSISTED") -> Json:
    told = event("skill-disabled")
    told["context"]["System"]["user"]["userId"] = home.user
    told["request"]["body"] = {"userInformationPersistenceStatus": status}
    return told


def tell(home: Household, told: Json) -> Json:
    return answer(home.speaker().skill, told)["response"]


def lines_of(caplog: pytest.LogCaptureFixture, kind: str) -> list[Json]:
    lines = [json.loads(record.message) for record in caplog.records if record.name == "voiceshop"]
    return [line for line in lines if line["event"] == kind]


def test_who_disables_the_skill_is_forgotten_in_silence(home: Household) -> None:
    home.speaker().say("AddToCartIntent", product="croissant")

    assert tell(home, disabled(home)).get("outputSpeech") is None

    assert home.ledger.customer(home.user) == Customer(home.user)


@pytest.mark.parametrize("by_voice", [True, False], ids=["forget me", "the skill is disabled"])
def test_of_who_has_ordered_nothing_is_left(home: Household, *, by_voice: bool) -> None:
    speaker = home.speaker()
    speaker.say("SetLimitIntent", amount="100", limitPeriod="day")
    speaker.say("AddToCartIntent", product="croissant")
    speaker.say("CheckoutIntent")
    assert speaker.say("AMAZON.YesIntent").startswith("Done. Order")
    assert all(home.ledger.held(home.user).values())

    if by_voice:
        speaker.say("ForgetMeIntent")
        assert speaker.say("AMAZON.YesIntent").startswith("Done, I've forgotten you.")
    else:
        tell(home, disabled(home))

    assert holds_nothing(home)


def test_who_is_remembered_by_amazon_is_remembered_here(home: Household) -> None:
    home.speaker().say("AddToCartIntent", product="croissant")
    before = home.ledger.customer(home.user)

    tell(home, disabled(home, "PERSISTED"))

    assert home.ledger.customer(home.user) == before


@pytest.mark.parametrize("body", [None, "NOT_PERSISTED", {}, ["NOT_PERSISTED"]])
def test_an_event_that_does_not_say_so_erases_nothing(home: Household, body: object) -> None:
    home.speaker().say("AddToCartIntent", product="croissant")
    before = home.ledger.customer(home.user)

    tell(home, {**disabled(home), "request": {**disabled(home)["request"], "body": body}})

    assert home.ledger.customer(home.user) == before


def test_an_event_of_nobody_asks_the_ledger_for_nothing(home: Household) -> None:
    told = disabled(home)
    del told["context"]["System"]["user"]
    home.ledger.down = {"customer", "forget"}
    assert tell(home, told).get("outputSpeech") is None


def test_an_event_that_could_not_be_carried_out_is_not_taken_so_that_alexa_tells_it_again(home: Household) -> None:
    home.speaker().say("AddToCartIntent", product="croissant")
    home.ledger.down = {"forget"}
    with pytest.raises(LedgerTrouble):
        tell(home, disabled(home))

    home.ledger.down = set()
    tell(home, disabled(home))

    assert home.ledger.customer(home.user) == Customer(home.user)


def test_an_order_of_which_nobody_knows_can_still_be_asked_after(
    home: Household, caplog: pytest.LogCaptureFixture
) -> None:
    home.pay_with(TIMES_OUT)
    speaker = home.speaker()
    speaker.say("AddToCartIntent", product="croissant")
    speaker.say("CheckoutIntent")
    assert speaker.say("AMAZON.YesIntent").startswith("I've sent your order, but the store hasn't confirmed it yet.")
    (unsettled,) = home.ledger.open_purchases()

    tell(home, disabled(home))

    (line,) = lines_of(caplog, "forgotten")
    assert (line["purchase"], line["checkout"]) == (unsettled.id, unsettled.checkout_id)
    assert home.user not in caplog.text
    assert home.ledger.open_purchases() == ()


def test_a_ledger_that_is_down_is_told_and_forgets_nothing(home: Household) -> None:
    speaker = home.speaker()
    speaker.say("AddToCartIntent", product="croissant")
    assert speaker.say("ForgetMeIntent").endswith("Shall I forget all of it?")
    home.ledger.down = {"forget"}
    assert "forgotten you" not in speaker.say("AMAZON.YesIntent")
    home.ledger.down = set()
    assert "one croissant" in speaker.say("ViewCartIntent")


def test_a_yes_is_needed_and_silence_or_another_subject_is_none(home: Household) -> None:
    speaker = home.speaker()
    speaker.say("AddToCartIntent", product="croissant")
    speaker.say("ForgetMeIntent")
    speaker.say("DealsIntent")
    speaker.say("AMAZON.YesIntent")
    assert "one croissant" in speaker.say("ViewCartIntent")


def test_the_right_code_costs_no_try_however_often_its_owner_stays(home: Household) -> None:
    speaker = home.speaker()
    speaker.say("AddToCartIntent", product="croissant")
    home.ledger.save(replace(home.ledger.customer(home.user), code=VoiceCode(hidden("1234"))))
    for _ in range(TRIES + 1):
        assert speaker.say("ForgetMeIntent").endswith("What's your code?")
        assert speaker.say("VoiceCodeIntent", code="1234").endswith("Shall I forget all of it?")
        speaker.say("AMAZON.NoIntent")
    assert home.ledger.customer(home.user).code.tries_left == TRIES


def forgotten(home: Household, monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    """Forget the customer before or after the next call of the Ledger by that name; the rest goes on as ever."""
    when, call = moment.split()

    def called(*args: object) -> object:
        monkeypatch.undo()
        if when == "before":
            tell(home, disabled(home))
        done = getattr(home.ledger, call)(*args)
        if when == "after":
            tell(home, disabled(home))
        return done

    monkeypatch.setattr(home.ledger, call, called, raising=False)


def holds_nothing(home: Household) -> bool:
    return not any(home.ledger.held(home.user).values())


@pytest.mark.parametrize("moment", ["after place", "before save", "before move"])
def test_who_is_forgotten_while_an_order_is_placed_hears_of_it_and_stays_forgotten(
    home: Household, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    speaker, before = home.speaker(), len(home.orders())
    speaker.say("AddToCartIntent", product="croissant")
    speaker.say("CheckoutIntent")

    forgotten(home, monkeypatch, moment)

    assert speaker.say("AMAZON.YesIntent").startswith("Done. Order")
    assert len(home.orders()) == before + 1
    assert holds_nothing(home)


@pytest.mark.parametrize("moment", ["before quote", "before save"])
def test_who_is_forgotten_while_the_cart_is_read_out_is_asked_nothing_and_stays_forgotten(
    home: Household, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    speaker = home.speaker()
    speaker.say("AddToCartIntent", product="croissant")

    forgotten(home, monkeypatch, moment)

    assert "Shall I place the order?" not in speaker.say("CheckoutIntent")
    assert holds_nothing(home)


def test_who_is_forgotten_while_a_new_price_is_told_is_asked_nothing_and_stays_forgotten(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaker = home.speaker()
    speaker.say("AddToCartIntent", product="croissant")
    speaker.say("CheckoutIntent")
    with closing(Admin(build(Settings(home.data)))) as staff:
        staff.set_price("croissant", 401)

    forgotten(home, monkeypatch, "after customer")

    assert "Shall I place the order?" not in speaker.say("AMAZON.YesIntent")
    assert holds_nothing(home)


def test_who_is_forgotten_while_a_wish_is_written_down_is_not_told_that_it_is(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaker = home.speaker()
    speaker.say("AddToCartIntent", product="croissant")

    forgotten(home, monkeypatch, "before save")

    assert speaker.say("SetLimitIntent", amount="100", limitPeriod="order").startswith("Sorry, something went wrong")
    assert holds_nothing(home)
