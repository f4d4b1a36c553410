"""What the store says of itself: the versions it speaks, where its services are, and which keys it signs with."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.parse import urljoin, urlsplit

from ...shop.deadline import Deadline
from .reading import Json
from .wire import Exchange, Request, Unusable

VERSION = "2026-08-25"
SHOPPING = "dev.ucp.shopping"
COMMON = "dev.ucp.common"

_WELL_KNOWN = "/.well-known/ucp"
# UCP asks for a floor of 60 s under whatever Cache-Control says; the ceiling bounds how long a move goes unnoticed.
_SHORTEST_SECONDS, _USUAL_SECONDS, _LONGEST_SECONDS = 60, 300, 3600
# UCP, key discovery: a key that is not known may have been added since, which is worth one look in so many seconds.
_ANEW_SECONDS = 60
_MOST_KEYS = 20
_MAX_AGE = re.compile(r"max-age=(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Profile:
    """A store's REST endpoints by the name of the service, its public keys as JSON Web Keys, by their ids.

    `read_at` and `stale_at` say since and until when that may be believed, on the clock of `time.monotonic`.
    """

    endpoints: Mapping[str, str]
    keys: Mapping[str, Mapping[str, Any]]
    read_at: float
    stale_at: float

    def endpoint(self, service: str) -> str:
        """Where a service is reached. A store that names no such service is taken to offer it beside its shopping.

        Raises:
            Unusable: it names no shopping over REST in our version either.
        """
        found = self.endpoints.get(service) or self.endpoints.get(SHOPPING)
        if found is None:
            raise Unusable(f"the store offers no {service} over REST in version {VERSION}")
        return found


class Profiles:
    """The profile of one store, fetched on the first call and anew when it has grown old."""

    def __init__(self, store_url: str) -> None:
        self._store_url = store_url
        self._profile: Profile | None = None
        self._looking = Lock()

    def current(self, transport: Exchange, headers: Mapping[str, str], deadline: Deadline) -> Profile:
        """The store's profile in our version.

        Raises:
            Unusable: it does not speak our version, or what it says cannot be read.
            StoreTrouble, StoreSlow: as `transport.Transport.exchange`.
        """
        if self._profile is None or time.monotonic() >= self._profile.stale_at:
            self._profile = self._discover(transport, headers, deadline)
        return self._profile

    def key(
        self, key_id: str, transport: Exchange, headers: Mapping[str, str], deadline: Deadline
    ) -> Mapping[str, Any] | None:
        """The store's public key of that id. A profile without it is read anew, but for one that was read just now.

        Anybody can name a key: however many do at once, one of them waits for the store.

        Raises: as `current`; and Unusable while another one waits.
        """
        profile, now = self._profile, time.monotonic()
        if profile and now < profile.stale_at and (key_id in profile.keys or now - profile.read_at < _ANEW_SECONDS):
            return profile.keys.get(key_id)
        if not self._looking.acquire(blocking=False):
            raise Unusable("the profile is being read")
        try:
            profile = self._profile = self._discover(transport, headers, deadline)
        finally:
            self._looking.release()
        return profile.keys.get(key_id)

    def _discover(self, transport: Exchange, headers: Mapping[str, str], deadline: Deadline) -> Profile:
        url = urljoin(self._store_url, _WELL_KNOWN)
        whole, lifetime = _fetch(url, transport, headers, deadline)
        document = whole.one("ucp")
        if document.text("version") != VERSION:
            older = document.maybe_one("supported_versions")
            elsewhere = older.maybe_text(VERSION) if older else None
            if elsewhere is None or _origin(elsewhere) != _origin(url):
                raise Unusable(f"the store does not speak UCP {VERSION}")
            whole, lifetime = _fetch(elsewhere, transport, headers, deadline)
            document = whole.one("ucp")
            if document.text("version") != VERSION:
                raise Unusable(f"the store's profile for UCP {VERSION} is of another version")
        now = time.monotonic()
        return Profile(self._endpoints(document), _keys(whole), now, now + lifetime)

    def _endpoints(self, document: Json) -> dict[str, str]:
        services = document.one("services")
        found = {}
        for name in services.fields:
            for service in services.some(name):
                if service.text("transport") == "rest" and service.text("version") == VERSION:
                    found[name] = self._trusted(service.text("endpoint")).rstrip("/")
        return found

    def _trusted(self, endpoint: str) -> str:
        # The account's token goes there: a store reached over TLS may not send us off it.
        if urlsplit(endpoint).scheme not in {"https", urlsplit(self._store_url).scheme}:
            raise Unusable("an endpoint of the store is not HTTPS")
        return endpoint


def _fetch(url: str, transport: Exchange, headers: Mapping[str, str], deadline: Deadline) -> tuple[Json, int]:
    response = transport.exchange(Request("GET", url, headers), deadline)
    if response.status != 200:
        raise Unusable(f"the profile answers {response.status}")
    stated = _MAX_AGE.search(response.headers.get("Cache-Control", ""))
    lifetime = int(stated[1]) if stated else _USUAL_SECONDS
    return Json.parse(response.body), min(max(lifetime, _SHORTEST_SECONDS), _LONGEST_SECONDS)


def _keys(document: Json) -> dict[str, Mapping[str, Any]]:
    # UCP, key discovery: a key that cannot be used here spoils none of the others, and none is needed to buy.
    published = document.fields.get("keys")
    entries = published if isinstance(published, list) else ()
    named = [entry for entry in entries if isinstance(entry, dict) and isinstance(entry.get("kid"), str)]
    # A profile may not grow without end in our memory.
    return {key["kid"]: key for key in named[:_MOST_KEYS]}


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc
