"""The platforms that may link accounts. Alexa's redirect addresses are fixed by Amazon, one per region."""

from __future__ import annotations

import re
from dataclasses import dataclass

from authlib.oauth2.rfc6749 import ClientMixin

from store.oauth.scopes import ALL


@dataclass(frozen=True)
class Client(ClientMixin):  # type: ignore[misc]  # Authlib's mixins are untyped
    """A public client: it has no secret and proves itself with PKCE (RFC 8252 section 8.5)."""

    client_id: str
    name: str
    redirect_uris: tuple[str, ...] = ()

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> None:
        return None

    def get_allowed_scope(self, scope: str | None) -> str:
        """What of a wish may be granted; a request without a wish asks for everything (RFC 6749 section 3.3)."""
        wanted = (scope or "").split() or ALL
        return " ".join(name for name in wanted if name in ALL)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        return False

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return bool(method == "none")

    def check_response_type(self, response_type: str) -> bool:
        return bool(response_type == "code")

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in {"authorization_code", "refresh_token"}


@dataclass(frozen=True)
class NativeClient(Client):
    """A client on the customer's own machine, which listens at any port there while the customer logs in.

    RFC 8252: the port may be any (section 7.3), all else is compared exactly; and "localhost" is not taken, because it
    may lead to another machine (section 8.3).
    """

    path: str = "/"

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        port = re.fullmatch(rf"http://127\.0\.0\.1:([1-9][0-9]{{0,4}}){re.escape(self.path)}", redirect_uri)
        return port is not None and int(port[1]) <= _LAST_PORT


_LAST_PORT = 65_535
ALEXA = Client(
    client_id="voiceshop-alexa",
    name="Alexa",
    redirect_uris=(
        "https://pitangui.amazon.com/api/skill/link/VOICESHOP",
        "https://layla.amazon.com/api/skill/link/VOICESHOP",
        "https://alexa.amazon.co.jp/api/skill/link/VOICESHOP",
    ),
)
SIMULATOR = NativeClient(client_id="voiceshop-simulator", name="The Voice Shop simulator", path="/linked")
_CLIENTS: dict[str, Client] = {client.client_id: client for client in (ALEXA, SIMULATOR)}


def find_client(client_id: str) -> Client | None:
    """The registered client with this id."""
    return _CLIENTS.get(client_id)
