"""A certificate authority made on the spot, and an Alexa that signs requests with what it issues."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SIGNER = "echo-api.amazon.com"
SKILL_ID = "amzn1.ask.skill.voice-shop"
CERTIFICATE_URL = "https://s3.amazonaws.com/echo.api/echo-api-cert-7.pem"

Key = rsa.RSAPrivateKey


def new_key() -> Key:
    return rsa.generate_private_key(65537, 2048)


def in_pem(*certificates: x509.Certificate) -> bytes:
    return b"".join(certificate.public_bytes(serialization.Encoding.PEM) for certificate in certificates)


@dataclass(frozen=True)
class Leaf:
    """What a certificate for a server or a signer shall say."""

    owner: str = "Test Signer"
    names: Sequence[str] = (SIGNER,)
    starts: datetime = NOW - timedelta(days=1)
    ends: datetime = NOW + timedelta(days=30)
    uses: Sequence[str] | None = ("digital_signature", "key_encipherment")


class Authority:
    """A root and an intermediate authority under it."""

    def __init__(self) -> None:
        self._root_key, self._middle_key = new_key(), new_key()
        self.root = self._authority("Test Root", "Test Root", self._root_key, self._root_key)
        self.middle = self._authority("Test Middle", "Test Root", self._middle_key, self._root_key)

    def issue(self, key: Any, leaf: Leaf) -> x509.Certificate:
        """A certificate for a key, signed by the intermediate authority."""
        return issue(key, leaf, "Test Middle", self._middle_key)

    def _authority(self, name: str, issuer: str, key: Key, issuer_key: Key) -> x509.Certificate:
        return (
            _builder(name, issuer, key, issuer_key)
            .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
            .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(_usage("key_cert_sign"), critical=True)
            .sign(issuer_key, hashes.SHA256())
        )


def issue(key: Any, leaf: Leaf, issuer: str, issuer_key: Key) -> x509.Certificate:
    """A certificate for a key, signed by whoever the issuer is, whether or not they may."""
    builder = _builder(leaf.owner, issuer, key, issuer_key).not_valid_before(leaf.starts).not_valid_after(leaf.ends)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    if leaf.uses is not None:
        builder = builder.add_extension(_usage(*leaf.uses), critical=True)
    if leaf.names:
        names = x509.SubjectAlternativeName([x509.DNSName(name) for name in leaf.names])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _builder(name: str, issuer: str, key: Any, issuer_key: Key) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
    )


def _usage(*granted: str) -> x509.KeyUsage:
    uses = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    uses += ("key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(**{use: use in granted for use in uses})


@dataclass(frozen=True)
class Request:
    """An HTTP request on its way to the skill."""

    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def launch(request_type: str = "LaunchRequest", made: datetime = NOW) -> dict[str, Any]:
    """The JSON of a request, new at each call."""
    return {
        "version": "1.0",
        "context": {"System": {"application": {"applicationId": SKILL_ID}, "user": {"userId": "amzn1.ask.account.A"}}},
        "request": {
            "type": request_type,
            "requestId": f"amzn1.echo-api.request.{uuid.uuid4()}",
            "timestamp": made.isoformat().replace("+00:00", "Z"),
            "locale": "en-US",
        },
    }


class Alexa:
    """Signs as Alexa does: RSA with SHA-256 over the bytes of the body."""

    def __init__(self, authority: Authority) -> None:
        self.authority = authority
        self.key = new_key()

    def chain(self, leaf: Leaf) -> bytes:
        """The file that stands at a certificate URL."""
        return in_pem(self.authority.issue(self.key, leaf), self.authority.middle)

    def signed(self, document: Any, url: str = CERTIFICATE_URL) -> Request:
        """A request with the two headers."""
        body = json.dumps(document).encode()
        signature = base64.b64encode(self.key.sign(body, padding.PKCS1v15(), hashes.SHA256())).decode()
        return Request(body, {"Signature-256": signature, "SignatureCertChainUrl": url})
