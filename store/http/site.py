"""Pages for people: the legal texts, an order, and the approval of a payment that the bank wants confirmed."""

from __future__ import annotations

import secrets
from contextlib import suppress

from flask import Blueprint, Response, send_from_directory

from store.amounts import written
from store.application import Store
from store.catalogue.loader import currency
from store.errors import ProcessorTimeout
from store.http.html import form_is_ours, page
from store.payments import ABANDONED, CHALLENGED, DECLINED, PAID, PENDING, REFUNDED, REFUNDING
from store.processor import Challenge
from store.settings import DATA
from store.tables import Order, Payment

_LEGAL = {
    "privacy": (
        "Privacy",
        "This is a demonstration store. It keeps what you order on this machine and passes it to nobody.",
    ),
    "terms": (
        "Terms of service",
        "This is a demonstration store. Nothing is sold, nothing is charged and nothing is delivered.",
    ),
}
_NOT_CHARGED = ("Payment not approved", "Nothing was charged.")
_PAYMENTS = {
    PENDING: ("Payment not settled yet", "Your bank has not answered. Please open this page again in a minute."),
    PAID: ("Payment approved", "Your order is placed. You can close this page."),
    DECLINED: _NOT_CHARGED,
    ABANDONED: _NOT_CHARGED,
    REFUNDING: ("Payment returned", "The money is on its way back to your card."),
    REFUNDED: ("Payment returned", "The money went back to your card."),
}
TEMPLATES = DATA.parent / "templates"


def routes(store: Store) -> Blueprint:
    """The store's pages."""
    site = Blueprint("site", __name__)

    @site.get("/style.css")
    def style() -> Response:
        return send_from_directory(TEMPLATES, "style.css", max_age=3600)

    @site.get("/legal/<name>")
    def legal(name: str) -> Response:
        if name not in _LEGAL:
            return _missing()
        title, text = _LEGAL[name]
        return page("message.html", title=title, text=text)

    @site.get("/orders/<order_id>/<key>")
    def order(order_id: str, key: str) -> Response:
        with store.database.reading() as session:
            found = session.get(Order, order_id)
        if found is None or not _opens(key, found):
            return _missing()
        return page("order.html", number=found.number, state=found.state, lines=found.document["line_items"])

    @site.route("/payments/<payment_id>", methods=["GET", "POST"])
    def payment(payment_id: str) -> Response:
        return _approval(store, payment_id)

    return site


def _approval(store: Store, payment_id: str) -> Response:
    with store.database.reading() as session:
        payment = session.get(Payment, payment_id)
    if payment is None:
        return _missing()
    outcome = None
    with suppress(ProcessorTimeout):  # the page then says what was known before
        if form_is_ours():
            outcome = store.cashier.approve(payment_id)
        else:
            store.cashier.settle(payment_id)
    with store.database.reading() as session:
        payment = session.get_one(Payment, payment_id)
    if payment.status == CHALLENGED:
        if isinstance(outcome, Challenge) and outcome.address:
            return page("bank.html", address=outcome.address)
        card = payment.instrument["display"].get("description", "your card")
        return page("payment.html", amount=written(payment.amount, currency()), card=card)
    title, text = _PAYMENTS[payment.status]
    return page("message.html", title=title, text=text)


def _opens(key: str, order: Order) -> bool:
    """Whether it is the secret at the end of the address that the order's own buyer was given."""
    secret = order.document["permalink_url"].rpartition("/")[2]
    return secrets.compare_digest(key.encode(), secret.encode())


def _missing() -> Response:
    return page("message.html", 404, title="Nothing here", text="There is no such page.")
