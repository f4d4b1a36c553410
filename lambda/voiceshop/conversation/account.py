"""Coming in: the greeting, and what there is to say of the linked account."""

from __future__ import annotations

from ..shop.customer import Customer
from ..shop.errors import NotLinked, ShopError
from ..shop.ports import Ledger, Store
from . import unsettled
from .registry import intent
from .turn import Reply, Turn, say


@intent("Launch")
def launch(turn: Turn, store: Store, ledger: Ledger) -> Reply:
    """Greet by what is open: an order under way, a full cart, or nothing. A store that is down spoils no greeting."""
    if turn.token is None:
        return say("launch.guest").asking("hear_deals").with_link_card().showing("home")
    customer = ledger.customer(turn.user)
    if customer.cart_id is None and not customer.orders and customer.purchase_id is None:
        return say("launch.first_time").asking("what_to_order").showing("home")
    try:
        return unsettled.settle(turn, store, ledger, customer) or _what_is_open(store, customer)
    except NotLinked:
        raise
    except ShopError:
        return say("launch.back").asking("what_to_order").showing("home")


@intent("ChangeCard")
def change_card(turn: Turn) -> Reply:
    """Say where the card is chosen. An order that was to be confirmed is asked again, on the same card as before."""
    reply = say("card_to_pay.in_account")
    return reply.asking_again(turn.memory) if turn.memory.question else reply.asking("anything_else")


def _what_is_open(store: Store, customer: Customer) -> Reply:
    cart = store.cart(customer.cart_id) if customer.cart_id else None
    if cart and cart.lines:
        greeting = say("launch.cart", lines=cart.lines, total=cart.total)
        return greeting.asking("check_out_or_more").showing("cart", cart=cart)
    if customer.orders:
        order = store.order(customer.orders[0].id)
        if not order.state.is_over and order.fulfillment.ready_at:
            greeting = say("launch.order", label=order.label, fulfillment=order.fulfillment)
            return greeting.asking("what_to_order", order=order.id).showing("status", orders=(order,))
    return say("launch.back").asking("what_to_order").showing("home")
