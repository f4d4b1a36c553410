"""Every screen of the skill, filled from conversations with a real store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simulator.linking import link
from store.launch import running_store
from tests.unit.skill.household import Household, Speaker
from voiceshop.screens.views import VIEWS

Json = dict[str, Any]


def every_screen(data: Path) -> dict[str, Json]:
    """The RenderDocument directives of all views, by name: `cart`, `checkout`, `order`... `data` is an empty folder."""
    with running_store(data_dir=data) as store:
        home = Household(store.url, data, link(store.url, "ana", "demo").access_token() or "")
        shown = {name_of(directive): directive for directive in _shown(home.hub())}
    for view in VIEWS.keys() - shown.keys():
        raise AssertionError(f"Nothing shows {view}: add an intent that does, with its slots, to _SAID in {__file__}")
    return shown


def name_of(directive: Json) -> str:
    name: str = directive["token"].partition(":")[0]
    return name


def touchables(value: object) -> Iterator[Json]:
    """Everything on a screen that can be touched, from its datasources."""
    entries = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, dict) and "touch" in value:
        yield value
    for entry in entries:
        yield from touchables(entry)


def texts(value: object) -> Iterator[str]:
    """Everything on a screen that is read, from its datasources."""
    if isinstance(value, str):
        yield value
    entries = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    hidden = value.get("touch") if isinstance(value, dict) else None
    for entry in entries:
        if entry is not hidden:
            yield from texts(entry)


def _shown(hub: Speaker) -> Iterator[Json]:
    hub.launch()
    yield hub.screen
    for intent, slots in _SAID:
        hub.say(intent, **slots)
        yield hub.screen
        if intent == "CheckoutIntent":
            hub.touch("Yes")
            yield hub.screen


_SAID: tuple[tuple[str, dict[str, str]], ...] = (
    ("BrowseMenuIntent", {}),
    ("BrowseMenuIntent", {"category": "coffee"}),
    ("DealsIntent", {}),
    ("AddToCartIntent", {"product": "latte"}),
    ("AMAZON.StopIntent", {}),
    ("ProductInfoIntent", {"product": "latte"}),
    ("FindStoreIntent", {}),
    ("AddToCartIntent", {"product": "latte", "size": "Size:large", "optionA": "Milk:oat-milk", "quantity": "2"}),
    ("AddToCartIntent", {"product": "croissant"}),
    ("CheckoutIntent", {}),
    ("OrderStatusIntent", {}),
)
