"""`/.well-known/ucp`: what the store can do, where, and with which keys it signs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response
from ucp_sdk.models.schemas import profile as profile_models

from store.confirmation import NAME as CONFIRMED
from store.http.answers import answer
from store.oauth import scopes
from store.settings import Settings
from store.version import VERSION

_UCP = f"https://ucp.dev/{VERSION}"
_OURS = f"https://voiceshop.dev/{VERSION}"
_CAPABILITIES = {
    "dev.ucp.shopping.catalog.search": "shopping/catalog_search",
    "dev.ucp.shopping.catalog.lookup": "shopping/catalog_lookup",
    "dev.ucp.shopping.cart": "shopping/cart",
    "dev.ucp.shopping.checkout": "shopping/checkout",
    "dev.ucp.shopping.order": "shopping/order",
    "dev.ucp.shopping.discount": "shopping/discount",
    "dev.ucp.shopping.fulfillment": "shopping/fulfillment",
    "dev.ucp.common.location.search": "common/location_search",
    "dev.ucp.common.location.lookup": "common/location_lookup",
    "dev.ucp.common.identity_linking": "common/identity_linking",
}
_OUR_CAPABILITIES = {CONFIRMED: "confirmed", "dev.voiceshop.order_cancel": "order_cancel"}
_EXTENDS = {
    "dev.ucp.shopping.discount": ["dev.ucp.shopping.cart", "dev.ucp.shopping.checkout"],
    "dev.ucp.shopping.fulfillment": ["dev.ucp.shopping.checkout"],
    CONFIRMED: ["dev.ucp.shopping.checkout"],
    "dev.voiceshop.order_cancel": ["dev.ucp.shopping.order"],
}
# Only cancelling needs an account; what a linked buyer gains elsewhere is in the server's `scopes_supported`.
_GATED = {scopes.CANCEL: {"description": {"plain": scopes.DESCRIPTIONS[scopes.CANCEL]}}}


def routes(settings: Settings, public_key: Mapping[str, str]) -> Blueprint:
    """The discovery profile."""
    profile = Blueprint("profile", __name__)
    document = _document(settings, public_key)

    @profile.get("/.well-known/ucp")
    def discover() -> Response:
        response = answer(profile_models.BusinessSchema, document)
        response.cache_control.max_age = 60
        response.cache_control.public = True
        return response

    return profile


def _document(settings: Settings, public_key: Mapping[str, str]) -> dict[str, Any]:
    capabilities = {name: [_capability(name, f"{_UCP}/schemas/{path}.json")] for name, path in _CAPABILITIES.items()}
    for name, schema in _OUR_CAPABILITIES.items():
        capabilities[name] = [_capability(name, f"{_OURS}/schemas/{schema}.json")]
    capabilities["dev.ucp.common.identity_linking"][0]["config"] = {"scopes": _GATED}
    processor = settings.handler
    handler = {
        "id": processor.id,
        "version": VERSION,
        "spec": f"{_OURS}/{processor.id}",
        "schema": f"{_OURS}/schemas/{processor.id}.json",
        "available_instruments": [{"type": "card"}],
    }
    return {
        "ucp": {
            "version": VERSION,
            "services": {
                "dev.ucp.shopping": [_service(settings, "shopping")],
                "dev.ucp.common": [_service(settings, "common")],
            },
            "capabilities": capabilities,
            "payment_handlers": {processor.name: [handler]},
        },
        "keys": [dict(public_key)],
    }


def _service(settings: Settings, name: str) -> dict[str, str]:
    """Both services are REST at the same address; the common one holds the locations."""
    return {
        "version": VERSION,
        "spec": f"{_UCP}/specification/overview",
        "transport": "rest",
        "schema": f"{_UCP}/services/{name}/rest.openapi.json",
        "endpoint": settings.rest_url,
    }


def _capability(name: str, schema: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"version": VERSION, "schema": schema}
    if name in _EXTENDS:
        extended = _EXTENDS[name]
        entry["extends"] = extended[0] if len(extended) == 1 else extended
    return entry
