"""The voice code: who does not know it buys nothing large, and nobody learns it from what is kept."""

from __future__ import annotations

import json
import logging
import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from tests.support.kept import codes_in
from tests.unit.skill.household import Household, Speaker
from voiceshop.adapters.sqlite import SqliteLedger
from voiceshop.alexa.entry import answer
from voiceshop.bootstrap import Settings
from voiceshop.shop.customer import Customer
from voiceshop.shop.errors import CodeLocked, NotFourDigits
from voiceshop.shop.money import Money
from voiceshop.shop.quiet_hours import QuietHours
from voiceshop.shop.rules import Rules
from voiceshop.shop.voice_code import TRIES, VoiceCode, digits_of, hidden, is_hidden_in

LOCKED = "After three wrong tries your voice code is locked, so nothing was ordered."
PLACED = "Done. Order"
CODE = "6045"


def say_code(speaker: Speaker, code: str) -> str:
    return speaker.say("VoiceCodeIntent", code=code)


def set_code(home: Household, code: str = CODE) -> None:
    speaker = home.speaker()
    speaker.say("SetVoiceCodeIntent")
    say_code(speaker, code)
    assert say_code(speaker, code).startswith("Your voice code is set.")


def asked_for_the_code(home: Household, speaker: Speaker | None = None) -> Speaker:
    """A speaker that said yes to a large order."""
    speaker = speaker or home.speaker()
    speaker.say("AddToCartIntent", product="drip-coffee-maker")
    speaker.say("CheckoutIntent")
    assert speaker.say("AMAZON.YesIntent").endswith("What's your code?")
    return speaker


class TestTheDigits:
    def test_are_not_in_what_is_kept(self) -> None:
        assert CODE not in hidden(CODE).split("$")

    def test_are_found_again(self) -> None:
        assert is_hidden_in(CODE, hidden(CODE))
        assert not is_hidden_in("6054", hidden(CODE))

    def test_of_two_customers_leave_different_traces(self) -> None:
        assert hidden(CODE) != hidden(CODE)

    @pytest.mark.parametrize("words", ["6045", "6 0 4 5", "60-45"])
    def test_are_four_however_they_are_written(self, words: str) -> None:
        assert digits_of(words) == CODE

    @pytest.mark.parametrize("words", ["", "?", "123", "12345", "two", "１２３４", "-123", "6.45"])
    def test_anything_else_is_none(self, words: str) -> None:
        with pytest.raises(NotFourDigits):
            digits_of(words)


def test_a_fourth_try_is_not_taken_and_a_right_one_forgets_the_wrong() -> None:
    code = VoiceCode(secret="s")
    tries = [code]
    for _ in range(TRIES):
        tries.append(tries[-1].tried())
    assert all(after.tries_left == before.tries_left - 1 for before, after in pairwise(tries))
    with pytest.raises(CodeLocked):
        tries[-1].tried()
    assert tries[-1].passed().tries_left == TRIES


@pytest.mark.parametrize(
    ("too_small", "large"),
    [
        (Money(9_999, "USD"), Money(10_000, "USD")),
        (Money(99, "JPY"), Money(100, "JPY")),
        (Money(99_999, "KWD"), Money(100_000, "KWD")),
        (Money(-20_000, "USD"), Money(20_000, "USD")),
    ],
)
def test_a_hundred_is_counted_in_the_currency_s_own_major_unit(too_small: Money, large: Money) -> None:
    assert not Rules().wants_code(too_small)
    assert Rules().wants_code(large)


def test_the_threshold_is_a_setting() -> None:
    settings = Settings.from_environment({"VOICESHOP_STORE_URL": "http://s", "VOICESHOP_CODE_FROM": "49.50"})
    assert settings.code_from == Decimal("49.50")
    for nonsense in ("lots", "-1", "NaN"):
        with pytest.raises(ValueError, match="is no amount"):
            Settings.from_environment({"VOICESHOP_STORE_URL": "http://s", "VOICESHOP_CODE_FROM": nonsense})


def test_the_same_right_code_five_times_at_once_is_one_order(home: Household) -> None:
    set_code(home)
    speaker, before = asked_for_the_code(home), home.orders()
    request = speaker.request("VoiceCodeIntent", {"code": CODE})
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: str(answer(speaker.skill, request)), range(5)))
    assert sum(PLACED in heard for heard in answers) >= 1
    assert len(home.orders_since(before)) == 1


