"""What stores read and call of us as a UCP platform: our profile, and the address beside it for their order events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, request

from voiceshop.adapters.ucp.platform import PROFILE_PATH, WEBHOOK_PATH
from voiceshop.bootstrap import Settings, build_receiver, own_profile
from voiceshop.webhooks import Receiver


@dataclass(frozen=True)
class Platform:
    """Our UCP profile, and what takes the store's webhooks."""

    profile: Mapping[str, Any]
    receiver: Receiver


def platform_from(environment: Mapping[str, str]) -> Platform | None:
    """What the VOICESHOP_* variables say; None where no address is set by which stores reach us.

    Raises:
        ValueError: as `bootstrap.build_receiver` and `bootstrap.own_profile`.
    """
    if not environment.get("VOICESHOP_PROFILE_URL"):
        return None
    return Platform(own_profile(environment), build_receiver(Settings.from_environment(environment)))


def routes(platform: Platform) -> Blueprint:
    """`GET /.well-known/ucp` and `POST /webhooks/orders`."""
    blueprint = Blueprint("platform", __name__)

    @blueprint.get(PROFILE_PATH)
    def profile() -> Response:
        return jsonify(platform.profile)

    @blueprint.post(WEBHOOK_PATH)
    def order_event() -> tuple[Response, int]:
        headers = {name.lower(): value for name, value in request.headers.items()}
        answer = platform.receiver.answer(headers, request.get_data())
        return jsonify(answer.body), answer.status

    return blueprint
