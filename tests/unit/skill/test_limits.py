"""Spend limits hold whatever is said, on how many speakers, and give back what came to nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest

from tests.unit.skill.household import Household, Speaker
from voiceshop.adapters.ucp import UcpStores
from voiceshop.alexa.entry import answer
from voiceshop.bootstrap import Settings
from voiceshop.conversation import buying
from voiceshop.conversation.quoting import remember
from voiceshop.conversation.turn import Turn
from voiceshop.shop.deadline import Deadline
from voiceshop.shop.errors import OverDayLimit, OverOrderLimit
from voiceshop.shop.limits import Limits
from voiceshop.shop.money import Money
from voiceshop.shop.want import Want

PLACED = "Done. Order"
TODAY, TOMORROW = datetime(2026, 11, 22, 12, tzinfo=UTC), datetime(2026, 11, 23, 12, tzinfo=UTC)
# Tax included: one croissant fits twice under this, and three times it does not.
TWO_CROISSANTS = "8"


def dollars(amount: int) -> Money:
    return Money(amount * 100, "USD")


def limit(home: Household, amount: str, period: str) -> None:
    assert "no more than" in home.speaker().say("SetLimitIntent", amount=amount, limitPeriod=period)


def checked_out(speaker: Speaker) -> Speaker:
    speaker.say("AddToCartIntent", product="croissant")
    speaker.say("CheckoutIntent")
    return speaker


class TestLimits:
    def test_to_the_cent(self) -> None:
        limits = Limits(dollars(20), dollars(50))
        limits.allow(dollars(20), TODAY)
        with pytest.raises(OverOrderLimit):
            limits.allow(Money(2001, "USD"), TODAY)

    def test_a_day_counts_all_of_it_and_nothing_of_another(self) -> None:
        limits = Limits(per_day=dollars(50)).spending("a", dollars(30), TODAY)
        limits.allow(dollars(20), TODAY)
        with pytest.raises(OverDayLimit):
            limits.allow(Money(2001, "USD"), TODAY)
        assert limits.left_on(TODAY.date()) == dollars(20)
        assert limits.spending("b", dollars(50), TOMORROW).left_on(TOMORROW.date()) == dollars(0)

    def test_a_purchase_counts_once_however_often_it_is_sent(self) -> None:
        limits = Limits(per_day=dollars(50))
        for _ in range(3):
            limits = limits.spending("a", dollars(30), TODAY)
        assert limits.left_on(TODAY.date()) == dollars(20)

    def test_a_limit_that_is_set_after_shopping_counts_what_was_bought(self) -> None:
        limits = Limits().spending("a", dollars(30), TODAY)
        assert Limits(per_day=dollars(20), spent=limits.spent).left_on(TODAY.date()) == dollars(0)

    @pytest.mark.parametrize(("limit", "fits", "over"), [("JPY", 500, 501), ("KWD", 500, 501)])
    def test_of_any_currency(self, limit: str, fits: int, over: int) -> None:
        limits = Limits(per_order=Money(500, limit))
        limits.allow(Money(fits, limit), TODAY)
        with pytest.raises(OverOrderLimit):
            limits.allow(Money(over, limit), TODAY)


def test_the_time_zone_of_a_day_is_a_setting() -> None:
    environment = {"VOICESHOP_STORE_URL": "http://s", "VOICESHOP_TIME_ZONE": "America/New_York"}
    zone = Settings.from_environment(environment).time_zone
    assert zone == ZoneInfo("America/New_York")
    assert datetime(2026, 11, 23, 3, tzinfo=UTC).astimezone(zone).date() == TODAY.date()
    assert datetime(2026, 11, 23, 3, tzinfo=UTC).astimezone(UTC).date() == TOMORROW.date()
    with pytest.raises(ValueError, match="is no time zone"):
        Settings.from_environment({"VOICESHOP_STORE_URL": "http://s", "VOICESHOP_TIME_ZONE": "Nowhere/Land"})


def test_of_two_speakers_that_say_yes_at_once_one_orders(home: Household) -> None:
    limit(home, "5", "day")
    before, speakers = home.orders(), [checked_out(home.speaker())]
    there = home.speaker()
    there.say("CheckoutIntent")
    speakers.append(there)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda each: each.say("AMAZON.YesIntent"), speakers))
    assert len(home.orders_since(before)) == 1


def test_two_orders_that_fit_alone_and_are_sent_at_once_do_not_both_fit(home: Household) -> None:
    """Two carts, as an account has that was linked anew: of the same cart the store takes no second order anyway."""
    limit(home, "5", "day")
    before, carts, start = home.orders(), [Yes(home), Yes(home)], Barrier(2)

    def say_it(yes: Yes) -> str:
        start.wait()
        # Who was overtaken in the very moment hears that the question is outdated, without a look at the limit.
        return yes.said() if (heard := yes.said()) == "checkout.outdated" else heard

    with ThreadPoolExecutor(2) as pool:
        heard = list(pool.map(say_it, carts))
    assert sorted(heard) == ["limit.over_day", "order.placed"]
    assert len(home.orders_since(before)) == 1
    assert home.ledger.customer(home.user).limits.left_on(datetime.now(UTC).date()) == Money(130, "USD")


class Yes:
    """One more croissant in a cart of its own, read out, and a yes to it."""

    def __init__(self, home: Household) -> None:
        self._turn = Turn(home.user, "en-US", datetime.now(UTC), Deadline.after(60), home.token)
        self._store = UcpStores(home.store_url, home.profile_url).open(home.token, self._turn.deadline, "en-US")
        self._ledger = home.ledger
        cart = self._store.fill_cart(None, [Want("croissant:standard", 1)])
        read_out = self._store.quote(cart, None)
        self._purchase = remember(self._turn, self._ledger, self._ledger.customer(home.user), read_out)

    def said(self) -> str:
        """The key of what is heard, were this the customer's latest question: of two, one outdates the other."""
        customer = replace(self._ledger.customer(self._turn.user), purchase_id=self._purchase)
        quoted = self._ledger.purchase(self._turn.user, self._purchase)
        try:
            return buying.place(self._turn, self._store, self._ledger, quoted, customer).key
        except OverDayLimit as over:
            return over.key


