"""The sweeper asks a real store what became of a purchase, by our own signature, on every Ledger."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from simulator.linking import link
from store.admin import Admin
from store.application import build
from store.launch import RunningStore, running_store
from store.settings import Settings
from tests.contract.store_port.shopping import confirmed as agreed
from tests.contract.store_port.shopping import quoted
from tests.support.purchases import ANA
from tests.support.signing_platform import SigningPlatform, signing_platform
from voiceshop.adapters.ucp import UcpStores
from voiceshop.adapters.ucp.signing import PlatformKey
from voiceshop.shop import sweeping
from voiceshop.shop.deadline import Deadline
from voiceshop.shop.errors import ShopError, Stale, StoreTrouble
from voiceshop.shop.ports import Ledger, OwnCheckouts, Store
from voiceshop.shop.purchase import NeedsChallenge, PlacedOrder, Purchase, PurchaseState
from voiceshop.shop.sweeping import INTERRUPTED_AFTER, OVERDUE_AFTER, Open, Swept, sweep

AGES = timedelta(minutes=11)
PATIENCE = 300.0


@pytest.fixture(scope="module")
def running() -> Iterator[RunningStore]:
    with running_store() as store:
        yield store


@pytest.fixture(scope="module")
def platform() -> Iterator[SigningPlatform]:
    with signing_platform() as signing:
        signing.published = [PlatformKey(signing.key).jwk]
        yield signing


@pytest.fixture(scope="module")
def stores(running: RunningStore, platform: SigningPlatform) -> UcpStores:
    return UcpStores(running.url, platform.profile)


@pytest.fixture(scope="module")
def token(running: RunningStore) -> str:
    return link(running.url, "ana", "demo").access_token() or ""


@pytest.fixture
def ana(stores: UcpStores, token: str) -> Store:
    return stores.open(token, Deadline.after(PATIENCE), "en-US")


@pytest.fixture(autouse=True)
def _machine_may_be_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "LOOK_SECONDS", PATIENCE)


@pytest.fixture
def checkouts(stores: UcpStores, platform: SigningPlatform) -> Open:
    return lambda deadline: stores.open_as_platform(PlatformKey(platform.key).sign, deadline)


@pytest.fixture(scope="module")
def staff(running: RunningStore) -> Iterator[Admin]:
    """The shop's staff, who work on the data while the store runs."""
    admin = Admin(build(Settings(running.data_dir, running.url)))
    yield admin
    admin.close()


def confirmed(ledger: Ledger, store: Store, age: timedelta = AGES) -> Purchase:
    """A purchase to which ana said yes so long ago, on its way to the store."""
    asked = datetime.now(UTC) - age
    purchase = replace(agreed(quoted(store, 1)), user=ANA, state=PurchaseState.QUOTED, quoted_at=asked)
    ledger.quote(purchase)
    placing, _ = ledger.place(purchase, replace(ledger.customer(ANA), purchase_id=purchase.id))
    return placing


def swept(ledger: Ledger, checkouts: Open | None, later: timedelta = timedelta()) -> Swept:
    done = sweep(ledger, datetime.now(UTC) + later, checkouts, Deadline.after(PATIENCE))
    assert done.trouble is None
    return done


def state_of(ledger: Ledger, purchase: Purchase) -> PurchaseState | None:
    found = ledger.purchase(purchase.user, purchase.id)
    return found.state if found else None


def test_a_turn_that_died_after_the_charge_has_ordered(ledger: Ledger, ana: Store, checkouts: Open) -> None:
    purchase = confirmed(ledger, ana)
    order = ana.complete(purchase)
    assert isinstance(order, PlacedOrder)

    done = swept(ledger, checkouts)

    assert [one.id for one in done.placed] == [purchase.id]
    settled = ledger.purchase(ANA, purchase.id)
    assert settled
    assert settled.order
    assert (settled.state, settled.order.id, settled.untold) == (PurchaseState.PLACED, order.id, True)
    assert [past.id for past in ledger.customer(ANA).orders] == [order.id]
    assert ledger.open_purchases() == ()


def test_a_turn_that_died_before_it_asked_has_not_and_never_will(
    ledger: Ledger, ana: Store, checkouts: Open, staff: Admin
) -> None:
    before = staff.orders()
    purchase = confirmed(ledger, ana)

    done = swept(ledger, checkouts)

    assert [one.id for one in done.failed] == [purchase.id]
    assert state_of(ledger, purchase) is PurchaseState.FAILED
    with pytest.raises(ShopError):
        ana.complete(purchase)  # what was on its way all the time arrives at last
    assert (staff.orders(), ledger.customer(ANA).orders) == (before, ())


def test_the_next_sweep_finds_nothing_to_do(ledger: Ledger, ana: Store, checkouts: Open) -> None:
    ana.complete(confirmed(ledger, ana))
    first, second = swept(ledger, checkouts), swept(ledger, checkouts)
    assert (len(first.placed), second.open, second.placed) == (1, 0, ())


def test_a_turn_that_may_still_be_under_way_is_left_alone(ledger: Ledger, ana: Store, checkouts: Open) -> None:
    purchase = confirmed(ledger, ana, INTERRUPTED_AFTER - timedelta(minutes=5))
    assert swept(ledger, checkouts) == Swept(open=1)
    assert ana.checkout(purchase.checkout_id) is not None


