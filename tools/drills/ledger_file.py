"""The Ledger's file, which can be away."""

from __future__ import annotations

from pathlib import Path


class LedgerFile:
    """A link to the Ledger's file: who opens it while it is away finds nothing, who has it open goes on undisturbed."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "ledger.sqlite3"
        self._link = folder / "link.sqlite3"
        self._away = folder / "away" / "ledger.sqlite3"
        self._link.symlink_to(self.path)

    @property
    def address(self) -> str:
        """What the skill is given as VOICESHOP_LEDGER."""
        return f"sqlite:{self._link}"

    def take_away(self) -> None:
        self._point_to(self._away)

    def bring_back(self) -> None:
        if self._link.readlink() != self.path:
            self._point_to(self.path)

    def _point_to(self, target: Path) -> None:
        new = self._link.with_suffix(".new")
        new.symlink_to(target)
        new.replace(self._link)
