"""What a variant is called, remembered for the life of the process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

from ...shop.catalogue import Option, Variant

_MOST = 2000


@dataclass(frozen=True, slots=True)
class Name:
    """What never changes for a variant id. Price and stock do, and are not kept."""

    product_id: str
    product: str
    options: tuple[Option, ...]


class Names:
    """The names of the variants seen last; shared by the threads of the process."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Name] = OrderedDict()
        self._lock = threading.Lock()

    def learn(self, variants: Iterable[Variant]) -> None:
        with self._lock:
            for variant in variants:
                self._known[variant.id] = Name(variant.product_id, variant.name, variant.options)
                self._known.move_to_end(variant.id)
            while len(self._known) > _MOST:
                self._known.popitem(last=False)

    def of(self, variant_id: str) -> Name | None:
        with self._lock:
            return self._known.get(variant_id)

    def unknown(self, variant_ids: Iterable[str]) -> tuple[str, ...]:
        """Those of the ids that have no name here, each once."""
        with self._lock:
            return tuple(dict.fromkeys(each for each in variant_ids if each not in self._known))