def test_a_store_that_is_down_leaves_it_unknown(
    ledger: Ledger, ana: Store, platform: SigningPlatform, checkouts: Open
) -> None:
    purchase = confirmed(ledger, ana)
    ana.complete(purchase)
    nobody = UcpStores("http://127.0.0.1:9", platform.profile)

    done = swept(
        ledger, lambda deadline: nobody.open_as_platform(PlatformKey(platform.key).sign, deadline), OVERDUE_AFTER
    )

    assert (done.placed, done.failed, [one.id for one in done.overdue]) == ((), (), [purchase.id])
    assert state_of(ledger, purchase) is PurchaseState.UNKNOWN
    assert [one.id for one in swept(ledger, checkouts).placed] == [purchase.id]


def test_a_store_that_does_not_take_us_for_ourselves_settles_nothing(
    ledger: Ledger, ana: Store, stores: UcpStores
) -> None:
    """It finds no such checkout then; that is no proof of anything."""
    purchase = confirmed(ledger, ana)
    stranger = PlatformKey(ec.generate_private_key(ec.SECP256R1()))

    done = swept(ledger, lambda deadline: stores.open_as_platform(stranger.sign, deadline))

    assert (done.placed, done.failed) == ((), ())
    assert state_of(ledger, purchase) is PurchaseState.UNKNOWN
    assert ana.checkout(purchase.checkout_id) is not None


def test_without_a_key_it_is_marked_and_told(ledger: Ledger, ana: Store) -> None:
    purchase = confirmed(ledger, ana)
    done = swept(ledger, None, OVERDUE_AFTER)
    assert [one.id for one in done.interrupted] == [one.id for one in done.overdue] == [purchase.id]
    assert state_of(ledger, purchase) is PurchaseState.UNKNOWN


def test_what_waits_for_the_bank_is_not_given_up(ledger: Ledger, ana: Store, staff: Admin, checkouts: Open) -> None:
    staff.set_default_card("ana", "3220")
    try:
        purchase = confirmed(ledger, ana)
        assert isinstance(ana.complete(purchase), NeedsChallenge)
        assert swept(ledger, checkouts).failed == ()
        assert isinstance(ana.complete(purchase), NeedsChallenge)
    finally:
        staff.set_default_card("ana", "4242")
    ana.cancel_checkout(purchase.checkout_id)


def test_no_more_are_looked_at_than_can_be(
    ledger: Ledger, ana: Store, checkouts: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "MOST_LOOKS", 1)
    young, old = (confirmed(ledger, ana, AGES + timedelta(minutes=minutes)) for minutes in (0, 30))
    assert [[one.id for one in swept(ledger, checkouts).failed] for _ in range(2)] == [[young.id], [old.id]]


def test_a_sweep_whose_time_is_over_marks_and_leaves_the_looking_to_the_next(
    ledger: Ledger, ana: Store, checkouts: Open
) -> None:
    purchase = confirmed(ledger, ana)
    done = sweep(ledger, datetime.now(UTC), checkouts, Deadline.after(0))
    assert ([one.id for one in done.interrupted], done.failed) == ([purchase.id], ())
    assert [one.id for one in swept(ledger, checkouts).failed] == [purchase.id]


class Forgetting:
    """A Ledger whose customer is forgotten just when the sweeper would write the order into their row."""

    def __init__(self, real: Ledger) -> None:
        self._real = real

    def save(self, customer: Any) -> Any:
        self._real.forget(customer.user)
        return self._real.save(customer)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


def test_who_is_forgotten_at_that_very_moment_stays_so(ledger: Ledger, ana: Store, checkouts: Open) -> None:
    ana.complete(confirmed(ledger, ana))
    done = swept(Forgetting(ledger), checkouts)
    assert (done.placed, done.failed) == ((), ())
    assert all(not rows for rows in ledger.held(ANA).values())


class Stumbling:
    """The store's answers, but for one checkout, of which it tells nothing."""

    def __init__(self, real: OwnCheckouts, checkout_id: str) -> None:
        self._real = real
        self._silent = checkout_id

    def standing(self, checkout_id: str) -> Any:
        if checkout_id == self._silent:
            raise StoreTrouble
        return self._real.standing(checkout_id)

    def end(self, checkout_id: str) -> Any:
        return self._real.end(checkout_id)


def test_one_that_cannot_be_settled_does_not_keep_the_others_waiting(
    ledger: Ledger, ana: Store, checkouts: Open
) -> None:
    bad, good = (confirmed(ledger, ana, AGES + timedelta(minutes=minutes)) for minutes in (1, 0))
    done = swept(ledger, lambda deadline: Stumbling(checkouts(deadline), bad.checkout_id))
    assert [one.id for one in done.failed] == [good.id]
    assert state_of(ledger, bad) is PurchaseState.UNKNOWN


def test_a_yes_that_arrives_with_the_sweeper_is_one_order_or_none_for_ever(
    ledger: Ledger, ana: Store, checkouts: Open, staff: Admin
) -> None:
    for _ in range(4):
        before, purchase, together = len(staff.orders()), confirmed(ledger, ana), Barrier(2)

        def turn(purchase: Purchase = purchase, together: Barrier = together) -> None:
            together.wait()
            with suppress(ShopError, Stale):
                order = ana.complete(purchase)
                if isinstance(order, PlacedOrder):
                    ledger.move(purchase, PurchaseState.PLACED, order)

        def sweeper(together: Barrier = together) -> None:
            together.wait()
            swept(ledger, checkouts)

        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(turn), pool.submit(sweeper)]:
                done.result()
        swept(ledger, checkouts)

        placed = {PurchaseState.PLACED: 1, PurchaseState.FAILED: 0}[state_of(ledger, purchase) or PurchaseState.UNKNOWN]
        assert len(staff.orders()) - before == placed
