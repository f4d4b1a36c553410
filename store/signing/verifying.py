"""Verifies the signatures of requests as UCP profiles RFC 9421: ES256, by the key that a signature names.

Whatever is not written in the plain form that UCP shows is no signature: there is nothing to be lenient about. UCP
leaves it open whether a signature grows old; here it does, so that one that was overheard is not good for ever.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from store.signing.messages import body_digest, signature_base

GOOD_FOR_S = 300
AHEAD_S = 60
MOST_SIGNATURES = 4
LONGEST_HEADER = 4096
_COORDINATE_BYTES = 32
_PORTS = {"http": ":80", "https": ":443"}

_KEY = r"[a-z*][a-z0-9_.*-]*"
_TEXT = r'"[ !#-\[\]-~]*"'
_PARAMETER = rf";({_KEY})=({_TEXT}|[0-9]{{1,15}})"
# RFC 8941: a member is a list of strings with parameters. Components with parameters of their own are not for us.
_INPUT = re.compile(rf"({_KEY})=(\(({_TEXT}(?: {_TEXT})*)\)((?:{_PARAMETER})*))")
_SIGNATURE = re.compile(rf"({_KEY})=:([A-Za-z0-9+/]+={{0,2}}):")
_NEXT = re.compile(r"[ \t]*,[ \t]*")

KeyOf = Callable[[str], ec.EllipticCurvePublicKey | None]


@dataclass(frozen=True)
class Received:
    """A request as it came.

    Attributes:
        method: as in the request.
        url: the address that its sender used, by the name that we are known by.
        headers: by their names in lower case.
        body: the bytes that came, exactly.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class _Signature:
    covered: tuple[str, ...]
    parameters: Mapping[str, str]
    written: str
    value: bytes


def is_signed(request: Received, key_of: KeyOf, now: datetime) -> bool:
    """Whether one of the request's signatures is good, fresh, and covers all that UCP wants covered.

    Args:
        request: what came.
        key_of: the sender's key of an id. Called only for signatures that may be good.
        now: aware time.
    """
    components = _components(request)
    digest = components.get("content-digest")
    if request.body and digest != body_digest(request.body):
        return False
    return any(
        _is_acceptable(signature, request, components, now) and _is_good(signature, components, key_of)
        for signature in _signatures(request.headers)
    )


def _is_acceptable(signature: _Signature, request: Received, components: Mapping[str, str], now: datetime) -> bool:
    covered = signature.covered
    created = signature.parameters.get("created", "")
    # RFC 9421 section 2.3: a tag says what a signature is meant for, and UCP's own have none.
    if "tag" in signature.parameters or not created.isdecimal() or len(set(covered)) != len(covered):
        return False
    if not -AHEAD_S <= now.timestamp() - int(created) <= GOOD_FOR_S:
        return False
    expires = signature.parameters.get("expires")
    if expires is not None and not (expires.isdecimal() and now.timestamp() < int(expires)):
        return False
    return _required(request) <= set(covered) <= components.keys()


def _required(request: Received) -> set[str]:
    """UCP, identity resolution: what a signature has to cover is bound to the sender, and nothing else is."""
    required = {"@method", "@authority", "@path", "ucp-agent"}
    if urlsplit(request.url).query:
        required.add("@query")
    if request.body:
        required |= {"content-digest", "content-type"}
    if request.method != "GET":
        required.add("idempotency-key")
    return required | ({"idempotency-key", "signature-agent"} & request.headers.keys())


def _is_good(signature: _Signature, components: Mapping[str, str], key_of: KeyOf) -> bool:
    key = key_of(signature.parameters.get("keyid", '""')[1:-1])
    if key is None or len(signature.value) != 2 * _COORDINATE_BYTES:
        return False
    r, s = (int.from_bytes(half, "big") for half in (signature.value[:32], signature.value[32:]))
    base = signature_base({name: components[name] for name in signature.covered}, signature.written)
    try:
        key.verify(encode_dss_signature(r, s), base, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _components(request: Received) -> dict[str, str]:
    """What can be covered, with its value (RFC 9421 sections 2.1 and 2.2)."""
    address = urlsplit(request.url)
    derived = {
        "@method": request.method,
        "@authority": address.netloc.lower().removesuffix(_PORTS[address.scheme]),
        "@path": address.path or "/",
        "@query": f"?{address.query}",
    }
    return {**{name: value.strip() for name, value in request.headers.items()}, **derived}


def _signatures(headers: Mapping[str, str]) -> tuple[_Signature, ...]:
    """The signatures of both headers that belong together by their label; none where one cannot be read."""
    inputs = _members(_INPUT, headers.get("signature-input", ""))
    values = {found[1]: found[2] for found in _members(_SIGNATURE, headers.get("signature", ""))}
    return tuple(_signature(found, values[found[1]]) for found in inputs[:MOST_SIGNATURES] if found[1] in values)


def _signature(found: re.Match[str], value: str) -> _Signature:
    covered = tuple(name[1:-1] for name in re.findall(_TEXT, found[3]))
    parameters = dict(re.findall(_PARAMETER, found[4]))
    padded = value.rstrip("=") + "=" * (-len(value.rstrip("=")) % 4)
    return _Signature(covered, parameters, found[2], _decoded(padded))


def _decoded(value: str) -> bytes:
    try:
        return b64decode(value, validate=True)
    except ValueError:
        return b""


def _members(pattern: re.Pattern[str], header: str) -> list[re.Match[str]]:
    """The members of a dictionary (RFC 8941 section 3.2); none where anything else is in it."""
    if len(header) > LONGEST_HEADER:
        return []
    members: list[re.Match[str]] = []
    position = 0
    while found := pattern.match(header, position):
        members.append(found)
        if found.end() == len(header):
            return members
        separator = _NEXT.match(header, found.end())
        if separator is None:
            return []
        position = separator.end()
    return []
