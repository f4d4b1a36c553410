"""An order that the store has, and of which we know no more than that it may have."""

from __future__ import annotations

from tests.unit.skill.household import Household, Speaker


def lose_an_order(home: Household, product: str = "croissant") -> Speaker:
    """Place one by a turn that dies before the order is written down; gives the speaker that said yes."""
    speaker = home.speaker()
    speaker.say("AddToCartIntent", product=product)
    speaker.say("CheckoutIntent")
    home.ledger.down = {"save", "move placed"}
    speaker.say("AMAZON.YesIntent")
    home.ledger.down = set()
    return speaker
