"""UCP's carts, checkouts and orders, read as ours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ...shop.cart import Cart, Line
from ...shop.catalogue import Variant
from ...shop.errors import NegativeTotal, WrongSum
from ...shop.money import Money
from ...shop.purchase import Checkout, Entry, Fulfillment, Instrument, Order, OrderState, PlacedOrder
from .names import Names
from .pickup import PICKUP
from .reading import LONGEST_KEPT, Json
from .wire import Unusable

# A variant's id may name all that was chosen of it. Twenty orders of twenty different things are 200 kB of them.
_LONGEST_VARIANT = 500
_STATES = {
    "processing": OrderState.PREPARING,
    "preparing": OrderState.PREPARING,
    "ready": OrderState.READY,
    "ready_for_pickup": OrderState.READY,
    "shipped": OrderState.SHIPPED,
    "in_transit": OrderState.SHIPPED,
    "out_for_delivery": OrderState.SHIPPED,
    "failed_attempt": OrderState.SHIPPED,
    "delivered": OrderState.DELIVERED,
    "picked_up": OrderState.DELIVERED,
    "canceled": OrderState.CANCELED,
}


def variant_ids(holder: Json) -> tuple[str, ...]:
    """The variants in the lines of a cart, a checkout or an order."""
    return tuple(line.one("item").text("id") for line in holder.many("line_items"))


def line_ids(holder: Json) -> dict[str, str]:
    """The ids of the lines, by their variants."""
    return {line.one("item").text("id"): line.text("id") for line in holder.many("line_items")}


def read_cart(cart: Json, names: Names) -> Cart:
    currency = cart.text("currency")
    return Cart(cart.id(), _lines(cart, currency, names), cart.total(currency))


def read_checkout(checkout: Json, instrument: Instrument, names: Names) -> Checkout:
    """What may be read out and agreed to.

    Raises:
        NegativeTotal, WrongSum: its total is none that anybody may agree to.
    """
    currency = checkout.text("currency")
    total, entries = checkout.total(currency), _entries(checkout, currency)
    if total.amount < 0:
        raise NegativeTotal(total)
    # UCP, totals: a platform must not complete a checkout by itself whose entries do not add up to the total.
    if sum(entry.amount.amount for entry in entries) != total.amount:
        raise WrongSum(total)
    return Checkout(
        id=checkout.id(),
        lines=_lines(checkout, currency, names),
        total=total,
        fulfillment=read_fulfillment(checkout),
        instrument=instrument,
        entries=entries,
    )


def read_instrument(checkout: Json) -> Instrument | None:
    """The selected way to pay, else the first; None where the customer has saved none."""
    payment = checkout.maybe_one("payment")
    saved = payment.some("instruments") if payment else ()
    chosen = next((each for each in saved if each.maybe_flag("selected")), saved[0] if saved else None)
    if chosen is None:
        return None
    display = chosen.maybe_one("display") or Json({})
    return Instrument(
        id=chosen.id(),
        handler_id=chosen.id("handler_id"),
        type=chosen.text("type"),
        brand=display.maybe_text("brand") or chosen.text("type"),
        last_digits=display.maybe_text("last_digits") or "",
    )


def read_fulfillment(checkout: Json) -> Fulfillment:
    """How the whole checkout reaches the customer: its first method, and that one's chosen place and option."""
    method = next(iter(checkout.one("fulfillment").many("methods")), None)
    if method is None:
        raise Unusable("the checkout has no fulfillment method")
    place_id = method.maybe_text("selected_destination_id")
    place = next((each for each in method.some("destinations") if each.text("id") == place_id), Json({}))
    times = (option.maybe_time("earliest_fulfillment_time") for option in _chosen_options(method))
    return Fulfillment(
        method=method.text("type"),
        place=place.maybe_text("name") or place.maybe_text("street_address") or "",
        ready_at=max((time for time in times if time), default=None),
        place_id=place_id[:LONGEST_KEPT] if place_id else None,
    )


def read_placed(checkout: Json) -> PlacedOrder:
    order = checkout.one("order")
    known = checkout.maybe_one("fulfillment")
    return PlacedOrder(order.id(), _label(order), read_fulfillment(checkout) if known else None)


def read_order(order: Json, names: Names) -> Order:
    currency = order.text("currency")
    return Order(
        id=order.id(),
        label=_label(order),
        state=_state(order),
        lines=_lines(order, currency, names, _ordered),
        total=order.total(currency),
        fulfillment=_expected(order.one("fulfillment")),
    )


def _label(order: Json) -> str:
    return (order.maybe_text("label") or order.id())[:LONGEST_KEPT]


def _entries(holder: Json, currency: str) -> tuple[Entry, ...]:
    return tuple(
        Entry(each.text("type"), each.maybe_text("display_text"), Money(each.integer("amount"), currency))
        for each in holder.many("totals")
        if each.text("type") != "total"
    )


def _lines(
    holder: Json, currency: str, names: Names, quantity: Callable[[Json], int] = lambda line: line.integer("quantity")
) -> tuple[Line, ...]:
    return tuple(
        Line(_line_variant(line.one("item"), currency, names), quantity(line), line.total(currency))
        for line in holder.many("line_items")
    )


def _line_variant(item: Json, currency: str, names: Names) -> Variant:
    variant_id = item.id(longest=_LONGEST_VARIANT)
    price = Money(item.integer("price"), currency)
    name = names.of(variant_id)
    if name is None:
        return Variant(variant_id, product_id="", name=item.text("title"), options=(), price=price)
    return Variant(variant_id, name.product_id, name.product, name.options, price)


def _ordered(line: Json) -> int:
    """What was ordered; `total` falls to nothing when an order is canceled."""
    quantity = line.one("quantity")
    original = quantity.maybe_integer("original")
    return quantity.integer("total") if original is None else original


def _chosen_options(method: Json) -> tuple[Json, ...]:
    return tuple(
        option
        for group in method.some("groups")
        for option in group.some("options")
        if option.text("id") == group.maybe_text("selected_option_id")
    )


def _state(order: Json) -> OrderState:
    """The latest fulfillment event that means something to us. Without any, the order has just been received."""
    lines = order.many("line_items")
    if lines and all(line.text("status") == "removed" for line in lines):
        return OrderState.CANCELED
    events = sorted(order.one("fulfillment").some("events"), key=_happened)
    states = [_STATES[event.text("type")] for event in events if event.text("type") in _STATES]
    return states[-1] if states else OrderState.RECEIVED


def _happened(event: Json) -> datetime:
    time = event.maybe_time("occurred_at")
    if time is None:
        raise Unusable(f"{event.path}.occurred_at is not there")
    return time


def _expected(fulfillment: Json) -> Fulfillment:
    expected = next(iter(fulfillment.some("expectations")), None)
    if expected is None:
        return Fulfillment(method=PICKUP, place="", ready_at=None)
    # UCP has only the address here; a store may add the place it belongs to.
    place = expected.maybe_one("location") or expected.maybe_one("destination") or Json({})
    when = expected.maybe_text("fulfillable_on")
    return Fulfillment(
        method=expected.text("method_type"),
        place=place.maybe_text("name") or place.maybe_text("street_address") or "",
        ready_at=None if when in (None, "now") else expected.maybe_time("fulfillable_on"),
    )
