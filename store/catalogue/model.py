"""The catalogue's data: products, option groups and variants. Amounts are integers in minor units."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

SEPARATOR = ":"
STANDARD = "standard"


@dataclass(frozen=True)
class OptionValue:
    """One thing that can be chosen, and what it adds to the price."""

    id: str
    label: str
    price: int = 0
    spoken: tuple[str, ...] = ()


@dataclass(frozen=True)
class OptionGroup:
    """Choices of which at most one holds, such as Size or Milk. A group that `must` be chosen decides the variants."""

    name: str
    values: tuple[OptionValue, ...]
    phrase: str = "after"
    must: bool = False

    def find(self, value_id: str | None, label: str) -> OptionValue | None:
        """The value with this id, or else with this label, whatever its case."""
        by_id = next((value for value in self.values if value.id == value_id), None)
        return by_id or next((value for value in self.values if value.label.lower() == label.lower()), None)


@dataclass(frozen=True)
class Product:
    """Something the shop sells, before any option is chosen."""

    id: str
    title: str
    description: str
    category: str
    price: int
    stock: int
    rating: float
    ratings: int
    contains: tuple[str, ...]
    spoken: tuple[str, ...]
    groups: tuple[OptionGroup, ...]
    taxed: bool = True

    def group(self, name: str) -> OptionGroup | None:
        """The option group of this name, whatever its case."""
        return next((group for group in self.groups if group.name.lower() == name.lower()), None)


@dataclass(frozen=True)
class Chosen:
    """One option value together with the group it was chosen from."""

    group: OptionGroup
    value: OptionValue


@dataclass(frozen=True)
class Offer:
    """A reduction of one product's price between two instants."""

    product: str
    title: str
    amount_off: int
    starts: datetime
    ends: datetime


@dataclass(frozen=True)
class Variant:
    """A product with its options chosen: what can be put in a cart."""

    product: Product
    chosen: tuple[Chosen, ...]
    price: int
    list_price: int
    available: int
    offer: Offer | None = field(default=None)

    @property
    def id(self) -> str:
        """Minted from the choice itself, so the same choice always has the same id and needs no table."""
        values = [chosen.value.id for chosen in self.chosen] or [STANDARD]
        return SEPARATOR.join([self.product.id, *values])

    @property
    def title(self) -> str:
        """The variant in words: "medium latte with oat milk, extra hot"."""

        def labels(phrase: str) -> list[str]:
            return [chosen.value.label for chosen in self.chosen if chosen.group.phrase == phrase]

        title = " ".join([*labels("before"), self.product.title])
        if extras := labels("with"):
            title += " with " + (", ".join(extras[:-1]) + " and " if extras[:-1] else "") + extras[-1]
        return ", ".join([title, *labels("after")])
