"""Does what a conversation file says, with a device."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from simulator.conversations.screens import touchables
from simulator.conversations.script import Deed, Event, Say, Touch, Verify
from simulator.device import PIN_COMPLETIONS, events

if TYPE_CHECKING:
    from simulator.device import Device, SkillEvent, Turn

_UPDATES = ("AMAZON.OrderStatus.Updated", "AMAZON.MessageAlert.Activated")
EVENTS: Mapping[str, Callable[[Device], SkillEvent]] = {
    "enabled": lambda _: events.enabled(),
    "disabled": lambda _: events.disabled(),
    "disabled but remembered": lambda _: events.disabled(events.Persistence.PERSISTED),
    "account linked": lambda device: events.account_linked(_token(device)),
    "account unlinked": lambda _: events.account_unlinked(),
    "permissions accepted": lambda device: events.permission_accepted(device.customer.permissions),
    "permissions changed": lambda device: events.permission_changed(device.customer.permissions),
    "subscribed": lambda _: events.subscription_changed(_UPDATES),
    "unsubscribed": lambda _: events.subscription_changed(()),
}
"""What can happen in the Alexa app, by the name that conversation files give it."""


_NAMES = {
    "SkillEnabled": "enabled",
    "SkillDisabled": "disabled",
    "SkillAccountLinked": "account linked",
    "SkillAccountUnlinked": "account unlinked",
    "SkillPermissionAccepted": "permissions accepted",
    "SkillPermissionChanged": "permissions changed",
    "ProactiveSubscriptionChanged": "subscribed",
}


class NothingToTouch(Exception):
    """The text stands on nothing that can be touched; `there` are those that do."""

    def __init__(self, text: str, there: tuple[str, ...]) -> None:
        super().__init__(f"{text!r} cannot be touched")
        self.text, self.there = text, there


def act(device: Device, deed: Deed) -> Turn:
    """Say, touch or let happen what the file says; Alexa's question for a PIN ends only where she asks it.

    Raises:
        NothingToTouch: the screen has no such thing.
    """
    match deed:
        case Say(text):
            return device.say(text)
        case Touch(text, arguments):
            return device.touch(arguments or _arguments(device, text))
        case Event(name):
            return device.event(EVENTS[name](device))
        case Verify(ending):
            return device.resume(PIN_COMPLETIONS[ending])


def _arguments(device: Device, text: str) -> tuple[object, ...]:
    things = touchables(device.screen)
    if text not in things:
        raise NothingToTouch(text, tuple(things))
    return things[text]


def _token(device: Device) -> str:
    account = device.customer.account
    return (account and account.access_token()) or ""


def name_of(event: SkillEvent) -> str | None:
    """The name of an event that happened, or None where files have none for it."""
    match event.type.removeprefix("AlexaSkillEvent."), event.body:
        case "SkillDisabled", {"userInformationPersistenceStatus": "PERSISTED"}:
            return "disabled but remembered"
        case "ProactiveSubscriptionChanged", {"subscriptions": []}:
            return "unsubscribed"
        case kind, _:
            return _NAMES.get(kind)
