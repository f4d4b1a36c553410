"""The devices that Alexa's APIs serve; each is known by the `apiAccessToken` of its requests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hmac import compare_digest
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from flask import request

if TYPE_CHECKING:
    from simulator.amazon.answers import Refused
    from simulator.amazon.household import Household, Scope
    from simulator.device import Customer, Hardware, Notification

MOST_GUESTS = 200  # the longest there makes room


class Speaker(Protocol):
    """What the APIs need of a device; `simulator.device.Device` is one. May be called while a turn goes on."""

    customer: Customer
    hardware: Hardware

    def interject(self, directive: object) -> None: ...

    def notify(self, notification: Notification) -> None: ...


@dataclass(frozen=True, slots=True)
class Guest:
    """A device and the household it stands in."""

    speaker: Speaker
    household: Household

    def allows(self, scope: Scope) -> bool:
        """Whether the customer granted the skill this."""
        return scope.granted(self.speaker.customer.permissions)


class Guests:
    """The devices that are served; may be called from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._guests: list[Guest] = []

    def admit(self, guest: Guest) -> None:
        """Serve a device from now on; one that is served already gets its new household."""
        with self._lock:
            others = [other for other in self._guests if other.speaker is not guest.speaker]
            self._guests = [*others, guest][-MOST_GUESTS:]

    def dismiss(self, speaker: Speaker) -> None:
        with self._lock:
            self._guests = [guest for guest in self._guests if guest.speaker is not speaker]

    def everybody(self) -> list[Guest]:
        with self._lock:
            return list(self._guests)

    def caller(self, unknown: Callable[[], Refused]) -> Guest:
        """The device whose token the current request shows.

        Raises:
            Refused: nobody's, in the form that `unknown` makes.
        """
        token = bearer_token()
        for guest in self.everybody():
            if compare_digest(guest.speaker.hardware.api_access_token.encode(), token.encode()):
                return guest
        raise unknown()


def bearer_token() -> str:
    """The token of the current request; empty where it has none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
