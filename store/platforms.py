"""Platforms, by what their profiles say: where they want their order events, and which keys they sign with.

A profile's address comes from outside, so it is fetched with care: HTTPS only, no redirects, a short wait, a small
answer, and no address inside our own network (UCP, profile fetching). A store on loopback is a developer's and may talk
to platforms on loopback.
"""

from __future__ import annotations

import json
import socket
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec

from store.signing.keys import public_key
from store.web_address import LONGEST, web_address
from store.webhooks.calls import Unreachable, exchange

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
ORDER = "dev.ucp.shopping.order"
REMEMBERED_S = 300.0
# A platform that cannot be asked is known by its last keys for so long: longer than a checkout stands open.
LAST_GOOD_S = 8 * 3600.0
# UCP, profile fetching: what is new in a profile may be looked for once in so many seconds, and no more often.
FLOOR_S = 60.0
MOST_REMEMBERED = 256
MOST_KEYS = 20
LONGEST_KEY_ID = 200
# Keys are looked up while a request waits: however many come, no more than these threads wait for platforms.
FETCHES_AT_ONCE = 2
# One that does not answer is waited for at as many of its addresses, in vain.
MOST_ADDRESSES = 3
_NEVER = float("-inf")


@dataclass(frozen=True)
class PlatformProfile:
    """What a platform says of itself: where order events go, None for nowhere, and its keys by their ids."""

    webhook_url: str | None = None
    keys: Mapping[str, ec.EllipticCurvePublicKey] = field(default_factory=dict)


@dataclass(frozen=True)
class _Known:
    """What is remembered of a platform.

    Attributes:
        profile: the last that could be had.
        learnt_at: when that was, on the clock of `time.monotonic`.
        tried_at: when it was last asked for, in vain or not.
        has_signed: whether a request came that it had signed.
    """

    profile: PlatformProfile = field(default_factory=PlatformProfile)
    learnt_at: float = _NEVER
    tried_at: float = _NEVER
    has_signed: bool = False

    def key(self, key_id: str, within_s: float) -> ec.EllipticCurvePublicKey | None:
        """The key of that id in a profile that was learnt so many seconds ago or less."""
        return self.profile.keys.get(key_id) if time.monotonic() - self.learnt_at < within_s else None


class _Places:
    """Hosts that are waited for: few at once, and none of them twice."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._guard = Lock()

    def take(self, host: str) -> bool:
        """Whether this one may be waited for; then its place is to be given back."""
        with self._guard:
            if host in self._taken or len(self._taken) == FETCHES_AT_ONCE:
                return False
            self._taken.add(host)
            return True

    def give_back(self, host: str) -> None:
        with self._guard:
            self._taken.remove(host)


class Platforms:
    """Reads the profiles of platforms, and remembers them for a while."""

    def __init__(self, base_url: str) -> None:
        self._on_loopback = web_address(base_url).hostname in LOOPBACK
        self._known: dict[str, _Known] = {}
        self._guard = Lock()
        self._places = _Places()

    def webhook_of(self, profile_url: str) -> str | None:
        """The address in the platform's profile; None when it wants no events.

        Raises:
            Unreachable: the profile cannot be had.
        """
        known = self._known.get(profile_url, _Known())
        if time.monotonic() - known.learnt_at < REMEMBERED_S:
            return known.profile.webhook_url
        return self._learn(profile_url).webhook_url

    def key_of(self, profile_url: str, key_id: str) -> ec.EllipticCurvePublicKey | None:
        """The platform's ES256 key of that id; None where it has none, or cannot be asked now and never was.

        A profile that could not be had, or lacks the key, is asked for anew after a minute.
        """
        known = self._known.get(profile_url, _Known())
        key = known.key(key_id, REMEMBERED_S)
        if key is not None:
            return key
        host = _host(profile_url)
        if time.monotonic() - known.tried_at < FLOOR_S or not self._places.take(host):
            return known.key(key_id, LAST_GOOD_S)
        try:
            return self._learn(profile_url).keys.get(key_id)
        except Unreachable:
            return self._remember(profile_url).key(key_id, LAST_GOOD_S)
        finally:
            self._places.give_back(host)

    def note_signature(self, profile_url: str) -> None:
        """Remember that a request came which this platform had signed: others are forgotten before it."""
        with self._guard:
            known = self._known.get(profile_url)
            if known:
                self._known[profile_url] = replace(known, has_signed=True)

    def check(self, url: str) -> tuple[str, ...]:
        """Refuses an address that we do not go to.

        Returns:
            The hosts to connect to, for none but these were looked at: a name may lead elsewhere the next time.

        Raises:
            Unreachable: it is not HTTPS, has no host that resolves, or leads into a private network.
        """
        try:
            address = web_address(url)
        except ValueError as problem:
            raise Unreachable(f"{url[:100]} is not a web address") from problem
        if self._on_loopback and address.hostname in LOOPBACK:
            return (str(address.hostname),)
        if address.scheme != "https":
            raise Unreachable(f"{url} is not an HTTPS address")
        try:
            found = socket.getaddrinfo(address.hostname, address.port or 443, proto=socket.IPPROTO_TCP)
        except OSError as problem:
            raise Unreachable(f"{address.hostname} does not resolve") from problem
        hosts = tuple(str(entry[4][0]) for entry in found)
        if not all(ip_address(host).is_global for host in hosts):
            raise Unreachable(f"{address.hostname} is not a public address")
        return hosts[:MOST_ADDRESSES]

    def _learn(self, url: str) -> PlatformProfile:
        content = exchange("GET", url, self.check(url), {"Accept": "application/json"})
        try:
            document = json.loads(content)
        except (ValueError, RecursionError) as problem:
            raise Unreachable(f"{url} is no profile") from problem
        profile = PlatformProfile(_webhook_in(document), _keys_in(document))
        self._remember(url, profile=profile, learnt_at=time.monotonic())
        return profile

    def _remember(self, url: str, **learnt: Any) -> _Known:
        with self._guard:
            before = self._known.get(url, _Known())
            known = self._known[url] = replace(before, tried_at=time.monotonic(), **learnt)
            if len(self._known) > MOST_REMEMBERED:
                del self._known[self._least_missed(url)]
        return known

    def _least_missed(self, besides: str) -> str:
        """Who never signed and never answered goes first, then who has most addresses, then who was asked first."""
        of_host = Counter(_host(url) for url in self._known)

        def worth(url: str) -> tuple[bool, bool, int, float]:
            known = self._known[url]
            return known.has_signed, known.learnt_at != _NEVER, -of_host[_host(url)], known.tried_at

        return min((url for url in self._known if url != besides), key=worth)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _webhook_in(profile: Any) -> str | None:
    try:
        return str(profile["ucp"]["capabilities"][ORDER][0]["config"]["webhook_url"])[: LONGEST + 1]
    except (KeyError, IndexError, TypeError):
        return None


def _keys_in(profile: Any) -> dict[str, ec.EllipticCurvePublicKey]:
    # UCP, key discovery: a key that cannot be used here spoils none of the others.
    found = {}
    published = profile.get("keys") if isinstance(profile, dict) else None
    # Whoever publishes them, they may not fill our memory.
    for jwk in published[:MOST_KEYS] if isinstance(published, list) else ():
        if not isinstance(jwk, dict):
            continue
        with suppress(KeyError, TypeError, ValueError):
            found[str(jwk["kid"])[:LONGEST_KEY_ID]] = public_key(jwk)
    return found
