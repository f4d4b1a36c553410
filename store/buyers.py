"""Customers' accounts: saved cards as a platform may see them, and the ones a payment names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from store.handlers import Handler
from store.tables import Customer, Instrument


def saved_instruments(
    session: Session, customer_id: str | None, selected: str | None, handler: Handler
) -> list[dict[str, Any]]:
    """The buyer's saved cards as UCP instruments, one selected: opaque ids and what may be shown, no credential."""
    customer = session.get(Customer, customer_id) if customer_id else None
    cards = [card for card in customer.instruments if handler.takes_saved(card.token)] if customer else []
    known = {card.id for card in cards}
    chosen = selected if selected in known else next((card.id for card in cards if card.is_default), None)
    return [
        {
            "id": card.id,
            "handler_id": handler.id,
            "type": "card",
            "display": card.display,
            "selected": card.id == chosen,
        }
        for card in cards
    ]


def paying_with(
    session: Session, customer_id: str | None, payment: Mapping[str, Any], handler: Handler
) -> tuple[str, dict[str, Any]] | None:
    """The processor's token and the showable form of the instrument that a completion names; None when there is none.

    UCP wants exactly one, of a handler that we offered. A saved instrument is named by its id alone and only its owner
    may use it; any other must bring its own credential.
    """
    instruments = payment.get("instruments") or []
    if len(instruments) != 1 or instruments[0]["handler_id"] != handler.id:
        return None
    named = instruments[0]
    card = session.get(Instrument, named["id"])
    if card is not None and customer_id is not None and card.customer_id == customer_id:
        shown = {"id": card.id, "handler_id": handler.id, "type": "card", "display": card.display}
        return (card.token, shown) if handler.takes_saved(card.token) else None
    token = str((named.get("credential") or {}).get("token") or "")
    if not handler.takes_credential(token):
        return None
    shown = {"id": named["id"], "handler_id": handler.id, "type": named["type"], "display": named.get("display") or {}}
    return token, shown
