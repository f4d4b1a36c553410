"""Addresses that come from outside: what of them can be gone to at all."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

LONGEST = 2048


def web_address(url: str) -> SplitResult:
    """The parts of an HTTP or HTTPS address, each of which can be read.

    Raises:
        ValueError: it is none, holds credentials or characters that belong escaped, or its host or port cannot exist.
    """
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        raise ValueError("an address is printable ASCII without spaces, and not too long")
    address = urlsplit(url)
    if address.scheme not in {"http", "https"} or not address.hostname or "@" in address.netloc:
        raise ValueError("an address names a scheme and a host, and nobody's password")
    address.hostname.encode("idna")  # RFC 1035 section 2.3.4: a label has 63 octets at most
    if address.port == 0:
        raise ValueError("nothing listens at port 0")
    return address
