"""Products as they are right now: the menu joined with today's prices, offers and stock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import product as combinations

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.catalogue.loader import products
from store.catalogue.model import SEPARATOR, STANDARD, Chosen, OptionValue, Product, Variant
from store.errors import Refused
from store.shop import shop
from store.tables import ProductState


class Counter:
    """Answers what a variant costs and how many are left, for one request at one instant."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self.now = now
        self._states: dict[str, ProductState] = {}
        self._offers = shop().running_offers(now)

    def load(self, product_ids: Iterable[str]) -> None:
        """Reads the states of several products in one query."""
        missing = set(product_ids) - self._states.keys()
        if not missing:
            return
        found = self._session.scalars(select(ProductState).where(ProductState.product_id.in_(missing)))
        self._states.update({state.product_id: state for state in found})

    def product(self, product_id: str) -> Product | None:
        """The product with this id."""
        return products().get(product_id)

    def left(self, product: Product) -> int:
        """How many pieces can still be sold."""
        return self._state(product).stock

    def take(self, product: Product, quantity: int) -> None:
        """Takes pieces out of stock."""
        self._state(product).stock -= quantity

    def put_back(self, variant_id: str, quantity: int) -> None:
        """Puts pieces that were taken out back in stock.

        Only the product's part of the id counts. The menu may have the variant no longer, nor the product: then the
        pieces are there if it comes back.
        """
        product_id = variant_id.split(SEPARATOR)[0]
        self.load([product_id])
        if product_id in self._states:
            self._states[product_id].stock += quantity

    def mint(self, product: Product, chosen: Sequence[Chosen]) -> Variant:
        """The variant of these choices at its current price. Choices are put in the menu's order."""
        state = self._state(product)
        offer = self._offers.get(product.id)
        ordered = tuple(sorted(chosen, key=lambda choice: product.groups.index(choice.group)))
        full = (product.price if state.price is None else state.price) + sum(choice.value.price for choice in ordered)
        price = max(0, full - (offer.amount_off if offer else 0))
        return Variant(product, ordered, price, full, max(0, state.stock), offer)

    def open_variants(self, product: Product, chosen: Sequence[Chosen]) -> list[Variant]:
        """One variant for every way to make the choices that are still due, the featured one first."""
        decided = {choice.group.name for choice in chosen}
        due = [group for group in product.groups if group.must and group.name not in decided]
        ways = combinations(*([Chosen(group, value) for value in _featured_first(group.values)] for group in due))
        return [self.mint(product, [*chosen, *way]) for way in ways]

    def variant(self, variant_id: str) -> Variant:
        """The variant an id stands for. A product's own id stands for its variant where nothing has to be chosen.

        Raises:
            Refused: `not_found` for an id that names no product or option, `option_required` when a choice is due.
        """
        product_id, *values = variant_id.split(SEPARATOR)
        product = self.product(product_id)
        if product is None:
            raise Refused("not_found", f"No product has the id {variant_id}.")
        chosen = _choices(product, variant_id, [value for value in values if value != STANDARD])
        decided = {choice.group.name for choice in chosen}
        due = [group.name for group in product.groups if group.must and group.name not in decided]
        if due:
            raise Refused("option_required", f"{product.title}: choose {', '.join(due)} first.", severity="recoverable")
        return self.mint(product, chosen)

    def _state(self, product: Product) -> ProductState:
        self.load([product.id])
        if product.id not in self._states:
            # A product that was added to the menu after the database was made.
            state = ProductState(product_id=product.id, stock=product.stock, price=None)
            self._states[product.id] = state
            self._session.add(state)
        return self._states[product.id]


def _featured_first(values: Sequence[OptionValue]) -> list[OptionValue]:
    middle = len(values) // 2
    return [values[middle], *values[:middle], *values[middle + 1 :]]


def _choices(product: Product, variant_id: str, values: Sequence[str]) -> list[Chosen]:
    known = {value.id: Chosen(group, value) for group in product.groups for value in group.values}
    chosen = [known[value] for value in values if value in known]
    if len(chosen) != len(values) or len({choice.group.name for choice in chosen}) != len(chosen):
        raise Refused("not_found", f"No variant has the id {variant_id}.")
    return chosen
