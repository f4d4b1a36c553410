"""The store as conversation files see it: changed by its staff beforehand, read over UCP afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from simulator.conversations.lines import StoredLine
from simulator.conversations.script import Shelf
from simulator.device import Account, Customer
from simulator.storefront import Storefront
from store.admin import Admin
from store.application import build
from store.catalogue.loader import products
from store.oauth.tokens import Tokens
from store.settings import Settings
from store.tables import Customer as CustomerRow
from voiceshop.adapters.sqlite import SqliteLedger


@dataclass(frozen=True, slots=True)
class StoredOrder:
    """An order in the store."""

    number: str
    customer: str | None
    state: str
    total: int
    lines: tuple[StoredLine, ...]

    def __str__(self) -> str:
        return f"[{', '.join(map(str, self.lines))}], total {self.total}, {self.state}"


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in the store for one customer: the cart, and the orders, the oldest first.

    `place` is the id of the pick-up place that the skill remembers for them.
    """

    cart: tuple[StoredLine, ...] = ()
    orders: tuple[StoredOrder, ...] = ()
    place: str | None = None


class Shop:
    """The store of a test run: its data on disk, its URL, and the skill's Ledger, which knows whose cart is which."""

    def __init__(self, url: str, data: Path) -> None:
        self._admin = Admin(build(Settings(data, url)))
        self._front = Storefront(url)
        self._ledger = SqliteLedger(str(data / "ledger.sqlite3"))
        self._undo = ExitStack()

    def close(self) -> None:
        self._admin.close()

    @contextmanager
    def put_back(self) -> Iterator[None]:
        """What is changed within the block is undone when it ends."""
        with ExitStack() as self._undo:
            yield

    def change(self, shelf: Shelf) -> None:
        """Change a product's price or stock. Raises store.errors.NotFound for one that the store does not have."""
        product_id = shelf.product.replace(" ", "-")
        if shelf.price is not None:
            self._admin.set_price(product_id, shelf.price)
            self._undo.callback(self._admin.set_price, product_id, products()[product_id].price)
        if shelf.stock is not None:
            self._admin.set_stock(product_id, shelf.stock)
            self._undo.callback(self._admin.set_stock, product_id, products()[product_id].stock)

    def pay_with(self, username: str, last_digits: str) -> None:
        """Choose the saved card that pays. Raises store.errors.NotFound where the customer has no such card."""
        with self._admin.store.database.reading() as session:
            customer = session.scalars(select(CustomerRow).where(CustomerRow.username == username)).first()
            cards = customer.instruments if customer else []
            usual = next((card.display["last_digits"] for card in cards if card.is_default), last_digits)
        self._admin.set_default_card(username, last_digits)
        self._undo.callback(self._admin.set_default_card, username, usual)

    def cart(self, customer: Customer) -> list[StoredLine]:
        """The lines of the customer's cart, by UCP with the customer's own token; none without a cart.

        Raises:
            StoreUnreachable: the store did not show it.
        """
        cart_id = self._ledger.customer(customer.user_id).cart_id
        if cart_id is None:
            return []
        document = self._front.cart(cart_id, customer.account)
        return [_line(line) for line in document["line_items"]] if document else []

    def username(self, account: Account | None) -> str | None:
        """The store's customer to whom an account is linked; None for nobody, and once the link has ended."""
        token = account.access_token() if account else None
        store = self._admin.store
        grant = Tokens(store.database, store.clock).grant_of(token) if token else None
        if grant is None:
            return None
        with store.database.reading() as session:
            return session.get_one(CustomerRow, grant.customer_id).username

    def orders(self) -> list[StoredOrder]:
        """Every order, the oldest first."""
        return [_order(document) for document in reversed(self._admin.orders())]

    def standing(self, customer: Customer, username: str | None) -> Standing:
        """What stands there for an Alexa account, and for the store's customer to whom it is linked (None: nobody).

        Raises:
            StoreUnreachable: the store did not show the cart.
        """
        orders = (order for order in self.orders() if username and order.customer == username)
        place = self._ledger.customer(customer.user_id).place_id
        return Standing(tuple(self.cart(customer)), tuple(orders), place)

    def advance(self, order: StoredOrder) -> None:
        """Move an order to its next state."""
        self._admin.advance(order.number)


def _line(document: dict[str, Any]) -> StoredLine:
    item = document["item"]
    return StoredLine(document["quantity"], item["product_id"], item["title"])


def _order(document: dict[str, Any]) -> StoredOrder:
    # A variant's id starts with its product's.
    lines = (StoredLine(line["quantity"], line["id"].partition(":")[0], line["title"]) for line in document["lines"])
    return StoredOrder(document["label"], document["customer"], document["state"], document["total"], tuple(lines))
