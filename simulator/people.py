"""The people at the simulator: demo customers with an Alexa account of their own, and the device before them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from threading import Lock
from types import MappingProxyType
from uuid import NAMESPACE_DNS, uuid5

from simulator.device import SKILL_ID, Account, Customer, Device, Endpoint, Hardware, HttpEndpoint, Person
from simulator.linking import link
from simulator.models import SHIPPED, Trained

DEMO_PASSWORD = "demo"  # noqa: S105 - printed at every start; the embedded store's customers are made up
DEMO_CUSTOMERS: Mapping[str, str] = MappingProxyType({"ana": "Ana Silva", "ben": "Ben Okafor", "cara": "Cara Lindt"})
_NAMESPACE = uuid5(NAMESPACE_DNS, "simulator.voiceshop.dev")


def amazon_id(kind: str, name: str) -> str:
    """An id as Amazon's look, always the same for the same name, so that yesterday's cart is found again."""
    return f"amzn1.ask.{kind}.{uuid5(_NAMESPACE, f'{kind} {name}').hex.upper()}"


def guest() -> Customer:
    """Somebody who has not linked an account."""
    return Customer(user_id=amazon_id("account", "guest"))


def linked(name: str, store_url: str, password: str = DEMO_PASSWORD) -> Customer:
    """A customer of the store whose account is linked through its login page.

    Raises:
        LinkingFailed, StoreUnreachable: it could not be linked.
    """
    return Customer(user_id=amazon_id("account", name), account=link(store_url, name, password))


class Household:
    """The demo customers of one store. Each account is linked when first asked for, and used by all who ask."""

    def __init__(self, store_url: str) -> None:
        self._store_url = store_url
        self._accounts: dict[str, Account] = {}
        self._lock = Lock()

    def account(self, name: str) -> Account:
        """The linked account of a demo customer; linked anew where the store ended the link.

        Raises:
            LinkingFailed, StoreUnreachable: it could not be linked.
        """
        with self._lock:
            known = self._accounts.get(name)
            if known is None or known.access_token() is None:
                known = self._accounts[name] = link(self._store_url, name, DEMO_PASSWORD)
            return known

    def speaker(self, name: str) -> Person:
        """A demo customer as a voice that the device recognises, with an account of their own.

        Raises:
            LinkingFailed, StoreUnreachable: it could not be linked.
        """
        return Person(amazon_id("person", name), self.account(name))


def device_for(customer: Customer, skill_url: str, locale: str = "en-US") -> Device:
    """A speaker without a screen on the developer's desk.

    Raises:
        BrokenModel: there is no usable interaction model for the locale.
        UnknownLanguage: the recogniser does not know its language.
    """
    hardware = Hardware(device_id=amazon_id("device", "desk"), locale=locale)
    return device_with(SHIPPED.of(locale), HttpEndpoint(f"{skill_url}/alexa"), customer, hardware)


def device_with(trained: Trained, endpoint: Endpoint, customer: Customer, hardware: Hardware) -> Device:
    """A device that has learnt a model and calls the skill of $VOICESHOP_SKILL_ID."""
    return Device(
        model=trained.model,
        listen=trained.listen,
        endpoint=endpoint,
        customer=customer,
        hardware=hardware,
        skill_id=os.environ.get("VOICESHOP_SKILL_ID", SKILL_ID),
    )
