"""Who is calling: the platform that speaks, and the buyer it speaks for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import request

from store.errors import BadRequest, InsufficientScope, Unauthenticated
from store.oauth.tokens import Tokens
from store.version import VERSION
from store.web_address import web_address

# Looked for at the start of a name only: else a header of letters alone takes time by the square of its length.
_MEMBER = re.compile(r'(?<![a-z0-9_-])(?P<name>[a-z][a-z0-9_-]*)="(?P<value>[^"]*)"')


@dataclass(frozen=True)
class Caller:
    """A platform (its profile URL) and the linked buyer, None for a guest."""

    platform: str
    customer_id: str | None

    @property
    def principal(self) -> str:
        """Whose idempotency keys these are."""
        return self.customer_id or f"guest of {self.platform}"


@dataclass(frozen=True)
class Buyer:
    """A platform (its profile URL) and the linked buyer it speaks for."""

    platform: str
    customer_id: str

    @property
    def principal(self) -> str:
        """Whose idempotency keys these are."""
        return self.customer_id


def calling_platform() -> str:
    """The platform's profile URL from `UCP-Agent` (RFC 8941 dictionary), which every UCP request has to carry.

    The profile itself is fetched when an order event is to be sent, never while a customer waits.

    Raises:
        BadRequest: no profile or no web address is named, or the platform speaks another protocol version.
    """
    header = request.headers.get("UCP-Agent", "")
    members = {match["name"]: match["value"] for match in _MEMBER.finditer(header)}
    try:
        web_address(members.get("profile", ""))
    except ValueError as problem:
        text = 'UCP-Agent has to name the platform: profile="https://...".'
        raise BadRequest("invalid_profile_url", text) from problem
    version = members.get("version", VERSION)
    if version != VERSION:
        raise BadRequest("version_unsupported", f"Version {version} is not supported. This store speaks {VERSION}.")
    return members["profile"]


def identify(tokens: Tokens, scope: str) -> Caller:
    """The caller of an operation that guests may use too. A bad token is never taken for a guest.

    Raises:
        Unauthenticated: an Authorization header came that is not a valid bearer token.
        InsufficientScope: the token lacks `scope`.
    """
    header = request.headers.get("Authorization")
    if header is None:
        return Caller(calling_platform(), None)
    scheme, _, credentials = header.partition(" ")
    grant = tokens.grant_of(credentials.strip()) if scheme.lower() == "bearer" else None
    if grant is None:
        raise Unauthenticated(token_was_sent=True)
    if scope not in grant.scopes:
        raise InsufficientScope(scope)
    return Caller(calling_platform(), grant.customer_id)


def identify_buyer(tokens: Tokens, scope: str) -> Buyer:
    """The caller of an operation that only linked buyers may use.

    Raises:
        Unauthenticated: no token came, or a bad one.
        InsufficientScope: the token lacks `scope`.
    """
    caller = identify(tokens, scope)
    if caller.customer_id is None:
        raise Unauthenticated(token_was_sent=False)
    return Buyer(caller.platform, caller.customer_id)