def test_of_twenty_guesses_at_once_three_are_looked_at(home: Household) -> None:
    set_code(home)
    speaker, before = asked_for_the_code(home), home.orders()
    guesses = [speaker.request("VoiceCodeIntent", {"code": f"1{number:03}"}) for number in range(20)]
    with ThreadPoolExecutor(20) as pool:
        answers = [str(response) for response in pool.map(lambda guess: answer(speaker.skill, guess), guesses)]
    assert sum("not the code" in heard for heard in answers) <= TRIES - 1
    assert say_code(speaker, CODE).startswith(("After three wrong tries", "That's not the code", PLACED))
    assert home.ledger.customer(home.user).code.tries <= TRIES
    assert home.orders_since(before) == [] or "After three" not in speaker.heard


def test_a_locked_code_stays_locked_on_another_speaker_and_for_the_right_one(home: Household) -> None:
    set_code(home)
    there, speaker, before = asked_for_the_code(home), home.speaker(), home.orders()
    there.say("AMAZON.NoIntent")
    there.say("CheckoutIntent")
    speaker.say("RemoveVoiceCodeIntent")
    for wrong in ("0000", "0001", "0002"):
        say_code(speaker, wrong)
    assert there.say("AMAZON.YesIntent").startswith(LOCKED)
    assert home.speaker().say("CheckoutIntent").startswith(LOCKED)
    speaker.attributes = {"question": {"name": "order_code", "data": {"purchase": "p"}}}
    assert not say_code(speaker, CODE).startswith(PLACED)
    assert home.orders_since(before) == []


def test_wrong_tries_count_across_questions_and_devices(home: Household) -> None:
    set_code(home)
    say_code(asked_for_the_code(home), "0000")
    there = home.speaker()
    there.say("RemoveVoiceCodeIntent")
    assert say_code(there, "0001").startswith("That's not the code. There's one try left.")
    there.say("SetVoiceCodeIntent")
    assert say_code(there, "0002").startswith("After three wrong tries")


def test_small_orders_do_not_give_tries_back(home: Household) -> None:
    set_code(home)
    speaker = home.speaker()
    speaker.say("RemoveVoiceCodeIntent")
    say_code(speaker, "0000")
    speaker.say("AddToCartIntent", product="croissant")
    speaker.say("CheckoutIntent")
    assert speaker.say("AMAZON.YesIntent").startswith(PLACED)
    assert home.ledger.customer(home.user).code.tries == 1


def test_a_try_that_cannot_be_counted_is_not_looked_at(home: Household) -> None:
    set_code(home)
    speaker, before = asked_for_the_code(home), home.orders()
    home.ledger.down = {"save"}
    assert not say_code(speaker, CODE).startswith(PLACED)
    home.ledger.down = set()
    assert home.orders_since(before) == []


def test_a_late_code_after_the_no_orders_nothing_and_costs_no_try(home: Household) -> None:
    set_code(home)
    speaker, before = asked_for_the_code(home), home.orders()
    question = speaker.attributes
    speaker.say("AMAZON.NoIntent")
    speaker.attributes = question
    assert say_code(speaker, CODE).startswith("That question is too old to order by.")
    assert home.orders_since(before) == []
    assert home.ledger.customer(home.user).code.tries == 0


def test_no_touch_says_a_code_or_passes_it_by(home: Household) -> None:
    set_code(home)
    hub, before = asked_for_the_code(home, home.hub()), home.orders()
    for touch in (["VoiceCode", {"code": CODE}], ["VoiceCode"], ["Yes"], ["Yes", {"purchase": "p"}]):
        assert not hub.touch(*touch).startswith(PLACED)
    assert home.orders_since(before) == []


