"""A cart may hold more than anybody can listen to, and Alexa speaks fewer than 8,000 characters."""

from __future__ import annotations

import json
from itertools import islice
from itertools import product as combinations

import pytest

from simulator.device.response import check
from simulator.hardware import hardware
from store.catalogue.loader import products
from store.catalogue.model import SEPARATOR
from tests.unit.skill.household import Household, Speaker
from voiceshop.adapters.ucp import UcpStores
from voiceshop.alexa.entry import answer
from voiceshop.shop.customer import Customer
from voiceshop.shop.deadline import Deadline
from voiceshop.shop.want import Want

LARGEST_SESSION = 24_000
MOST = 20
PIECES = 15
HUB = hardware("hub", locale="en-US", time_zone="UTC", device_id="hub", api_endpoint="https://api.amazonalexa.com")


def variants(count: int) -> list[str]:
    """The ids of so many, with as many options as can be chosen, and none of them sold out."""
    of_each = (
        islice(combinations(*(group.values for group in product.groups)), min(PIECES, product.stock))
        for product in products().values()
    )
    named = zip(products(), of_each, strict=True)
    found = [SEPARATOR.join([name, *(value.id for value in chosen)]) for name, each in named for chosen in each]
    return sorted(found, key=len, reverse=True)[:count]


def speaker_with(home: Household, lines: int) -> Speaker:
    """A speaker with a screen, and so many different things in the cart."""
    store = UcpStores(home.store_url).open(home.token, Deadline.after(30), "en-US")
    cart = store.fill_cart(None, [Want(variant, 1) for variant in variants(lines)])
    home.ledger.save(Customer(home.user, cart_id=cart.id))
    return home.hub()


@pytest.mark.parametrize("lines", [21, 220])
def test_whatever_is_said_to_it_is_answered_in_time_and_size(home: Household, lines: int) -> None:
    speaker = speaker_with(home, lines)
    for intent, slots in (
        ("ViewCartIntent", {}),
        ("AddToCartIntent", {"product": "croissant"}),
        ("UndoIntent", {}),
        ("RemoveFromCartIntent", {"product": "latte"}),
        ("KeepOnlyIntent", {"product": "latte"}),
        ("CheckoutIntent", {}),
        ("EmptyCartIntent", {}),
    ):
        document = answer(speaker.skill, speaker.request(intent, slots))
        check(document, HUB)
        assert len(json.dumps(document).encode()) < 120_000
        assert len(json.dumps(document["sessionAttributes"]).encode()) < LARGEST_SESSION
        speaker.attributes = document["sessionAttributes"]


def test_as_much_as_can_be_read_out_is_asked_about(home: Household) -> None:
    speaker = speaker_with(home, MOST)
    assert speaker.say("CheckoutIntent").endswith("Shall I place the order?")


def test_what_cannot_all_be_said_is_not_ordered(home: Household) -> None:
    speaker = speaker_with(home, MOST + 1)
    assert speaker.say("CheckoutIntent") == (
        "You have 21 different things in your cart, and before you pay I can read you 20 at most. "
        "Take some out, and order those next time. Anything else?"
    )
    assert speaker.attributes["question"]["name"] == "anything_else"
