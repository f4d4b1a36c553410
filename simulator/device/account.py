"""Who stands before the device, and what the device is: everything Alexa knows before a word is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import uuid4

Json = dict[str, Any]


class Account(Protocol):
    """The account a customer linked in the Alexa app."""

    def access_token(self) -> str | None:
        """The token Alexa sends now, refreshed when it had expired; None once the store no longer refreshes it."""
        ...


@dataclass(frozen=True, slots=True)
class FixedToken:
    """An account whose token never changes: an expired or revoked one, say, to see what the skill makes of it."""

    value: str

    def access_token(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Person:
    """A voice that the device recognised; shares the speaker's account or has linked one of its own."""

    person_id: str
    account: Account | None = None


@dataclass(frozen=True, slots=True)
class Customer:
    """One Alexa account as this skill sees it.

    `permissions` are the scopes granted in the Alexa app, such as `alexa:devices:all:address:full:read`.
    """

    user_id: str = field(default_factory=lambda: f"amzn1.ask.account.{uuid4().hex.upper()}")
    account: Account | None = None
    person: Person | None = None
    permissions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Hardware:
    """One device: where it stands, what it speaks and what it can show.

    `interfaces` is `supportedInterfaces`, `viewport` and `viewports` are `Viewport` and `Viewports` of the request
    context; all are empty without a screen. `api_endpoint` is where the skill finds Alexa's own APIs (settings,
    progressive responses), `api_access_token` what it shows there.
    """

    device_id: str = field(default_factory=lambda: f"amzn1.ask.device.{uuid4().hex.upper()}")
    locale: str = "en-US"
    time_zone: str = "America/Los_Angeles"
    interfaces: Mapping[str, Json] = field(default_factory=dict)
    viewport: Mapping[str, Any] = field(default_factory=dict)
    viewports: tuple[Json, ...] = ()
    api_endpoint: str = "https://api.amazonalexa.com"
    api_access_token: str = field(default_factory=lambda: f"simulated-{uuid4().hex}")

    def supports(self, interface: str) -> bool:
        return interface in self.interfaces