@pytest.mark.parametrize(
    ("intent", "lifting"),
    [
        ("SetLimitIntent", {"amount": "900", "limitPeriod": "order"}),
        ("RemoveLimitIntent", {}),
        ("SetQuietHoursIntent", {"quietFrom": "03:00", "quietUntil": "04:00"}),
        ("RemoveQuietHoursIntent", {}),
    ],
)
def test_what_lifts_a_limit_that_was_set_in_the_same_moment_wants_the_code(
    home: Household, intent: str, lifting: dict[str, str]
) -> None:
    def restrict() -> None:
        set_code(home)
        there = home.speaker()
        there.say("SetLimitIntent", amount="10", limitPeriod="order")
        there.say("SetQuietHoursIntent", quietFrom="02:00", quietUntil="05:00")

    # Not yet guarded: what is removed has to be there, and may be lifted by anybody.
    home.speaker().say("SetLimitIntent", amount="20", limitPeriod="order")
    home.speaker().say("SetQuietHoursIntent", quietFrom="02:30", quietUntil="04:30")
    home.ledger.meanwhile = restrict
    speaker = home.speaker()
    assert speaker.say(intent, **lifting).endswith("What's your code?")
    limits = home.ledger.customer(home.user).limits
    assert (limits.per_order, limits.quiet) == (Money(1000, "USD"), QuietHours(time(2), time(5)))
    assert not say_code(speaker, CODE).endswith("What's your code?")
    assert home.ledger.customer(home.user).limits != limits


def test_a_code_that_was_set_while_another_was_chosen_is_asked_for(home: Household) -> None:
    late = home.speaker()
    late.say("SetVoiceCodeIntent")
    set_code(home)
    say_code(late, "1111")
    assert say_code(late, "1111").endswith("What's your code now?")
    assert say_code(late, CODE).startswith("That's right.")


def test_a_row_of_before_pins_were_remembered_has_none(tmp_path: Path) -> None:
    ledger = SqliteLedger(str(tmp_path / "ledger"))
    ledger.save(Customer("u", code=VoiceCode(offered=True)))
    with closing(sqlite3.connect(tmp_path / "ledger")) as file, file:
        file.execute("UPDATE customers SET code = '[null, null, 1, true, null]'")
    assert ledger.customer("u").code == VoiceCode(tries=1, offered=True)


def test_nothing_that_is_kept_or_answered_holds_the_code(home: Household, caplog: pytest.LogCaptureFixture) -> None:
    code, wrong = "7391", "8264"
    caplog.set_level(logging.DEBUG)
    hub = home.hub()
    hub.say("SetVoiceCodeIntent")
    answers = []

    def say(digits: str) -> None:
        answers.append(answer(hub.skill, hub.request("VoiceCodeIntent", {"code": digits})))
        hub.attributes = answers[-1].get("sessionAttributes") or {}
        answers.append(answer(hub.skill, hub.request("AMAZON.RepeatIntent", {})))

    for said in (code, wrong, code, code):
        say(said)
    asked_for_the_code(home, hub)
    for said in (wrong, code):
        say(said)
    fields = [field for rows in home.ledger.held(home.user).values() for row in rows for field in row.items()]
    assert PLACED in json.dumps(answers)
    for digits in (code, wrong):
        # Standing alone: any four digits may stand within a random id.
        alone = re.compile(rf"(?<![\w-]){digits}(?![\w-])")
        assert alone.search(json.dumps(answers)) is None
        assert alone.search(caplog.text) is None
    assert "code" in dict(fields)
    assert [found for name, value in fields for found in codes_in(name, value)] == []


class TestLinkingAgain:
    def test_resets_a_locked_code(self, home: Household) -> None:
        set_code(home)
        speaker = asked_for_the_code(home)
        for wrong in ("0000", "0001", "0002"):
            say_code(speaker, wrong)
        self.link(home, datetime.now(UTC) + timedelta(seconds=1))
        assert not home.ledger.customer(home.user).code.is_set
        speaker.say("CheckoutIntent")
        assert speaker.say("AMAZON.YesIntent").startswith(PLACED)

    def test_told_late_leaves_a_code_that_was_set_since(self, home: Household) -> None:
        set_code(home)
        self.link(home, datetime.now(UTC) - timedelta(minutes=30))
        assert home.ledger.customer(home.user).code.is_set

    def test_of_a_stranger_writes_nothing(self, home: Household) -> None:
        self.link(home, datetime.now(UTC))
        assert home.ledger.customer(home.user).version == 0

    @staticmethod
    def link(home: Household, at: datetime) -> None:
        speaker = home.speaker()
        request = speaker.request("X", {})
        del request["session"]
        kind = "AlexaSkillEvent.SkillAccountLinked"
        stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        request["request"] = {"type": kind, "requestId": "r", "timestamp": stamp, "body": {"accessToken": "t"}}
        assert answer(speaker.skill, request)["response"] == {}
