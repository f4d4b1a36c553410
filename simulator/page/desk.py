"""One browser tab's device: who stands before it, what was said and done, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from simulator.conversations.acting import EVENTS
from simulator.device import PIN_COMPLETIONS, BrokenModel
from simulator.hardware import hardware
from simulator.page.glimpse import glimpse
from simulator.page.settings import BROWSER, Settings, changed
from simulator.page.shop import shop_json
from simulator.page.stretch import Stretch, given_by
from simulator.page.told import Told, screen_json
from simulator.page.trouble import ModelTrouble, NotNow
from simulator.page.visitors import Visitors
from simulator.people import amazon_id, device_with, facts
from simulator.recogniser.language import UnknownLanguage

if TYPE_CHECKING:
    from simulator.amazon import Reminder
    from simulator.conversations.recording import Recording
    from simulator.device import Account, Device, Hardware, Json, Notification, Turn
    from simulator.models import Trained
    from simulator.page.house import House

TURNS_KEPT = 200
_GLANCE = 1.5  # seconds that a first turn waits to learn what stood in the shop before it
_LOOK = 3.0  # seconds that whoever saves a conversation waits for the same


class Desk:
    """A device with settings and a memory of its turns. Whatever makes a turn waits for those of other desks.

    Methods that make a turn return it, and raise ModelTrouble where the locale's model cannot be used.
    """

    def __init__(self, desk_id: str, house: House, settings: Settings) -> None:
        """Raises NotNow and StoreTrouble as `change` does."""
        self.id, self.settings = desk_id, settings
        self.turns: tuple[Told, ...] = ()
        self._made = 0
        self._under_way: list[Callable[[Device], Turn]] = []
        self._stretch: Stretch | None = None
        self._house = house
        self._visitors = Visitors(desk_id, house.accounts)
        self.customer = self._visitors.customer(settings)
        self._waiting: tuple[Notification, ...] = ()
        self._device: Device | None = None
        self._trained: Trained | None = None
        self._get_ready()

    def say(self, text: str) -> Told:
        """Say something; nothing at all is silence."""
        return self._play(lambda device: device.say(text))

    def touch(self, arguments: Sequence[object], source: Mapping[str, object]) -> Told:
        """Touch what sends these arguments."""
        return self._play(lambda device: device.touch(arguments, source=source))

    def happen(self, event: str) -> Told:
        """Let something happen in the Alexa app; `event` is a key of EVENTS."""
        return self._play(lambda device: device.event(EVENTS[event](device)))

    def resume(self, result: str) -> Told:
        """End the task that waits at Alexa; `result` is a key of PIN_COMPLETIONS."""
        return self._play(lambda device: device.resume(PIN_COMPLETIONS[result]))

    def leave(self) -> Told:
        """End the session as a customer does who says "exit"."""
        return self._play(lambda device: device.leave())

    def change(self, wishes: Mapping[str, Any]) -> None:
        """Change settings. Another device, language or user ends an open session.

        Raises:
            Malformed: a wish that cannot be.
            NotNow: the user who linked in the browser, before anybody did.
            StoreTrouble: the user's account could not be linked; all is as it was.
        """
        with self._house.line.turn():
            before, settings = self.settings, changed(self.settings, wishes, self._house.allowed())
            customer = self._visitors.customer(settings)
            if (settings.device, settings.locale, settings.user) != (before.device, before.locale, before.user):
                self.close()
                self._stretch = None
            if settings.user != before.user:
                self._waiting = ()
            self.settings, self.customer = settings, customer
            if self._device:
                self._device.customer, self._device.hardware = customer, self._hardware()
            else:
                self._get_ready()

    def link(self, account: Account) -> None:
        """Become the user who linked an account in the browser."""
        username = self._house.shop.username(account)
        with self._house.line.turn():
            self.close()
            self._stretch = None
            self._visitors.linked, self._visitors.linked_as = account, username
            self.change({"user": BROWSER})

    def close(self) -> None:
        """Put the device away; its session ends."""
        with self._house.line.turn():
            device, self._device = self._device, None
            if device is None:
                return
            if self.session_open:
                self._keep(device.leave())
            self._waiting = device.notifications
            self._house.apis.dismiss(device)

    @property
    def busy(self) -> bool:
        """Whether a turn is under way, or waits for the line."""
        return bool(self._under_way)

    @property
    def session_open(self) -> bool:
        return bool(self.turns and self.turns[-1].turn.session_open)

    @property
    def notifications(self) -> tuple[Notification, ...]:
        """What the yellow ring is lit for."""
        return self._device.notifications if self._device else self._waiting

    @property
    def reminders(self) -> tuple[Reminder, ...]:
        """What skills remind the customer of."""
        return self._house.apis.reminders(self._device) if self._device else ()

    def model_problem(self) -> ModelTrouble | None:
        """What is wrong with the locale's model, as its file says now."""
        try:
            self._model()
        except ModelTrouble as trouble:
            return trouble
        return None

    def as_json(self) -> Json:
        """The desk as a tab shows it when it is loaded."""
        turns = self.turns
        last = turns[-1] if turns else None
        problem = self.model_problem()
        return {
            "id": self.id,
            "settings": self.settings.as_json(),
            "network": str(self._house.wire.network),
            "busy": self.busy,
            "linked": self._visitors.linked_as,
            "session": {"open": self.session_open, "attributes": last.attributes if last else {}},
            "screen": screen_json(self._device.screen) if self._device else None,
            "turns": [told.as_json() for told in turns],
            "notifications": [asdict(notification) for notification in self.notifications],
            "reminders": [dict(reminder.wish) for reminder in self.reminders],
            "model": {"problem": problem.as_json() if problem else None},
        }

    def now(self) -> Json:
        """What goes on, to be asked while a turn does."""
        return {
            "progress": [asdict(speech) for speech in (self._device.progress if self._device else ())],
            "notifications": [asdict(notification) for notification in self.notifications],
            "turns": self._made,
            "network": str(self._house.wire.network),
            "busy": self.busy,
        }

    def shop(self) -> Json:
        """What stands in the store and in the Ledger for the customer."""
        return shop_json(self._house.storefront, self._house.ledger, self.customer)

    def recording(self, title: str) -> Recording:
        """What was said since another user, device or language was chosen, as a conversation to be played again.

        Raises:
            NotNow: nothing was.
        """
        after = glimpse(self._house.shop, self.customer, _LOOK)
        with self._house.line.turn():
            if self._stretch is None:
                raise NotNow("Nothing was said yet that could be saved.")
            given = given_by(self.settings, self.customer, self._house.shop)
            return self._stretch.recording(title, self.turns, given, self.settings.locale, after)

    def _play(self, act: Callable[[Device], Turn]) -> Told:
        self._under_way.append(act)
        try:
            customer = self.customer
            before = None if self._stretch else glimpse(self._house.shop, customer, _GLANCE)
            with self._house.line.turn():
                device = self._ready()
                if self._stretch is None:  # what was seen for somebody who left meanwhile is of no use
                    self._stretch = Stretch(self._made + 1, before if customer is self.customer else None)
                return self._keep(act(device))
        except BrokenModel as error:
            raise ModelTrouble(str(error)) from error
        finally:
            self._under_way.remove(act)

    def _get_ready(self) -> None:
        """Have a device before anything is said, so that notifications find it."""
        if not self.model_problem():
            self._ready()

    def _ready(self) -> Device:
        """The device, with the model as its file says now: a model that changed takes an open session with it."""
        trained = self._model()
        if self._device is None or trained is not self._trained:
            self.close()
            self._trained = trained
            self._device = device_with(trained, self._house.line, self.customer, self._hardware())
            for notification in self._waiting:
                self._device.notify(notification)
            self._house.apis.admit(self._device, facts(self.settings.user))
        return self._device

    def _model(self) -> Trained:
        try:
            return self._house.models.of(self.settings.locale)
        except (BrokenModel, UnknownLanguage) as error:
            raise ModelTrouble(str(error)) from error

    def _hardware(self) -> Hardware:
        settings = self.settings
        return hardware(
            settings.device,
            locale=settings.locale,
            time_zone=settings.time_zone,
            device_id=amazon_id("device", f"{settings.device} {self.id}"),
            api_endpoint=self._house.apis.url,
        )

    def _keep(self, turn: Turn) -> Told:
        calls = tuple(self._house.line.calls_of(exchange.request) for exchange in turn.exchanges)
        self._made += 1
        told = Told(self._made, turn, self._attributes_after(turn), calls, self._house.wire.network)
        self.turns = (*self.turns, told)[-TURNS_KEPT:]
        if self._device:
            self._device.turns.clear()  # they are kept here
        return told

    def _attributes_after(self, turn: Turn) -> Json:
        """The session's attributes: those of the last answer within it. An event of the Alexa app is in no session."""
        if not turn.session_open:
            return {}
        answers = [exchange.response for exchange in turn.exchanges if "session" in exchange.request]
        if answers and answers[-1]:
            attributes: Json = answers[-1].get("sessionAttributes") or {}
            return attributes
        return self.turns[-1].attributes if self.turns else {}
