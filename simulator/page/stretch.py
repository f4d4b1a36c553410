"""What of a desk's talk a conversation file can tell: what one customer said to one device in one language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from simulator.conversations.recording import Recording
from simulator.conversations.script import Given
from simulator.page.settings import GUEST, REVOKED, Settings
from simulator.wire import Network

if TYPE_CHECKING:
    from simulator.conversations.shop import Shop, Standing
    from simulator.device import Customer
    from simulator.page.told import Told


@dataclass(frozen=True, slots=True)
class Stretch:
    """Begins with the turn of the number `first`; `before` is what stood in the store then, None where unknown."""

    first: int
    before: Standing | None

    def recording(
        self, title: str, turns: Sequence[Told], given: Given, locale: str, after: Standing | None
    ) -> Recording:
        """What can be written down of the desk's latest turns; what stood before those that were dropped is unknown."""
        told = [turn for turn in turns if turn.number >= self.first]
        is_whole = bool(told) and told[0].number == self.first
        return Recording(
            title=title,
            turns=[turn.turn for turn in told],
            given=given,
            locale=locale,
            before=self.before if is_whole else None,
            after=after,
            networks=_changes([turn.network for turn in told]),
        )


def given_by(settings: Settings, customer: Customer, shop: Shop) -> Given:
    """Who stands before which device, as conversation files name it: a customer of the store, however linked."""
    names = {GUEST: "unlinked", REVOKED: "revoked"}
    return Given(
        customer=names.get(settings.user) or shop.username(customer.account) or "revoked",
        device=settings.device,
        time_zone=settings.time_zone,
        permissions=tuple(sorted(settings.permissions)),
    )


def _changes(networks: Sequence[Network]) -> dict[int, Network]:
    """How the network was made before the turn at each place; a replay begins with a normal one."""
    pairs = enumerate(pairwise([Network.NORMAL, *networks]))
    return {number: now for number, (before, now) in pairs if now is not before}
