"""Signs what we ask a store as the platform that we are: with the key whose public half our own profile shows.

Importing this module imports cryptography: only who has a key does.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from base64 import b64encode, urlsafe_b64encode
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from .signatures import COORDINATE_BYTES, Message, components_of, content_digest, signature_base
from .wire import Request

_LABEL = "sig1"


@dataclass(frozen=True, slots=True)
class PlatformKey:
    """An ES256 key. Its id is its JWK thumbprint (RFC 7638)."""

    private: EllipticCurvePrivateKey = field(repr=False)

    @classmethod
    def from_pem(cls, pem: bytes) -> PlatformKey:
        """The key in a PKCS #8 document without a passphrase.

        Raises:
            ValueError: it holds no private key, or none for ES256.
        """
        try:
            key = load_pem_private_key(pem, None)
        except TypeError:
            raise ValueError("the key wants a passphrase") from None
        match key:
            case EllipticCurvePrivateKey(curve=SECP256R1()):
                return cls(key)
        raise ValueError("the key is not for ES256")

    @property
    def id(self) -> str:
        canonical = json.dumps(self._point(), separators=(",", ":"), sort_keys=True).encode()
        return _base64url(hashlib.sha256(canonical).digest())

    @property
    def jwk(self) -> dict[str, str]:
        """The public half as a JSON Web Key, for our profile."""
        return {**self._point(), "kid": self.id, "alg": "ES256", "use": "sig"}

    def sign(self, request: Request) -> Request:
        """The request with a signature over all of it that UCP wants covered, and the time of now.

        UCP, REST request signing. It leaves out `created` where it may; a store may well want to know it.
        """
        names = ["@method", "@authority", "@path", *(["@query"] if "?" in request.url else []), "ucp-agent"]
        headers = dict(request.headers)
        if "Idempotency-Key" in headers:
            names.append("idempotency-key")
        if request.body:
            headers["Content-Digest"] = content_digest(request.body)
            names += ["content-digest", "content-type"]
        fields = {name.lower(): value for name, value in headers.items()}
        components = components_of(Message(request.method, request.url, fields, request.body or b""))
        covered = " ".join(f'"{name}"' for name in names)
        parameters = f'({covered});created={int(time.time())};keyid="{self.id}"'
        value = self._signature(signature_base({name: components[name] for name in names}, parameters))
        seal = {"Signature-Input": f"{_LABEL}={parameters}", "Signature": f"{_LABEL}=:{b64encode(value).decode()}:"}
        return replace(request, headers={**headers, **seal})

    def _signature(self, text: bytes) -> bytes:
        # RFC 9421 section 3.3.1: r and s side by side, and not the DER that libraries write.
        pair = decode_dss_signature(self.private.sign(text, ECDSA(SHA256())))
        return b"".join(number.to_bytes(COORDINATE_BYTES, "big") for number in pair)

    def _point(self) -> dict[str, str]:
        numbers = self.private.public_key().public_numbers()
        x, y = (_base64url(number.to_bytes(COORDINATE_BYTES, "big")) for number in (numbers.x, numbers.y))
        return {"crv": "P-256", "kty": "EC", "x": x, "y": y}


def key_file(path: Path) -> PlatformKey:
    """The key in a file, made for its owner's eyes only where there is none. Raises ValueError as `from_pem`."""
    if not path.exists():
        _make(path)
    return PlatformKey.from_pem(path.read_bytes())


def _make(path: Path) -> None:
    pem = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.parent.mkdir(0o700, parents=True, exist_ok=True)
    # Whole or not there: the web service and a sweep may start at the same moment.
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _base64url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
