"""What a text claims about an order is written down by hand: for each, and once."""

from __future__ import annotations

from tools.drills.told import CLAIMS, Told, told_by
from voiceshop.speech.speaker import texts_of

TEXTS = texts_of("en-US")
OF_ORDERS = {key for key in TEXTS if key.startswith(("cancel.", "checkout.", "news.", "order.", "orders.", "status."))}


def test_every_text_about_orders_is_known_for_what_it_claims() -> None:
    known = [key for keys in CLAIMS.values() for key in keys]
    assert OF_ORDERS - set(known) == set()
    assert set(known) - TEXTS.keys() == set()
    assert len(known) == len(set(known))


def test_of_several_an_order_goes_first() -> None:
    assert told_by(["cart.empty", "order.already"]) is Told.PLACED
    assert told_by(["order.challenge_open", "checkout.quote"]) is Told.ASKED
    assert told_by(["goodbye"]) is Told.NO_WORD
