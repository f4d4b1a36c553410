"""How the line to the store is."""

from __future__ import annotations

from enum import StrEnum

SECONDS_WHEN_SLOW = 1.05
"""How much later each answer comes on a slow line, in seconds.

Every call is late by the same time, as on a real line, however many a turn makes: so one sees what a call costs. A turn
of one call is late and no more. Two, such as checking out takes, last longer than the skill keeps silent (2 s), so that
its progressive response is heard. Six, the most that a turn makes, end within the 7 s after which the skill gives up,
and so within Alexa's 8.
"""


class Network(StrEnum):
    """`DOWN` is a dead line: open connections end, and no new one is made. It leaves no calls behind."""

    NORMAL = "normal"
    SLOW = "slow"
    DOWN = "down"
