"""Quiet hours hold to the minute, over midnight, on every speaker, and for questions that were asked before them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, time, timedelta, tzinfo
from itertools import permutations
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.unit.skill.household import Household, Speaker
from voiceshop.adapters.sqlite import SqliteLedger
from voiceshop.alexa.entry import answer
from voiceshop.shop.customer import Customer
from voiceshop.shop.errors import QuietNow
from voiceshop.shop.limits import Limits
from voiceshop.shop.money import Money
from voiceshop.shop.quiet_hours import QuietHours
from voiceshop.shop.rules import Rules

NIGHT = QuietHours(time(22), time(7))
PLACED = "Done. Order"
REFUSED = (
    "Your quiet hours last until 7:00 AM, so nothing was ordered, and your cart is kept. "
    "To end them, say: remove my quiet hours."
)


def o_clock(hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 11, 22, hour, minute, second, 999_999, tzinfo=UTC)


def allowed(limits: Limits, now: datetime) -> bool:
    try:
        limits.allow(Money(100, "USD"), now)
    except QuietNow:
        return False
    return True


class TestQuietHours:
    def test_begin_with_their_first_minute_and_end_before_their_last(self) -> None:
        limits = Limits(quiet=NIGHT)
        assert allowed(limits, o_clock(21, 59, 59))
        assert not allowed(limits, o_clock(22).replace(microsecond=0))
        assert not allowed(limits, o_clock(6, 59, 59))
        assert allowed(limits, o_clock(7).replace(microsecond=0))

    def test_may_lie_within_a_day(self) -> None:
        limits = Limits(quiet=QuietHours(time(9), time(17)))
        assert [hour for hour in range(24) if not allowed(limits, o_clock(hour))] == list(range(9, 17))

    def test_go_over_midnight(self) -> None:
        limits = Limits(quiet=NIGHT)
        assert [hour for hour in range(24) if not allowed(limits, o_clock(hour))] == [*range(7), 22, 23]

    @pytest.mark.parametrize(("start", "until"), [(time(0), time(6)), (time(18), time(0)), (time(0), time(23, 59))])
    def test_may_begin_or_end_with_the_day(self, start: time, until: time) -> None:
        hours = QuietHours(start, until)
        assert hours.hold_at(start)
        assert not hours.hold_at(until)
        assert hours.hold_at((datetime.combine(o_clock(12), until) - timedelta(minutes=1)).time())

    def test_are_an_hour_longer_when_the_clocks_go_back(self) -> None:
        limits, zone = Limits(quiet=QuietHours(time(22), time(2))), ZoneInfo("America/New_York")
        # 2026-11-01: after 1:59 in summer time comes 1:00.
        night = [datetime(2026, 11, 1, hour, 30, tzinfo=UTC).astimezone(zone) for hour in (3, 4, 5, 6, 7)]
        assert [moment.hour for moment in night] == [23, 0, 1, 1, 2]
        assert [allowed(limits, moment) for moment in night] == [False, False, False, False, True]

    def test_are_over_when_the_clocks_pass_over_their_end(self) -> None:
        limits, zone = Limits(quiet=QuietHours(time(22), time(2, 30))), ZoneInfo("America/New_York")
        # 2026-03-08: after 1:59 comes 3:00.
        night = [datetime(2026, 3, 8, 6, 59, tzinfo=UTC), datetime(2026, 3, 8, 7, tzinfo=UTC)]
        assert [allowed(limits, moment.astimezone(zone)) for moment in night] == [False, True]

    def test_cover_others_of_which_every_minute_is_theirs(self) -> None:
        hours = [QuietHours(time(start), time(until)) for start, until in permutations(range(0, 24, 4), 2)]
        clock = [time(hour) for hour in range(0, 24, 2)]
        held = {each: {now for now in clock if each.hold_at(now)} for each in hours}
        for one in hours:
            for other in hours:
                assert one.cover(other) == (held[other] <= held[one]), (one, other)


def test_a_row_of_before_there_were_quiet_hours_has_none(tmp_path: Path) -> None:
    ledger = SqliteLedger(str(tmp_path / "ledger"))
    ledger.save(Customer("u", limits=Limits(per_day=Money(5000, "USD"))))
    with closing(sqlite3.connect(tmp_path / "ledger")) as file, file:
        file.execute("UPDATE customers SET limits = '[null, [5000, \"USD\"], []]'")
    assert ledger.customer("u").limits == Limits(per_day=Money(5000, "USD"))


class WallClock(tzinfo):
    """A time zone in which it is whatever time a test says: the clock on the shop's wall."""

    def __init__(self) -> None:
        self._offset = timedelta(0)

    def show(self, hour: int, minute: int = 0) -> None:
        self._offset = timedelta(hours=hour, minutes=minute) - (datetime.now(UTC) - _midnight())

    def utcoffset(self, _moment: datetime | None) -> timedelta:
        return self._offset

    def dst(self, _moment: datetime | None) -> timedelta:
        return timedelta(0)


