"""Guessing passwords: slow and locked, for names that exist and for those that do not, and in no owner's way."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select
from store_bench import HandClock
from werkzeug.security import check_password_hash

from store.application import Store
from store.oauth.accounts import (
    LOCKED_FOR,
    TRIES,
    TRIES_OF_A_NAME,
    TRIES_OF_AN_ADDRESS,
    Accounts,
    KnownBrowser,
    Locked,
)
from store.tables import WrongPasswords

HOME, ELSEWHERE = "192.0.2.1", "192.0.2.2"


@pytest.fixture
def accounts(store: Store, clock: HandClock) -> Accounts:
    return Accounts(store.database, clock)


@pytest.mark.parametrize("name", ["ana", "nobody"])
def test_a_name_is_locked_after_too_many_guesses_and_opens_again(
    accounts: Accounts, clock: HandClock, name: str
) -> None:
    for _ in range(TRIES):
        assert accounts.check(name, "guess", HOME) is None
    with pytest.raises(Locked):
        accounts.check(name, "demo", HOME)
    clock.now += LOCKED_FOR
    assert bool(accounts.check(name, "demo", HOME)) is (name == "ana")


def test_who_guesses_from_one_address_does_not_lock_the_owner_out(accounts: Accounts, quick: None) -> None:
    for _ in range(TRIES):
        assert accounts.check("ana", "guess", ELSEWHERE) is None
    assert accounts.check("ana", "demo", HOME)


def test_guesses_at_an_odd_name_lock_nobody_else(accounts: Accounts, quick: None) -> None:
    """What is counted for a name must not read like what is counted for another name at an address."""
    for _ in range(TRIES):
        assert accounts.check(f"and address ana {HOME}", "guess", ELSEWHERE) is None
    assert accounts.check("ana", "demo", HOME)


@pytest.mark.parametrize("name", ["ana", "nobody"])
def test_guesses_from_many_addresses_lock_a_name_for_them(
    accounts: Accounts, clock: HandClock, quick: None, name: str
) -> None:
    for number in range(TRIES_OF_A_NAME):
        assert accounts.check(name, "guess", f"192.0.2.{number}") is None
    with pytest.raises(Locked):
        accounts.check(name, "demo", "198.51.100.1")
    clock.now += LOCKED_FOR
    assert bool(accounts.check(name, "demo", "198.51.100.1")) is (name == "ana")


def test_a_browser_that_the_owner_has_used_is_locked_by_nobody_else(accounts: Accounts, quick: None) -> None:
    ana = accounts.check("ana", "demo", HOME)
    assert ana
    hers = KnownBrowser("hers", ana)
    for number in range(TRIES_OF_A_NAME):
        accounts.check("ana", "guess", f"192.0.2.{number}")
    assert accounts.check("ana", "demo", HOME, hers) == ana


def test_a_browser_that_the_owner_has_used_gives_no_more_tries_than_any(
    accounts: Accounts, clock: HandClock, quick: None
) -> None:
    ana = accounts.check("ana", "demo", HOME)
    assert ana
    stolen = KnownBrowser("stolen", ana)
    for number in range(TRIES):
        assert accounts.check("ana", "guess", f"192.0.2.{number}", stolen) is None
    with pytest.raises(Locked):
        accounts.check("ana", "demo", HOME, stolen)
    clock.now += LOCKED_FOR
    assert accounts.check("ana", "demo", HOME, stolen)


def test_a_browser_known_to_one_customer_is_any_browser_to_another(accounts: Accounts, quick: None) -> None:
    ben = accounts.check("ben", "demo", HOME)
    assert ben
    for _ in range(TRIES):
        accounts.check("ana", "guess", ELSEWHERE, KnownBrowser("his", ben))
    with pytest.raises(Locked):
        accounts.check("ana", "demo", ELSEWHERE, KnownBrowser("his", ben))
    assert accounts.check("ben", "demo", ELSEWHERE, KnownBrowser("his", ben))


def test_one_right_password_forgives_the_wrong_ones(accounts: Accounts, quick: None) -> None:
    for _ in range(2 * TRIES):
        assert accounts.check("ana", "guess", HOME) is None
        assert accounts.check(" ANA ", "demo", HOME)


def test_guesses_made_at_once_are_counted_like_those_made_in_turn(accounts: Accounts) -> None:
    def guess(_number: int) -> str:
        try:
            accounts.check("ana", "guess", HOME)
        except Locked:
            return "locked"
        return "wrong"

    with ThreadPoolExecutor(8) as at_once:
        assert sorted(at_once.map(guess, range(8))) == ["locked"] * (8 - TRIES) + ["wrong"] * TRIES


def test_an_address_that_tries_many_names_is_locked(accounts: Accounts, quick: None) -> None:
    for number in range(TRIES_OF_AN_ADDRESS):
        assert accounts.check(f"name {number}", "guess", HOME) is None
    with pytest.raises(Locked):
        accounts.check("ana", "demo", HOME)
    assert accounts.check("ana", "demo", ELSEWHERE)


def test_the_store_can_be_written_to_while_a_password_is_checked(
    store: Store, accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def others_write(hashed: str, password: str) -> bool:
        with store.database.writing():
            return check_password_hash(hashed, password)

    monkeypatch.setattr("store.oauth.accounts.check_password_hash", others_write)
    assert accounts.check("ana", "demo", HOME)


def test_old_guesses_are_forgotten(store: Store, accounts: Accounts, clock: HandClock) -> None:
    accounts.check("a name", "guess", HOME)
    clock.now += LOCKED_FOR
    accounts.check("another", "guess", ELSEWHERE)
    with store.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(WrongPasswords)) == 3
