"""The store's signing key: made once, kept beside the database, its public half published in the profile."""

from __future__ import annotations

import hashlib
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

_COORDINATE_BYTES = 32


@dataclass(frozen=True)
class SigningKey:
    """An ES256 key. Its id is its JWK thumbprint (RFC 7638)."""

    private: ec.EllipticCurvePrivateKey

    @property
    def jwk(self) -> dict[str, str]:
        """The public half as a JSON Web Key."""
        numbers = self.private.public_key().public_numbers()
        public = {"crv": "P-256", "kty": "EC", "x": _encode(numbers.x), "y": _encode(numbers.y)}
        canonical = json.dumps(public, separators=(",", ":"), sort_keys=True).encode()
        thumbprint = _base64(hashlib.sha256(canonical).digest())
        return {**public, "kid": thumbprint, "alg": "ES256", "use": "sig"}


def public_key(jwk: Mapping[str, Any]) -> ec.EllipticCurvePublicKey:
    """The ES256 key that a JSON Web Key describes.

    Raises:
        KeyError, TypeError, ValueError: it is no such key, or not for signatures (RFC 7517 sections 4.2, 4.3).
    """
    operations = jwk.get("key_ops")
    if (jwk["kty"], jwk["crv"], jwk.get("alg", "ES256")) != ("EC", "P-256", "ES256"):
        raise ValueError("the key is not for ES256")
    if jwk.get("use", "sig") != "sig" or (operations is not None and "verify" not in operations):
        raise ValueError("the key is not for signatures")
    return ec.EllipticCurvePublicNumbers(_decode(jwk["x"]), _decode(jwk["y"]), ec.SECP256R1()).public_key()


def signing_key(data_dir: Path) -> SigningKey:
    """The key in `signing-key.pem`, which is made readable for its owner only when it is missing."""
    path = data_dir / "signing-key.pem"
    if not path.exists():
        _write(path)
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{path} holds no elliptic curve key")
    return SigningKey(key)


def _write(path: Path) -> None:
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.parent.mkdir(0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)


def _encode(coordinate: int) -> str:
    return _base64(coordinate.to_bytes(_COORDINATE_BYTES, "big"))


def _decode(coordinate: str) -> int:
    return int.from_bytes(urlsafe_b64decode(coordinate + "=" * (-len(coordinate) % 4)), "big")


def _base64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
