"""Where orders are picked up."""

from __future__ import annotations

from dataclasses import replace

from ..shop.catalogue import Place
from ..shop.ports import Ledger, Store
from .basket import amend
from .listing import PAGE, at
from .registry import answer, intent, with_account
from .slots import Spoken
from .turn import Reply, Turn, say


@intent("FindStore")
def find_store(store: Store) -> Reply:
    """Name the pick-up places with their hours, and offer to pick up at one."""
    places = store.places()[:PAGE]
    return (
        say("places.list", places=[place.name for place in places], count=len(places))
        .asking("places", places=[place.id for place in places])
        .with_card("places")
        .showing("places", places=places)
    )


@intent("ChooseStore")
@with_account
def choose_store(turn: Turn, store: Store, ledger: Ledger, pickup_place: Spoken | None) -> Reply:
    """Pick up there from now on."""
    places = store.places()
    chosen = _named(places, pickup_place)
    if chosen is None:
        return find_store(store)
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


@answer("no", "places")
def same_place() -> Reply:
    return say("choose.none").asking("anything_else")


def _pick_up_at(turn: Turn, ledger: Ledger, place: Place) -> Reply:
    amend(ledger, ledger.customer(turn.user), lambda customer: replace(customer, place_id=place.id))
    key = "places.chosen" if place.opens else "places.chosen_closed"
    return say(key, place=place, street=place.street, opens=place.opens, closes=place.closes).asking("anything_else")


def _named(places: tuple[Place, ...], wanted: Spoken | None) -> Place | None:
    if wanted is None:
        return None
    words = wanted.words.casefold()
    return next((place for place in places if place.id == wanted.id or place.name.casefold() in words), None)
