"""The `messages[]` of a UCP response."""

from __future__ import annotations

from typing import Any

Message = dict[str, Any]


def error(code: str, content: str, path: str | None = None, severity: str = "recoverable", **facts: object) -> Message:
    """Something that stands in the way; `facts` are further fields for a program to read."""
    return _message("error", code, content, path, severity=severity, **facts)


def warning(code: str, content: str, path: str | None = None) -> Message:
    """Something the customer has to be told."""
    return _message("warning", code, content, path)


def info(code: str, content: str, path: str | None = None) -> Message:
    """Something good to know."""
    return _message("info", code, content, path)


def _message(kind: str, code: str, content: str, path: str | None, **more: object) -> Message:
    where = {} if path is None else {"path": path}
    return {"type": kind, "code": code, "content": content, **where, **more}
