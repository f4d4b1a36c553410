"""The voice code: four digits that a customer chose, asked for before a large order."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from dataclasses import dataclass, replace
from datetime import datetime

from .errors import CodeLocked, NotFourDigits

# Amazon's checklist for skills that allow purchases: after three wrong tries in a row even the right code is refused.
TRIES = 3

_DIGITS = re.compile(r"\d{4}", re.ASCII)
# RFC 7914; 16 MiB and about 60 ms on a desk, 0.2 s in a Lambda function of 512 MB: slow for who has stolen the table
# and tries all ten thousand, and unnoticed in a turn.
_COST, _BLOCK, _PARALLEL = 2**14, 8, 1
_SALT_BYTES, _HASH_BYTES = 16, 32


@dataclass(frozen=True, slots=True)
class VoiceCode:
    """What is kept of a customer's code: never the digits.

    `secret` is the code that holds and `proposed` a new one that was said once, both as `hidden` writes them; `tries`
    counts those since the last right one; `offered` is whether the customer was told that there is such a thing.
    `pin_at` is when Alexa's PIN last proved who ordered: since then nobody without it, or the code, may choose a code.
    """

    secret: str | None = None
    proposed: str | None = None
    tries: int = 0
    offered: bool = False
    set_at: datetime | None = None
    pin_at: datetime | None = None

    @property
    def is_set(self) -> bool:
        return self.secret is not None

    @property
    def tries_left(self) -> int:
        return max(0, TRIES - self.tries)

    def tried(self) -> VoiceCode:
        """With one try more, which has to be written before what was said is compared.

        Raises:
            CodeLocked: there have been three; not even the right code counts any more.
        """
        if self.is_set and not self.tries_left:
            raise CodeLocked
        return replace(self, tries=self.tries + 1)

    def passed(self) -> VoiceCode:
        """After the right code."""
        return replace(self, tries=0)

    def proposing(self, secret: str) -> VoiceCode:
        return replace(self, proposed=secret)

    def accepting(self, secret: str, now: datetime) -> VoiceCode:
        """That code holds from now on."""
        return VoiceCode(secret, offered=True, set_at=now, pin_at=self.pin_at)

    def removed(self) -> VoiceCode:
        return VoiceCode(offered=True, pin_at=self.pin_at)

    def proven(self, now: datetime) -> VoiceCode:
        """After an order by Alexa's PIN."""
        return replace(self, pin_at=now)

    def linked(self, at: datetime) -> VoiceCode:
        """After the account was linked, for which its password was asked: what is of before it holds no more."""
        code = self.removed() if _is_of_before(self.set_at, at) else self
        return replace(code, pin_at=None) if _is_of_before(code.pin_at, at) else code


def _is_of_before(moment: datetime | None, linked_at: datetime) -> bool:
    # Alexa's timestamps are whole seconds.
    return moment is not None and moment.replace(microsecond=0) <= linked_at


def digits_of(words: str) -> str:
    """The four digits that were heard. Raises NotFourDigits, which is no try."""
    digits = re.sub(r"[\s-]", "", words)
    if not _DIGITS.fullmatch(digits):
        raise NotFourDigits
    return digits


def hidden(digits: str) -> str:
    """What may be kept of a code: a slow hash with its salt and its costs, so that these can be raised one day."""
    salt = os.urandom(_SALT_BYTES)
    costs = (_COST, _BLOCK, _PARALLEL)
    return "$".join(["scrypt", *map(str, costs), salt.hex(), _hash(digits, salt, *costs).hex()])


def is_hidden_in(digits: str, secret: str) -> bool:
    """Whether the secret was made of these digits; takes the same time for all that are wrong."""
    _, cost, block, parallel, salt, hashed = secret.split("$")
    tried = _hash(digits, bytes.fromhex(salt), int(cost), int(block), int(parallel))
    return hmac.compare_digest(tried, bytes.fromhex(hashed))


def _hash(digits: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    return hashlib.scrypt(digits.encode(), salt=salt, n=cost, r=block, p=parallel, dklen=_HASH_BYTES)
