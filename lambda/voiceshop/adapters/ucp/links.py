"""Account links, as far as a platform that keeps no tokens has to do with them: ending one (UCP, identity linking)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode, urljoin, urlsplit

from ...shop.deadline import Deadline
from .reading import Json
from .wire import Exchange, Request, Unusable

# RFC 8414, section 3: where UCP has platforms look for a store's authorisation server.
_METADATA = "/.well-known/oauth-authorization-server"


@dataclass(frozen=True, slots=True)
class Links:
    """The links of one store's accounts to the client that Alexa is there."""

    exchange: Exchange
    store_url: str
    client_id: str

    def end(self, token: str, deadline: Deadline) -> None:
        """End the link that an access token came of: two calls.

        Raises:
            Unusable: the store did not do so.
            StoreTrouble, StoreSlow: as `transport.Transport.exchange`.
        """
        # RFC 7009, section 2.1. The client is a public one: it has no secret to prove itself with.
        form = {"token": token, "token_type_hint": "access_token", "client_id": self.client_id}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        address = self._revocation_endpoint(deadline)
        response = self.exchange.exchange(Request("POST", address, headers, urlencode(form).encode()), deadline)
        if response.status != 200:
            raise Unusable(f"the revocation answers {response.status}")

    def _revocation_endpoint(self, deadline: Deadline) -> str:
        response = self.exchange.exchange(
            Request("GET", urljoin(self.store_url, _METADATA), {"Accept": "application/json"}), deadline
        )
        if response.status != 200:
            raise Unusable(f"the authorisation server's metadata answers {response.status}")
        endpoint = Json.parse(response.body).text("revocation_endpoint")
        # A token goes there: a store reached over TLS may not send us off it.
        if urlsplit(endpoint).scheme not in {"https", urlsplit(self.store_url).scheme}:
            raise Unusable("the revocation endpoint is not HTTPS")
        return endpoint
