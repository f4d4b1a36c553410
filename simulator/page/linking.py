"""Linking an account in the browser: the store's own login page opens in a window and comes back to ours.

Sources: RFC 6749 section 10.12 (`state`, here bound to the desk and used once), RFC 8252 section 7.3 (loopback).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from simulator.authorisation import Authorisation, Client, LinkingFailed
from simulator.page.desks import Desks
from simulator.page.trouble import NotNow, StoreTrouble
from simulator.store_pages import StoreUnreachable

LINKED = "/linked"
_LASTS = 600.0  # seconds for which a login may take
_MOST = 40


@dataclass(frozen=True, slots=True)
class _Begun:
    """A link that was begun: for which desk, and the page's address as the browser knows it."""

    desk_id: str
    origin: str
    authorisation: Authorisation
    until: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the window that comes back tells the page that opened it, at `origin`."""

    desk_id: str
    origin: str
    problem: str = ""


class Links:
    """The links that were begun and have not come back; a bounded number, for a bounded time."""

    def __init__(self, store_url: str, port: int, desks: Desks) -> None:
        self._client = Client("voiceshop-simulator", f"http://127.0.0.1:{port}{LINKED}")
        self._store_url, self._desks = store_url, desks
        self._begun: OrderedDict[str, _Begun] = OrderedDict()
        self._lock = Lock()

    def begin(self, desk_id: str, origin: str) -> str:
        """The store's login page for a desk.

        Raises:
            NoSuchDesk: there is none of that id.
            StoreTrouble: the store does not offer linking, or did not answer.
        """
        desk = self._desks.find(desk_id)
        try:
            authorisation = Authorisation.at(self._store_url, self._client)
        except (LinkingFailed, StoreUnreachable) as error:
            raise StoreTrouble(f"No account can be linked: {error}.") from error
        with self._lock:
            self._begun[authorisation.state] = _Begun(desk.id, origin, authorisation, monotonic() + _LASTS)
            while len(self._begun) > _MOST:
                self._begun.popitem(last=False)
        return authorisation.login_url

    def finish(self, answer: Mapping[str, str]) -> Outcome:
        """Link the account that the store's answer is about to the desk that asked for it.

        Raises:
            NotNow: no desk asked, or it did too long ago, or the answer has come before.
            NoSuchDesk: the desk was forgotten meanwhile.
        """
        with self._lock:
            begun = self._begun.pop(answer.get("state", ""), None)
        if begun is None or monotonic() > begun.until:
            raise NotNow("No link that is under way belongs to this answer.", "Close this window and link once more.")
        try:
            self._desks.find(begun.desk_id).link(begun.authorisation.account(answer))
        except (LinkingFailed, StoreUnreachable) as error:
            return Outcome(begun.desk_id, begun.origin, str(error))
        return Outcome(begun.desk_id, begun.origin)
