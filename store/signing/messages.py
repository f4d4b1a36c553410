"""Signs requests and responses as UCP profiles RFC 9421: ES256, raw `r||s`, a sha-256 digest of the body (RFC 9530)."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from store.signing.keys import SigningKey

_COORDINATE_BYTES = 32
_LABEL = "sig1"


def request_signature(key: SigningKey, url: str, headers: Mapping[str, str], body: bytes) -> dict[str, str]:
    """The signature headers of a POST: they bind method, address, sender, idempotency key, body, and which event it is.

    Args:
        key: the key whose public half the store's profile shows.
        url: where the request goes.
        headers: must hold UCP-Agent, Idempotency-Key and Content-Type; Webhook-Id and Webhook-Timestamp are bound, too.
        body: the bytes that are sent, exactly.
    """
    address = urlsplit(url)
    digest = body_digest(body)
    components = {"@method": "POST", "@authority": address.netloc.lower(), "@path": address.path or "/"}
    if address.query:
        components["@query"] = f"?{address.query}"
    components |= {
        "ucp-agent": headers["UCP-Agent"],
        "idempotency-key": headers["Idempotency-Key"],
        "content-digest": digest,
        "content-type": headers["Content-Type"],
        **{name.lower(): value for name, value in headers.items() if name.startswith("Webhook-")},
    }
    return {"Content-Digest": digest, **_sign(key, components)}


def response_signature(key: SigningKey, status: int, content_type: str, body: bytes) -> dict[str, str]:
    """The signature headers of a response with this status and body."""
    digest = body_digest(body)
    components = {"@status": str(status), "content-digest": digest, "content-type": content_type}
    return {"Content-Digest": digest, **_sign(key, components)}


def body_digest(body: bytes) -> str:
    """What `Content-Digest` says of a body (RFC 9530)."""
    return f"sha-256=:{b64encode(hashlib.sha256(body).digest()).decode()}:"


def signature_base(components: Mapping[str, str], parameters: str) -> bytes:
    """The text that is signed (RFC 9421 section 2.5)."""
    lines = [f'"{name}": {value}' for name, value in components.items()]
    return "\n".join([*lines, f'"@signature-params": {parameters}']).encode()


def signature_parameters(names: Sequence[str], key_id: str) -> str:
    """What `Signature-Input` says. The algorithm follows from the key and is not named (UCP, message signatures)."""
    covered = " ".join(f'"{name}"' for name in names)
    return f'({covered});keyid="{key_id}"'


def _sign(key: SigningKey, components: Mapping[str, str]) -> dict[str, str]:
    parameters = signature_parameters(list(components), key.jwk["kid"])
    der = key.private.sign(signature_base(components, parameters), ec.ECDSA(SHA256()))
    raw = b"".join(number.to_bytes(_COORDINATE_BYTES, "big") for number in decode_dss_signature(der))
    return {"Signature-Input": f"{_LABEL}={parameters}", "Signature": f"{_LABEL}=:{b64encode(raw).decode()}:"}
