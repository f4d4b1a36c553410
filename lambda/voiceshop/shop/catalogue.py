"""What a store sells: products, their options and variants, offers and pick-up places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from .money import Money

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Option:
    """One value of an option group: oat milk of Milk, large of Size. How it is called makes no other of it."""

    group: str
    value: str
    label: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """A choice a product offers, with the values that can be had now."""

    name: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """What can be put in a cart: a product with all that had to be chosen. `name` is the product's."""

    id: str
    product_id: str
    name: str
    options: tuple[Option, ...]
    price: Money
    list_price: Money | None = None
    in_stock: bool = True


@dataclass(frozen=True, slots=True)
class Product:
    """A product as the store describes it, with the variants that fit what was chosen so far, the likeliest first."""

    id: str
    name: str
    description: str
    categories: tuple[str, ...]
    groups: tuple[OptionGroup, ...]
    variants: tuple[Variant, ...]
    rating: float | None = None

    @property
    def open_groups(self) -> tuple[OptionGroup, ...]:
        """The choices that still have to be made: those in which the remaining variants differ."""
        return tuple(g for g in self.groups if len({_chosen(v, g.name) for v in self.variants}) > 1)

    @property
    def cheapest(self) -> Variant:
        return min(self.variants, key=lambda variant: variant.price.amount)

    def group_of(self, option: Option) -> OptionGroup | None:
        """The product's own group of that option's name, or None where the product has no such choice."""
        return next((group for group in self.groups if group.name == option.group), None)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a long list, and the store's cursor for the next part."""

    items: tuple[T, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Deal:
    """A product that is cheaper now: `variant.price` is below `variant.list_price`."""

    product: Product
    variant: Variant


@dataclass(frozen=True, slots=True)
class Place:
    """A shop where orders are picked up. `opens` and `closes` are today's local times, None where it stays closed."""

    id: str
    name: str
    street: str
    town: str
    opens: str | None = None
    closes: str | None = None


def _chosen(variant: Variant, group: str) -> str | None:
    return next((option.value for option in variant.options if option.group == group), None)
