"""What the store says of itself: the versions it speaks and where its services are."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
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
_MAX_AGE = re.compile(r"max-age=(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Profile:
    """A store's REST endpoints by the name of the service, and until when that may be believed."""

    endpoints: Mapping[str, str]
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

    def current(self, transport: Exchange, headers: Mapping[str, str], deadline: Deadline) -> Profile:
        """The store's profile in our version.

        Raises:
            Unusable: it does not speak our version, or what it says cannot be read.
            StoreTrouble, StoreSlow: as `transport.Transport.exchange`.
        """
        if self._profile is None or time.monotonic() >= self._profile.stale_at:
            self._profile = self._discover(transport, headers, deadline)
        return self._profile

    def _discover(self, transport: Exchange, headers: Mapping[str, str], deadline: Deadline) -> Profile:
        url = urljoin(self._store_url, _WELL_KNOWN)
        document, lifetime = _fetch(url, transport, headers, deadline)
        if document.text("version") != VERSION:
            older = document.maybe_one("supported_versions")
            elsewhere = older.maybe_text(VERSION) if older else None
            if elsewhere is None or _origin(elsewhere) != _origin(url):
                raise Unusable(f"the store does not speak UCP {VERSION}")
            document, lifetime = _fetch(elsewhere, transport, headers, deadline)
            if document.text("version") != VERSION:
                raise Unusable(f"the store's profile for UCP {VERSION} is of another version")
        return Profile(self._endpoints(document), time.monotonic() + lifetime)

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
    return Json.parse(response.body).one("ucp"), min(max(lifetime, _SHORTEST_SECONDS), _LONGEST_SECONDS)


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc
