"""Pick-up and delivery: what was chosen, what it costs, when it is there, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from store.messages import Message, error
from store.places import next_opening
from store.pricing import Charges
from store.shop import DeliveryOption, Place, Shop

PICKUP, SHIPPING = "pickup", "shipping"
HOME = "home"
_METHOD_PATH = "$.fulfillment.methods[0]"


@dataclass(frozen=True)
class Window:
    """From when until when something is expected."""

    earliest: datetime
    latest: datetime


@dataclass(frozen=True)
class Choice:
    """How the customer wants to get the order, as far as known. Ids of method and group are the platform's own."""

    method: str = PICKUP
    destination_id: str | None = None
    address: Mapping[str, Any] | None = None
    option_id: str | None = None
    method_id: str = "method_1"
    group_id: str = "group_1"

    def stored(self) -> dict[str, Any]:
        """The form in which the checkout keeps it."""
        return dict(vars(self))


@dataclass(frozen=True)
class Fulfilment:
    """A choice, judged: its document for the response, its charges, and the messages about what is wrong with it."""

    document: dict[str, Any]
    charges: Charges
    messages: tuple[Message, ...]
    window: Window | None
    place: Place | None
    address: Mapping[str, Any] | None


def read_choice(
    shop: Shop, fulfillment: Mapping[str, Any] | None, before: Choice, home: Mapping[str, Any] | None
) -> Choice:
    """What a request's `fulfillment` says. Without one, what was chosen before stays.

    A method without a destination gets the likely one: the first place for pick-up, the buyer's home for delivery.
    A destination that a platform writes may lack its `type`; the method decides it (UCP 2026-08-25, fulfilment).
    """
    methods = (fulfillment or {}).get("methods") or []
    if not methods:
        return before
    method = methods[0]
    kind = method.get("type", PICKUP)
    group: Mapping[str, Any] = next(iter(method.get("groups") or []), {})
    ids = {"method_id": method.get("id") or before.method_id, "group_id": group.get("id") or before.group_id}
    chosen, option = method.get("selected_destination_id"), group.get("selected_option_id")
    if kind == PICKUP:
        return Choice(PICKUP, chosen or shop.places[0].id, None, option, **ids)
    written = [{"id": "address_1", **destination} for destination in method.get("destinations") or []]
    if home and not any(destination["id"] == HOME for destination in written):
        written.append({"id": HOME, **home})
    address = next((entry for entry in written if entry["id"] == chosen), None)
    if address is None and chosen is None:
        address = next(iter(written), None)
    return Choice(kind, address["id"] if address else chosen, address, option, **ids)


def refuse(shop: Shop, choice: Choice) -> Message | None:
    """Why a choice cannot be taken at all: it names a destination that we do not know. UCP wants it left as it was."""
    known = shop.place(choice.destination_id or "") if choice.method == PICKUP else choice.address
    if choice.destination_id is None or known:
        return None
    text = "We do not know this destination."
    return error("destination_unknown", text, f"{_METHOD_PATH}.selected_destination_id")


def judge(shop: Shop, choice: Choice, line_ids: Sequence[str], subtotal: int, now: datetime) -> Fulfilment:
    """Works out options, fee, tax rate and time window of a choice, and what is missing or impossible."""
    if choice.method == PICKUP:
        return _pickup(shop, choice, line_ids, subtotal, now)
    if choice.method == SHIPPING:
        return _delivery(shop, choice, line_ids, subtotal, now)
    unknown = error("fulfillment_method_unsupported", f"We have no {choice.method}.", f"{_METHOD_PATH}.type")
    return Fulfilment({"methods": []}, Charges(), (unknown,), None, None, None)


def _pickup(shop: Shop, choice: Choice, line_ids: Sequence[str], subtotal: int, now: datetime) -> Fulfilment:
    destinations = [business_location(place) for place in shop.places]
    place = shop.place(choice.destination_id or "")
    if place is None:
        message = error("missing", "Choose a pick-up place.", f"{_METHOD_PATH}.selected_destination_id")
        document = _document(choice, line_ids, destinations, None, [], None)
        return Fulfilment(document, Charges(), (message,), None, None, None)
    ready = next_opening(place, now, shop.timezone) + shop.ready_in
    window = Window(ready, ready + shop.pickup_window)
    option = _option(PICKUP, "Pick-up", f"Pick up at {place.name}", 0, window, shop)
    document = _document(choice, line_ids, destinations, place.id, [option], PICKUP)
    charges = Charges(tax_rate=shop.taxes[place.address["address_region"]])
    return Fulfilment(document, charges, _below(shop.pickup_minimum, subtotal, "pick-up"), window, place, None)


