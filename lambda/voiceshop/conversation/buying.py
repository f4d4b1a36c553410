"""Exactly one order: what carries a Purchase from quoted to its end."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from ..shop.amending import TRIES, amend
from ..shop.customer import Customer, PastOrder
from ..shop.errors import Forgotten, LedgerTrouble, NotLinked, NotSent, ShopError, Stale, StoreTrouble
from ..shop.ports import Ledger, Store
from ..shop.purchase import (
    Changed,
    Declined,
    Expired,
    NeedsChallenge,
    Order,
    OrderState,
    PlacedOrder,
    Purchase,
    PurchaseState,
)
from ..shop.settling import end, with_order
from . import news, spending
from .quoting import quote_anew
from .turn import Reply, Turn, explain, say

_NEXT = "anything_else"
# For so long an empty cart is taken for what the last order left of it.
_LATELY = timedelta(hours=1)


def place(
    turn: Turn,
    store: Store,
    ledger: Ledger,
    quoted: Purchase,
    customer: Customer,
    change: Callable[[Customer], Customer] = lambda customer: customer,
) -> Reply:
    """Order a quoted purchase. Of several deliveries of the same yes one places it and the others report.

    `change` is written into the customer's row together with it. The row's new version keeps another device from
    pointing it at a purchase of its own meanwhile, and two from fitting under what one day's limit has left.

    Raises:
        QuietNow, OverOrderLimit, OverDayLimit: the customer's limits forbid it; nothing was ordered.
    """
    for _ in range(TRIES):
        # A no, or another question, that was faster has taken this one out of the row, whatever was read before it.
        if customer.purchase_id != quoted.id:
            return say("checkout.outdated").asking("check_out_or_more")
        try:
            placing, _ = ledger.place(quoted, change(spending.counting(turn, ledger, customer, quoted)))
        except Stale:
            now = ledger.purchase(turn.user, quoted.id)
            if now is None or now.state is not PurchaseState.QUOTED:
                return report(store, ledger, now or quoted)
            before, customer = customer, ledger.customer(turn.user)
            if customer.code.is_set and not before.code.is_set and turn.rules.wants_code(quoted.total):
                # Another speaker has chosen a code since: this order is read out anew, and asks for it.
                return say("checkout.outdated").asking("check_out_or_more")
        else:
            return complete(turn, store, ledger, placing)
    raise LedgerTrouble


def report(store: Store, ledger: Ledger, purchase: Purchase) -> Reply:
    """Say what became of a purchase that someone else carries out, or has carried out."""
    news.note_told(ledger, purchase)
    if purchase.state is PurchaseState.PLACED and purchase.order:
        return _already(store, purchase.order)
    if purchase.state.is_open:
        return say("order.checking").asking("check_again")
    return say("checkout.outdated").asking("check_out_or_more")


def _already(store: Store, placed: PlacedOrder) -> Reply:
    """That it is placed, and "cancel it" can mean it; or what else has become of it since."""
    already = say("order.already", label=placed.label)
    try:
        order = store.order(placed.id)
    except (StoreTrouble, NotLinked):
        return already.asking(_NEXT)
    if order.state is OrderState.CANCELED:
        return say("status.canceled", label=order.label).asking(_NEXT)
    return already.asking(_NEXT, order=order.id)


def just_bought(turn: Turn, ledger: Ledger, customer: Customer) -> Purchase | None:
    """The customer's latest purchase if it was placed lately: whoever checks out again may not have heard of that."""
    purchase = ledger.purchase(turn.user, customer.purchase_id) if customer.purchase_id else None
    if purchase is None or purchase.state is not PurchaseState.PLACED or turn.now - purchase.quoted_at > _LATELY:
        return None
    # Of one that is untold still, `settle` has nothing to tell to this account.
    return None if purchase.untold else purchase


def complete(turn: Turn, store: Store, ledger: Ledger, purchase: Purchase) -> Reply:
    """Ask the store, by the purchase's own key, which makes asking again harmless."""
    try:
        outcome = store.complete(purchase)
    except NotSent as error:
        return _not_sent(store, ledger, purchase, error)
    except StoreTrouble:
        return not_known(ledger, purchase)
    except NotLinked:
        # Refused at the door: a first yes has bought nothing, but of an earlier one nothing is known.
        if purchase.state is PurchaseState.PLACING:
            _moved(ledger, purchase, PurchaseState.DECLINED)
        raise
    except ShopError as error:
        return _refused(ledger, purchase, error)
    if isinstance(outcome, PlacedOrder):
        return bought(turn, store, ledger, purchase, outcome)
    if isinstance(outcome, NeedsChallenge):
        _unsettled(ledger, purchase)
        return say("order.challenge", url=outcome.url).asking("check_again").with_card("challenge")
    # First that it takes nothing of the day any more: what is read out anew has to fit under the same limit.
    _ended(ledger, purchase)
    return _why_not(turn, store, ledger, purchase, outcome)


def _why_not(
    turn: Turn, store: Store, ledger: Ledger, purchase: Purchase, outcome: Declined | Expired | Changed
) -> Reply:
    if isinstance(outcome, Changed):
        return quote_anew(turn, store, ledger, purchase, store.checkout(purchase.checkout_id))
    card = purchase.instrument
    key = "order.card_expired" if isinstance(outcome, Expired) else "order.declined"
    return say(key, brand=card.brand, last_digits=card.last_digits).asking("anything_else")


