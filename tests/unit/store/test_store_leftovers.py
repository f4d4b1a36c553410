"""What the store deletes by itself, when it is over, and what it must not: its books, and what may be asked for."""

from __future__ import annotations

import time
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from authlib.oauth2.rfc6749 import InvalidGrantError
from delivery_bench import announce, state
from doors import HARBOR, LATTE, Caller, House
from sqlalchemy import func, select
from store_bench import card

from store.leftovers import AT_ONCE
from store.oauth.server import Credential, Keeper
from store.oauth.tokens import digest
from store.serve import jobs
from store.signing.keys import signing_key
from store.tables import AuthorizationCode, Base, OrderEvent, WrongPasswords
from store.webhooks.deliverer import DELIVERED, GIVEN_UP

GUESTS = ("carts", "checkouts", "idempotent_answers")
CLIENT = "voiceshop-alexa"


def clear(house: House) -> None:
    """What the running store does now and then."""
    key = signing_key(house.store.settings.data_dir)
    next(job for job in jobs(house.store, key) if job.name == "leftovers").work()


def left(house: House, *tables: str) -> list[int]:
    """How many rows are in each of the tables."""
    with house.store.database.reading() as session:
        counted = (select(func.count()).select_from(Base.metadata.tables[name]) for name in tables)
        return [session.scalars(count).one() for count in counted]


def made(caller: Caller, path: str, body: object, key: str | None = None) -> dict[str, Any]:
    response = caller.ask("POST", f"/ucp/v1{path}", body, key)
    assert response.status_code < 300, response.text
    return dict(response.get_json())


def bought(caller: Caller, token: str) -> dict[str, Any]:
    """A cart, and its session after a completion with this token."""
    cart = made(caller, "/carts", {"line_items": LATTE})
    opened = made(caller, "/checkout-sessions", {"cart_id": cart["id"], "line_items": [], "fulfillment": HARBOR})
    caller.ask("POST", f"/ucp/v1/checkout-sessions/{opened['id']}/complete", card(token))
    return {"cart": cart["id"], "checkout": opened["id"]}


def shown(caller: Caller, checkout_id: str) -> tuple[str, int]:
    """A session's status, and how many lines it shows."""
    document = caller.ask("GET", f"/ucp/v1/checkout-sessions/{checkout_id}").get_json()
    return document["status"], len(document["line_items"])


def test_guests_carts_and_sessions_are_not_kept_for_ever(house: House, guest: Caller) -> None:
    for _ in range(5):
        cart = made(guest, "/carts", {"line_items": LATTE})
        made(guest, "/checkout-sessions", {"line_items": LATTE})
        made(guest, "/checkout-sessions", {"cart_id": cart["id"], "line_items": []})
    assert left(house, *GUESTS) == [5, 10, 15]
    house.clock.wait(days=400)
    clear(house)
    assert left(house, *GUESTS) == [0, 0, 0]


def test_what_a_guest_may_come_back_to_stays(house: House, guest: Caller) -> None:
    cart = made(guest, "/carts", {"line_items": LATTE})
    house.clock.wait(days=29, hours=20)
    opened = made(
        guest, "/checkout-sessions", {"cart_id": cart["id"], "line_items": [], "fulfillment": HARBOR}, "a key"
    )
    clear(house)
    assert guest.ask("GET", f"/ucp/v1/carts/{cart['id']}").status_code == 200
    house.clock.wait(hours=5)
    clear(house)
    assert shown(guest, opened["id"]) == ("ready_for_complete", 1), "its cart has expired, and is in it"
    again = {"cart_id": cart["id"], "line_items": [], "fulfillment": HARBOR}
    assert made(guest, "/checkout-sessions", again, "a key") == opened
    house.clock.wait(days=29)
    clear(house)
    assert shown(guest, opened["id"]) == ("canceled", 1)


def test_a_cart_that_waits_for_the_bank_stays(house: House, guest: Caller) -> None:
    waiting = bought(guest, "test_challenge")
    house.clock.wait(days=400)
    clear(house)
    assert left(house, "carts", "checkouts", "payments") == [1, 1, 1]
    assert shown(guest, waiting["checkout"]) == ("canceled", 1)


def test_what_may_have_been_paid_stays(house: House, guest: Caller) -> None:
    unknown = bought(guest, "test_timeout")
    house.clock.wait(days=400)
    clear(house)
    assert left(house, "carts", "checkouts", "payments") == [1, 1, 1]
    assert shown(guest, unknown["checkout"]) == ("completed", 1)


def test_an_order_stays_with_its_session_and_without_its_cart(house: House, guest: Caller) -> None:
    done = bought(guest, "test_success")
    house.clock.wait(days=400)
    clear(house)
    assert left(house, "carts", "checkouts", "payments", "orders") == [0, 1, 1, 1]
    session = guest.ask("GET", f"/ucp/v1/checkout-sessions/{done['checkout']}").get_json()
    assert session["status"] == "completed"
    assert guest.ask("GET", f"/ucp/v1/orders/{session['order']['id']}").status_code == 200


def test_a_declined_payment_stays_with_its_session_and_keeps_no_cart(house: House, guest: Caller) -> None:
    declined = bought(guest, "test_decline")
    house.clock.wait(days=400)
    clear(house)
    assert left(house, "carts", "checkouts", "payments") == [0, 1, 1]
    assert shown(guest, declined["checkout"]) == ("canceled", 0)


