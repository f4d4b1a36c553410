"""All rules together, in the shape that flask-ask-sdk's `verifiers` list takes."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256

from webservice.sdk import AbstractVerifier
from webservice.verifier.certificate_url import checked_certificate_url
from webservice.verifier.reasons import Reason, Refused
from webservice.verifier.replay import ReplayMemory
from webservice.verifier.signing_keys import SigningKeys
from webservice.verifier.timestamp import fresh_until

Clock = Callable[[], datetime]

_SHA_256 = Prehashed(SHA256())


def utc_now() -> datetime:
    """The time of the host, aware."""
    return datetime.now(UTC)


class RequestVerifier(AbstractVerifier):
    """Lets a request through that Alexa signed for this skill, that is fresh, and that was not seen before.

    What costs nothing is checked first, so that a stale request or one for another skill causes no download;
    and only what was found genuine is remembered, so that nobody else can fill the memory of replays.
    """

    def __init__(self, skill_id: str, keys: SigningKeys, replays: ReplayMemory, clock: Clock = utc_now) -> None:
        """
        Args:
            skill_id: this skill's. Alexa signs the requests of every skill alike, so without this rule
                anybody's skill could speak to ours.
            keys: where signing keys come from.
            replays: what was let through already.
            clock: the aware time now.
        """
        self._skill_id = skill_id
        self._keys = keys
        self._replays = replays
        self._clock = clock

    def verify(self, headers: Mapping[str, Any], serialized_request_env: str, deserialized_request_env: Any) -> None:
        """Check one request.

        Args:
            headers: of the HTTP request, blind to case as Flask's are.
            serialized_request_env: the raw body.
            deserialized_request_env: the JSON object in it, as `webservice.bridge` reads it.

        Raises:
            Refused: the first rule that it breaks.
        """
        certificate_url = headers.get("SignatureCertChainUrl")
        signature = headers.get("Signature-256")
        if not certificate_url or not signature:
            raise Refused(Reason.NO_SIGNATURE)
        certificate_url = checked_certificate_url(certificate_url)
        signature = _decoded(signature)
        if _inside(deserialized_request_env, "context", "System", "application", "applicationId") != self._skill_id:
            raise Refused(Reason.OTHER_SKILL)
        now = self._clock()
        end = fresh_until(
            _inside(deserialized_request_env, "request", "timestamp"),
            _inside(deserialized_request_env, "request", "type"),
            now,
        )
        digest = _digest(serialized_request_env.encode())
        _check_signature(self._keys.at(certificate_url, now), signature, digest)
        self._replays.admit(digest, end, now)

    def readmit(self, body: bytes) -> None:
        """Let a request in once more that was let through and could not be carried out."""
        self._replays.readmit(_digest(body))


def _digest(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()


def _decoded(signature: str) -> bytes:
    try:
        return base64.b64decode(signature, validate=True)
    except ValueError as error:
        raise Refused(Reason.SIGNATURE_UNREADABLE) from error


def _check_signature(key: RSAPublicKey, signature: bytes, digest: bytes) -> None:
    try:
        key.verify(signature, digest, PKCS1v15(), _SHA_256)
    except InvalidSignature as error:
        raise Refused(Reason.SIGNATURE_MISMATCH) from error


def _inside(document: object, *path: str) -> object:
    """What stands at a path in a JSON document, None where it breaks off."""
    for name in path:
        document = document.get(name) if isinstance(document, Mapping) else None
    return document
