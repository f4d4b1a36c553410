"""An order on every device with a screen, however long: what is asked and the buttons are always in sight."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from simulator.hardware import KINDS
from tests.browser.glass import Glass
from tests.browser.house import House
from tests.browser.rendering import rendering
from voiceshop.alexa.responses import said_of
from voiceshop.conversation import answering  # noqa: F401 - what answers a question decides about its buttons
from voiceshop.conversation.turn import Reply, say
from voiceshop.screens.filling import Filled, fill
from voiceshop.shop.cart import Line
from voiceshop.shop.catalogue import Option, Variant
from voiceshop.shop.money import Money
from voiceshop.shop.purchase import Checkout, Fulfillment, Instrument, Order, OrderState
from voiceshop.speech.speaker import Speaker, texts_of

pytestmark = pytest.mark.browser

DISPLAYS = {name: kind.display for name, kind in KINDS.items() if kind.display}
COUNTS = (1, 5, 12)
MORE = "More below"
CARD = Instrument("card", "handler", "card", "American Express", "0005")
PICKUP = Fulfillment("pickup", "Harbor Street", None)
DELIVERY = Fulfillment("shipping", "1200 Old Mill Road, Springfield", None)
OLD, TOTAL = Money(20_918, "USD"), Money(21_143, "USD")
# The second is as long as names get in a shop with many options.
GOODS = (
    ("latte", ("large", "oat milk")),
    ("iced caramel macchiato", ("medium", "lactose-free milk", "extra shot", "whipped cream")),
    ("croissant", ()),
    ("blueberry muffin", ()),
    ("banana bread", ()),
)


def lines(count: int) -> tuple[Line, ...]:
    """So many lines, with names of all lengths among them."""
    goods = [GOODS[number % len(GOODS)] for number in range(count)]
    return tuple(
        Line(_variant(f"{number}", name, options), number + 1, Money(425 * (number + 1), "USD"))
        for number, (name, options) in enumerate(goods)
    )


def _variant(number: str, name: str, labels: tuple[str, ...]) -> Variant:
    groups = ("Size", "Milk", "Shot", "Topping")
    options = tuple(Option(group, label, label) for group, label in zip(groups, labels, strict=False))
    return Variant(number, name, name, options, Money(425, "USD"))


def asked_to_confirm(count: int) -> Reply:
    checkout = Checkout("checkout", lines(count), TOTAL, PICKUP, CARD)
    return say("checkout.cart_changed", old=OLD).asking("place_order").showing("checkout", checkout=checkout)


def placed(count: int) -> Reply:
    order = Order("order", "1042", OrderState.RECEIVED, lines(count), TOTAL, DELIVERY)
    return say("checkout.cart_changed", old=OLD).asking("anything_else").showing("order", order=order, instrument=CARD)


def filled(reply: Reply) -> Filled:
    speaker = Speaker(texts_of("en-US"), {"seller": "Bluebird Coffee"}, datetime.now(UTC))
    return fill(reply, said_of(reply, speaker), speaker)


@pytest.mark.parametrize("kind", DISPLAYS)
@pytest.mark.parametrize(
    ("reply", "pinned"),
    [
        (asked_to_confirm, {"Shall I place the order?", "Yes", "No", "$211.43 with tax"}),
        (placed, {"Order 1042", "Anything else?", "My orders", "$211.43 with tax"}),
    ],
    ids=["before", "after"],
)
def test_what_is_asked_and_the_buttons_are_in_sight(
    kind: str, reply: Callable[[int], Reply], pinned: set[str], page: Page, house: House
) -> None:
    display = DISPLAYS[kind]
    glass = Glass(page, house.page, display)
    for count in COUNTS:
        glass.show(filled(reply(count)))
        drawn = rendering(glass.view, display.shape)
        assert (drawn.faults, drawn.cut) == ([], []), count
        assert pinned <= set(drawn.whole), count


@pytest.mark.parametrize("kind", DISPLAYS)
def test_a_hint_says_that_there_are_more_lines_until_the_last_is_seen(kind: str, page: Page, house: House) -> None:
    glass = Glass(page, house.page, DISPLAYS[kind])
    glass.show(filled(asked_to_confirm(1)))
    expect(glass.shade(MORE)).to_have_css("opacity", "0")
    glass.show(filled(asked_to_confirm(12)))
    expect(glass.shade(MORE)).to_have_css("opacity", "1")
    glass.scroll_to_the_end()
    expect(glass.shade(MORE)).to_have_css("opacity", "0")
    expect(glass.view.get_by_text("12 × ")).to_be_in_viewport(ratio=0.9)
