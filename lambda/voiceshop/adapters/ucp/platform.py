"""Our own UCP profile: what a store reads of the platform that we are to it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urljoin

from .profile import VERSION
from .signatures import public_key

PROFILE_PATH = "/.well-known/ucp"
WEBHOOK_PATH = "/webhooks/orders"
_UCP = f"https://ucp.dev/{VERSION}"
_ORDER = "dev.ucp.shopping.order"
# What we use of a store, with its schema and its page of the specification.
_USED = {
    "dev.ucp.shopping.catalog.search": ("shopping/catalog_search", "shopping/catalog/search"),
    "dev.ucp.shopping.catalog.lookup": ("shopping/catalog_lookup", "shopping/catalog/lookup"),
    "dev.ucp.shopping.cart": ("shopping/cart", "shopping/cart"),
    "dev.ucp.shopping.checkout": ("shopping/checkout", "shopping/checkout"),
    _ORDER: ("shopping/order", "shopping/order"),
    "dev.ucp.shopping.fulfillment": ("shopping/fulfillment", "fulfillment"),
    "dev.ucp.common.identity_linking": ("common/identity_linking", "common/identity-linking"),
}
_EXTENDS = {"dev.ucp.shopping.fulfillment": "dev.ucp.shopping.checkout"}
# RFC 7517, section 4, and RFC 7518, section 6.2.1: what is public of an elliptic curve key. Its `d` is the key itself.
_PUBLIC = {"kty", "crv", "x", "y", "kid", "alg", "use"}


def webhook_url(profile_url: str) -> str:
    """Where stores that know us by that profile send their order events: beside it."""
    return urljoin(profile_url, WEBHOOK_PATH)


def read_public(written: str) -> Mapping[str, Any]:
    """The public key in a text, as a JSON Web Key that may be shown to anybody.

    Raises:
        ValueError: it is none for ES256 with an id, or has more to it, which may be its private half.
    """
    key = json.loads(written)
    if not isinstance(key, dict) or "kid" not in key or not key.keys() <= _PUBLIC or public_key(key) is None:
        # Not quoted: it may be a secret, and this ends in a log.
        raise ValueError("that is no public key for ES256, or not only that")
    return key


def platform_profile(profile_url: str, keys: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """The document at that URL (UCP, platform profile).

    Args:
        profile_url: its own address.
        keys: the public keys that we sign with, as JSON Web Keys.
    """
    capabilities = {name: [_capability(name, *where)] for name, where in _USED.items()}
    capabilities[_ORDER][0]["config"] = {"webhook_url": webhook_url(profile_url)}
    services = {name: [_service(name)] for name in ("dev.ucp.shopping", "dev.ucp.common")}
    about = {"version": VERSION, "services": services, "capabilities": capabilities, "payment_handlers": {}}
    return {"ucp": about, "keys": [dict(key) for key in keys]}


def _capability(name: str, schema: str, page: str) -> dict[str, Any]:
    entry = {"version": VERSION, "spec": f"{_UCP}/specification/{page}", "schema": f"{_UCP}/schemas/{schema}.json"}
    return {**entry, "extends": _EXTENDS[name]} if name in _EXTENDS else entry


def _service(name: str) -> dict[str, str]:
    kind = name.rpartition(".")[2]
    schema = f"{_UCP}/services/{kind}/rest.openapi.json"
    return {"version": VERSION, "spec": f"{_UCP}/specification/overview", "transport": "rest", "schema": schema}
