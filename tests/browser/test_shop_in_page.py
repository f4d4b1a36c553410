"""The Shop tab: what stands in the store, and what is told where the store does not say."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from simulator.page.house import open_house
from simulator.page.server import running_page
from tests.browser.alexa import Alexa

pytestmark = [pytest.mark.browser, pytest.mark.browser_context_args(viewport={"width": 1440, "height": 900})]
GIVEN_UP = 30_000  # milliseconds within which the page's server has given up on a store that hangs


@dataclass(frozen=True)
class Mine:
    """A house whose store this process can stop."""

    page: str
    store: int

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """The store takes connections and answers nothing, until the block ends."""
        os.kill(self.store, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.store, signal.SIGCONT)


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mine]:
    with open_house(tmp_path_factory.mktemp("mine")) as house, running_page(house) as page:
        yield Mine(page, house.processes[0].process.pid)


@pytest.fixture
def alexa(page: Page, mine: Mine) -> Alexa:
    alexa = Alexa(page, mine.page)
    alexa.open()
    return alexa


def test_a_store_that_hangs_is_told_and_what_it_holds_is_not_known(alexa: Alexa, mine: Mine) -> None:
    alexa.say("ask bluebird coffee for a croissant")
    shop = alexa.panel("Shop")
    cart = shop.get_by_role("table", name="Cart")
    expect(cart).to_be_visible()
    with mine.hanging():
        expect(shop).to_contain_text("The store has not answered since")
        expect(shop).to_contain_text("The shop cannot be read", timeout=GIVEN_UP)
        expect(shop).to_contain_text("Not known.")
        expect(shop).not_to_contain_text("The cart is empty")
        expect(shop).not_to_contain_text("No orders yet")
    expect(cart).to_be_visible(timeout=GIVEN_UP)
    expect(shop).not_to_contain_text("cannot be read")
    expect(shop.get_by_text("The store has not answered since")).to_be_hidden()


def test_the_newest_order_stands_first(alexa: Alexa) -> None:
    alexa.is_used_by("ben")
    numbers = []
    for product in ("croissant", "plain bagel"):
        alexa.say(f"ask bluebird coffee for a {product}", "check out", "yes")
        numbers.append(alexa.hear_order())
    orders = alexa.panel("Shop").locator(".order h4")
    expect(orders).to_contain_text([f"Order {number}" for number in reversed(numbers)])
