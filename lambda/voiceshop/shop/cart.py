"""The cart: what is about to be bought."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from .catalogue import Option, Variant
from .errors import NotInCart, SeveralLines
from .money import Money
from .want import Want

MOST_TOLD = 20
"""Lines that are read out one by one. All of an order has to be said before it is placed (Amazon's requirements for
purchases of goods), Alexa speaks fewer than 8,000 characters, and a line takes up to 300 of them."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a cart or an order, as the store prices it."""

    variant: Variant
    quantity: int
    total: Money

    @property
    def want(self) -> Want:
        return Want(self.variant.id, self.quantity)


@dataclass(frozen=True, slots=True)
class Cart:
    """A cart as it stands in the store. `total` is the store's, before tax and delivery."""

    id: str
    lines: tuple[Line, ...]
    total: Money

    @property
    def wants(self) -> tuple[Want, ...]:
        return tuple(line.want for line in self.lines)

    def line_of(self, variant_id: str) -> Line:
        """The line of that variant. Raises NotInCart where there is none."""
        for line in self.lines:
            if line.variant.id == variant_id:
                return line
        raise NotInCart(variant_id)

    def find(self, *, product_id: str | None, words: str, options: tuple[Option, ...] = ()) -> Line:
        """The one line that fits what was said.

        Raises:
            NotInCart: no line fits.
            SeveralLines: more than one fits; carries them.
        """
        fitting = self.fitting(product_id=product_id, words=words, options=options)
        if len(fitting) > 1:
            raise SeveralLines(fitting)
        return fitting[0]

    def fitting(self, *, product_id: str | None, words: str, options: tuple[Option, ...] = ()) -> tuple[Line, ...]:
        """All lines that fit what was said. Raises NotInCart where none does."""
        named = [line for line in self.lines if _is(line, product_id, words)]
        fitting = tuple(line for line in named if all(option in line.variant.options for option in options))
        if not fitting:
            raise NotInCart(words)
        return fitting


def _is(line: Line, product_id: str | None, words: str) -> bool:
    if product_id:
        return line.variant.product_id == product_id
    return words.casefold() in line.variant.name.casefold()


def adding(wants: tuple[Want, ...], new: Iterable[Want]) -> tuple[Want, ...]:
    """`wants` with the new ones last, where "it" means them; the same variant grows instead of standing there twice."""
    for want in new:
        there = sum(w.quantity for w in wants if w.variant_id == want.variant_id)
        others = (w for w in wants if w.variant_id != want.variant_id)
        wants = (*others, replace(want, quantity=there + want.quantity))
    return wants


def swapping(wants: tuple[Want, ...], old: Want, new: Want) -> tuple[Want, ...]:
    """`wants` with `new` in the place of `old`; a variant that was there already takes the quantity in."""
    if new.variant_id != old.variant_id and any(w.variant_id == new.variant_id for w in wants):
        return adding(without(wants, old), [new])
    return tuple(new if w == old else w for w in wants)


def without(wants: tuple[Want, ...], gone: Want) -> tuple[Want, ...]:
    return tuple(w for w in wants if w != gone)
