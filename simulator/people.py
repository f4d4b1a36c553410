"""The people at the simulator: demo customers with an Alexa account of their own, and the device before them."""

from __future__ import annotations

import os
from functools import cache
from uuid import NAMESPACE_DNS, uuid5

from simulator.device import SKILL_ID, Customer, Device, Hardware, HttpEndpoint, InteractionModel, Json
from simulator.linking import link
from simulator.recogniser import Recogniser

DEMO_PASSWORD = "demo"  # noqa: S105 - printed at every start; the embedded store's customers are made up
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


def device_for(customer: Customer, skill_url: str, locale: str = "en-US") -> Device:
    """A speaker without a screen on the developer's desk.

    Raises:
        BrokenModel: there is no usable interaction model for the locale.
        UnknownLanguage: the recogniser does not know its language.
    """
    model, trained = _shipped(locale)

    def listen(document: Json) -> Recogniser:
        return trained if document is model.document else Recogniser(document, locale)

    return Device(
        model=model,
        listen=listen,
        endpoint=HttpEndpoint(f"{skill_url}/alexa"),
        customer=customer,
        hardware=Hardware(device_id=amazon_id("device", "desk"), locale=locale),
        skill_id=os.environ.get("VOICESHOP_SKILL_ID", SKILL_ID),
    )


@cache
def _shipped(locale: str) -> tuple[InteractionModel, Recogniser]:
    """The shipped model and a recogniser that has learnt it; learning takes most of a second, so once per process."""
    model = InteractionModel.of_locale(locale)
    return model, Recogniser(model.document, locale)
