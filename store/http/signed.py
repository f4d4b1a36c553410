"""Platforms that come for themselves: with a signature by a key of their own profile, and no buyer's token.

Only the platform that opened a checkout may ask how it stands, so a profile is fetched for no other: nobody can make us
go to an address by naming it.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from store.application import Clock
from store.database import Database
from store.http.callers import Caller
from store.platforms import Platforms
from store.signing.verifying import Received, is_signed
from store.tables import Checkout


@dataclass(frozen=True)
class SignedCalls:
    """Recognises platforms.

    Attributes:
        database: what checkouts are in.
        platforms: their profiles.
        base_url: the address that we are known by, which a signature is bound to.
        clock: by which a signature grows old.
    """

    database: Database
    platforms: Platforms
    base_url: str
    clock: Clock

    def opened(self, checkout_id: str, caller: Caller) -> Checkout | None:
        """The buyer's checkout of that id, where the caller is the platform that opened it and signed this request."""
        if caller.customer_id is not None or "Signature" not in request.headers:
            return None
        with self.database.reading() as session:
            checkout = session.get(Checkout, checkout_id)
        if checkout is None or checkout.customer_id is None or checkout.platform != caller.platform:
            return None
        return checkout if self._is_signed_by(caller.platform) else None

    def _is_signed_by(self, profile_url: str) -> bool:
        query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
        headers = {name.lower(): value for name, value in request.headers.items()}
        received = Received(request.method, f"{self.base_url}{request.path}{query}", headers, request.get_data())
        if not is_signed(received, lambda key_id: self.platforms.key_of(profile_url, key_id), self.clock()):
            return False
        self.platforms.note_signature(profile_url)
        return True
