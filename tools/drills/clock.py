"""The clocks of store and skill, which jump when a drill wants them to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from tools.drills.faults import Strike
from tools.drills.line import Answer, Forward

_WRONG = Path(__file__).parent / "wrong_clock"
_RIGHT = timedelta()


class Clock:
    """The clock of one server process, and of those that are started in its place."""

    def __init__(self, file: Path) -> None:
        """Right at first; `file` keeps by how much it is wrong."""
        self._file = file
        self._ahead = _RIGHT
        self._set(_RIGHT)

    @property
    def environment(self) -> Mapping[str, str]:
        """What a Python process has to be started with to go by this clock."""
        return {"PYTHONPATH": str(_WRONG), "DRILL_CLOCK": str(self._file)}

    def jumping(self, by: timedelta) -> Callable[[], None]:
        """What makes it jump: ahead, and the next time back."""
        return lambda: self._set(_RIGHT if self._ahead else by)

    def ahead(self, by: timedelta) -> Strike:
        """Is wrong for as long as one call takes."""

        def strike(forward: Forward) -> Answer | None:
            self._set(by)
            try:
                return forward()
            finally:
                self._set(_RIGHT)

        return strike

    def set_right(self) -> None:
        self._set(_RIGHT)

    def _set(self, ahead: timedelta) -> None:
        self._ahead = ahead
        fresh = self._file.with_suffix(".new")
        fresh.write_text(str(ahead.total_seconds()), "ascii")
        fresh.replace(self._file)
