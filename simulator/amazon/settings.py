"""What a skill may read of the device and the customer: settings and profile.

Sources: Amazon's "Alexa Settings REST API Reference" and "Customer Profile REST API Reference"; statuses of
ask_sdk_model's UpsServiceClient.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint
from flask.typing import ResponseReturnValue

from simulator.amazon.answers import Refused, refused, told
from simulator.amazon.guests import Guest, Guests
from simulator.amazon.household import PhoneNumber, Scope

_SETTINGS: Mapping[str, Callable[[Guest], str]] = {
    "System.timeZone": lambda guest: guest.speaker.hardware.time_zone,
    "System.distanceUnits": lambda guest: guest.household.distance_units,
    "System.temperatureUnit": lambda guest: guest.household.temperature_unit,
}
_PROFILE: Mapping[str, tuple[Scope, Callable[[Guest], object]]] = {
    "Profile.name": (Scope.NAME, lambda guest: guest.household.name),
    "Profile.givenName": (Scope.GIVEN_NAME, lambda guest: guest.household.given_name),
    "Profile.email": (Scope.EMAIL, lambda guest: guest.household.email),
    "Profile.mobileNumber": (Scope.MOBILE, lambda guest: _phone(guest.household.mobile)),
}


def settings(guests: Guests) -> Blueprint:
    """The routes that tell facts, each to the skill that the customer allows it."""
    routes = Blueprint("settings", __name__)

    @routes.get("/v2/devices/<device_id>/settings/<name>")
    def device_setting(device_id: str, name: str) -> ResponseReturnValue:
        guest = guests.caller(_invalid_token)
        if name not in _SETTINGS:
            raise refused(404, "INVALID_KEY", f"There is no setting {name}.")
        if device_id != guest.speaker.hardware.device_id:
            raise _access_denied("the token belongs to another device")
        return told(_SETTINGS[name](guest))

    @routes.get("/v2/accounts/~current/settings/<name>")
    def profile(name: str) -> ResponseReturnValue:
        guest = guests.caller(_invalid_token)
        if name not in _PROFILE:
            raise refused(404, "INVALID_KEY", f"There is no setting {name}.")
        scope, fact = _PROFILE[name]
        if not guest.allows(scope):
            raise _access_denied("ACCESS_NOT_REQUESTED")
        return told(fact(guest))

    return routes


def _phone(number: PhoneNumber | None) -> Mapping[str, str] | None:
    return {"countryCode": number.country_code, "phoneNumber": number.number} if number else None


def _invalid_token() -> Refused:
    return refused(401, "INVALID_TOKEN", "The authentication token is malformed or invalid.")


def _access_denied(reason: str) -> Refused:
    return refused(403, "ACCESS_DENIED", f"Access denied with reason: {reason}")
