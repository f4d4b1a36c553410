"""Pick-up places over UCP: found by name, distance, hours and what they have."""

from __future__ import annotations

from typing import Any

import pytest
from store_client import Platform, codes

NEAR_HARBOR = {"latitude": 40.6790, "longitude": -74.0100}


def found(guest: Platform, **body: Any) -> list[str]:
    return [place["id"] for place in guest.post("/locations/search", body).json()["locations"]]


def test_all_places_are_listed(guest: Platform) -> None:
    assert found(guest) == ["harbor-street", "market-square", "riverside-station"]


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("harbor street", "harbor-street"),
        ("the market", "market-square"),
        ("jersey city", "riverside-station"),
        ("10011", "market-square"),
        ("Brooklyn, NY", "harbor-street"),
    ],
)
def test_a_place_is_found_by_what_people_call_it(guest: Platform, said: str, place: str) -> None:
    assert found(guest, query=said)[0] == place


def test_the_nearest_comes_first_and_the_far_ones_stay_out(guest: Platform) -> None:
    assert found(guest, distance={"center": NEAR_HARBOR, "max": 20_000})[0] == "harbor-street"
    assert found(guest, distance={"center": NEAR_HARBOR, "max": 500}) == ["harbor-street"]
    assert found(guest, distance={"center": NEAR_HARBOR, "max": 1}) == []


def test_only_places_that_are_open_then(guest: Platform) -> None:
    sunday_night = {"hours": {"open_at": "2026-11-22T23:30:00-05:00"}}
    assert found(guest, filters=sunday_night) == ["harbor-street"]
    assert len(found(guest, filters={"hours": {"open_at": "2026-11-23T15:00:00Z"}})) == 3


def test_only_places_with_what_is_wanted(guest: Platform) -> None:
    assert found(guest, filters={"amenities": ["dev.ucp.amenity.parking"]}) == ["market-square"]
    assert found(guest, filters={"items": ["nitro-cold-brew"]}) == []
    assert len(found(guest, filters={"items": ["latte", "croissant:standard"]})) == 3


def test_delivery_reaches_two_states(guest: Platform) -> None:
    assert len(found(guest, serves={"address": {"address_region": "NJ"}})) == 3
    assert found(guest, serves={"address": {"address_region": "CA"}}) == []


@pytest.mark.parametrize(
    "body", [{"serves": {"point": NEAR_HARBOR}}, {"filters": {"colour": "blue"}}, {"distance": {"max": 5}}]
)
def test_what_cannot_be_judged_is_refused_and_not_ignored(guest: Platform, body: dict[str, Any]) -> None:
    assert guest.post("/locations/search", body).status_code == 400


def test_a_place_tells_its_hours_in_its_own_time(guest: Platform) -> None:
    place = guest.post("/locations/lookup", {"ids": ["market-square"]}).json()["locations"][0]
    assert place["timezone"] == "America/New_York"
    assert {"day": "sunday", "opens": "08:00", "closes": "18:00"} in place["hours"]
    assert place["inputs"] == [{"id": "market-square"}]


def test_an_unknown_place_is_named(guest: Platform) -> None:
    answer = guest.post("/locations/lookup", {"ids": ["atlantis", "harbor-street", "harbor-street"]}).json()
    assert [place["id"] for place in answer["locations"]] == ["harbor-street"]
    assert codes(answer) == ["not_found"]
