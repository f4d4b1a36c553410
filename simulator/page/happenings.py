"""What the page calls the events of the Alexa app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.conversations.acting import name_of

if TYPE_CHECKING:
    from simulator.device import SkillEvent

# Amazon's userInformationPersistenceStatus is all that tells these two apart.
_TOLD_APART = {"disabled": "Disabled for good", "disabled but remembered": "Disabled, what is known is kept"}


def label(name: str) -> str:
    """What an event of EVENTS is called where it is chosen and where it is told."""
    return _TOLD_APART.get(name, name.capitalize())


def label_of(event: SkillEvent) -> str:
    """The label of an event that happened."""
    return label(name_of(event) or event.type)
