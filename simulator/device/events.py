"""Skill events: what happens to a skill in the Alexa app, told to it outside any session.

Sources: Amazon's "Skill Events in Alexa Skills" and ask_sdk_model.events.skillevents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Persistence(StrEnum):
    """Whether Amazon keeps the customer's permissions and account link when the skill is disabled."""

    PERSISTED = "PERSISTED"
    NOT_PERSISTED = "NOT_PERSISTED"


@dataclass(frozen=True, slots=True)
class SkillEvent:
    """One event; `type` as the request names it, `body` what it says beside that."""

    type: str
    body: Mapping[str, Any] = field(default_factory=dict)


def enabled() -> SkillEvent:
    return SkillEvent("AlexaSkillEvent.SkillEnabled")


def disabled(status: Persistence = Persistence.NOT_PERSISTED) -> SkillEvent:
    """A skill that is told NOT_PERSISTED forgets the customer."""
    return SkillEvent("AlexaSkillEvent.SkillDisabled", {"userInformationPersistenceStatus": str(status)})


def account_linked(access_token: str) -> SkillEvent:
    return SkillEvent("AlexaSkillEvent.SkillAccountLinked", {"accessToken": access_token})


def account_unlinked() -> SkillEvent:
    return SkillEvent("AlexaSkillEvent.SkillAccountUnlinked")


def permission_accepted(scopes: Iterable[str]) -> SkillEvent:
    """The customer granted something for the first time; `scopes` is all that is granted now."""
    return SkillEvent("AlexaSkillEvent.SkillPermissionAccepted", _accepted(scopes))


def permission_changed(scopes: Iterable[str]) -> SkillEvent:
    """The customer granted or withdrew something later; `scopes` is all that is granted now."""
    return SkillEvent("AlexaSkillEvent.SkillPermissionChanged", _accepted(scopes))


def subscription_changed(event_names: Iterable[str]) -> SkillEvent:
    """`event_names` are the proactive events that the customer wants now, such as AMAZON.OrderStatus.Updated."""
    subscriptions = [{"eventName": name} for name in event_names]
    return SkillEvent("AlexaSkillEvent.ProactiveSubscriptionChanged", {"subscriptions": subscriptions})


def _accepted(scopes: Iterable[str]) -> Mapping[str, Any]:
    return {"acceptedPermissions": [{"scope": scope} for scope in sorted(scopes)]}