def _midnight() -> datetime:
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


@pytest.fixture
def wall() -> WallClock:
    return WallClock()


@pytest.fixture
def house(shop: tuple[str, Path, str], wall: WallClock) -> Iterator[Household]:
    """A household with quiet hours from ten at night, at noon."""
    wall.show(12)
    household = Household(*shop, rules=Rules(time_zone=wall))
    said = household.speaker().say("SetQuietHoursIntent", quietFrom="22:00", quietUntil="07:00")
    assert said.startswith("From 10:00 PM until 7:00 AM I won't take orders.")
    return household


def asked(speaker: Speaker) -> Speaker:
    speaker.say("AddToCartIntent", product="croissant")
    assert speaker.say("CheckoutIntent").endswith("Shall I place the order?")
    return speaker


def test_a_checkout_in_quiet_hours_is_refused_before_it_is_read_out(house: Household, wall: WallClock) -> None:
    speaker, before = house.speaker(), house.orders()
    wall.show(23)
    assert "croissant" in speaker.say("AddToCartIntent", product="croissant")
    assert speaker.say("CheckoutIntent") == f"{REFUSED} Anything else?"
    assert "one croissant" in speaker.say("ViewCartIntent")
    wall.show(8)
    speaker.say("CheckoutIntent")
    assert speaker.say("AMAZON.YesIntent").startswith(PLACED)
    assert len(house.orders_since(before)) == 1


def test_a_yes_that_comes_when_quiet_hours_have_begun_orders_nothing(house: Household, wall: WallClock) -> None:
    before = house.orders()
    wall.show(21)
    speaker = asked(house.speaker())
    wall.show(22, 1)
    assert speaker.say("AMAZON.YesIntent") == f"{REFUSED} Anything else?"
    assert house.orders_since(before) == []
    assert "one croissant" in speaker.say("ViewCartIntent")


def test_a_yes_to_a_question_of_before_the_quiet_hours_is_held_to_them(house: Household, wall: WallClock) -> None:
    speaker, before = asked(house.speaker()), house.orders()
    there = house.speaker()
    there.say("SetQuietHoursIntent", quietFrom="11:00", quietUntil="14:00")
    assert "until 2:00 PM, so nothing was ordered" in speaker.say("AMAZON.YesIntent")
    assert house.orders_since(before) == []


def test_the_same_yes_five_times_at_once_in_quiet_hours_orders_nothing(house: Household, wall: WallClock) -> None:
    speaker, before = asked(house.speaker()), house.orders()
    yes = speaker.request("AMAZON.YesIntent", {})
    wall.show(23)
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: answer(speaker.skill, yes), range(5)))
    assert all(REFUSED in said["response"]["outputSpeech"]["ssml"] for said in answers)
    assert house.orders_since(before) == []


def test_no_touch_passes_quiet_hours_by(house: Household, wall: WallClock) -> None:
    hub, before = asked(house.hub()), house.orders()
    wall.show(23)
    assert hub.touch("Yes") == f"{REFUSED} Anything else?"
    assert hub.touch("Checkout") == f"{REFUSED} Anything else?"
    assert house.orders_since(before) == []


def test_reordering_fills_the_cart_and_orders_nothing(house: Household, wall: WallClock) -> None:
    asked(house.speaker()).say("AMAZON.YesIntent")
    speaker, before = house.speaker(), house.orders()
    wall.show(23)
    assert speaker.say("ReorderIntent").endswith("Shall I check out?")
    assert speaker.say("AMAZON.YesIntent") == f"{REFUSED} Anything else?"
    assert "one croissant" in speaker.say("ViewCartIntent")
    assert house.orders_since(before) == []


@pytest.mark.parametrize("nonsense", ["NI", "MO", "?", "24:00", "7", "22:00:00"])
def test_a_part_of_the_day_is_no_time_and_is_asked_for(house: Household, nonsense: str) -> None:
    said = house.speaker().say("SetQuietHoursIntent", quietFrom=nonsense, quietUntil="09:00")
    assert said.endswith("From what time on shall I take no orders?")
    said = house.speaker().say("SetQuietHoursIntent", quietFrom="21:00", quietUntil=nonsense)
    assert said == "From 9:00 PM. Until what time?"
    assert house.ledger.customer(house.user).limits.quiet == NIGHT
