"""HTTP message signatures (RFC 9421) as UCP profiles them: ES256, raw `r||s`, a sha-256 digest of the body (RFC 9530).

Only the plain form that UCP shows is read. What is written in any other way is refused: a signature that has to be
guessed at proves nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b64decode, b64encode, urlsafe_b64decode
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicKey,
    EllipticCurvePublicNumbers,
)
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

COORDINATE_BYTES = 32
_MOST_LABELS = 4
_LONGEST_HEADER = 4096
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}

# RFC 8941: strings without escapes, whole numbers, and the keys of dictionaries and parameters.
_STRING = r'"[ !#-\[\]-~]*"'
_NAME = r"[a-z*][a-z0-9_.*-]*"
_PARAMETER = rf";({_NAME})=({_STRING}|[0-9]{{1,15}})"
_COVERED = re.compile(rf"({_NAME})=(\(({_STRING}(?: {_STRING})*)\)((?:{_PARAMETER})*))")
_BYTES = re.compile(rf"({_NAME})=:([A-Za-z0-9+/=]*):")
_COMMA = re.compile(r"[ \t]*,[ \t]*")

KeyOf = Callable[[str], EllipticCurvePublicKey | None]


class Fault(StrEnum):
    """Why a message is taken for unsigned, by UCP's codes."""

    MISSING = "signature_missing"
    INVALID = "signature_invalid"
    UNKNOWN_KEY = "key_not_found"
    DIGEST = "digest_mismatch"
    ALGORITHM = "algorithm_unsupported"
    COVERAGE = "coverage_insufficient"


class Unsigned(Exception):
    """The message is not signed by who should have signed it, or not all of it is."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Message:
    """A request as it came: `url` is the address that its sender must have meant, header names are in lower case."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One signature of a message: what it covers, its parameters, and both as they are written."""

    covered: tuple[str, ...]
    parameters: Mapping[str, str]
    written: str
    value: bytes


def content_digest(body: bytes) -> str:
    """The value of `Content-Digest` for these bytes."""
    return f"sha-256=:{b64encode(hashlib.sha256(body).digest()).decode()}:"


def signature_base(components: Mapping[str, str], parameters: str) -> bytes:
    """The text that is signed (RFC 9421 section 2.5).

    Args:
        components: what is covered, by name and in order.
        parameters: the list of what is covered with its parameters, just as `Signature-Input` has it.
    """
    lines = [f'"{name}": {value}' for name, value in components.items()]
    return "\n".join([*lines, f'"@signature-params": {parameters}']).encode()


def components_of(message: Message) -> dict[str, str]:
    """All that a signature may cover, by name (RFC 9421 sections 2.1 and 2.2)."""
    address = urlsplit(message.url)
    return {
        **{name: value.strip() for name, value in message.headers.items() if not name.startswith("@")},
        "@method": message.method,
        "@authority": address.netloc.lower().removesuffix(_DEFAULT_PORTS.get(address.scheme, "")),
        "@path": address.path or "/",
        "@query": f"?{address.query}",
    }


def verify(message: Message, key_of: KeyOf, now: datetime, also: Collection[str] = ()) -> None:
    """Nothing, where one of the message's signatures is good and covers all that it has to.

    UCP, REST request verification: method and address, the body with its type, and those headers that say who sends it
    and which event it is, where they are there.

    Args:
        message: what came.
        key_of: the sender's ES256 key of an id, None where there is none; asked only for what may be good.
        now: aware time.
        also: names of headers that have to be covered as well.

    Raises:
        Unsigned: there is no such signature.
    """
    components, required = components_of(message), {*_required(message), *also}
    if not _digest_fits(message):
        raise Unsigned(Fault.DIGEST if "signature" in message.headers else Fault.MISSING)
    fault = Fault.MISSING
    for candidate in _candidates(message.headers):
        try:
            _check(candidate, components, required, key_of, now)
        except Unsigned as unsigned:
            fault = unsigned.fault
        else:
            return
    raise Unsigned(fault)


