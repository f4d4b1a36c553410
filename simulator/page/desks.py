"""The desks of all browser tabs; those idle for longest are forgotten first."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from threading import Lock
from typing import Any

from simulator.page.desk import Desk
from simulator.page.house import House
from simulator.page.settings import GUEST, Settings, changed
from simulator.page.trouble import NoSuchDesk, StoreTrouble

MOST_DESKS = 40


class Desks:
    """Makes desks, finds them again, and keeps a bounded number of them."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._desks: OrderedDict[str, Desk] = OrderedDict()
        self._lock = Lock()

    def make(self, wishes: Mapping[str, Any]) -> Desk:
        """A new desk, with ana before it unless another user is wished: a guest where the store cannot link her.

        Raises:
            Malformed: a wish that cannot be.
            StoreTrouble: the user who is wished for could not be linked.
        """
        desk_id = secrets.token_urlsafe(12)
        settings = changed(Settings(), wishes, self._house.allowed())
        try:
            desk = Desk(desk_id, self._house, settings)
        except StoreTrouble:
            if "user" in wishes:
                raise
            desk = Desk(desk_id, self._house, replace(settings, user=GUEST))
        with self._lock:
            self._desks[desk.id] = desk
            forgotten = self._desks.popitem(last=False)[1] if len(self._desks) > MOST_DESKS else None
        if forgotten:
            forgotten.close()
        return desk

    def find(self, desk_id: str) -> Desk:
        """A desk that is there, which is not idle then.

        Raises:
            NoSuchDesk: it never was, or has been forgotten.
        """
        with self._lock:
            if desk_id not in self._desks:
                raise NoSuchDesk
            self._desks.move_to_end(desk_id)
            return self._desks[desk_id]
