"""What of a call may be shown: all but what would let somebody pay, or speak for a customer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

_SHOWN = 4
_DOTS = "…"
# RFC 6750 and 6749: where tokens and secrets stand in headers, bodies and addresses.
_NAMES = r"[\w-]*(?:token|secret|password|assertion)"
_IN_JSON = re.compile(rf'("{_NAMES}"\s*:\s*")((?:[^"\\]|\\.)*)', re.IGNORECASE)
_IN_FORM = re.compile(rf'((?:^|[?&]){_NAMES}=)([^&\s"]*)', re.IGNORECASE)
_CREDENTIALS = frozenset({"authorization", "proxy-authorization"})
_COOKIES = frozenset({"cookie", "set-cookie"})


def masked(secret: str) -> str:
    """The last four characters of a secret; nothing of one that they would give away."""
    return _DOTS + (secret[-_SHOWN:] if len(secret) > 2 * _SHOWN else "")


def shown_text(text: str) -> str:
    """A body, or a path with its query, with its tokens masked."""
    return _IN_FORM.sub(_mask, _IN_JSON.sub(_mask, text))


def shown_body(body: bytes) -> Any:
    """A whole body as parsed JSON where it is that, else as text; None when there is none."""
    if not body:
        return None
    text = shown_text(body.decode(errors="replace"))
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def shown_headers(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Headers by name, those of one name joined, with tokens masked and cookies left out."""
    shown: dict[str, str] = {}
    for name, value in headers:
        text = _shown_value(name.lower(), value)
        shown[name] = f"{shown[name]}, {text}" if name in shown else text
    return shown


def _shown_value(name: str, value: str) -> str:
    if name in _COOKIES:
        return _DOTS
    if name in _CREDENTIALS:
        # RFC 9110 section 11.4: the scheme, a space, the credentials.
        scheme, _, credentials = value.rpartition(" ")
        return f"{scheme} {masked(credentials)}".strip()
    return value


def _mask(found: re.Match[str]) -> str:
    return found[1] + masked(found[2])
