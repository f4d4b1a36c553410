"""`/locations/search` and `/locations/lookup`: the pick-up places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, Response
from pydantic import AwareDatetime, BaseModel, TypeAdapter, ValidationError
from ucp_sdk.models.schemas.common import location_lookup, location_search

from store.application import Store
from store.catalogue.stock import Counter
from store.errors import BadRequest, Refused
from store.fulfilment import instant
from store.http.answers import answer
from store.http.bodies import check_body, parsed_body
from store.http.callers import calling_platform
from store.http.pages import cut
from store.messages import info
from store.places import distance_m, is_open, next_opening
from store.shop import Place, shop
from store.version import envelope

SEARCH, LOOKUP = "dev.ucp.common.location.search", "dev.ucp.common.location.lookup"


def routes(store: Store) -> Blueprint:
    """Both operations; they need no account."""
    locations = Blueprint("locations", __name__, url_prefix="/locations")

    @locations.before_request
    def check_platform() -> None:
        calling_platform()

    def matching(places: Sequence[Place], body: Mapping[str, Any]) -> list[Place]:
        with store.database.reading() as session:
            counter = Counter(session, store.clock())
            return [place for place in places if _passes(place, body, counter)]

    @locations.post("/search")
    def search() -> Response:
        body = _read(location_search.SearchRequest)
        found = matching(_named(shop().places, body.get("query") or ""), body)
        page = cut(_nearest_first(found, body), body)
        shown = [_document(place, body, store.clock()) for place in page.entries]
        return answer(
            location_search.SearchResponse,
            {"ucp": envelope(SEARCH), "locations": shown, "pagination": page.pagination},
        )

    @locations.post("/lookup")
    def lookup() -> Response:
        body = _read(location_lookup.LookupRequest)
        ids = list(dict.fromkeys(body["ids"]))
        known = [place for place_id in ids if (place := shop().place(place_id))]
        shown = [
            {**_document(place, body, store.clock()), "inputs": [{"id": place.id}]} for place in matching(known, body)
        ]
        missing = [info("not_found", place_id) for place_id in ids if shop().place(place_id) is None]
        document = {"ucp": envelope(LOOKUP), "locations": shown, **({"messages": missing} if missing else {})}
        return answer(location_lookup.LookupResponse, document)

    return locations


def _read(model: type[BaseModel]) -> dict[str, Any]:
    """The request, refused where it asks for something we cannot judge: UCP forbids ignoring a predicate."""
    asked = parsed_body()
    filters = asked.get("filters") if isinstance(asked, dict) else None
    # The SDK's model of `hours` carries a text pattern on a datetime, at which pydantic fails: it is checked here.
    hours = filters.pop("hours", None) if isinstance(filters, dict) else None
    body = check_body(model, asked)
    unknown = set(filters or {}) - {"amenities", "items"}
    if unknown or set(body.get("serves") or {}) - {"address"}:
        raise BadRequest("unsupported_filter", "We judge hours, amenities and items, and addresses we deliver to.")
    return {**body, "filters": {**(filters or {}), **({"open_at": _instant(hours)} if hours else {})}}


def _instant(hours: Any) -> datetime:
    try:
        return TypeAdapter(AwareDatetime).validate_python(hours["open_at"])
    except (KeyError, TypeError, ValidationError) as problem:
        raise BadRequest("invalid_request", "filters.hours needs open_at, an RFC 3339 instant.") from problem


def _named(places: Sequence[Place], query: str) -> list[Place]:
    """Places that a query names by name, street, town or postal code; all of them when it names none."""
    words = query.lower().replace(",", " ").split()
    texts = {place.id: " ".join([place.name, *place.spoken, *place.address.values()]).lower() for place in places}
    named = [place for place in places if query and query.lower() in texts[place.id]]
    return (
        named or [place for place in places if any(word in texts[place.id].split() for word in words)] or list(places)
    )


def _passes(place: Place, body: Mapping[str, Any], counter: Counter) -> bool:
    filters, distance = body.get("filters") or {}, body.get("distance")
    if distance and _away(place, distance["center"]) > float(distance["max"]):
        return False
    if filters.get("open_at") and not is_open(place, filters["open_at"], shop().timezone):
        return False
    if not set(filters.get("amenities") or ()) <= place.amenities.keys():
        return False
    return all(_has(item, counter) for item in filters.get("items") or ()) and _serves(body.get("serves"))


def _has(item: str, counter: Counter) -> bool:
    product = counter.product(item)
    try:
        return counter.left(product) > 0 if product else counter.variant(item).available > 0
    except Refused:
        return False


def _serves(target: Mapping[str, Any] | None) -> bool:
    region = ((target or {}).get("address") or {}).get("address_region")
    return region is None or region in shop().delivery_regions


def _nearest_first(places: list[Place], body: Mapping[str, Any]) -> list[Place]:
    center = (body.get("distance") or {}).get("center")
    return sorted(places, key=lambda place: _away(place, center)) if center else places


def _away(place: Place, center: Mapping[str, Any]) -> float:
    """In metres."""
    return distance_m(place, float(center["latitude"]), float(center["longitude"]))


def _document(place: Place, body: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """A UCP location. It also tells whether it is open now, when it opens next, and how people call it."""
    center = (body.get("distance") or {}).get("center")
    document: dict[str, Any] = {
        "id": place.id,
        "name": place.name,
        "address": dict(place.address),
        "geo": {"latitude": place.latitude, "longitude": place.longitude},
        "timezone": str(shop().timezone),
        "hours": [{"day": hours.day, "opens": hours.opens, "closes": hours.closes} for hours in place.hours],
        "amenities": {name: {"description": text} for name, text in place.amenities.items()},
        "open_now": is_open(place, now, shop().timezone),
        "next_open": instant(next_opening(place, now, shop().timezone), shop()),
        "spoken": list(place.spoken),
    }
    return {**document, "distance_m": round(_away(place, center))} if center else document
