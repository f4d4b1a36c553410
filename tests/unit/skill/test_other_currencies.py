"""Stores whose currency has no decimals, or three: everything spoken, held and charged is to the last unit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from simulator.linking import link
from store.launch import RunningStore
from tests.unit.skill.household import Household, Speaker
from tests.unit.skill.other_shops import other_shop

THREE = {"product": "croissant", "quantity": "3"}


def _from_600(shop: dict[str, Any]) -> None:
    shop["pickup"]["minimum"] = 600


def _home(store: RunningStore) -> Household:
    return Household(store.url, store.data_dir, link(store.url, "ana", "demo").access_token() or "")


@pytest.fixture(scope="module")
def tokyo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    """Sells in yen, from 600 on."""
    with other_shop(tmp_path_factory.mktemp("tokyo"), "JPY", _from_600) as store:
        yield store


@pytest.fixture(scope="module")
def kuwait(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    """Sells in Kuwaiti dinars, of a thousand fils each."""
    with other_shop(tmp_path_factory.mktemp("kuwait"), "KWD") as store:
        yield store


@pytest.fixture
def in_yen(tokyo: RunningStore) -> Household:
    return _home(tokyo)


@pytest.fixture
def in_dinars(kuwait: RunningStore) -> Household:
    return _home(kuwait)


def quoted(speaker: Speaker) -> str:
    speaker.say("AddToCartIntent", **THREE)
    return speaker.say("CheckoutIntent")


def test_yen_have_no_decimals(in_yen: Household) -> None:
    speaker = in_yen.speaker()
    assert speaker.say("AddToCartIntent", **THREE).startswith("Three croissants, 1,020 yen. Your cart is 1,020 yen.")
    assert "With tax that's 1,111 yen, on your" in speaker.say("CheckoutIntent")
    assert speaker.say("AMAZON.YesIntent").startswith("Done. Order")
    [order] = in_yen.orders()
    assert (order["total"], order["currency"], order["payment"]) == (1111, "JPY", "paid")


def test_dinars_have_three(in_dinars: Household) -> None:
    speaker = in_dinars.speaker()
    assert "Three croissants, 1.020 Kuwaiti dinars." in speaker.say("AddToCartIntent", **THREE)
    assert "With tax that's 1.111 Kuwaiti dinars, on your" in speaker.say("CheckoutIntent")
    assert speaker.say("AMAZON.YesIntent").endswith("Anything else?"), "no voice code is offered below 100 dinars"
    [order] = in_dinars.orders()
    assert (order["total"], order["currency"]) == (1111, "KWD")


def test_a_price_that_moved_by_one_yen_is_said(in_yen: Household, tokyo: RunningStore) -> None:
    speaker = in_yen.speaker()
    quoted(speaker)
    tokyo.admin("price", "croissant", "341")
    try:
        heard = speaker.say("AMAZON.YesIntent")
    finally:
        tokyo.admin("price", "croissant", "340")
    assert heard == "The price has changed: it was 1,111 yen, and now it's 1,114 yen with tax. Shall I place the order?"


def test_orders_below_the_minimum_are_told_it_in_yen(in_yen: Household) -> None:
    speaker = in_yen.speaker()
    speaker.say("AddToCartIntent", product="croissant")
    heard = "Orders start at 600 yen. Your cart is kept; add something, and check out again. Anything else?"
    assert speaker.say("CheckoutIntent") == heard
    speaker.say("AddToCartIntent", product="croissant")
    assert "that's 740 yen" in speaker.say("CheckoutIntent"), "the cart was kept, and is large enough now"


def test_a_limit_in_yen_is_held_to_the_yen(in_yen: Household) -> None:
    speaker = in_yen.speaker()
    assert "no more than 1,110 yen" in speaker.say("SetLimitIntent", amount="1110", limitPeriod="order")
    assert "1,110 yen" in quoted(speaker)
    assert "no more than 1,111 yen" in speaker.say("SetLimitIntent", amount="1111", limitPeriod="order")
    assert speaker.say("CheckoutIntent").endswith("Shall I place the order?")


def test_a_limit_in_dinars_is_in_whole_dinars(in_dinars: Household) -> None:
    speaker = in_dinars.speaker()
    assert "no more than 1.000 Kuwaiti dinars" in speaker.say("SetLimitIntent", amount="1", limitPeriod="order")
    assert "your limit of 1.000 Kuwaiti dinars" in quoted(speaker)


def test_a_voice_code_is_asked_for_from_a_hundred_yen_on(in_yen: Household) -> None:
    speaker = in_yen.speaker()
    quoted(speaker)
    assert "code" in speaker.say("AMAZON.YesIntent"), "it is offered after the first order of 100 or more"
