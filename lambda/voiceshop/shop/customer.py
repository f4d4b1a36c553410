"""What we remember of a customer between conversations."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from .limits import Limits
from .voice_code import VoiceCode
from .want import Want


@dataclass(frozen=True, slots=True)
class PastOrder:
    """An order placed through this skill, and what was in it."""

    id: str
    label: str
    placed_at: datetime
    wants: tuple[Want, ...]


@dataclass(frozen=True, slots=True)
class Customer:
    """One Alexa account's row in the Ledger. `version` counts its writes; the latest order is first."""

    user: str
    version: int = 0
    cart_id: str | None = None
    place_id: str | None = None
    purchase_id: str | None = None
    orders: tuple[PastOrder, ...] = ()
    code: VoiceCode = field(default_factory=VoiceCode)
    limits: Limits = field(default_factory=Limits)