def refreshed(house: House, refresh_token: str) -> int:
    form = {"grant_type": "refresh_token", "refresh_token": refresh_token, "client_id": CLIENT}
    return house.app.test_client().post("/oauth/token", data=form).status_code


def test_a_spent_refresh_token_ends_its_login_for_as_long_as_that_lives(house: House) -> None:
    spent = house.token("ana", family="ana's", rotated=True)
    house.token("ana", family="ana's", refresh_expires_at=house.clock() + timedelta(days=365))
    house.clock.wait(days=300)
    clear(house)
    assert left(house, "oauth_tokens") == [2]
    assert refreshed(house, f"refresh {spent}") == 400
    clear(house)
    assert left(house, "oauth_tokens") == [0], "all of it is revoked, and over"


def test_a_login_that_was_cleared_away_while_its_token_is_spent_gets_no_new_one(house: House) -> None:
    spent = Credential(digest("a token that was there"), "ana's", CLIENT, house.customer_id("ana"), "")
    request = SimpleNamespace(refresh_token=spent)
    fresh = {"access_token": "access", "refresh_token": "refresh", "scope": ""}
    with pytest.raises(InvalidGrantError):
        Keeper(house.store.database, house.clock).issue(fresh, request)
    assert left(house, "oauth_tokens") == [0]


def test_a_login_that_expired_is_not_kept_and_one_that_lives_is(house: House) -> None:
    house.token("ana", family="ana's", rotated=True)
    house.token("ana", family="ana's")
    living = house.token("ben", refresh_expires_at=house.clock() + timedelta(days=365))
    house.clock.wait(days=2)
    clear(house)
    assert left(house, "oauth_tokens") == [1]
    assert refreshed(house, f"refresh {living}") == 200


def test_a_code_stays_until_it_expires_and_a_spent_one_while_what_came_of_it_lives(house: House) -> None:
    house.token("ana", family="living")
    now = house.clock()
    with house.store.database.writing() as session:
        for name, family, good_for in [("spent", "living", 5), ("unused", "none", 5), ("fresh", "new", 60)]:
            code = {"code_hash": name, "family": family, "used": name == "spent"}
            whose = {"client_id": CLIENT, "customer_id": house.customer_id("ana"), "redirect_uri": "", "scope": ""}
            proof = {"code_challenge": "", "code_challenge_method": "S256"}
            expiry = now + timedelta(minutes=good_for)
            session.add(AuthorizationCode(**code, **whose, **proof, expires_at=expiry))
    house.clock.wait(minutes=10)
    clear(house)
    with house.store.database.reading() as session:
        assert set(session.scalars(select(AuthorizationCode.code_hash))) == {"spent", "fresh"}
    house.clock.wait(days=2)
    clear(house)
    assert left(house, "oauth_codes", "oauth_tokens") == [0, 0]


def test_order_events_that_are_over_and_old_are_not_kept_and_what_is_to_be_sent_is(house: House) -> None:
    store, platform = house.store, "https://platform.example/profile"
    delivered, given_up, pending = (announce(store, platform, house.clock()) for _ in range(3))
    house.clock.wait(days=31)
    recent = announce(store, platform, house.clock())
    with store.database.writing() as session:
        for event_id, outcome in [(delivered, DELIVERED), (given_up, GIVEN_UP), (recent, DELIVERED)]:
            session.get_one(OrderEvent, event_id).outcome = outcome
    clear(house)
    with store.database.reading() as session:
        assert set(session.scalars(select(OrderEvent.id))) == {pending, recent}
    assert state(store, pending) == (None, 0)


def test_however_much_is_over_goes_in_one_round_and_nothing_else_with_it(house: House) -> None:
    with house.store.database.writing() as session:
        for number in range(250):
            session.add(WrongPasswords(subject=f"over {number}", number=1, forgotten_at=house.clock()))
            later = house.clock() + timedelta(minutes=1)
            session.add(WrongPasswords(subject=f"counts {number}", number=1, forgotten_at=later))
    clear(house)
    with house.store.database.reading() as session:
        subjects = session.scalars(select(WrongPasswords.subject)).all()
    assert sorted(subjects) == sorted(f"counts {number}" for number in range(250))


def test_a_row_that_is_needed_again_while_others_are_deleted_stays(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house.store.database.writing() as session:
        for number in range(AT_ONCE + 1):
            session.add(WrongPasswords(subject=f"{number:03}", number=1, forgotten_at=house.clock()))

    def count_the_last_anew(_seconds: float) -> None:
        with house.store.database.writing() as session:
            session.get_one(WrongPasswords, f"{AT_ONCE:03}").forgotten_at = house.clock() + timedelta(minutes=15)

    monkeypatch.setattr(time, "sleep", count_the_last_anew)
    clear(house)
    assert left(house, "wrong_passwords") == [1]


def test_the_session_of_a_customer_who_may_ask_what_became_of_it_is_kept(house: House) -> None:
    customer = house.linked("ana")
    opened = customer.ask("POST", "/ucp/v1/checkout-sessions", {"line_items": LATTE}).get_json()
    house.clock.wait(days=400)
    clear(house)
    assert shown(house.linked("ana"), opened["id"])[0] == "canceled"
