"""What lines cost: subtotals, discounts, fulfilment and tax, all in minor units, rounded half up once each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from store.catalogue.model import Variant
from store.discounts import Applied

RATE_UNIT = 100_000  # tax rates come in thousandths of a percent


@dataclass(frozen=True)
class Line:
    """A variant and how many of it."""

    id: str
    variant: Variant
    quantity: int

    @property
    def subtotal(self) -> int:
        return self.variant.price * self.quantity


@dataclass(frozen=True)
class Charges:
    """What comes on top of the lines; the tax rate is in thousandths of a percent, None while the place is open."""

    fulfilment: int = 0
    fulfilment_title: str = "Pick-up"
    tax_rate: int | None = None


@dataclass(frozen=True)
class Bill:
    """A priced cart or checkout."""

    lines: tuple[Line, ...]
    applied: tuple[Applied, ...]
    charges: Charges

    @property
    def subtotal(self) -> int:
        return sum(line.subtotal for line in self.lines)

    def line_discount(self, index: int) -> int:
        """What all discounts together take off one line."""
        return sum(discount.per_line[index] for discount in self.applied if discount.per_line)

    @property
    def items_discount(self) -> int:
        return sum(self.line_discount(index) for index in range(len(self.lines)))

    @property
    def order_discount(self) -> int:
        """What discounts take off the fulfilment fee."""
        return sum(discount.amount for discount in self.applied if not discount.per_line)

    @property
    def tax(self) -> int:
        """Tax on the taxed lines after their discounts, at the rate of the place that hands over."""
        taxed = sum(
            line.subtotal - self.line_discount(index)
            for index, line in enumerate(self.lines)
            if line.variant.product.taxed
        )
        return (taxed * (self.charges.tax_rate or 0) + RATE_UNIT // 2) // RATE_UNIT

    @property
    def total(self) -> int:
        return self.subtotal - self.items_discount - self.order_discount + self.charges.fulfilment + self.tax

    def totals(self) -> list[dict[str, object]]:
        """The UCP `totals` array: exactly one subtotal and one total, discounts negative, zero entries left out."""
        entries: list[dict[str, object]] = [_total("subtotal", "Subtotal", self.subtotal)]
        if self.items_discount:
            entries.append(_total("items_discount", "Discounts", -self.items_discount))
        if self.charges.fulfilment:
            entries.append(_total("fulfillment", self.charges.fulfilment_title, self.charges.fulfilment))
        if self.order_discount:
            entries.append(_total("discount", "Delivery discount", -self.order_discount))
        if self.charges.tax_rate is not None:
            entries.append(_total("tax", "Tax", self.tax))
        return [*entries, _total("total", "Total", self.total)]

    def line_totals(self, index: int) -> list[dict[str, object]]:
        """The UCP `totals` of one line."""
        line, discount = self.lines[index], self.line_discount(index)
        entries = [_total("subtotal", "Subtotal", line.subtotal)]
        if discount:
            entries.append(_total("items_discount", "Discounts", -discount))
        return [*entries, _total("total", "Total", line.subtotal - discount)]


def subtotal_of(lines: Sequence[Line]) -> int:
    """The sum of all lines before any discount."""
    return sum(line.subtotal for line in lines)


def _total(kind: str, text: str, amount: int) -> dict[str, object]:
    return {"type": kind, "display_text": text, "amount": amount}
