"""Cutting a list into pages with opaque cursors."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from store.errors import BadRequest

DEFAULT_SIZE = 10  # UCP recommends ten
LARGEST = 50

Entry = TypeVar("Entry")


@dataclass(frozen=True)
class Page(Generic[Entry]):
    """One page, and UCP's `pagination` object for it."""

    entries: Sequence[Entry]
    pagination: dict[str, Any]


def cut(entries: Sequence[Entry], body: Mapping[str, Any]) -> Page[Entry]:
    """The page that a request asks for in `pagination`, or by a `cursor` beside it.

    Raises:
        BadRequest: the cursor is not one of ours.
    """
    wanted = body.get("pagination") or {}
    start = _start(wanted.get("cursor") or body.get("cursor"))
    size = min(wanted.get("limit") or DEFAULT_SIZE, LARGEST)
    end = start + size
    pagination: dict[str, Any] = {"has_next_page": end < len(entries), "total_count": len(entries)}
    if end < len(entries):
        pagination["cursor"] = base64.urlsafe_b64encode(f"from {end}".encode()).decode()
    return Page(entries[start:end], pagination)


def _start(cursor: object) -> int:
    if cursor is None:
        return 0
    try:
        return max(0, int(base64.urlsafe_b64decode(str(cursor).encode()).decode().removeprefix("from ")))
    except (ValueError, binascii.Error) as problem:
        raise BadRequest("invalid_cursor", "This cursor did not come from us.") from problem
