"""What Alexa knows of a household, and which permission each fact needs.

Sources: Amazon's "Configure Permissions for Customer Information in Your Skill" and ask_sdk_model.services.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Scope(StrEnum):
    """What a customer can allow a skill in the Alexa app."""

    NAME = "alexa::profile:name:read"
    GIVEN_NAME = "alexa::profile:given_name:read"
    EMAIL = "alexa::profile:email:read"
    MOBILE = "alexa::profile:mobile_number:read"
    ADDRESS = "alexa::devices:all:address:full:read"
    POSTAL_CODE = "alexa:devices:all:address:country_and_postal_code:read"
    REMINDERS = "alexa::alerts:reminders:skill:readwrite"
    NOTIFICATIONS = "alexa::devices:all:notifications:write"

    def granted(self, scopes: Iterable[str]) -> bool:
        """Whether it is among `scopes`; Amazon writes the first colon of some names once and of others twice."""
        return any(scope.replace("::", ":") == self.replace("::", ":") for scope in scopes)


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A number as the profile API gives it: country code such as "+1", and the rest."""

    country_code: str
    number: str


@dataclass(frozen=True, slots=True)
class Household:
    """The facts of one Alexa account; what is None or empty was never entered.

    `address` has the fields of Amazon's address: addressLine1, city, stateOrRegion, countryCode, postalCode...
    `distance_units` is METRIC or IMPERIAL, `temperature_unit` CELSIUS or FAHRENHEIT.
    """

    name: str | None = None
    given_name: str | None = None
    email: str | None = None
    mobile: PhoneNumber | None = None
    address: Mapping[str, str] = field(default_factory=dict)
    distance_units: str = "IMPERIAL"
    temperature_unit: str = "FAHRENHEIT"
