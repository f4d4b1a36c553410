"""Where conversations are played: a store and a skill of their own, started once, with data that is thrown away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from simulator.amazon import AlexaApis
from simulator.conversations.script import PERMISSIONS, Given
from simulator.conversations.shop import Shop
from simulator.device import Account, Customer, Device, FixedToken, Hardware, HttpEndpoint, Person
from simulator.hardware import hardware
from simulator.linking import link
from simulator.models import SHIPPED
from simulator.people import DEMO_PASSWORD, device_with, facts
from simulator.surroundings import started
from simulator.wire import Wire
from webservice.launch import running_skill


@dataclass(frozen=True, slots=True)
class Stage:
    """A running store and skill; conversations on it share nothing but the store's shelves.

    `data` is the folder of the skill's Ledger, `printed` tells all that the skill has logged so far.
    """

    skill_url: str
    store_url: str
    shop: Shop
    apis: AlexaApis
    wire: Wire
    data: Path
    printed: Callable[[], str]
    _verifying: Callable[[], str]
    _accounts: dict[str, Account] = field(default_factory=dict)

    def customer(self, given: Given) -> Customer:
        """Somebody with an Alexa account of their own, so that the skill remembers nothing of them."""
        scopes = frozenset(PERMISSIONS[name] for name in given.permissions)
        person = Person(f"amzn1.ask.person.{uuid4().hex.upper()}") if given.verify_person else None
        return Customer(account=self._account(given.customer), person=person, permissions=scopes)

    @contextmanager
    def device(self, given: Given, customer: Customer, locale: str) -> Iterator[Device]:
        """The given device in front of a customer, served by Alexa's own APIs for as long as the block lasts.

        Raises:
            BrokenModel, UnknownLanguage: nothing can be understood in this locale.
        """
        device = device_with(
            SHIPPED.of(locale),
            HttpEndpoint(f"{self._verifying() if given.verify_person else self.skill_url}/alexa"),
            customer,
            hardware(
                given.device,
                locale=locale,
                time_zone=given.time_zone,
                device_id=Hardware().device_id,
                api_endpoint=self.apis.url,
            ),
        )
        self.apis.admit(device, facts(given.customer))
        try:
            yield device
        finally:
            self.apis.dismiss(device)

    def _account(self, name: str) -> Account | None:
        if name == "unlinked":
            return None
        if name == "revoked":
            return FixedToken("a-token-that-was-revoked")
        if name not in self._accounts:
            self._accounts[name] = link(self.store_url, name, DEMO_PASSWORD)
        return self._accounts[name]


@contextmanager
def open_stage() -> Iterator[Stage]:
    """A stage for as long as the block lasts.

    Raises:
        ServerDidNotStart: the skill or the store could not be started.
    """
    with (
        TemporaryDirectory(prefix="voiceshop-stage-") as folder,
        started(Path(folder), env=_apart(folder)) as around,
        ExitStack() as others,
    ):
        data, printed = Path(folder), [around.printed]

        @cache
        def verifying() -> str:
            """A second skill, of which few conversations know."""
            settings = {**_apart(folder), "VOICESHOP_ALEXA_API": around.apis.url, "VOICESHOP_VERIFY_PERSON": "on"}
            skill = others.enter_context(running_skill(around.wire.url, data_dir=data, env=settings))
            printed.append(skill.printed)
            return skill.url

        def all_printed() -> str:
            return "".join(each() for each in printed)

        shop, apis, wire = around.shop, around.apis, around.wire
        yield Stage(around.skill_url, around.store_url, shop, apis, wire, data, all_printed, verifying)


def _apart(folder: str) -> dict[str, str]:
    """Settings with which a play touches no Ledger, no money and no webhook of whoever watches it."""
    return {
        "VOICESHOP_LEDGER": f"sqlite:{folder}/ledger.sqlite3",
        "VOICESHOP_STORE_PAYMENTS": "test",
        "VOICESHOP_WEBHOOK_URL": "",
        "VOICESHOP_VERIFY_PERSON": "off",
        "VOICESHOP_TIME_ZONE": _where_it_is_noon(datetime.now(UTC)),
    }


def _where_it_is_noon(now: datetime) -> str:
    """A time zone in which it is between noon and one: what depends on the time of day plays alike at every hour."""
    east = 12 - now.hour
    # The signs of these names are the wrong way round (tz database, file "etcetera").
    return f"Etc/GMT{-east:+d}"
