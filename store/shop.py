"""The business's facts and rules, as `data/shop.yaml` gives them: places, taxes, delivery, offers, discount codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from store.catalogue.model import Offer
from store.settings import shop_files

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
WEEKEND = ("saturday", "sunday")
_DAYS = {"every day": (*WEEKDAYS, *WEEKEND), "weekdays": WEEKDAYS, "weekend": WEEKEND}


@dataclass(frozen=True)
class Hours:
    """One regular opening interval of a weekday, in the place's local time ("HH:MM")."""

    day: str
    opens: str
    closes: str


@dataclass(frozen=True)
class Place:
    """A shop where orders are picked up."""

    id: str
    name: str
    spoken: tuple[str, ...]
    address: dict[str, str]
    latitude: float
    longitude: float
    hours: tuple[Hours, ...]
    amenities: dict[str, str]


@dataclass(frozen=True)
class DeliveryOption:
    """One way of bringing an order: its fee in minor units and the minutes it takes at least and at most."""

    id: str
    title: str
    fee: int
    minutes: tuple[int, int]


@dataclass(frozen=True)
class Code:
    """A discount code. `kind` is percent (value in percent), amount (value in minor units) or delivery."""

    code: str
    title: str
    kind: str
    value: int = 0
    minimum: int = 0
    needs_account: bool = False
    expired: bool = False


@dataclass(frozen=True)
class Shop:
    """Everything about the business that is not a product."""

    name: str
    taxes: dict[str, int]
    home_region: str
    places: tuple[Place, ...]
    timezone: ZoneInfo
    ready_in: timedelta
    pickup_window: timedelta
    pickup_minimum: int
    delivery_minimum: int
    delivery_regions: tuple[str, ...]
    delivery_options: tuple[DeliveryOption, ...]
    codes: tuple[Code, ...]
    rolling_offers: tuple[dict[str, Any], ...]

    def place(self, place_id: str) -> Place | None:
        """The pick-up place with this id."""
        return next((place for place in self.places if place.id == place_id), None)

    def code(self, text: str) -> Code | None:
        """The discount code that was typed; UCP matches codes whatever their case."""
        return next((code for code in self.codes if code.code.lower() == text.lower()), None)

    def offers(self, now: datetime) -> list[Offer]:
        """All offers of the calendar around `now`, whether running, over or to come."""
        today = datetime.combine(now.astimezone(self.timezone).date(), time(), self.timezone)
        return [
            Offer(
                product=offer["product"],
                title=offer["title"],
                amount_off=offer["amount_off"],
                starts=today + timedelta(days=offer["from_day"]),
                ends=today + timedelta(days=offer["until_day"]),
            )
            for offer in self.rolling_offers
        ]

    def running_offers(self, now: datetime) -> dict[str, Offer]:
        """The offers that lower prices at `now`, by product."""
        return {offer.product: offer for offer in self.offers(now) if offer.starts <= now < offer.ends}


@cache
def shop() -> Shop:
    """The business as the data file describes it."""
    data = yaml.safe_load((shop_files() / "shop.yaml").read_text())
    delivery = data["delivery"]
    return Shop(
        name=data["name"],
        taxes=data["taxes"],
        home_region=data["home_region"],
        places=tuple(_place(place) for place in data["places"]),
        timezone=ZoneInfo(data["timezone"]),
        ready_in=timedelta(minutes=data["pickup"]["ready_in_minutes"]),
        pickup_window=timedelta(minutes=data["pickup"]["window_minutes"]),
        pickup_minimum=data["pickup"]["minimum"],
        delivery_minimum=delivery["minimum"],
        delivery_regions=tuple(delivery["regions"]),
        delivery_options=tuple(
            DeliveryOption(option["id"], option["title"], option["fee"], tuple(option["minutes"]))
            for option in delivery["options"]
        ),
        codes=tuple(Code(**code) for code in data["codes"]),
        rolling_offers=tuple(data["offers"]),
    )


def _place(place: dict[str, Any]) -> Place:
    return Place(
        id=place["id"],
        name=place["name"],
        spoken=tuple(place["spoken"]),
        address=place["address"],
        latitude=place["geo"]["latitude"],
        longitude=place["geo"]["longitude"],
        hours=tuple(
            Hours(day, opens, closes) for days, (opens, closes) in place["hours"].items() for day in _DAYS[days]
        ),
        amenities=place["amenities"],
    )
