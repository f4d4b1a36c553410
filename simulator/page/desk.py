"""One browser tab's device: who stands before it, what was said, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from simulator.device import BrokenModel, Customer, FixedToken, Hardware
from simulator.linking import LinkingFailed
from simulator.page.settings import BROWSER, GUEST, REVOKED, Settings, changed
from simulator.page.told import Told, dialog_json
from simulator.page.trouble import ModelTrouble, NotNow, StoreTrouble
from simulator.pages import StoreUnreachable
from simulator.people import amazon_id, device_with
from simulator.recogniser.language import UnknownLanguage

if TYPE_CHECKING:
    from simulator.device import Account, Device, Json, Person, Turn
    from simulator.models import Trained
    from simulator.page.house import House

TURNS_KEPT = 200
_A_REVOKED_TOKEN = "a-token-that-was-revoked"  # noqa: S105 - it opens nothing


class Desk:
    """A device with settings and a memory of its turns. Whatever makes a turn waits for those of other desks.

    Methods that make a turn return it, and raise ModelTrouble where the locale's model cannot be used.
    """

    def __init__(self, desk_id: str, house: House) -> None:
        self.id, self.settings = desk_id, Settings()
        self._house = house
        self._customer = Customer(user_id=self._user_id(GUEST))
        self._linked: Account | None = None
        self._device: Device | None = None
        self._trained: Trained | None = None
        self._turns: tuple[Told, ...] = ()
        self._made = 0

    def say(self, text: str) -> Told:
        """Say something; nothing at all is silence."""
        return self._play(lambda device: device.say(text))

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
            customer = self._customer_of(settings)
            if (settings.device, settings.locale, settings.user) != (before.device, before.locale, before.user):
                self._close()
            self.settings, self._customer = settings, customer
            if self._device:
                self._device.customer, self._device.hardware = customer, self._hardware()

    def link(self, account: Account) -> None:
        """Become the user who linked an account in the browser."""
        self._linked = account
        self.change({"user": BROWSER})

    def as_json(self) -> Json:
        """The desk as a tab shows it when it is loaded."""
        turns = self._turns
        last = turns[-1] if turns else None
        is_open = bool(last and last.turn.session_open)
        return {
            "id": self.id,
            "settings": self.settings.as_json(),
            "session": {
                "open": is_open,
                "attributes": last.attributes if last else {},
                "dialog": dialog_json(last.turn.dialog) if last else None,
            },
            "turns": [told.as_json() for told in turns],
            "model": {"problem": self._model_problem()},
        }

    def _play(self, act: Callable[[Device], Turn]) -> Told:
        with self._house.line.turn():
            device = self._ready()
            try:
                return self._keep(act(device))
            except BrokenModel as error:
                raise ModelTrouble(str(error)) from error

    def _ready(self) -> Device:
        """The device, with the model as its file says now: a model that changed takes an open session with it."""
        trained = self._model()
        if self._device is None or trained is not self._trained:
            self._close()
            self._trained = trained
            self._device = device_with(trained, self._house.line, self._customer, self._hardware())
        return self._device

    def _model(self) -> Trained:
        try:
            return self._house.models.of(self.settings.locale)
        except (BrokenModel, UnknownLanguage) as error:
            raise ModelTrouble(str(error)) from error

    def _model_problem(self) -> Json | None:
        try:
            self._model()
        except ModelTrouble as trouble:
            return trouble.as_json()
        return None

    def _close(self) -> None:
        """Put the device away; its session ends."""
        device, self._device = self._device, None
        if device and self._turns and self._turns[-1].turn.session_open:
            self._keep(device.leave())

    def _keep(self, turn: Turn) -> Told:
        calls = tuple(self._house.line.calls_of(exchange.request) for exchange in turn.exchanges)
        self._made += 1
        told = Told(self._made, turn, self._attributes_after(turn), calls)
        self._turns = (*self._turns, told)[-TURNS_KEPT:]
        if self._device:
            self._device.turns.clear()  # they are kept here
        return told

    def _attributes_after(self, turn: Turn) -> Json:
        if not turn.session_open:
            return {}
        if turn.answered and turn.answered.response:
            attributes: Json = turn.answered.response.get("sessionAttributes") or {}
            return attributes
        return self._turns[-1].attributes if self._turns else {}

    def _customer_of(self, settings: Settings) -> Customer:
        try:
            return Customer(
                user_id=self._user_id(settings.user),
                account=self._account(settings.user),
                person=self._person(settings.person),
                permissions=settings.permissions,
            )
        except (LinkingFailed, StoreUnreachable) as error:
            raise StoreTrouble(f"{settings.user} could not be linked: {error}") from error

    def _account(self, user: str) -> Account | None:
        if user == GUEST:
            return None
        if user == REVOKED:
            return FixedToken(_A_REVOKED_TOKEN)
        if user != BROWSER:
            return self._house.household.account(user)
        if self._linked is None:
            raise NotNow("Nobody has linked an account in this tab yet.", "Choose Link and log in on the store's page.")
        return self._linked

    def _person(self, name: str | None) -> Person | None:
        return self._house.household.speaker(name) if name else None

    def _user_id(self, user: str) -> str:
        # Two tabs may link two accounts: each is an Alexa account of its own.
        return amazon_id("account", f"{user} {self.id}" if user == BROWSER else user)

    def _hardware(self) -> Hardware:
        settings = self.settings
        hardware = Hardware(device_id=amazon_id("device", self.id), locale=settings.locale)
        return replace(hardware, time_zone=settings.time_zone)
