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
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

ORDER = "dev.ucp.shopping.order"
WAIT_S = 5.0
LARGEST_PROFILE = 64 * 1024
REMEMBERED_S = 300.0


class Unreachable(Exception):
    """The platform cannot be reached now, or not at an address we would go to."""


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any) -> None:
        return None


def opener() -> OpenerDirector:
    """Opens addresses and follows no redirect."""
    return build_opener(_NoRedirects)


class Platforms:
    """Finds the webhook address of a platform, and remembers it for a while."""

    def __init__(self, base_url: str) -> None:
        self._on_loopback = _is_loopback(base_url)
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
        self._known[profile_url] = (time.monotonic() + REMEMBERED_S, found)
        return found

    def check(self, url: str) -> None:
        """Refuses an address that we do not go to.

        Raises:
            Unreachable: it is not HTTPS, has no host that resolves, or leads into a private network.
        """
        address = urlsplit(url)
        if self._on_loopback and _is_loopback(url):
            return
        if address.scheme != "https" or not address.hostname:
            raise Unreachable(f"{url} is not an HTTPS address")
        try:
            found = socket.getaddrinfo(address.hostname, address.port or 443, proto=socket.IPPROTO_TCP)
        except OSError as problem:
            raise Unreachable(f"{address.hostname} does not resolve") from problem
        if not all(ip_address(entry[4][0]).is_global for entry in found):
            raise Unreachable(f"{address.hostname} is not a public address")

    def _fetch(self, url: str) -> Any:
        self.check(url)
        request = Request(url, headers={"Accept": "application/json"})  # noqa: S310 - `check` allows no other scheme
        try:
            with opener().open(request, timeout=WAIT_S) as response:
                return json.loads(response.read(LARGEST_PROFILE))
        except (URLError, OSError, ValueError) as problem:
            raise Unreachable(f"{url}: {problem}") from problem


def _webhook_in(profile: Any) -> str | None:
    try:
        return str(profile["ucp"]["capabilities"][ORDER][0]["config"]["webhook_url"])
    except (KeyError, IndexError, TypeError):
        return None


def _is_loopback(url: str) -> bool:
    address = urlsplit(url)
    return address.scheme in {"http", "https"} and address.hostname in {"127.0.0.1", "::1", "localhost"}