def public_key(jwk: Mapping[str, Any]) -> EllipticCurvePublicKey | None:
    """The ES256 key that a JSON Web Key describes; None where it is another, or not for signatures (RFC 7517)."""
    kind = (jwk.get("kty"), jwk.get("crv"), jwk.get("alg", "ES256"), jwk.get("use", "sig"))
    operations = jwk.get("key_ops", ["verify"])
    if kind != ("EC", "P-256", "ES256", "sig") or not isinstance(operations, list) or "verify" not in operations:
        return None
    try:
        x, y = (int.from_bytes(urlsafe_b64decode(f"{jwk[name]}==")) for name in ("x", "y"))
        return EllipticCurvePublicNumbers(x, y, SECP256R1()).public_key()
    except (KeyError, ValueError):
        # Not a point of the curve, or not even a number.
        return None


def _required(message: Message) -> Iterator[str]:
    yield from ("@method", "@authority", "@path")
    if urlsplit(message.url).query:
        yield "@query"
    if message.body:
        yield from ("content-digest", "content-type")
    yield from (name for name in ("ucp-agent", "idempotency-key", "signature-agent") if name in message.headers)


def _digest_fits(message: Message) -> bool:
    written = {found[1]: found[2] for found in _members(_BYTES, message.headers.get("content-digest", ""))}
    # Stores may send digests of other kinds beside it; UCP has this one, and no body goes without it.
    digest = f"sha-256=:{written.get('sha-256', '')}:"
    return not message.body or hmac.compare_digest(digest, content_digest(message.body))


def _check(
    candidate: _Candidate, components: Mapping[str, str], required: Collection[str], key_of: KeyOf, now: datetime
) -> None:
    covered, parameters = candidate.covered, candidate.parameters
    # UCP: the key says which algorithm it is, never the message.
    if "alg" in parameters or len(candidate.value) != 2 * COORDINATE_BYTES:
        raise Unsigned(Fault.ALGORITHM)
    if len(set(covered)) != len(covered) or not set(covered) <= components.keys():
        raise Unsigned(Fault.INVALID)
    if not set(required) <= set(covered):
        raise Unsigned(Fault.COVERAGE)
    expires = parameters.get("expires")
    if expires and not (expires.isdecimal() and now.timestamp() < int(expires)):
        raise Unsigned(Fault.INVALID)
    key = key_of(parameters.get("keyid", ""))
    if key is None:
        raise Unsigned(Fault.UNKNOWN_KEY)
    r, s = (int.from_bytes(half) for half in (candidate.value[:COORDINATE_BYTES], candidate.value[COORDINATE_BYTES:]))
    base = signature_base({name: components[name] for name in covered}, candidate.written)
    try:
        key.verify(encode_dss_signature(r, s), base, ECDSA(SHA256()))
    except InvalidSignature:
        raise Unsigned(Fault.INVALID) from None


def _candidates(headers: Mapping[str, str]) -> Iterator[_Candidate]:
    """The signatures whose label is in both headers; none where one of the headers cannot be read."""
    values = {found[1]: found[2] for found in _members(_BYTES, headers.get("signature", ""))}
    for found in _members(_COVERED, headers.get("signature-input", ""))[:_MOST_LABELS]:
        if found[1] in values:
            covered = tuple(name.strip('"') for name in re.findall(_STRING, found[3]))
            parameters = {name: value.strip('"') for name, value in re.findall(_PARAMETER, found[4])}
            yield _Candidate(covered, parameters, found[2], _decoded(values[found[1]]))


def _members(pattern: re.Pattern[str], header: str) -> Sequence[re.Match[str]]:
    """The members of a dictionary (RFC 8941 section 3.2), each of that form; none where anything else is in it."""
    found = pattern.match(header) if len(header) <= _LONGEST_HEADER else None
    members = []
    while found:
        members.append(found)
        if found.end() == len(header):
            return members
        comma = _COMMA.match(header, found.end())
        found = pattern.match(header, comma.end()) if comma else None
    return ()


def _decoded(value: str) -> bytes:
    try:
        return b64decode(value, validate=True)
    except ValueError:
        return b""
