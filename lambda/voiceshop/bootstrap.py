"""The one composition root: settings -> adapters -> skill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .adapters.progressive import ProgressiveResponses
from .adapters.ucp import AGENT, CLIENT, UcpStores
from .alexa import skill
from .conversation.turn import Turn
from .shop.ports import Ledger, Store
from .shop.rules import CODE_FROM, Rules
from .trace import traced

if TYPE_CHECKING:
    from ask_sdk_core.skill import CustomSkill

    from .adapters.ucp.signing import PlatformKey
    from .shop.sweeping import Open
    from .webhooks import Receiver


@dataclass(frozen=True, slots=True)
class Settings:
    """What differs from one installation to the next.

    `ledger` is `sqlite:PATH` or `dynamodb:TABLE`; `alexa_api` a simulator's Alexa API, taken beside Amazon's;
    `code_from` the total, in the major unit of an order's currency, from which a voice code is asked for; `time_zone`
    the shop's, in whose days a daily limit is counted and on whose clock quiet hours are; with `verify_person` Alexa
    asks for the profile PIN of whoever orders for that much, which the skill's manifest has to ask for as well;
    `profile_url` where our own UCP profile is, by which stores know us; `client_id` what Alexa is to the store's
    account linking.
    """

    store_url: str
    ledger: str
    seller: str
    contact: str
    skill_id: str | None = None
    alexa_api: str | None = None
    code_from: Decimal = CODE_FROM
    time_zone: tzinfo = UTC
    verify_person: bool = False
    profile_url: str = AGENT
    client_id: str = CLIENT

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Read the VOICESHOP_* variables.

        Raises:
            KeyError: the store's address is missing.
            ValueError: an amount, a time zone or a switch is none.
        """
        data = environment.get("VOICESHOP_DATA", ".data")
        return cls(
            store_url=environment["VOICESHOP_STORE_URL"],
            ledger=environment.get("VOICESHOP_LEDGER", f"sqlite:{data}/ledger.sqlite3"),
            seller=environment.get("VOICESHOP_SELLER", "Bluebird Coffee"),
            contact=environment.get("VOICESHOP_CONTACT", "help@bluebird.example"),
            skill_id=environment.get("VOICESHOP_SKILL_ID") or None,
            alexa_api=environment.get("VOICESHOP_ALEXA_API") or None,
            code_from=_amount(environment.get("VOICESHOP_CODE_FROM") or CODE_FROM),
            time_zone=_time_zone(environment.get("VOICESHOP_TIME_ZONE") or ""),
            verify_person=_switch(environment.get("VOICESHOP_VERIFY_PERSON") or "off"),
            profile_url=environment.get("VOICESHOP_PROFILE_URL") or AGENT,
            client_id=environment.get("VOICESHOP_CLIENT_ID") or CLIENT,
        )


def build_skill(settings: Settings) -> CustomSkill:
    """The skill with its adapters, to be built once per process. Raises ValueError as `open_ledger` does."""
    stores = UcpStores(settings.store_url, settings.profile_url, settings.client_id)

    def open_store(turn: Turn) -> Store:
        return traced("store", stores.open(turn.token, turn.deadline, turn.locale))

    always = {"seller": settings.seller, "contact": settings.contact}
    ledger, progress = traced("ledger", open_ledger(settings.ledger)), ProgressiveResponses(settings.alexa_api)
    rules = Rules(settings.code_from, settings.time_zone, settings.verify_person)
    house = skill.House(open_store, ledger, progress, always, rules)
    return skill.build(house, settings.skill_id)


def open_ledger(address: str) -> Ledger:
    """The Ledger at `sqlite:PATH` or `dynamodb:TABLE`. Raises ValueError where it is of another kind."""
    kind, _, where = address.partition(":")
    if kind == "sqlite":
        from .adapters.sqlite import SqliteLedger, close_to_others

        Path(where).parent.mkdir(0o700, parents=True, exist_ok=True)
        close_to_others(Path(where).resolve())
        return SqliteLedger(where)
    if kind == "dynamodb":
        from .adapters.dynamodb import DynamoDbLedger

        return DynamoDbLedger(where)
    raise ValueError(f"there is no Ledger of the kind {kind!r}")


def open_platform_key(address: str) -> PlatformKey:
    """The key that our profile shows the public half of, at `file:PATH`, made if need be, or `secret:ARN`.

    Raises:
        ValueError: it is elsewhere, or no key.
    """
    from .adapters.ucp.signing import PlatformKey, key_file

    kind, _, where = address.partition(":")
    if kind == "file":
        return key_file(Path(where))
    if kind == "secret":
        from .adapters.aws_secrets import read_secret

        return PlatformKey.from_pem(read_secret(where).encode())
    raise ValueError(f"there is no key of the kind {kind!r}")


def open_own_checkouts(environment: Mapping[str, str]) -> Open | None:
    """How to ask the store as ourselves, from the VOICESHOP_* variables; None where it does not know our key.

    Raises:
        KeyError: there is a key, and the store's address or that of the profile is missing.
        ValueError: as `open_platform_key`.
    """
    address = environment.get("VOICESHOP_PLATFORM_KEY")
    if not address:
        return None
    stores = UcpStores(environment["VOICESHOP_STORE_URL"], environment["VOICESHOP_PROFILE_URL"])
    key = open_platform_key(address)
    return lambda deadline: stores.open_as_platform(key.sign, deadline)


def build_receiver(settings: Settings) -> Receiver:
    """What takes the store's webhooks, to be built once per process. Raises ValueError as `open_ledger` does."""
    from .adapters.ucp.order_events import OrderEvents
    from .webhooks import Receiver

    events = OrderEvents(settings.store_url, settings.profile_url)
    return Receiver(open_ledger(settings.ledger), events.read)


def own_profile(environment: Mapping[str, str]) -> Mapping[str, Any]:
    """The document at VOICESHOP_PROFILE_URL, with the public half of our key where we have one.

    Where the key is a secret, a function that anybody can call is not given it, but VOICESHOP_PLATFORM_JWK.

    Raises:
        KeyError: VOICESHOP_PROFILE_URL is missing.
        ValueError: the public key is none that anybody may see, or as `open_platform_key`.
    """
    from .adapters.ucp.platform import platform_profile, read_public

    public, key = environment.get("VOICESHOP_PLATFORM_JWK"), environment.get("VOICESHOP_PLATFORM_KEY")
    keys = [read_public(public)] if public else [open_platform_key(key).jwk] if key else []
    return platform_profile(environment["VOICESHOP_PROFILE_URL"], keys)


def _amount(written: str | Decimal) -> Decimal:
    try:
        amount = Decimal(written)
    except InvalidOperation:
        raise ValueError(f"{written!r} is no amount") from None
    if not amount.is_finite() or amount < 0:
        raise ValueError(f"{written!r} is no amount")
    return amount


def _switch(written: str) -> bool:
    if written not in ("on", "off"):
        raise ValueError(f"{written!r} is neither on nor off")
    return written == "on"


def _time_zone(name: str) -> tzinfo:
    if not name:
        return UTC
    # Imported here, because who counts in UTC need not wait for it.
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"{name!r} is no time zone") from None
