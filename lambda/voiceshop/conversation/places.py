"""Where orders are picked up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..shop.amending import amend
from ..shop.catalogue import Place
from ..shop.ports import Ledger, Store
from .listing import PAGE, at
from .registry import answer, intent, with_account
from .slots import Spoken
from .turn import Reply, Turn, say


@intent("FindStore")
def find_store(turn: Turn, store: Store, ledger: Ledger, pickup_place: Spoken | None) -> Reply:
    """When a shop is open that is named; else all of them, first of all when the customer's own is open."""
    places = store.places()
    customer = ledger.customer(turn.user)
    usual = next((place for place in places if place.id == customer.place_id), places[0])
    named = _named(places, pickup_place)
    if named:
        return _hours(named).asking("pick_up_there", places=[named.id])
    return _choice_of(places[:PAGE]).after(_hours(usual))


@answer("yes", "pick_up_there")
@with_account
def pick_up_there(turn: Turn, store: Store, ledger: Ledger, places: list[str]) -> Reply:
    return choose_place(turn, store, ledger, places, 1)


@intent("ChooseStore")
@with_account
def choose_store(turn: Turn, store: Store, ledger: Ledger, pickup_place: Spoken | None) -> Reply:
    """Pick up there from now on."""
    places = store.places()
    chosen = _named(places, pickup_place)
    if chosen is None:
        return _choice_of(places[:PAGE])
    return _pick_up_at(turn, ledger, chosen)


@answer("choice", "places")
@with_account
def choose_place(turn: Turn, store: Store, ledger: Ledger, places: list[str], position: int | None) -> Reply:
    wanted = at(places, position)
    chosen = next((place for place in store.places() if place.id == wanted), None)
    if chosen is None:
        return say("choose.out_of_range", count=len(places)).asking("places", places=places)
    return _pick_up_at(turn, ledger, chosen)


@answer("yes", "places")
def which_place(places: list[str]) -> Reply:
    return say("go_on").asking("places", places=places)


@answer("no", "places", "pick_up_there")
def same_place() -> Reply:
    return say("choose.none").asking("anything_else")


def _choice_of(places: Sequence[Place]) -> Reply:
    reply = say("places.list", places=[place.name for place in places], count=len(places))
    asked = reply.asking("places", places=[place.id for place in places])
    return asked.with_card("places").showing("places", places=places)


def _hours(place: Place) -> Reply:
    key = "places.hours" if place.opens else "places.hours_closed"
    return say(key, place=place, opens=place.opens, closes=place.closes)


def _pick_up_at(turn: Turn, ledger: Ledger, place: Place) -> Reply:
    amend(ledger, ledger.customer(turn.user), lambda customer: replace(customer, place_id=place.id))
    key = "places.chosen" if place.opens else "places.chosen_closed"
    return say(key, place=place, street=place.street, opens=place.opens, closes=place.closes).asking("anything_else")


def _named(places: tuple[Place, ...], wanted: Spoken | None) -> Place | None:
    if wanted is None:
        return None
    words = wanted.words.casefold()
    return next((place for place in places if place.id == wanted.id or place.name.casefold() in words), None)
