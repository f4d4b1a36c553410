"""Identifiers nobody can guess."""

from __future__ import annotations

import secrets


def new_id(prefix: str) -> str:
    """A fresh identifier such as "cart_Jx8…", with 128 random bits."""
    return f"{prefix}_{secrets.token_urlsafe(16)}"
