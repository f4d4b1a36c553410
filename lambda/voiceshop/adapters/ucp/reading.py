"""Reads the store's JSON strictly: what is used must be there and of its type; all else is let be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from ...shop.money import Money
from .wire import Unusable

T = TypeVar("T")
# UCP bounds no id. What is kept of a store's must fit into a row: DynamoDB's items are 400 kB at most.
LONGEST_KEPT = 200
_TIMES = "an RFC 3339 time with its offset"


@dataclass(frozen=True, slots=True)
class Json:
    """An object in an answer, and where it stands. A field that is not as it must be raises Unusable.

    The `maybe_` readers give None, and `some` an empty tuple, for a field that is absent or null.
    """

    fields: Mapping[str, Any]
    path: str = "$"

    @classmethod
    def parse(cls, body: bytes) -> Json:
        """The object that a body holds. Raises Unusable for anything else."""
        try:
            value = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise Unusable("not JSON") from error
        if not isinstance(value, dict):
            raise Unusable("not a JSON object")
        return cls(value)

    def text(self, name: str) -> str:
        return self._there(name, self.maybe_text(name))

    def maybe_text(self, name: str) -> str | None:
        text = self._typed(name, str)
        # Half a character, which JSON can hold and UTF-8, and so a row, cannot.
        return text if text is None else text.encode(errors="replace").decode()

    def id(self, name: str = "id", longest: int = LONGEST_KEPT) -> str:
        """An id that is kept: it cannot be cut, so one of more characters than `longest` raises Unusable."""
        written = self.text(name)
        if len(written) > longest:
            raise self._wrong(name, f"of {longest} characters at most")
        return written

    def integer(self, name: str) -> int:
        return self._there(name, self.maybe_integer(name))

    def maybe_integer(self, name: str) -> int | None:
        # JSON's true is an int to Python.
        if isinstance(self.fields.get(name), bool):
            raise self._wrong(name, "a number")
        return self._typed(name, int)

    def maybe_number(self, name: str) -> float | None:
        value = self.fields.get(name)
        return value if isinstance(value, float) else self.maybe_integer(name)

    def maybe_flag(self, name: str) -> bool | None:
        return self._typed(name, bool)

    def one(self, name: str) -> Json:
        return self._there(name, self.maybe_one(name))

    def maybe_one(self, name: str) -> Json | None:
        value = self._typed(name, dict)
        return None if value is None else Json(value, f"{self.path}.{name}")

    def many(self, name: str) -> tuple[Json, ...]:
        self._there(name, self.fields.get(name))
        return self.some(name)

    def some(self, name: str) -> tuple[Json, ...]:
        values = self._typed(name, list) or []
        if not all(isinstance(value, dict) for value in values):
            raise self._wrong(name, "a list of objects")
        return tuple(Json(value, f"{self.path}.{name}[{place}]") for place, value in enumerate(values))

    def money(self, name: str) -> Money:
        """A UCP price: an amount in minor units with its currency."""
        return self._there(name, self.maybe_money(name))

    def maybe_money(self, name: str) -> Money | None:
        price = self.maybe_one(name)
        return None if price is None else Money(price.integer("amount"), price.text("currency"))

    def maybe_time(self, name: str) -> datetime | None:
        written = self.maybe_text(name)
        if written is None:
            return None
        try:
            time = datetime.fromisoformat(written)
        except ValueError as error:
            raise self._wrong(name, _TIMES) from error
        if time.tzinfo is None:
            raise self._wrong(name, _TIMES)
        return time

    def total(self, currency: str) -> Money:
        """The entry of type "total" in this object's `totals`: in UCP the only figure that may be charged or shown."""
        for entry in self.many("totals"):
            if entry.text("type") == "total":
                return Money(entry.integer("amount"), currency)
        raise self._wrong("totals", "a list with a total")

    def _typed(self, name: str, wanted: type[T]) -> T | None:
        value = self.fields.get(name)
        if value is None or isinstance(value, wanted):
            return value
        raise self._wrong(name, f"of type {wanted.__name__}")

    def _there(self, name: str, value: T | None) -> T:
        if value is None:
            raise self._wrong(name, "there")
        return value

    def _wrong(self, name: str, what: str) -> Unusable:
        return Unusable(f"{self.path}.{name} is not {what}")
