"""What discounts do to a total: they are told, may leave nothing to pay, and never less than that."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import requests

from simulator.linking import link
from store.launch import RunningStore
from tests.support.scripted_store import Reply, ScriptedStore, ok, scripted_store
from tests.unit.adapters import documents
from tests.unit.skill.household import Household, Speaker
from tests.unit.skill.other_shops import other_shop

TOO_MUCH = {"code": "GIFT", "title": "A gift", "kind": "amount", "value": 100_000}


def _with_gifts(shop: dict[str, Any]) -> None:
    shop["codes"].append(TOO_MUCH)


@pytest.fixture(scope="module")
def generous(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    """A store with a code that takes off more than anything costs."""
    with other_shop(tmp_path_factory.mktemp("generous"), "USD", _with_gifts) as store:
        yield store


@pytest.fixture
def home(generous: RunningStore) -> Household:
    return Household(generous.url, generous.data_dir, link(generous.url, "ana", "demo").access_token() or "")


def enter(home: Household, code: str) -> None:
    """Enter a code for the cart at the store's own site."""
    headers = {"Authorization": f"Bearer {home.token}", "UCP-Agent": 'profile="https://platform.example/profile"'}
    cart = f"{home.store_url}/ucp/v1/carts/{home.ledger.customer(home.user).cart_id}"
    lines = requests.get(cart, headers=headers, timeout=30).json()["line_items"]
    wanted = [{"id": line["id"], "item": {"id": line["item"]["id"]}, "quantity": line["quantity"]} for line in lines]
    body = {"line_items": wanted, "discounts": {"codes": [code]}}
    requests.put(cart, json=body, headers={**headers, "Idempotency-Key": code + home.user}, timeout=30)


def charged(store: RunningStore) -> int:
    with closing(sqlite3.connect(store.data_dir / "store.sqlite3")) as books:
        return int(books.execute("select count(*) from processor_charges").fetchone()[0])


def test_a_discount_is_told_with_the_total(home: Household) -> None:
    speaker = home.speaker()
    speaker.say("AddToCartIntent", product="croissant", quantity="3")
    enter(home, "WELCOME10")
    heard = speaker.say("CheckoutIntent")
    assert "Discounts minus $1.02. With tax that's $9.99, on your Visa" in heard
    assert speaker.say("AMAZON.YesIntent").startswith("Done.")


def test_a_discount_of_more_than_the_sum_leaves_nothing_to_pay_and_still_one_order(
    home: Household, generous: RunningStore
) -> None:
    orders, charges = len(home.orders()), charged(generous)
    speaker = home.speaker()
    speaker.say("AddToCartIntent", product="croissant")
    enter(home, "GIFT")
    assert "Discounts minus $3.40. That leaves nothing to pay. Shall I place the order?" in speaker.say(
        "CheckoutIntent"
    )
    assert speaker.say("AMAZON.YesIntent").startswith("Done.")
    newest, *_ = home.orders()
    assert (len(home.orders()), newest["total"]) == (orders + 1, 0)
    assert charged(generous) == charges, "the processor is not asked for nothing"


def test_a_free_order_is_canceled_like_any_other(home: Household) -> None:
    speaker = home.speaker()
    speaker.say("AddToCartIntent", product="croissant")
    enter(home, "GIFT")
    speaker.say("CheckoutIntent")
    speaker.say("AMAZON.YesIntent")
    speaker.say("CancelOrderIntent")
    speaker.say("AMAZON.YesIntent")
    newest, *_ = home.orders()
    assert (newest["state"], newest["payment"]) == ("canceled", "refunded")


@pytest.fixture
def strange(tmp_path: Path) -> Iterator[tuple[ScriptedStore, Speaker]]:
    """A store whose figures a test writes, and a speaker with two lattes in the cart."""
    latte = documents.product(documents.variant("latte:large", "large", 520), options=[])
    with scripted_store() as store:
        store.on("POST /catalog/product", ok(product=latte))
        store.on("POST /catalog/lookup", ok(products=[documents.product()]))
        store.on("POST /carts", Reply(documents.cart(), status=201))
        store.on("GET /carts/cart_1", Reply(documents.cart()))
        speaker = Household(store.url, tmp_path, "a-token").speaker()
        speaker.say("AddToCartIntent", product="latte", quantity="2")
        yield store, speaker


def totals(subtotal: int, discount: int, total: int) -> list[dict[str, object]]:
    amounts = {"subtotal": subtotal, "discount": discount, "total": total}
    return [{"type": kind, "amount": amount} for kind, amount in amounts.items()]


@pytest.mark.parametrize(
    ("figures", "heard"),
    [
        (
            totals(1040, -1140, -100),
            "The store's discounts would make that minus $1.00, so nothing was ordered. "
            "Add something, and check out again. Anything else?",
        ),
        (
            totals(1040, -40, 1040),
            "The store's amounts don't add up to its total of $10.40, so nothing was ordered. "
            "Your cart is kept; please try again later. Anything else?",
        ),
    ],
)
def test_figures_that_nobody_should_agree_to_are_not_asked_about(
    strange: tuple[ScriptedStore, Speaker], figures: list[dict[str, object]], heard: str
) -> None:
    store, speaker = strange
    store.on("POST /checkout-sessions", Reply(documents.checkout(totals=figures), status=201))
    assert speaker.say("CheckoutIntent") == heard
    assert not [call for call in store.calls() if call.endswith("/complete")]


def test_a_discount_without_a_name_of_the_stores_is_told_by_ours(strange: tuple[ScriptedStore, Speaker]) -> None:
    store, speaker = strange
    store.on("POST /checkout-sessions", Reply(documents.checkout(totals=totals(1040, -40, 1000)), status=201))
    assert "Discount minus $0.40. With tax that's $10.00" in speaker.say("CheckoutIntent")
