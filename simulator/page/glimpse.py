"""A look at the shop that nobody waits long for: a store may hang, and talking goes on."""

from __future__ import annotations

from queue import Empty, Queue
from threading import Thread
from typing import TYPE_CHECKING

from simulator.store_pages import StoreUnreachable
from voiceshop.shop.errors import LedgerTrouble

if TYPE_CHECKING:
    from simulator.conversations.shop import Shop, Standing
    from simulator.device import Customer


def glimpse(shop: Shop, customer: Customer, seconds: float) -> Standing | None:
    """What stands in the shop for a customer now; None where that was not seen within so many seconds."""
    seen: Queue[Standing | None] = Queue()
    Thread(target=lambda: seen.put(_look(shop, customer)), name="glimpse", daemon=True).start()
    try:
        return seen.get(timeout=seconds)
    except Empty:
        return None


def _look(shop: Shop, customer: Customer) -> Standing | None:
    try:
        return shop.standing(customer, shop.username(customer.account))
    except (StoreUnreachable, LedgerTrouble):
        return None
