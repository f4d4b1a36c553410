"""Keeps in mind what is said at a device from some moment on, and what stood in the store then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.conversations.recording import RECORDED, Recording, save
from simulator.conversations.script import Given
from simulator.conversations.shop import Shop, Standing

if TYPE_CHECKING:
    from simulator.device import Device


class Notebook:
    """Takes notes at a device that speaks for a demo customer, or for nobody.

    Args:
        device: the device; its turns are read when something is saved.
        shop: what the store and the skill remember; None where that lies elsewhere.
        folder: where recordings are saved.
    """

    def __init__(self, device: Device, shop: Shop | None, folder: Path = RECORDED) -> None:
        self._device, self._shop, self._folder = device, shop, folder
        self._name: str | None = None
        self._first = 0
        self._before: Standing | None = None

    def begin(self, name: str | None) -> None:
        """From here on: with this customer of the store before the device, or nobody who is linked.

        Raises:
            StoreUnreachable: the store did not show the customer's cart.
        """
        self._name, self._first, self._before = name, len(self._device.turns), self._look(name)

    def recording(self, title: str) -> Recording:
        """What was said since the beginning.

        Raises:
            StoreUnreachable: the store did not show the customer's cart.
        """
        hardware = self._device.hardware
        given = replace(Given(customer=self._name or "unlinked"), time_zone=hardware.time_zone)
        turns = self._device.turns[self._first :]
        return Recording(title, turns, given, hardware.locale, self._before, self._look(self._name))

    def save(self, title: str) -> Path:
        """Write it into a file of its own.

        Raises:
            StoreUnreachable: the store did not show the customer's cart.
            OSError: the file cannot be written.
        """
        return save(self.recording(title), self._folder)

    def _look(self, name: str | None) -> Standing | None:
        return self._shop.standing(self._device.customer, name) if self._shop else None


@contextmanager
def shop_in(store_url: str, data: Path) -> Iterator[Shop | None]:
    """The shop whose data lie in a folder, or None where no store and skill have written there."""
    if not (data / "store.sqlite3").is_file():
        yield None
        return
    shop = Shop(store_url, data)
    try:
        yield shop
    finally:
        shop.close()
