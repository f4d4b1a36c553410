"""What was said in an intent's slots, resolved as far as Alexa could."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
    """The items of AddToCart; an item of which only a size or an option was said counts too, as the first."""
    found = []
    for suffix in _ITEMS:
        item = Item(
            suffix,
            slots.get(f"product{suffix}"),
            slots.get(f"quantity{suffix}"),
            tuple(_options(slots, suffix)),
        )
        if item.product or (not suffix and (item.quantity or item.options)):
            found.append(item)
    return Items(tuple(found))


def options_of(slots: Slots) -> Options:
    """The size and the options of the first, or only, item."""
    return Options(tuple(_options(slots, "")))


def free_option_slot(slots_used: int, suffix: str) -> str:
    """The name of the next option slot that nothing was said in."""
    return f"option{suffix}{_OPTIONS[min(slots_used, len(_OPTIONS) - 1)]}"


def _options(slots: Slots, suffix: str) -> Iterator[Spoken]:
    for name in (f"size{suffix}", *(f"option{suffix}{letter}" for letter in _OPTIONS)):
        if name in slots:
            yield slots[name]
