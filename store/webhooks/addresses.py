"""Where a platform wants its order events: its profile says so, and a profile is fetched with care.

The address comes from outside. So: HTTPS only, no redirects, a short wait, a small answer, and no address inside our
own network (UCP, profile fetching). A store on loopback is a developer's and may talk to platforms on loopback.
"""

from __future__ import annotations

import json
import socket
import time
from ipaddress import ip_address
from typing import Any

from store.web_address import web_address
from store.webhooks.calls import Unreachable, exchange

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
ORDER = "dev.ucp.shopping.order"
REMEMBERED_S = 300.0
MOST_REMEMBERED = 256


class Platforms:
    """Finds the webhook address of a platform, and remembers it for a while."""

    def __init__(self, base_url: str) -> None:
        self._on_loopback = web_address(base_url).hostname in LOOPBACK
        self._known: dict[str, tuple[float, str | None]] = {}

    def webhook_of(self, profile_url: str) -> str | None:
        """The address in the platform's profile; None when it wants no events.

        Raises:
            Unreachable: the profile cannot be had.
        """
        remembered = self._known.get(profile_url)
        if remembered and remembered[0] > time.monotonic():
            return remembered[1]
        found = _webhook_in(self._fetch(profile_url))
        self._known.pop(profile_url, None)
        self._known[profile_url] = (time.monotonic() + REMEMBERED_S, found)
        if len(self._known) > MOST_REMEMBERED:
            del self._known[next(iter(self._known))]  # the one that was learnt first
        return found

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

    def _fetch(self, url: str) -> Any:
        self.check(url)
        content = exchange("GET", url, {"Accept": "application/json"})
        try:
            return json.loads(content)
        except (ValueError, RecursionError) as problem:
            raise Unreachable(f"{url} is no profile") from problem


def _webhook_in(profile: Any) -> str | None:
    try:
        return str(profile["ucp"]["capabilities"][ORDER][0]["config"]["webhook_url"])
    except (KeyError, IndexError, TypeError):
        return None
