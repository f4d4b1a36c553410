"""Platforms, by what their profiles say: where they want their order events, and which keys they sign with.

A profile's address comes from outside, so it is fetched with care: HTTPS only, no redirects, a short wait, a small
answer, and no address inside our own network (UCP, profile fetching). A store on loopback is a developer's and may talk
to platforms on loopback.
"""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from threading import BoundedSemaphore, Lock
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from store.signing.keys import public_key
from store.web_address import web_address
from store.webhooks.calls import Unreachable, exchange

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
ORDER = "dev.ucp.shopping.order"
REMEMBERED_S = 300.0
# UCP, profile fetching: what is new in a profile may be looked for once in so many seconds, and no more often.
FLOOR_S = 60.0
MOST_REMEMBERED = 256
# Keys are looked up while a request waits: however many come, no more than these threads wait for platforms.
FETCHES_AT_ONCE = 2


@dataclass(frozen=True)
class PlatformProfile:
    """What a platform says of itself: where order events go, None for nowhere, and its keys by their ids."""

    webhook_url: str | None
    keys: Mapping[str, ec.EllipticCurvePublicKey]


@dataclass(frozen=True)
class _Known:
    """A profile, None when it could not be had, and when that was."""

    profile: PlatformProfile | None
    learnt_at: float

    @property
    def age_s(self) -> float:
        return time.monotonic() - self.learnt_at


class Platforms:
    """Reads the profiles of platforms, and remembers them for a while."""

    def __init__(self, base_url: str) -> None:
        self._on_loopback = web_address(base_url).hostname in LOOPBACK
        self._known: dict[str, _Known] = {}
        self._guard = Lock()
        self._places = BoundedSemaphore(FETCHES_AT_ONCE)

    def webhook_of(self, profile_url: str) -> str | None:
        """The address in the platform's profile; None when it wants no events.

        Raises:
            Unreachable: the profile cannot be had.
        """
        known = self._known.get(profile_url)
        if known and known.profile and known.age_s < REMEMBERED_S:
            return known.profile.webhook_url
        return self._learn(profile_url).webhook_url

    def key_of(self, profile_url: str, key_id: str) -> ec.EllipticCurvePublicKey | None:
        """The platform's ES256 key of that id; None where it has none, or cannot be asked now.

        A profile that could not be had, or lacks the key, is asked for anew after a minute.
        """
        known = self._known.get(profile_url)
        key = known.profile.keys.get(key_id) if known and known.profile and known.age_s < REMEMBERED_S else None
        if key is not None or (known and known.age_s < FLOOR_S) or not self._places.acquire(blocking=False):
            return key
        try:
            return self._learn(profile_url).keys.get(key_id)
        except Unreachable:
            self._remember(profile_url, None)
            return None
        finally:
            self._places.release()

    def check(self, url: str) -> None:
        """Refuses an address that we do not go to.

        Raises:
            Unreachable: it is not HTTPS, has no host that resolves, or leads into a private network.
        """
        try:
            address = web_address(url)
        except ValueError as problem:
            raise Unreachable(f"{url[:100]} is not a web address") from problem
        if self._on_loopback and address.hostname in LOOPBACK:
            return
        if address.scheme != "https":
            raise Unreachable(f"{url} is not an HTTPS address")
        try:
            found = socket.getaddrinfo(address.hostname, address.port or 443, proto=socket.IPPROTO_TCP)
        except OSError as problem:
            raise Unreachable(f"{address.hostname} does not resolve") from problem
        if not all(ip_address(entry[4][0]).is_global for entry in found):
            raise Unreachable(f"{address.hostname} is not a public address")

    def _learn(self, url: str) -> PlatformProfile:
        self.check(url)
        content = exchange("GET", url, {"Accept": "application/json"})
        try:
            document = json.loads(content)
        except (ValueError, RecursionError) as problem:
            raise Unreachable(f"{url} is no profile") from problem
        profile = PlatformProfile(_webhook_in(document), _keys_in(document))
        self._remember(url, profile)
        return profile

    def _remember(self, url: str, profile: PlatformProfile | None) -> None:
        with self._guard:
            self._known.pop(url, None)
            self._known[url] = _Known(profile, time.monotonic())
            if len(self._known) > MOST_REMEMBERED:
                del self._known[next(iter(self._known))]  # the one that was learnt first


def _webhook_in(profile: Any) -> str | None:
    try:
        return str(profile["ucp"]["capabilities"][ORDER][0]["config"]["webhook_url"])
    except (KeyError, IndexError, TypeError):
        return None


def _keys_in(profile: Any) -> dict[str, ec.EllipticCurvePublicKey]:
    # UCP, key discovery: a key that cannot be used here spoils none of the others.
    found = {}
    published = profile.get("keys") if isinstance(profile, dict) else None
    for jwk in published if isinstance(published, list) else ():
        if not isinstance(jwk, dict):
            continue
        with suppress(KeyError, TypeError, ValueError):
            found[str(jwk["kid"])] = public_key(jwk)
    return found
