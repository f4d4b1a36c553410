"""Opening hours in the place's own time, and when an order can be ready."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import pi

import pytest

from store.fulfilment import Choice, judge
from store.places import distance_m, is_open, next_opening
from store.shop import Place, shop


def place(place_id: str) -> Place:
    found = shop().place(place_id)
    assert found
    return found


def new_york(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=shop().timezone)


@pytest.mark.parametrize(
    ("at", "is_it"),
    [
        ("2026-11-20T06:29", False),
        ("2026-11-20T06:30", True),
        ("2026-11-20T19:59", True),
        ("2026-11-20T20:00", False),
        ("2026-11-21T07:00", False),
        ("2026-11-21T17:59", True),
    ],
)
def test_the_market_keeps_its_hours_on_weekdays_and_weekends(at: str, is_it: bool) -> None:  # noqa: FBT001
    assert is_open(place("market-square"), new_york(at), shop().timezone) is is_it


def test_harbor_street_never_closes_not_even_in_the_last_minute_of_a_day() -> None:
    start = new_york("2026-11-20T23:55")
    assert all(
        is_open(place("harbor-street"), start + timedelta(minutes=minute), shop().timezone) for minute in range(10)
    )


def test_hours_are_local_whatever_zone_the_question_comes_in() -> None:
    assert is_open(place("market-square"), datetime(2026, 11, 20, 11, 30, tzinfo=UTC), shop().timezone)
    assert not is_open(place("market-square"), datetime(2026, 11, 20, 11, 29, tzinfo=UTC), shop().timezone)


def test_a_closed_place_opens_next_on_the_right_day() -> None:
    friday_evening = new_york("2026-11-20T21:00")
    assert next_opening(place("market-square"), friday_evening, shop().timezone) == new_york("2026-11-21T08:00")


def test_an_order_for_a_closed_place_is_ready_after_it_opens() -> None:
    choice = Choice(destination_id="market-square")
    fulfilment = judge(shop(), choice, ["li_1"], 1000, new_york("2026-11-20T21:00"))
    assert fulfilment.window
    assert fulfilment.window.earliest == new_york("2026-11-21T08:10")


def test_distance_is_that_of_the_ellipsoid() -> None:
    # A degree of longitude on the equator is the ellipsoid's radius of 6,378,137 m times pi / 180.
    origin = replace(place("harbor-street"), latitude=0.0, longitude=0.0)
    assert distance_m(origin, 0.0, 1.0) == pytest.approx(6_378_137 * pi / 180)
