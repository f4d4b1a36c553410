"""What the store sells, read over UCP: the source of product, option, category and pick-up values."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from interactionModels.builder.errors import StoreUnreachable

_PAGE = 100
_TIMEOUT_S = 10
# UCP: a store may refuse a search without a query and without a filter; every product costs something.
_EVERYTHING = {"filters": {"price": {"min": 0}}}
_AGENT = 'profile="https://voice-shop.invalid/.well-known/ucp"'


@dataclass(frozen=True)
class Value:
    """One thing that can be said: the id that the skill gets, the name and further words for it."""

    id: str
    name: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class OptionGroup:
    """A choice that products offer, such as milk, with its values."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Catalogue:
    """Everything of a store that a customer can name."""

    products: tuple[Value, ...]
    groups: tuple[OptionGroup, ...]
    categories: tuple[Value, ...]
    places: tuple[Value, ...]


def read_catalogue(store_url: str) -> Catalogue:
    """Read the whole catalogue of the store at `store_url`, by way of its profile at `/.well-known/ucp`.

    Raises:
        StoreUnreachable: no answer, an error, or an answer that is not UCP.
    """
    services = _call(f"{store_url.rstrip('/')}/.well-known/ucp")["ucp"]["services"]
    shopping = _endpoint(services, "dev.ucp.shopping")
    common = _endpoint(services, "dev.ucp.common") or shopping
    if not shopping or not common:
        raise StoreUnreachable(f"{store_url} offers no REST endpoint for dev.ucp.shopping")
    found = _pages(f"{shopping}/catalog/search", "products", _EVERYTHING)
    # UCP: what can be chosen for a product is told in full by `get_product` only.
    products = [_call(f"{shopping}/catalog/product", {"id": item["id"]})["product"] for item in found]
    places = list(_pages(f"{common}/locations/search", "locations", {}))
    return Catalogue(
        products=_sorted(Value(item["id"], item["title"], _synonyms(item)) for item in products),
        groups=_groups(products),
        categories=_sorted(_categories(products)),
        places=_sorted(Value(item["id"], item["name"], _synonyms(item)) for item in places),
    )


def _endpoint(services: dict[str, Any], name: str) -> str | None:
    rest = [service for service in services.get(name, []) if service.get("transport") == "rest"]
    return str(rest[0]["endpoint"]).rstrip("/") if rest else None


def _pages(url: str, key: str, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    cursor: str | None = None
    while True:
        page = {"limit": _PAGE, **({"cursor": cursor} if cursor else {})}
        answer = _call(url, {**request, "pagination": page})
        yield from answer[key]
        pagination = answer.get("pagination") or {}
        cursor = pagination.get("cursor") if pagination.get("has_next_page") else None
        if not cursor:
            return


def _call(url: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    if not url.startswith(("http://", "https://")):
        raise StoreUnreachable(f"{url} is not an http address")
    data = None if body is None else json.dumps(body).encode()
    headers = {"Accept": "application/json", "Content-Type": "application/json", "UCP-Agent": _AGENT}
    request = urllib.request.Request(url, data=data, headers=headers)  # noqa: S310 - http(s) only, checked above
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as response:  # noqa: S310
            answer = json.load(response)
    except (OSError, ValueError) as error:
        detail = error.read().decode(errors="replace")[:300] if isinstance(error, urllib.error.HTTPError) else ""
        raise StoreUnreachable(f"{url}: {error} {detail}".strip()) from error
    if not isinstance(answer, dict):
        raise StoreUnreachable(f"{url}: the answer is not a JSON object")
    return answer


def _groups(products: list[dict[str, Any]]) -> tuple[OptionGroup, ...]:
    groups: dict[str, dict[str, Value]] = {}
    for option in (option for product in products for option in product.get("options") or []):
        values = groups.setdefault(option["name"], {})
        for value in option["values"]:
            identity = value.get("id") or value["label"]
            values.setdefault(identity, Value(identity, value["label"], _synonyms(value)))
    return tuple(OptionGroup(name, _sorted(values.values())) for name, values in sorted(groups.items()))


def _categories(products: list[dict[str, Any]]) -> set[Value]:
    found = {category["value"] for product in products for category in product.get("categories") or []}
    # UCP: a category is a value or a path such as 'Apparel > Shirts'; people say the last part.
    return {Value(value, value.rpartition(">")[2].strip()) for value in found}


def _synonyms(item: dict[str, Any]) -> tuple[str, ...]:
    """Further words for it: `spoken`, which stores may add where UCP leaves room."""
    return tuple(item.get("spoken") or (item.get("metadata") or {}).get("spoken") or ())


def _sorted(values: Any) -> tuple[Value, ...]:
    return tuple(sorted(values, key=lambda value: value.id))