def test_a_yes_to_a_question_of_before_the_limit_is_held_to_it(home: Household) -> None:
    speaker, before = checked_out(home.speaker()), home.orders()
    limit(home, "1", "order")
    assert speaker.say("AMAZON.YesIntent").startswith("That's over your limit of $1.00 for one order")
    assert home.orders_since(before) == []
    assert "one croissant" in speaker.say("ViewCartIntent")


def test_the_same_yes_five_times_counts_once(home: Household) -> None:
    limit(home, TWO_CROISSANTS, "day")
    speaker, before = checked_out(home.speaker()), home.orders()
    yes = speaker.request("AMAZON.YesIntent", {})
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda _: answer(speaker.skill, yes), range(5)))
    assert checked_out(home.speaker()).say("AMAZON.YesIntent").startswith(PLACED)
    third = home.speaker()
    checked_out(third)
    assert third.heard.startswith("That would go over your limit of $8.00 a day.")
    assert len(home.orders_since(before)) == 2


def test_a_declined_order_takes_nothing_of_the_day(home: Household) -> None:
    limit(home, "5", "day")
    home.pay_with("0002")
    assert "was declined" in checked_out(home.speaker()).say("AMAZON.YesIntent")
    home.pay_with("4242")
    speaker = home.speaker()
    speaker.say("CheckoutIntent")
    assert speaker.say("AMAZON.YesIntent").startswith(PLACED)


def test_what_may_have_been_ordered_keeps_its_part(home: Household) -> None:
    limit(home, "5", "day")
    home.pay_with("0119")
    assert checked_out(home.speaker()).say("AMAZON.YesIntent").startswith("I've sent your order")
    assert "$1.30 is left" in home.speaker().say("ViewLimitsIntent")


def test_a_limit_needs_an_amount_that_can_be_spent(home: Household) -> None:
    for nonsense in ("0", "?", "99999999"):
        assert (
            home.speaker().say("SetLimitIntent", amount=nonsense, limitPeriod="day").endswith("How much may I spend?")
        )
    assert not home.ledger.customer(home.user).limits.are_set


class TestRemovingALimit:
    def test_of_a_kind_that_there_is_not_removes_no_other(self, home: Household) -> None:
        speaker = home.speaker()
        speaker.say("SetLimitIntent", amount="50", limitPeriod="day")
        speaker.say("SetLimitIntent", amount="20", limitPeriod="order")
        request = speaker.request("RemoveLimitIntent", {"limitPeriod": "weekly"})
        del request["request"]["intent"]["slots"]["limitPeriod"]["resolutions"]
        speaker.ask(request)
        limits = home.ledger.customer(home.user).limits
        assert (limits.per_day, limits.per_order) == (Money(5000, "USD"), Money(2000, "USD"))

    def test_that_is_not_set_is_not_said_to_be_gone(self, home: Household) -> None:
        speaker = home.speaker()
        speaker.say("SetLimitIntent", amount="20", limitPeriod="order")
        assert not speaker.say("RemoveLimitIntent", limitPeriod="day").startswith("Okay, that limit is gone.")


def test_a_turn_that_began_before_midnight_wipes_nothing_of_the_new_day() -> None:
    late, early = datetime(2026, 11, 22, 23, 59, 58, tzinfo=UTC), datetime(2026, 11, 23, 0, 0, 1, tzinfo=UTC)
    limits = Limits(per_day=Money(5000, "USD")).spending("a", Money(4000, "USD"), early)
    assert limits.spending("b", Money(4000, "USD"), late).left_on(early.date()) == Money(1000, "USD")
