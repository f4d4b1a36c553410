"""A platform on loopback that signs its requests: its profile is served for as long as a block lasts.

It signs with nothing of ours, so that a store which takes its signatures takes everybody's, and so that a test may
leave out or change any part of one.
"""

from __future__ import annotations

import json
import time
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from tests.support.serving import Handler, serving

GET = ("@method", "@authority", "@path", "ucp-agent")
POST = (*GET, "idempotency-key")


@dataclass
class SigningPlatform:
    """One platform.

    Attributes:
        url: where it listens; its profile is at `/profile`.
        key: what it signs with.
        published: the keys in its profile.
        asked: how often its profile was fetched.
    """

    url: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    published: list[dict[str, Any]] = field(default_factory=list)
    asked: int = 0

    def __post_init__(self) -> None:
        self.published.append(self.jwk())

    @property
    def profile(self) -> str:
        return f"{self.url}/profile"

    def jwk(self, **changes: Any) -> dict[str, Any]:
        """The public half of the key, as a JSON Web Key."""
        numbers = self.key.public_key().public_numbers()
        x, y = (urlsafe_b64encode(part.to_bytes(32, "big")).rstrip(b"=").decode() for part in (numbers.x, numbers.y))
        return {"kid": "platform-1", "kty": "EC", "crv": "P-256", "x": x, "y": y, **changes}

    def call(self, method: str, url: str, *, signed: Mapping[str, str] | None = None, **headers: str) -> Any:
        """Send a signed request without a body; `signed` are the headers of another signature than its own."""
        sent = {"UCP-Agent": f'profile="{self.profile}"', **{name.replace("_", "-"): headers[name] for name in headers}}
        seal = self.sign(method, url, sent) if signed is None else signed
        return requests.request(method, url, headers={**sent, **seal}, timeout=30)

    def sign(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        covered: Sequence[str] | None = None,
        parameters: str | None = None,
    ) -> dict[str, str]:
        """The headers of a signature made now, over what UCP wants covered, unless a test wants it otherwise."""
        address = urlsplit(url)
        fields = {name.lower(): value for name, value in headers.items()}
        values = {"@method": method, "@authority": address.netloc, "@path": address.path, **fields}
        names = covered or (GET if method == "GET" else POST)
        after = f';created={int(time.time())};keyid="platform-1"' if parameters is None else parameters
        seal = "({}){}".format(" ".join(f'"{name}"' for name in names), after)
        base = "\n".join([*(f'"{name}": {values[name]}' for name in names), f'"@signature-params": {seal}'])
        pair = decode_dss_signature(self.key.sign(base.encode(), ec.ECDSA(SHA256())))
        value = b64encode(b"".join(number.to_bytes(32, "big") for number in pair)).decode()
        return {"Signature-Input": f"sig1={seal}", "Signature": f"sig1=:{value}:"}


@contextmanager
def signing_platform() -> Iterator[SigningPlatform]:
    """A platform whose profile can be fetched within the block."""

    class Profile(Handler):
        def do_GET(self) -> None:
            platform.asked += 1
            self.answer(json.dumps({"ucp": {"version": "2026-08-25"}, "keys": platform.published}).encode())

    with serving(Profile) as url:
        platform = SigningPlatform(url)
        yield platform