def bought(turn: Turn, store: Store, ledger: Ledger, purchase: Purchase, order: PlacedOrder) -> Reply:
    """Say so, whatever else fails: the order stands.

    The customer's row is written before the purchase is closed: one that could not be written leaves the purchase open,
    and the next turn's settling finds the order again.
    """
    question = _NEXT
    with contextlib.suppress(LedgerTrouble, Stale):
        question = _record(turn, ledger, purchase, order)
        _ended(ledger, purchase, order)
    try:
        stands = store.order(order.id)
        if stands.state is OrderState.CANCELED:
            return say("status.canceled", label=stands.label).asking(_NEXT)
        return _placed(stands, purchase, question)
    except ShopError:
        placed = say("order.placed_no_time", label=order.label).with_card("order_short")
        return placed.asking(question, order=order.id)


def _placed(order: Order, purchase: Purchase, question: str) -> Reply:
    card = purchase.instrument
    key = "order.placed" if order.fulfillment.ready_at else "order.placed_no_time"
    reply = say(
        key,
        label=order.label,
        lines=order.lines,
        total=order.total,
        fulfillment=order.fulfillment,
        brand=card.brand,
        last_digits=card.last_digits,
    )
    return reply.asking(question, order=order.id).with_card("order").showing("order", order=order, instrument=card)


def _not_sent(store: Store, ledger: Ledger, purchase: Purchase, error: NotSent) -> Reply:
    """Nothing reached the store now; of an earlier try, or another turn's, nothing is known by that."""
    if purchase.state is PurchaseState.UNKNOWN:
        return explain(error)
    try:
        ledger.move(purchase, PurchaseState.DECLINED)
    except Stale:
        return report(store, ledger, ledger.purchase(purchase.user, purchase.id) or purchase)
    except LedgerTrouble:
        return explain(error)
    return say("order.not_sent").asking("check_out")


def not_known(ledger: Ledger, purchase: Purchase) -> Reply:
    _unsettled(ledger, purchase)
    return say("order.unknown").asking("check_again")


def _not_bought(ledger: Ledger, purchase: Purchase, reply: Reply) -> Reply:
    _ended(ledger, purchase)
    return reply


def _refused(ledger: Ledger, purchase: Purchase, error: ShopError) -> Reply:
    """Say why the store took no order; if the customer has taken it back meanwhile, it is for that reason."""
    now = None
    with contextlib.suppress(LedgerTrouble):
        now = ledger.purchase(purchase.user, purchase.id)
    is_taken_back = now and now.state not in (PurchaseState.PLACING, PurchaseState.UNKNOWN)
    reply = say("checkout.not_ordered").asking(_NEXT) if is_taken_back else explain(error)
    return _not_bought(ledger, purchase, reply)


def not_placed(ledger: Ledger, purchase: Purchase) -> Reply:
    """Nothing was bought, nor can that yes buy anything any more."""
    return _not_bought(ledger, purchase, say("order.not_placed").asking("check_out_or_more"))


def _unsettled(ledger: Ledger, purchase: Purchase) -> None:
    if purchase.state is PurchaseState.PLACING:
        _moved(ledger, purchase, PurchaseState.UNKNOWN)


def _moved(ledger: Ledger, purchase: Purchase, to: PurchaseState) -> None:
    """Move a purchase on, if that can be done now, and nobody has done so since.

    One left open by a Ledger that is down is settled by a later turn, which asks the store again.
    """
    with contextlib.suppress(LedgerTrouble):
        try:
            ledger.move(purchase, to)
        except Stale:
            _heard(ledger, purchase, to)


def _ended(ledger: Ledger, purchase: Purchase, order: PlacedOrder | None = None) -> None:
    """Write, if that can be done now, what the store has said for sure: an order, or that there is none.

    The sweeper may have taken the outcome for unknown meanwhile. Someone who was faster asked the store by the same key
    and wrote the same.
    """
    with contextlib.suppress(LedgerTrouble):
        if end(ledger, purchase, order) is None:
            _heard(ledger, purchase, PurchaseState.PLACED if order else PurchaseState.DECLINED)


def _heard(ledger: Ledger, purchase: Purchase, outcome: PurchaseState) -> None:
    """A webhook or the sweeper was faster, and left to be told what this very turn says."""
    now = ledger.purchase(purchase.user, purchase.id)
    if now and not outcome.is_open and (now.order is None) == (outcome is not PurchaseState.PLACED):
        news.note_told(ledger, now)


def _record(turn: Turn, ledger: Ledger, purchase: Purchase, order: PlacedOrder) -> str:
    """Write the order into the customer's row, once; gives the question that follows it.

    A voice code is offered after the first order that it would have been asked for, and never again.

    Raises:
        Forgotten: there is no row any more.
    """
    customer = ledger.customer(turn.user)
    if not customer.version:
        raise Forgotten
    offers = turn.rules.offers_code(purchase.total) and not customer.code.offered
    past = PastOrder(order.id, order.label, turn.now, purchase.wants)

    def record(row: Customer) -> Customer:
        return replace(with_order(row, past), code=replace(row.code, offered=row.code.offered or offers))

    if record(customer) != customer:
        amend(ledger, customer, record)
    return "offer_code" if offers else _NEXT
