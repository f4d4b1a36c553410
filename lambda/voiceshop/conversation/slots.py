"""What was said in an intent's slots, resolved as far as Alexa could."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NewType

from ..shop.catalogue import Option

_ITEMS = ("", "Two", "Three")
_OPTIONS = ("A", "B", "C", "D")


@dataclass(frozen=True, slots=True)
class Spoken:
    """The words in a slot and, where they resolved, the id and name of the value meant."""

    slot: str
    words: str
    id: str | None = None
    name: str | None = None

    @property
    def option(self) -> Option | None:
        """The option meant: ids of options are `<group>:<value>`."""
        if self.id is None or ":" not in self.id:
            return None
        group, value = self.id.split(":", 1)
        return Option(group, value, self.name or self.words)

    @property
    def number(self) -> int | None:
        """The number meant, where the words hold one: "2", "2nd". The value `last` is -1."""
        digits = re.search(r"-?\d+", self.id or self.words)
        return int(digits[0]) if digits else None


@dataclass(frozen=True, slots=True)
class Item:
    """One of the things asked for in one breath. `suffix` ends the names of its slots."""

    suffix: str
    product: Spoken | None
    quantity: Spoken | None
    options: tuple[Spoken, ...]


Slots = Mapping[str, Spoken]
Items = NewType("Items", tuple[Item, ...])
Options = NewType("Options", tuple[Spoken, ...])


def items_of(slots: Slots) -> Items:
    """The items of AddToCart, in the order they were said.

    An item without a product is about the first one. Options alone are more of its options: "a latte with oat milk and
    a double shot". A quantity is a part of it: "two lattes, one with oat milk" are one with and one without.
    """
    first, second, third = (_item(slots, suffix) for suffix in _ITEMS)
    if first.product and not second.product and not second.quantity:
        first, second = replace(first, options=first.options + second.options), _item({}, "")
    parts = [item for item in (second, third) if first.product and item.quantity and not item.product]
    others = [_part_of(first, item) if item in parts else item for item in (second, third)]
    items = [_without(first, parts), *others]
    return Items(tuple(item for item in items if item.product or item.options or item.quantity))


def _item(slots: Slots, suffix: str) -> Item:
    options = tuple(_options(slots, suffix))
    return Item(suffix, slots.get(f"product{suffix}"), slots.get(f"quantity{suffix}"), options)


def _part_of(whole: Item, part: Item) -> Item:
    """The part is of the same product and, where nothing else was said, of the same size."""
    sizes = tuple(said for said in whole.options if said.slot == "size" and not _has_size(part))
    return replace(part, product=whole.product, options=sizes + part.options)


def _without(whole: Item, parts: list[Item]) -> Item:
    """The whole without its parts, nothing where they are all of it. To a single thing a part is one more."""
    count = _count(whole)
    if not parts or count == 1:
        return whole
    left = count - sum(_count(part) for part in parts)
    if left <= 0 or whole.quantity is None:
        return _item({}, whole.suffix)
    return replace(whole, quantity=replace(whole.quantity, words=str(left), id=None))


def _count(item: Item) -> int:
    return (item.quantity and item.quantity.number) or 1


def _has_size(item: Item) -> bool:
    return any(said.slot.startswith("size") for said in item.options)


def options_of(slots: Slots) -> Options:
    """The size and the options of the first, or only, item."""
    return Options(tuple(_options(slots, "")))


def free_option_slot(slots_used: int, suffix: str) -> str:
    """The name of the next option slot that nothing was said in."""
    return f"option{suffix}{_OPTIONS[min(slots_used, len(_OPTIONS) - 1)]}"


def _options(slots: Slots, suffix: str) -> Iterator[Spoken]:
    for name in _option_slots(suffix):
        if name in slots:
            yield slots[name]


def _option_slots(suffix: str) -> tuple[str, ...]:
    return (f"size{suffix}", *(f"option{suffix}{letter}" for letter in _OPTIONS))


SLOTS_OF_OPTIONS = frozenset(_option_slots(""))
SLOTS_OF_ITEMS = frozenset(
    slot for suffix in _ITEMS for slot in (f"product{suffix}", f"quantity{suffix}", *_option_slots(suffix))
)
