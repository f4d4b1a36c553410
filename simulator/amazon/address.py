"""Where the device stands, for a skill that may know it.

Source: Amazon's "Device Address API"; statuses of ask_sdk_model's DeviceAddressServiceClient.
"""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from simulator.amazon.answers import Refused, told
from simulator.amazon.guests import Guest, Guests
from simulator.amazon.household import Scope


def address_routes(guests: Guests) -> Blueprint:
    """The routes that tell the whole address, or only country and postal code."""
    routes = Blueprint("address", __name__)

    @routes.get("/v1/devices/<device_id>/settings/address")
    def address(device_id: str) -> ResponseReturnValue:
        return told(dict(_at(device_id, Scope.ADDRESS).household.address))

    @routes.get("/v1/devices/<device_id>/settings/address/countryAndPostalCode")
    def postal_code(device_id: str) -> ResponseReturnValue:
        full = _at(device_id, Scope.POSTAL_CODE).household.address
        return told({name: full[name] for name in ("countryCode", "postalCode") if name in full})

    def _at(device_id: str, scope: Scope) -> Guest:
        guest = guests.caller(_forbidden)
        if device_id != guest.speaker.hardware.device_id or not guest.allows(scope):
            raise _forbidden()
        return guest

    return routes


def _forbidden() -> Refused:
    message = "The authentication token is invalid or doesn't have access to the resource"
    return Refused(403, {"type": "FORBIDDEN", "message": message})
