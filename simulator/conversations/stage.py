"""Where conversations are played: a store and a skill of their own, started once, with data that is thrown away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from simulator.conversations.script import Conversation, Given
from simulator.conversations.shop import Shop
from simulator.device import Account, Customer, Device, FixedToken
from simulator.linking import link
from simulator.people import DEMO_PASSWORD, device_for
from store.launch import running_store
from webservice.launch import running_skill


@dataclass(frozen=True, slots=True)
class Stage:
    """A running store and skill; conversations on it share nothing but the store's shelves."""

    skill_url: str
    store_url: str
    shop: Shop
    _accounts: dict[str, Account] = field(default_factory=dict)

    def customer(self, given: Given) -> Customer:
        """Somebody with an Alexa account of their own, so that the skill remembers nothing of them."""
        return Customer(account=self._account(given.customer))

    def device(self, conversation: Conversation, customer: Customer) -> Device:
        return device_for(customer, self.skill_url, conversation.locale)

    def _account(self, name: str) -> Account | None:
        if name == "unlinked":
            return None
        if name == "revoked":
            return FixedToken("a-token-that-was-revoked")
        if name not in self._accounts:
            self._accounts[name] = link(self.store_url, name, DEMO_PASSWORD)
        return self._accounts[name]


@contextmanager
def open_stage() -> Iterator[Stage]:
    """A stage for as long as the block lasts.

    Raises:
        ServerDidNotStart, DidNotStart: the skill or the store could not be started.
    """
    with TemporaryDirectory(prefix="voiceshop-stage-") as folder:
        data = Path(folder)
        with (
            running_store(data_dir=data) as store,
            running_skill(store.url, data_dir=data) as skill,
        ):
            shop = Shop(store.url, data)
            try:
                yield Stage(skill.url, store.url, shop)
            finally:
                shop.close()
