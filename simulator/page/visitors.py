"""Who stands before a desk: the settings' user and second speaker, as Alexa knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.conversations.script import PERMISSIONS
from simulator.device import Account, Customer, FixedToken, Person
from simulator.linking import LinkingFailed
from simulator.page.settings import BROWSER, GUEST, REVOKED, Settings
from simulator.page.trouble import NotNow, StoreTrouble
from simulator.people import amazon_id
from simulator.store_pages import StoreUnreachable

if TYPE_CHECKING:
    from simulator.people import DemoAccounts

_A_REVOKED_TOKEN = "a-token-that-was-revoked"  # noqa: S105 - it opens nothing


class Visitors:
    """The people who can stand before one desk. `linked` is the account that somebody linked in its tab.

    `linked_as` is the name that the store has for them, where it tells.
    """

    def __init__(self, desk_id: str, accounts: DemoAccounts) -> None:
        self.linked: Account | None = None
        self.linked_as: str | None = None
        self._desk_id, self._accounts = desk_id, accounts

    def customer(self, settings: Settings) -> Customer:
        """The customer that the settings mean.

        Raises:
            NotNow: the user who linked in the browser, before anybody did.
            StoreTrouble: an account could not be linked.
        """
        try:
            return Customer(
                user_id=self._user_id(settings.user),
                account=self._account(settings.user),
                person=self._person(settings.person),
                permissions=frozenset(PERMISSIONS[name] for name in settings.permissions),
            )
        except (LinkingFailed, StoreUnreachable) as error:
            raise StoreTrouble(f"{settings.user} could not be linked: {error}.") from error

    def _user_id(self, user: str) -> str:
        # Two tabs may link two accounts: each is an Alexa account of its own.
        return amazon_id("account", f"{user} {self._desk_id}" if user == BROWSER else user)

    def _account(self, user: str) -> Account | None:
        if user == GUEST:
            return None
        if user == REVOKED:
            return FixedToken(_A_REVOKED_TOKEN)
        if user != BROWSER:
            return self._accounts.of(user)
        if self.linked is None:
            raise NotNow("Nobody has linked an account in this tab yet.", "Choose Link and log in on the store's page.")
        return self.linked

    def _person(self, name: str | None) -> Person | None:
        return Person(amazon_id("person", name), self._accounts.of(name)) if name else None
