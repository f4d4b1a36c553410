"""What completing a checkout came to, and how one stands, read from the store's answers."""

from __future__ import annotations

from ...shop.errors import CannotCheckOut, NotLinked, ShopError, StoreTrouble
from ...shop.purchase import Changed, Declined, Expired, NeedsChallenge, PlacedOrder, Purchase, Standing
from ...shop.want import Want
from .api import Answer
from .catalogue import Catalogue
from .reading import Json
from .refusals import refusal
from .selling import read_placed
from .wire import Unusable

Outcome = PlacedOrder | Declined | Expired | NeedsChallenge | Changed

_CONFLICT = 409
_DECLINED = {"payment_failed", "payment_declined"}
# UCP has no code of its own for this: some stores use their processor's, ours gives the reason of a failed payment.
_EXPIRED = {"expired_card", "card_expired", "expired"}
# The first is told by stores that watch their own prices, the second by those that know `dev.voiceshop.confirmed`.
_CHANGED = ("price_changed", "content_changed")
_STANDINGS = {
    "complete_in_progress": Standing.PAYING,
    "requires_escalation": Standing.CHALLENGED,
    "completed": Standing.PLACED,
    "canceled": Standing.CANCELED,
}


def read_outcome(answer: Answer, purchase: Purchase, catalogue: Catalogue) -> Outcome | None:
    """What a complete came to; None where that is still open. Costs a lookup where a line is short, to name it.

    Raises:
        CannotCheckOut, SoldOut, NotEnough: the store refused; nothing was placed.
        Unusable: the store does not know the checkout, and so cannot say what became of it.
    """
    if answer.status == _CONFLICT:
        return None
    if answer.is_missing:
        raise Unusable("the checkout is not known, or not this customer's")
    final = read_final(answer)
    if final or (not answer.failed and answer.body.text("status") == "complete_in_progress"):
        return final
    if any(answer.has(code) for code in _CHANGED):
        return Changed()
    refused = _payment_refused(answer)
    if refused:
        return refused
    if answer.failed or answer.errors:
        raise _refused(answer, purchase, catalogue)
    return None


def read_final(answer: Answer) -> Outcome | None:
    """What a checkout has come to for good, as its status shows; None where it has not."""
    status = None if answer.failed else answer.body.text("status")
    if status == "completed":
        return read_placed(answer.body)
    if status == "requires_escalation":
        return NeedsChallenge(answer.body.text("continue_url"))
    if status == "canceled":
        raise CannotCheckOut(_reason(answer))
    return None


def read_standing(answer: Answer) -> tuple[Standing, PlacedOrder | None]:
    """How a checkout stands, and its order where one was placed."""
    if answer.is_missing:
        return Standing.GONE, None
    if answer.failed:
        raise Unusable("the checkout cannot be read")
    standing = _STANDINGS.get(answer.body.text("status"), Standing.OPEN)
    return standing, read_placed(answer.body) if standing is Standing.PLACED else None


def wants_in(holder: Json) -> tuple[Want, ...]:
    """What the lines of a checkout hold."""
    lines = holder.some("line_items")
    return tuple(Want(line.one("item").text("id"), line.integer("quantity")) for line in lines)


def _payment_refused(answer: Answer) -> Declined | Expired | None:
    for message in answer.errors:
        if {message.code, str(message.fields.fields.get("reason"))} & _EXPIRED:
            return Expired()
        if message.code in _DECLINED:
            return Declined(message.content)
    return None


def _refused(answer: Answer, purchase: Purchase, catalogue: Catalogue) -> ShopError:
    plain = CannotCheckOut(_reason(answer))
    try:
        return refusal(answer, wants_in(answer.body) or purchase.wants, catalogue) or plain
    except (StoreTrouble, NotLinked):
        # Only the name of what is short could not be had: that nothing was placed is known all the same.
        return plain


def _reason(answer: Answer) -> str:
    return answer.errors[0].content if answer.errors else ""
