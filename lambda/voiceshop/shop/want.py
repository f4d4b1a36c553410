"""So many of something: wanted, or chosen and not yet in a cart."""

from __future__ import annotations

from dataclasses import dataclass

from .catalogue import Variant


@dataclass(frozen=True, slots=True)
class Want:
    """So many of a variant: all a store needs to know to fill a cart, and all that is kept to do it again."""

    variant_id: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Choice:
    """So many of a variant, chosen and not yet in a cart."""

    variant: Variant
    quantity: int

    @property
    def want(self) -> Want:
        return Want(self.variant.id, self.quantity)
