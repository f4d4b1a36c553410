"""UCP's catalogue and locations, read as products, variants and places."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ...shop.catalogue import Deal, Option, OptionGroup, Place, Product, Variant
from .reading import Json
from .wire import Unusable

_STARS = 5
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def read_product(product: Json) -> Product:
    product_id, name = product.text("id"), product.text("title")
    variants = tuple(_variant(variant, product_id, name) for variant in product.many("variants"))
    if not variants:
        raise Unusable(f"{product.path} has no variant")
    return Product(
        id=product_id,
        name=name,
        description=product.one("description").maybe_text("plain") or "",
        categories=tuple(category.text("value") for category in product.some("categories")),
        groups=tuple(_group(group) for group in product.some("options")),
        variants=variants,
        rating=_rating(product),
    )


def read_deals(products: Sequence[Product]) -> tuple[Deal, ...]:
    """One deal for each product that has a variant below its list price: the first such variant."""
    found = []
    for product in products:
        lowered = [v for v in product.variants if v.list_price and v.price.amount < v.list_price.amount]
        if lowered:
            found.append(Deal(product, lowered[0]))
    return tuple(found)


def write_selected(options: Sequence[Option]) -> list[dict[str, str]]:
    """UCP's `selected`: the label always, the id where the store gave the value one."""
    return [
        {"name": option.group, "label": option.label} | ({"id": option.value} if option.value != option.label else {})
        for option in options
    ]


def read_place(location: Json) -> Place:
    address = location.maybe_one("address") or Json({})
    opens, closes = _today(location)
    return Place(
        id=location.text("id"),
        name=location.text("name"),
        street=address.maybe_text("street_address") or "",
        town=address.maybe_text("address_locality") or "",
        opens=opens,
        closes=closes,
    )


def _variant(variant: Json, product_id: str, name: str) -> Variant:
    availability = variant.maybe_one("availability")
    return Variant(
        id=variant.text("id"),
        product_id=product_id,
        name=name,
        options=tuple(_option(option.text("name"), option) for option in variant.some("options")),
        price=variant.money("price"),
        list_price=variant.maybe_money("list_price"),
        in_stock=availability is None or availability.maybe_flag("available") is not False,
    )


def _group(group: Json) -> OptionGroup:
    # UCP leaves both signals out where it has none to give, as in a search: the value counts as there.
    there = (
        value
        for value in group.many("values")
        if value.maybe_flag("available") is not False and value.maybe_flag("exists") is not False
    )
    name = group.text("name")
    return OptionGroup(name, tuple(_option(name, value) for value in there))


def _option(group: str, value: Json) -> Option:
    label = value.text("label")
    return Option(group, value.maybe_text("id") or label, label)


def _rating(product: Json) -> float | None:
    """Out of five, whatever the store's scale goes up to."""
    rating = product.maybe_one("rating")
    value = rating.maybe_number("value") if rating else None
    scale = rating.maybe_number("scale_max") if rating else None
    return round(value * _STARS / scale, 1) if value is not None and scale else None


def _today(location: Json) -> tuple[str | None, str | None]:
    """Today's opening and closing time in the place's own civil time, from its regular hours and their exceptions."""
    zone = location.maybe_text("timezone")
    if zone is None:
        return None, None
    try:
        today = datetime.now(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Unusable(f"{location.path}.timezone is not a time zone") from error
    hours = [each for each in location.some("exception_hours") if _applies(each, today)]
    if not hours:
        hours = [each for each in location.some("hours") if each.text("day") == _DAYS[today.weekday()]]
    opens = [time for each in hours if (time := each.maybe_text("opens"))]
    closes = [time for each in hours if (time := each.maybe_text("closes"))]
    return (opens[0], closes[-1]) if opens and closes else (None, None)


def _applies(exception: Json, today: date) -> bool:
    # Dates of this form sort as they follow each other.
    return exception.text("valid_from") <= today.isoformat() <= exception.text("valid_through")
