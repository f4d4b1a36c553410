"""The protocol version the store speaks, and the `ucp` object of its answers."""

from __future__ import annotations

from typing import Any

VERSION = "2026-08-25"


def envelope(*capabilities: str, status: str = "success") -> dict[str, Any]:
    """UCP metadata of a response: the version, the outcome, and the capabilities the response belongs to."""
    return {
        "version": VERSION,
        "status": status,
        "capabilities": {capability: [{"version": VERSION}] for capability in capabilities},
    }
