"""What an order costs when nothing goes wrong: each call of the store and of the Ledger, one by one, on each Ledger.

Safety is paid for here: whoever makes the usual order dearer has to change a line of this file.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pytest

from tests.support.scripted_store import Reply, ScriptedStore, ok, scripted_store
from tests.unit.adapters import documents
from tests.unit.skill.household import Speaker
from voiceshop.bootstrap import Settings, build_skill
from voiceshop.trace import tracing

CODE = "4711"
LATTE = documents.product(documents.variant("latte:large", "large", 520), options=[])
COMPLETED = documents.checkout("completed", order={"id": "order_1", "label": "1042"})

QUOTING = ["GET /carts/cart_1", "POST /checkout-sessions"]
LOOKING = ["GET /checkout-sessions/checkout_1"]
BUYING = [*LOOKING, "POST /checkout-sessions/checkout_1/complete", "GET /orders/order_1"]

# Of the Ledger's calls `quote`, `save`, `place` and `move` write, `place` two rows at once; the others read.
FOUND = ["purchase", "customer"]
QUOTED = ["quote", "save"]
PLACED = ["place", "customer", "save", "move"]


@dataclass(frozen=True)
class Turn:
    """What a turn cost: calls of the store, and of the Ledger, in their order."""

    store: list[str]
    ledger: list[str]


@dataclass(frozen=True)
class Customer:
    """Somebody with two lattes in the cart."""

    speaker: Speaker
    store: ScriptedStore

    def says(self, intent: str, **slots: str) -> Turn:
        before = len(self.store.calls())
        with tracing() as steps:
            self.speaker.say(intent, **slots)
        return Turn(self.store.calls()[before:], [step.name for step in steps if step.kind == "ledger"])


@pytest.fixture
def customer(address: str) -> Iterator[Customer]:
    with scripted_store() as store:
        store.on("POST /catalog/product", ok(product=LATTE))
        store.on("POST /catalog/search", ok(products=[LATTE]))
        store.on("POST /catalog/lookup", ok(products=[documents.product()]))
        store.on("POST /carts", Reply(documents.cart(), status=201))
        store.on("GET /carts/cart_1", Reply(documents.cart()))
        store.on("POST /checkout-sessions", Reply(documents.checkout(), status=201))
        store.on("GET /checkout-sessions/checkout_1", Reply(documents.checkout()))
        store.on("POST /checkout-sessions/checkout_1/complete", Reply(COMPLETED))
        store.on("GET /orders/order_1", Reply(documents.order()))
        settings = Settings(store.url, address, seller="B", contact="c", code_from=Decimal(1))
        user = f"amzn1.ask.account.{uuid.uuid4().hex}"
        yield Customer(Speaker(build_skill(settings), user, "a-token"), store)


def bought(customer: Customer) -> tuple[Turn, Turn]:
    customer.says("AddToCartIntent", product="latte", quantity="2")
    quoted, placed = customer.says("CheckoutIntent"), customer.says("AMAZON.YesIntent")
    assert customer.speaker.heard.startswith("Done. Order 1042")
    return quoted, placed


def test_an_order(customer: Customer) -> None:
    quoted, placed = bought(customer)
    assert quoted == Turn(QUOTING, ["customer", *QUOTED])
    assert placed == Turn(BUYING, [*FOUND, *PLACED])


def test_limits_cost_nothing(customer: Customer) -> None:
    customer.says("SetLimitIntent", amount="100", limitPeriod="order")
    customer.says("SetLimitIntent", amount="200", limitPeriod="day")
    quoted, placed = bought(customer)
    assert quoted == Turn(QUOTING, ["customer", *QUOTED])
    assert placed == Turn(BUYING, [*FOUND, *PLACED])


def test_a_voice_code_costs_a_turn_and_the_one_write_that_counts_the_try(customer: Customer) -> None:
    customer.says("SetVoiceCodeIntent")
    customer.says("VoiceCodeIntent", code=CODE)
    customer.says("VoiceCodeIntent", code=CODE)
    assert customer.speaker.heard.startswith("Your voice code is set.")
    customer.says("AddToCartIntent", product="latte", quantity="2")
    assert customer.says("CheckoutIntent") == Turn(QUOTING, ["customer", *QUOTED])
    assert customer.says("AMAZON.YesIntent") == Turn(LOOKING, FOUND)
    assert customer.says("VoiceCodeIntent", code=CODE) == Turn(BUYING, [*FOUND, "save", *PLACED])
    assert customer.speaker.heard.startswith("Done. Order 1042")
