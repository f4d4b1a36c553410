"""What came of verifying a speaker by voice and PIN: the way in, whoever it is that verifies."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Finding(Enum):
    """Whether it is who it should be.

    `PROVEN` by voice and PIN; `IMPOSSIBLE`, because there is no PIN to ask for; `LOCKED` after too many wrong ones;
    else `NOT_PROVEN`.
    """

    PROVEN = auto()
    IMPOSSIBLE = auto()
    LOCKED = auto()
    NOT_PROVEN = auto()


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome; `token` is that of the handover which asked for it, `speaker` whose voice it was."""

    token: str | None
    speaker: str | None
    finding: Finding

    def of(self, token: str, speaker: str | None) -> Finding:
        """What it proves for a handover of that token, asked for by that voice, which may have gone unrecognised."""
        if self.token != token:
            return Finding.NOT_PROVEN
        if self.finding is Finding.PROVEN and (self.speaker is None or speaker not in (None, self.speaker)):
            return Finding.NOT_PROVEN
        return self.finding
