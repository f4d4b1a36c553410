"""The people at the simulator: demo customers with an Alexa account of their own, and the device before them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from threading import Lock
from types import MappingProxyType
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

import yaml

from simulator.amazon import Household, PhoneNumber
from simulator.device import SKILL_ID, Account, Customer, Device, Endpoint, Hardware, HttpEndpoint
from simulator.linking import link
from simulator.models import SHIPPED, Trained
from store.settings import DATA

DEMO_PASSWORD = "demo"  # noqa: S105 - printed at every start; the embedded store's customers are made up
DEMO_CUSTOMERS: Mapping[str, str] = MappingProxyType({"ana": "Ana Silva", "ben": "Ben Okafor", "cara": "Cara Lindt"})
# Amazon's names for the parts of an address, and UCP's, in which the store has them.
_ADDRESS = {
    "addressLine1": "street_address",
    "city": "address_locality",
    "stateOrRegion": "address_region",
    "postalCode": "postal_code",
    "countryCode": "address_country",
}
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


class DemoAccounts:
    """The demo customers' accounts at one store, each linked when first asked for, and shared by all who ask."""

    def __init__(self, store_url: str) -> None:
        self._store_url = store_url
        self._accounts: dict[str, Account] = {}
        self._lock = Lock()

    def of(self, name: str) -> Account:
        """The linked account of a demo customer; linked anew where the store ended the link.

        Raises:
            LinkingFailed, StoreUnreachable: it could not be linked.
        """
        with self._lock:
            known = self._accounts.get(name)
            if known is None or known.access_token() is None:
                known = self._accounts[name] = link(self._store_url, name, DEMO_PASSWORD)
            return known


def facts(name: str) -> Household:
    """What Alexa knows of a demo customer at home; nothing was entered for anybody else."""
    data = next((entry for entry in _customers() if entry["username"] == name), None)
    if data is None:
        return Household()
    buyer, address = data["buyer"], data.get("address", {})
    return Household(
        name=f"{buyer['first_name']} {buyer['last_name']}",
        given_name=buyer["first_name"],
        email=buyer["email"],
        mobile=PhoneNumber(buyer["phone_number"][:2], buyer["phone_number"][2:]),
        address={ours: address[theirs] for ours, theirs in _ADDRESS.items() if theirs in address},
    )


@cache
def _customers() -> list[dict[str, Any]]:
    customers: list[dict[str, Any]] = yaml.safe_load((DATA / "customers.yaml").read_text())["customers"]
    return customers


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
