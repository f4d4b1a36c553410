"""A store of its own process that charges through Stripe, which localstripe plays, with localstripe's own webhooks."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from unittest.mock import patch

import pytest
import requests
from store_client import Platform, codes, linked

from store.admin import Admin
from store.application import build
from store.launch import RunningStore, running_store
from store.settings import Settings
from tests.support.local_stripe import (
    API_KEY,
    CHALLENGE,
    DECLINED,
    GOOD,
    WEBHOOK_SECRET,
    Localstripe,
    running_localstripe,
)
from tests.support.stripe_between import (
    Answer,
    Asked,
    Forward,
    StripeBetween,
    losing_the_answer,
    stripe_between,
)

WAIT_S = 60
BANK = "https://hooks.stripe.com/redirect/authenticate/src_1?client_secret=a&b=c"


@dataclass(frozen=True)
class Shop:
    """A running store, the localstripe it charges through, and whoever stands between.

    Attributes:
        orders_before: how many orders there were when this test began.
        money_before: how many charges.
    """

    store: RunningStore
    stripe: Localstripe
    between: StripeBetween
    orders_before: int
    money_before: int

    @property
    def ana(self) -> Platform:
        return linked(self.store, "ana")

    def orders(self) -> int:
        """How many orders this test has made."""
        return orders_of(self.store) - self.orders_before

    def money(self) -> list[tuple[int, int]]:
        """What was charged in this test, and what of it was given back."""
        return self.stripe.money()[self.money_before :]

    def settled(self) -> bool:
        """Waits until there is an order, without anybody looking at the session."""
        give_up = time.monotonic() + WAIT_S
        while not self.orders() and time.monotonic() < give_up:
            time.sleep(0.1)
        return self.orders() == 1


def orders_of(store: RunningStore) -> int:
    staff = Admin(build(Settings(store.data_dir)))
    number = len(staff.orders())
    staff.close()
    return number


@pytest.fixture(scope="module")
def localstripe() -> Iterator[Localstripe]:
    with running_localstripe() as running:
        yield running


@pytest.fixture(scope="module")
def between(localstripe: Localstripe) -> Iterator[StripeBetween]:
    with stripe_between(localstripe.url) as standing:
        yield standing


@pytest.fixture(scope="module")
def stripe_store(localstripe: Localstripe, between: StripeBetween) -> Iterator[RunningStore]:
    """A store where ana has a card that works, one that is declined and one that needs her."""
    settings = {
        "VOICESHOP_STORE_PAYMENTS": "stripe",
        "VOICESHOP_STRIPE_API_KEY": API_KEY,
        "VOICESHOP_STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "VOICESHOP_STRIPE_API_BASE": between.url,
        "VOICESHOP_DEMO_ACCOUNTS": "on",
    }
    with patch.dict(os.environ, settings), running_store() as store:
        localstripe.tell(f"{store.url}/webhooks/stripe")
        for number in (GOOD, DECLINED, CHALLENGE):
            store.admin("stripe-card", "ana", localstripe.card(number))
        yield store


@pytest.fixture
def shop(stripe_store: RunningStore, localstripe: Localstripe, between: StripeBetween) -> Shop:
    return Shop(stripe_store, localstripe, between, orders_of(stripe_store), len(localstripe.money()))


def test_the_whole_way_from_the_profile_to_a_refund(shop: Shop) -> None:
    profile = requests.get(f"{shop.store.url}/.well-known/ucp", timeout=WAIT_S).json()
    assert [handler["id"] for handlers in profile["ucp"]["payment_handlers"].values() for handler in handlers] == [
        "stripe"
    ]
    ana = shop.ana
    quote = ana.quote(ana.cart())
    cards = quote["payment"]["instruments"]
    assert [(card["display"]["description"], card["selected"]) for card in cards] == [
        ("Visa ending in 4242", True),
        ("Visa ending in 0341", False),
        ("Visa ending in 3155", False),
    ]
    declined = ana.pay(quote, "0341").json()
    assert (declined["status"], codes(declined)) == ("ready_for_complete", ["payment_failed"])
    done = ana.pay(quote, "4242", key="the purchase").json()
    assert done["status"] == "completed"
    assert ana.pay(quote, "4242", key="the purchase").json() == done
    assert shop.money() == [(1176, 0)]
    canceled = ana.post(f"/orders/{done['order']['id']}/cancel").json()
    assert [entry["status"] for entry in canceled["adjustments"]] == ["completed"]
    assert shop.money() == [(1176, 1176)]


def test_a_guest_pays_with_a_payment_method_and_no_token_is_told_again(shop: Shop) -> None:
    guest = Platform(shop.store.url)
    method = shop.stripe.card(GOOD)
    credential = {"type": "token", "token": method}
    paid = guest.complete(
        guest.quote(guest.cart()), {"id": "mine", "handler_id": "stripe", "type": "card", "credential": credential}
    )
    assert paid.json()["status"] == "completed"
    assert method not in paid.text
    (charge,) = [asked for asked in shop.between.asked if asked.form.get("payment_method") == method]
    assert "customer" not in charge.form


def test_a_lost_answer_is_settled_by_stripes_own_webhook(shop: Shop) -> None:
    ana = shop.ana
    quote = ana.quote(ana.cart())
    with shop.between.meddling(losing_the_answer):
        lost = ana.pay(quote)
    assert (lost.status_code, lost.json()["code"]) == (504, "payment_timeout")
    assert shop.settled()
    assert ana.get(f"/checkout-sessions/{quote['id']}").json()["status"] == "completed"
    assert shop.money() == [(1176, 0)]


def test_a_buyer_approves_on_the_banks_page_and_need_not_come_back(shop: Shop) -> None:
    ana = shop.ana
    quote = ana.quote(ana.cart())
    challenged = ana.pay(quote, "3155").json()
    assert (challenged["status"], codes(challenged)) == ("requires_escalation", ["payment_challenge_required"])

    def at_the_bank(asked: Asked, forward: Forward) -> Answer:
        if not asked.path.endswith("/confirm"):
            return forward()
        page = {"type": "redirect_to_url", "redirect_to_url": {"url": BANK, "return_url": asked.form["return_url"]}}
        return Answer(200, {**shop.stripe.intents()[-1], "next_action": page})

    browser = requests.Session()
    form = re.search(r'name="csrf" value="([^"]+)"', browser.get(challenged["continue_url"], timeout=WAIT_S).text)
    assert form
    with shop.between.meddling(at_the_bank):
        sent = browser.post(challenged["continue_url"], data={"csrf": form[1]}, timeout=WAIT_S)
    assert f'href="{BANK.replace("&", "&amp;")}"' in sent.text
    assert shop.orders() == 0
    shop.stripe.approve(shop.stripe.intents()[-1])
    assert shop.settled()
    assert "Your order is placed" in browser.get(challenged["continue_url"], timeout=WAIT_S).text
    assert shop.money() == [(1176, 0)]
