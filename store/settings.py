"""What the store is told from outside: where it lives, and where its data is."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from store.errors import StoreError
from store.handlers import STRIPE, TEST, Handler
from store.web_address import web_address

DATA = Path(__file__).parent / "data"
SECRETS = ("VOICESHOP_STRIPE_API_KEY", "VOICESHOP_STRIPE_WEBHOOK_SECRET")  # nobody's but the store's
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class WrongSettings(StoreError):
    """The store cannot run as it was told to."""


@dataclass(frozen=True)
class StripeAccount:
    """The Stripe account that is charged through. Its secrets are never shown, not even in a traceback.

    Attributes:
        api_key: secret or restricted key.
        webhook_secret: what the account's events for this store are signed with.
        api_base: where Stripe is, when it is not Stripe itself.
    """

    api_key: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    api_base: str | None = None


@dataclass(frozen=True)
class Settings:
    """How one store process runs.

    Attributes:
        data_dir: folder that holds `store.sqlite3` and the signing key.
        base_url: the address customers and platforms reach the store at, without a trailing slash.
        webhook_url: where order events go when a platform's profile names no address; None sends nothing there.
        stripe: the account that cards are charged through; None leaves it to the test processor.
        demo_accounts: whether accounts whose password everybody knows may be there even so.
    """

    data_dir: Path
    base_url: str = "http://127.0.0.1:8081"
    webhook_url: str | None = None
    stripe: StripeAccount | None = None
    demo_accounts: bool = False

    @property
    def handler(self) -> Handler:
        """The payment processor as platforms know it."""
        return STRIPE if self.stripe else TEST

    @property
    def is_for_trying(self) -> bool:
        """Whether it is known on this machine only, and no money moves."""
        return self.stripe is None and urlsplit(self.base_url).hostname in LOOPBACK

    @property
    def database(self) -> Path:
        return self.data_dir / "store.sqlite3"

    @property
    def rest_url(self) -> str:
        return f"{self.base_url}/ucp/v1"

    @property
    def profile_url(self) -> str:
        return f"{self.base_url}/.well-known/ucp"


def data_dir() -> Path:
    """The folder named by VOICESHOP_DATA, `.data` when it is not set."""
    return Path(os.environ.get("VOICESHOP_DATA") or ".data")


def shop_files() -> Path:
    """The folder with the four files that describe the shop, named by VOICESHOP_SHOP; ours when it is not set."""
    return Path(os.environ.get("VOICESHOP_SHOP") or DATA)


def from_environment(base_url: str) -> Settings:
    """Settings of a store that is reached at `base_url`.

    Raises:
        WrongSettings: payments are to go through a processor that does not exist, or that lacks its settings; or a
            setting is not one of its values.
    """
    webhook_url = os.environ.get("VOICESHOP_WEBHOOK_URL") or None
    return Settings(data_dir(), base_url, webhook_url, _stripe(), _are_demo_accounts_allowed())


def _are_demo_accounts_allowed() -> bool:
    chosen = os.environ.get("VOICESHOP_DEMO_ACCOUNTS") or "off"
    if chosen not in {"on", "off"}:
        raise WrongSettings("VOICESHOP_DEMO_ACCOUNTS is on or off.")
    return chosen == "on"


def _stripe() -> StripeAccount | None:
    chosen = os.environ.get("VOICESHOP_STORE_PAYMENTS") or "test"
    if chosen == "test":
        return None
    if chosen != "stripe":
        raise WrongSettings("VOICESHOP_STORE_PAYMENTS is test or stripe.")
    api_base = os.environ.get("VOICESHOP_STRIPE_API_BASE", "").rstrip("/") or None
    if api_base:
        _check(api_base)
    api_key, webhook_secret = map(_secret, SECRETS)
    return StripeAccount(api_key, webhook_secret, api_base)


def _secret(name: str) -> str:
    value = os.environ.get(name, "").strip()
    if not value:
        raise WrongSettings(f"Payments through Stripe need {name}.")
    return value


def _check(api_base: str) -> None:
    """Nobody may listen in on the key."""
    try:
        address = web_address(api_base)
    except ValueError:
        raise WrongSettings("VOICESHOP_STRIPE_API_BASE is no web address.") from None
    if address.scheme != "https" and address.hostname not in LOOPBACK:
        raise WrongSettings("VOICESHOP_STRIPE_API_BASE has to be an HTTPS address.")
