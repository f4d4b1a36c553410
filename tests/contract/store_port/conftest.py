"""The port `Store`, kept by the UCP adapter against the project's own store, as a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from simulator.linking import link
from store.admin import Admin
from store.application import build
from store.launch import RunningStore, running_store
from store.settings import Settings
from tests.contract.store_port.shopping import TURN_SECONDS, Shopper
from voiceshop.adapters.ucp import UcpStores
from voiceshop.shop.deadline import Deadline
from voiceshop.shop.ports import Store


@pytest.fixture(scope="module")
def embedded() -> Iterator[RunningStore]:
    with running_store() as running:
        yield running


@pytest.fixture(scope="module")
def shopper(embedded: RunningStore) -> Shopper:
    stores = UcpStores(embedded.url)
    tokens: dict[str, str | None] = {}

    def opened(customer: str | None) -> Store:
        if customer and customer not in tokens:
            tokens[customer] = link(embedded.url, customer, "demo").access_token()
        return stores.open(tokens[customer] if customer else None, Deadline.after(TURN_SECONDS), "en-US")

    return opened


@pytest.fixture
def guest(shopper: Shopper) -> Store:
    return shopper(None)


@pytest.fixture
def ana(shopper: Shopper) -> Store:
    return shopper("ana")


@pytest.fixture(scope="module")
def staff(embedded: RunningStore) -> Iterator[Admin]:
    """The shop's staff, who work on the data while the store runs."""
    admin = Admin(build(Settings(embedded.data_dir, embedded.url)))
    yield admin
    admin.close()


@pytest.fixture
def pay_with(staff: Admin) -> Iterator[Callable[[str], str]]:
    """Lets ana pay with the card that ends in those digits, for one test."""
    yield lambda digits: staff.set_default_card("ana", digits)
    staff.set_default_card("ana", "4242")


@pytest.fixture
def stock(staff: Admin) -> Iterator[Callable[[str, int], None]]:
    """Sets how many of a product are left, for one test."""
    changed: set[str] = set()

    def left(product: str, quantity: int) -> None:
        changed.add(product)
        staff.set_stock(product, quantity)

    yield left
    for product in changed:
        staff.set_stock(product, 100)


@pytest.fixture
def price(staff: Admin) -> Iterator[Callable[[int], None]]:
    """Sets the price of a blueberry muffin, for one test."""
    yield lambda amount: staff.set_price("blueberry-muffin", amount)
    staff.set_price("blueberry-muffin", 325)


@pytest.fixture
def new_orders(staff: Admin) -> Callable[[], int]:
    """How many orders the store has taken since the test began."""
    before = len(staff.orders())
    return lambda: len(staff.orders()) - before
