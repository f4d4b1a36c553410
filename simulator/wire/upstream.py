"""The store's end of the wire."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast
from urllib.parse import urlsplit

import urllib3
from urllib3.util import SKIP_HEADER

from simulator.wire.calls import Headers

WELL_KNOWN = "/.well-known/ucp"
# Longer than a turn may last: how a store that does not answer looks is for the skill to find out.
_SECONDS = 30.0
# RFC 9110 section 7.6.1: headers of one connection, which whoever stands between does not pass on.
_OF_ONE_CONNECTION = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-connection",
        "proxy-authenticate",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)


class Upstream:
    """Sends requests to the store as they came, each over a connection of its own.

    A store may close a connection that was kept at any time, so also while the next request is on its way there. Nobody
    then knows whether that was carried out, and a proxy may not send it again (RFC 9112 section 9.3.1) unless it is of
    a method that may be repeated. So no connection is used twice.
    """

    def __init__(self, store_url: str) -> None:
        parts = urlsplit(store_url)
        self.origin = f"{parts.scheme}://{parts.netloc}"

    @contextmanager
    def ask(self, method: str, path: str, headers: Headers, body: bytes) -> Iterator[urllib3.HTTPResponse]:
        """The answer, its body not yet read; with the block its connection ends.

        Raises:
            urllib3.exceptions.HTTPError: there was none.
        """
        timeout = urllib3.Timeout(total=_SECONDS)
        with urllib3.connection_from_url(self.origin, maxsize=1, retries=False, timeout=timeout) as connection:
            answer = connection.urlopen(
                method,
                path,
                body=body or None,
                headers=_outgoing(path, headers),
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
            with answer:
                yield cast("urllib3.HTTPResponse", answer)


def end_to_end(headers: Headers) -> Iterator[tuple[str, str]]:
    """The headers that are passed on."""
    everything = list(headers)
    named = {
        word.strip().lower() for name, value in everything if name.lower() == "connection" for word in value.split(",")
    }
    return ((name, value) for name, value in everything if name.lower() not in _OF_ONE_CONNECTION | named)


def is_profile(path: str) -> bool:
    """Whether a path is that of a UCP profile, of whichever version."""
    return path.startswith(WELL_KNOWN)


def moved(profile: bytes, origin: str, to: str) -> bytes:
    """A UCP profile in which all that is at one origin is at another; what is no JSON stays as it is."""
    try:
        document = json.loads(profile)
    except (ValueError, RecursionError):
        return profile
    return json.dumps(_moved(document, origin, to), ensure_ascii=False).encode()


def _moved(value: Any, origin: str, to: str) -> Any:
    if isinstance(value, dict):
        return {name: _moved(inner, origin, to) for name, inner in value.items()}
    if isinstance(value, list):
        return [_moved(inner, origin, to) for inner in value]
    if isinstance(value, str) and (value == origin or value.startswith(f"{origin}/")):
        return to + value.removeprefix(origin)
    return value


def _outgoing(path: str, headers: Headers) -> urllib3.HTTPHeaderDict:
    outgoing = urllib3.HTTPHeaderDict()
    for name, value in end_to_end(headers):
        # The store knows itself by its own address (RFC 9110 section 7.2); urllib3 counts the body.
        if name.lower() not in {"host", "content-length"}:
            outgoing.add(name, value)
    outgoing["Connection"] = "close"
    # What the skill did not say, urllib3 is not to say for it. A profile has to be readable to be rewritten.
    if is_profile(path):
        outgoing["Accept-Encoding"] = "identity"
    for name in ("User-Agent", "Accept-Encoding"):
        outgoing.setdefault(name, SKIP_HEADER)
    return outgoing
