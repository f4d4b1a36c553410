"""From a downloaded file to the key that Alexa signs with, or a refusal."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import certifi
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509 import (
    Certificate,
    DNSName,
    ExtensionNotFound,
    KeyUsage,
    SubjectAlternativeName,
    load_pem_x509_certificate,
    load_pem_x509_certificates,
)
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from webservice.verifier.reasons import Reason, Refused

SIGNER = "echo-api.amazon.com"

_ONE_CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


@dataclass(frozen=True)
class SigningKey:
    """A key that a valid chain vouches for.

    Attributes:
        key: the public half.
        valid_until: when the first certificate of the chain runs out.
    """

    key: RSAPublicKey
    valid_until: datetime


class ChainValidator:
    """Follows a chain to a trusted root by the rules of the web's own certificates (RFC 5280)."""

    def __init__(self, roots: Iterable[Certificate]) -> None:
        self._store = Store(list(roots))

    def signing_key(self, pem: bytes, now: datetime) -> SigningKey:
        """The key of the first certificate in a PEM file.

        Args:
            pem: the signing certificate first, then those between it and a root.
            now: the time the whole chain must be valid at.

        Raises:
            Refused: Reason.CERTIFICATE_UNREADABLE or Reason.CERTIFICATE_UNTRUSTED.
        """
        try:
            leaf, *intermediates = load_pem_x509_certificates(pem)
        except ValueError as error:
            raise Refused(Reason.CERTIFICATE_UNREADABLE) from error
        verifier = PolicyBuilder().store(self._store).time(now).build_server_verifier(DNSName(SIGNER))
        try:
            chain = verifier.verify(leaf, intermediates)
            key = leaf.public_key()
        except (VerificationError, UnsupportedAlgorithm, ValueError) as error:
            raise Refused(Reason.CERTIFICATE_UNTRUSTED) from error
        if not (isinstance(key, RSAPublicKey) and _names_the_signer(leaf) and _may_sign(leaf)):
            raise Refused(Reason.CERTIFICATE_UNTRUSTED)
        return SigningKey(key, min(certificate.not_valid_after_utc for certificate in chain))


def _names_the_signer(leaf: Certificate) -> bool:
    # A certificate for *.amazon.com would satisfy the validator; Amazon's rule wants the name itself.
    names = leaf.extensions.get_extension_for_class(SubjectAlternativeName).value.get_values_for_type(DNSName)
    return SIGNER in (name.lower() for name in names)


def _may_sign(leaf: Certificate) -> bool:
    # RFC 5280, 4.2.1.3: a certificate that lists uses is good for no others; one that lists none, for all.
    try:
        return leaf.extensions.get_extension_for_class(KeyUsage).value.digital_signature
    except ExtensionNotFound:
        return True


def public_roots() -> list[Certificate]:
    """The roots that browsers trust, as certifi ships them."""
    return roots_in(Path(certifi.where()).read_bytes())


def roots_in(bundle: bytes) -> list[Certificate]:
    """The certificates of a PEM bundle; one that cannot be read vouches for nobody and is left out."""
    with warnings.catch_warnings():
        # A few old roots have a serial number that RFC 5280 no longer allows; that is not our reader's concern.
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)
        return [root for pem in _ONE_CERTIFICATE.findall(bundle) if (root := _readable(pem))]


def _readable(pem: bytes) -> Certificate | None:
    try:
        return load_pem_x509_certificate(pem)
    except ValueError:
        return None
