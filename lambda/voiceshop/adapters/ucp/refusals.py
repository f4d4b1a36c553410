"""Why a store will not give what was wished for, as errors that can be told to a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...shop.errors import BelowMinimum, CannotCheckOut, NotEnough, RanOut, RanShort, ShopError, SoldOut
from ...shop.money import Money
from ...shop.want import Choice, Want
from .api import Answer, Message
from .catalogue import Catalogue

# UCP's standard errors for what cannot be had at all.
_SOLD_OUT = {"out_of_stock", "item_unavailable"}
# UCP's own way to say that a line was granted in part.
_ADJUSTED = "quantity_adjusted"
_MINIMUM = {"minimum_not_met", "below_minimum"}
_LINE = re.compile(r"\$\.line_items\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class _Short:
    """So many were wanted, and so many are left."""

    wanted: Choice
    left: int


def shortage(
    answer: Answer, wants: Sequence[Want], catalogue: Catalogue
) -> SoldOut | NotEnough | CannotCheckOut | None:
    """The first line that the store will not give, whatever its code. Costs a lookup, to name the variant.

    What cannot be named any more, or is short by nobody knows how much, is refused in the store's own words.
    """
    found = _short_line(answer, wants, catalogue)
    if not isinstance(found, _Short):
        return found
    variant = found.wanted.variant
    return NotEnough(variant, found.left) if found.left else SoldOut(variant)


def refusal(answer: Answer, wants: Sequence[Want], catalogue: Catalogue) -> ShopError | None:
    """Why a checkout cannot be completed as it stands, other than for want of a way to pay; None without a reason."""
    short = _short_line(answer, wants, catalogue)
    if isinstance(short, _Short):
        return RanShort(short.wanted, short.left) if short.left else RanOut(short.wanted)
    if short:
        return short
    for message in answer.errors:
        minimum = message.fields.maybe_integer("minimum") if message.code in _MINIMUM else None
        if minimum is not None:
            return BelowMinimum(Money(minimum, answer.body.text("currency")))
    reasons = [message.content for message in answer.errors if not message.code.startswith("payment")]
    return CannotCheckOut(reasons[0]) if reasons else None


def _short_line(answer: Answer, wants: Sequence[Want], catalogue: Catalogue) -> _Short | CannotCheckOut | None:
    message = next((each for each in answer.messages if _is_about_a_line(each)), None)
    if message is None:
        return None
    wanted = _wanted(message, wants)
    found = catalogue.variants([wanted.variant_id]) if wanted else ()
    if not wanted or not found:
        return CannotCheckOut(message.content)
    choice = Choice(found[0], wanted.quantity)
    left = _left(message, answer, wanted)
    if left:
        return _Short(choice, max(0, left))
    if left == 0 or message.code in _SOLD_OUT or not found[0].in_stock:
        return _Short(choice, 0)
    return CannotCheckOut(message.content)


def _is_about_a_line(message: Message) -> bool:
    return message.code == _ADJUSTED or (message.type == "error" and bool(_LINE.match(message.path)))


def _wanted(message: Message, wants: Sequence[Want]) -> Want | None:
    """The wish that a message is about: by the id it carries, else by its place in the request."""
    item_id = message.fields.maybe_text("item_id")
    named = next((want for want in wants if want.variant_id == item_id), None)
    line = _LINE.match(message.path)
    if named or line is None:
        return named
    place = int(line[1])
    return wants[place] if place < len(wants) else None


def _left(message: Message, answer: Answer, wanted: Want) -> int | None:
    """How many there are: said outright, or to be seen in what the store put into the line instead."""
    available = message.fields.maybe_integer("available")
    if available is not None or message.code != _ADJUSTED:
        return available
    given = [
        line.integer("quantity")
        for line in answer.body.some("line_items")
        if line.one("item").text("id") == wanted.variant_id
    ]
    return sum(given)
