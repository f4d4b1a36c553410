"""Pages for people: the legal texts, an order, and the approval of a payment that the bank wants confirmed."""

from __future__ import annotations

from flask import Blueprint, Response, send_from_directory

from store.application import Store
from store.http.html import form_is_ours, page
from store.messages import Message
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

    @site.get("/orders/<order_id>")
    def order(order_id: str) -> Response:
        with store.database.reading() as session:
            found = session.get(Order, order_id)
        if found is None:
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
    problems: tuple[Message, ...] = ()
    if form_is_ours() and payment.status == "challenged":
        problems = store.cashier.approve(payment_id)
    elif payment.status == "challenged":
        return page(
            "payment.html", amount=payment.amount, card=payment.instrument["display"].get("description", "your card")
        )
    if problems or payment.status == "abandoned":
        return page("message.html", title="Payment not approved", text="Nothing was charged.")
    return page("message.html", title="Payment approved", text="Your order is placed. You can close this page.")


def _missing() -> Response:
    return page("message.html", 404, title="Nothing here", text="There is no such page.")