def _delivery(shop: Shop, choice: Choice, line_ids: Sequence[str], subtotal: int, now: datetime) -> Fulfilment:
    address = choice.address
    destinations = [{**address, "type": "shipping_address"}] if address else []
    windows = {option.id: _delivery_window(option, now) for option in shop.delivery_options}
    options = [
        _option(option.id, option.title, "Brought to your door", option.fee, windows[option.id], shop)
        for option in shop.delivery_options
    ]
    chosen = next((o for o in shop.delivery_options if o.id == choice.option_id), shop.delivery_options[0])
    document = _document(
        choice,
        line_ids,
        destinations,
        choice.destination_id if address else None,
        options if address else [],
        chosen.id,
    )
    messages = _delivery_problems(shop, address, subtotal)
    region = (address or {}).get("address_region") or shop.home_region
    charges = Charges(chosen.fee, chosen.title, shop.taxes.get(region)) if address else Charges()
    return Fulfilment(document, charges, messages, windows[chosen.id], None, address)


def _delivery_problems(shop: Shop, address: Mapping[str, Any] | None, subtotal: int) -> tuple[Message, ...]:
    if address is None:
        return (error("missing", "Where should it go?", f"{_METHOD_PATH}.selected_destination_id"),)
    country, region = address.get("address_country", "US"), address.get("address_region")
    if country not in {"US", "USA"} or (region and region not in shop.delivery_regions):
        return (error("address_undeliverable", "We do not deliver there.", f"{_METHOD_PATH}.selected_destination_id"),)
    return _below(shop.delivery_minimum, subtotal, "delivery")


def _below(minimum: int, subtotal: int, method: str) -> tuple[Message, ...]:
    if subtotal >= minimum:
        return ()
    text = f"The order is below the minimum for {method}."
    return (error("minimum_not_met", text, "$.line_items", minimum=minimum, missing=minimum - subtotal),)


def _delivery_window(option: DeliveryOption, now: datetime) -> Window:
    earliest, latest = option.minutes
    return Window(now + timedelta(minutes=earliest), now + timedelta(minutes=latest))


def _option(option_id: str, title: str, text: str, fee: int, window: Window, shop: Shop) -> dict[str, Any]:
    return {
        "id": option_id,
        "title": title,
        "description": {"plain": text},
        "earliest_fulfillment_time": instant(window.earliest, shop),
        "latest_fulfillment_time": instant(window.latest, shop),
        "totals": [{"type": "total", "amount": fee}],
    }


def instant(moment: datetime, shop: Shop) -> str:
    """RFC 3339 with the shop's own offset, to the second."""
    return moment.astimezone(shop.timezone).isoformat(timespec="seconds")


def business_location(place: Place) -> dict[str, Any]:
    """A pick-up place as a UCP destination."""
    return {"type": "business_location", "id": place.id, "name": place.name, "address": dict(place.address)}


def _document(
    choice: Choice,
    line_ids: Sequence[str],
    destinations: Sequence[Mapping[str, Any]],
    destination_id: str | None,
    options: Sequence[Mapping[str, Any]],
    option_id: str | None,
) -> dict[str, Any]:
    ids = list(line_ids)
    group: dict[str, Any] = {"id": choice.group_id, "line_item_ids": ids, "options": list(options)}
    method: dict[str, Any] = {
        "id": choice.method_id,
        "type": choice.method,
        "line_item_ids": ids,
        "destinations": list(destinations),
    }
    if options:
        group["selected_option_id"] = option_id
    if destination_id:
        method["selected_destination_id"] = destination_id
    return {
        "methods": [{**method, "groups": [group]}],
        "available_methods": [
            {"type": kind, "line_item_ids": ids, "fulfillable_on": "now"} for kind in (PICKUP, SHIPPING)
        ],
    }
