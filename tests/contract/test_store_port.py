"""The port `Store`, kept by the UCP adapter against the project's own store, as a process of its own."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from simulator.linking import link
from store.admin import Admin
from store.application import build
from store.launch import RunningStore, running_store
from store.settings import Settings
from voiceshop.adapters.ucp import UcpStores
from voiceshop.shop.catalogue import Option
from voiceshop.shop.deadline import Deadline
from voiceshop.shop.errors import (
    AccountRefused,
    CannotCheckOut,
    NoCard,
    NotEnough,
    NotLinked,
    NotSent,
    SoldOut,
    StoreTrouble,
    TooLateToCancel,
    UnknownOrder,
    UnknownProduct,
)
from voiceshop.shop.money import Money
from voiceshop.shop.ports import Store
from voiceshop.shop.purchase import (
    Changed,
    Checkout,
    Declined,
    NeedsChallenge,
    OrderState,
    PlacedOrder,
    Purchase,
    PurchaseState,
    Standing,
)
from voiceshop.shop.want import Want

LARGE, OAT = Option("Size", "large", "large"), Option("Milk", "oat-milk", "oat milk")
HARBOR, MARKET = "harbor-street", "market-square"
TURN_SECONDS = 7.5

Shopper = Callable[[str | None], Store]
"""Opens the store as that customer sees it in one more turn; None is a guest."""


@pytest.fixture(scope="module")
def embedded() -> Iterator[RunningStore]:
    with running_store() as running:
        yield running


@pytest.fixture(scope="module")
def shopper(embedded: RunningStore) -> Shopper:
    stores = UcpStores(embedded.url)
    tokens: dict[str, str | None] = {}

    def opened(customer: str | None) -> Store:
        if customer and customer not in tokens:
            tokens[customer] = link(embedded.url, customer, "demo").access_token()
        return stores.open(tokens[customer] if customer else None, Deadline.after(TURN_SECONDS), "en-US")

    return opened


@pytest.fixture
def guest(shopper: Shopper) -> Store:
    return shopper(None)


@pytest.fixture
def ana(shopper: Shopper) -> Store:
    return shopper("ana")


@pytest.fixture(scope="module")
def staff(embedded: RunningStore) -> Iterator[Admin]:
    """The shop's staff, who work on the data while the store runs."""
    admin = Admin(build(Settings(embedded.data_dir, embedded.url)))
    yield admin
    admin.close()


@pytest.fixture
def pay_with(staff: Admin) -> Iterator[Callable[[str], str]]:
    """Lets ana pay with the card that ends in those digits, for one test."""
    yield lambda digits: staff.set_default_card("ana", digits)
    staff.set_default_card("ana", "4242")


@pytest.fixture
def stock(staff: Admin) -> Iterator[Callable[[str, int], None]]:
    """Sets how many of a product are left, for one test."""
    changed: set[str] = set()

    def left(product: str, quantity: int) -> None:
        changed.add(product)
        staff.set_stock(product, quantity)

    yield left
    for product in changed:
        staff.set_stock(product, 100)


@pytest.fixture
def new_orders(staff: Admin) -> Callable[[], int]:
    """How many orders the store has taken since the test began."""
    before = len(staff.orders())
    return lambda: len(staff.orders()) - before


def latte(store: Store) -> str:
    """The id of a large latte with oat milk."""
    (variant,) = store.product("latte", [LARGE, OAT]).variants
    return variant.id


def quoted(store: Store, quantity: int = 2) -> Checkout:
    return store.quote(store.fill_cart(None, [Want(latte(store), quantity)]), HARBOR)


def confirmed(quote: Checkout) -> Purchase:
    """The purchase of what was read out and agreed to just now."""
    return Purchase(
        id=str(uuid.uuid4()),
        user="amzn1.ask.account.ANA",
        checkout_id=quote.id,
        total=quote.total,
        wants=tuple(line.want for line in quote.lines),
        instrument=quote.instrument,
        state=PurchaseState.PLACING,
        quoted_at=datetime.now(UTC),
    )


class TestShelves:
    def test_a_search_finds_what_was_named(self, guest: Store) -> None:
        assert guest.search("latte").items[0].id == "latte"

    def test_a_search_for_nothing_of_the_kind_finds_nothing(self, guest: Store) -> None:
        assert guest.search("hovercraft").items == ()

    def test_all_pages_together_hold_everything_once(self, guest: Store) -> None:
        ids: list[str] = []
        page = guest.search(limit=7)
        ids += [product.id for product in page.items]
        while page.next:
            page = guest.search(cursor=page.next, limit=7)
            ids += [product.id for product in page.items]

        assert len(ids) == len(set(ids)) > 20

    def test_a_category_holds_its_own(self, guest: Store) -> None:
        coffees = guest.search(category="coffee", limit=50).items

        assert "latte" in {product.id for product in coffees}
        assert all("coffee" in product.categories for product in coffees)

    def test_all_that_is_on_sale_costs_less_than_its_list_price(self, guest: Store) -> None:
        deals = guest.deals()

        assert "banana-bread" in {deal.product.id for deal in deals}
        for deal in deals:
            assert deal.variant.list_price is not None
            assert deal.variant.price.amount < deal.variant.list_price.amount

    def test_what_is_still_open_is_the_size(self, guest: Store) -> None:
        latte = guest.product("latte")

        assert [group.name for group in latte.open_groups] == ["Size"]
        assert latte.group_of(OAT) is not None

    def test_all_chosen_leaves_one(self, guest: Store) -> None:
        (variant,) = guest.product("latte", [LARGE, OAT]).variants

        assert set(variant.options) == {LARGE, OAT}
        assert (variant.product_id, variant.name, variant.in_stock) == ("latte", "latte", True)

    def test_an_option_that_the_product_lacks_is_left_out(self, guest: Store) -> None:
        lava = Option("Milk", "lava", "lava")

        assert all(lava not in variant.options for variant in guest.product("latte", [lava]).variants)

    def test_an_unknown_product(self, guest: Store) -> None:
        with pytest.raises(UnknownProduct):
            guest.product("unicorn")

    def test_variants_as_they_are_now(self, guest: Store) -> None:
        wanted = latte(guest)

        (found,) = guest.variants([wanted, "unicorn:large"])

        assert (found.id, found.price) == (wanted, guest.product("latte", [LARGE, OAT]).variants[0].price)

    def test_where_to_pick_up(self, guest: Store) -> None:
        places = {place.id: place for place in guest.places()}

        assert set(places) >= {HARBOR, MARKET}
        assert (places[HARBOR].name, places[HARBOR].town) == ("Harbor Street", "Brooklyn")
        assert places[HARBOR].opens == "00:00"


class TestCarts:
    def test_what_is_put_in_is_there_in_the_next_turn(self, shopper: Shopper) -> None:
        cart = shopper("ana").fill_cart(None, [Want(latte(shopper(None)), 2)])

        assert shopper("ana").cart(cart.id) == cart
        assert [(line.quantity, set(line.variant.options)) for line in cart.lines] == [(2, {LARGE, OAT})]
        assert cart.total == cart.lines[0].total

    def test_it_holds_exactly_what_it_was_told_last(self, ana: Store) -> None:
        cart = ana.fill_cart(None, [Want(latte(ana), 2), Want("banana-bread:standard", 1)])

        changed = ana.fill_cart(cart.id, [Want("banana-bread:standard", 3)])

        assert changed.id == cart.id
        assert changed.wants == (Want("banana-bread:standard", 3),)

    def test_it_can_be_emptied_and_filled_again(self, ana: Store) -> None:
        cart = ana.fill_cart(None, [Want(latte(ana), 2)])

        assert ana.fill_cart(cart.id, ()).lines == ()
        assert ana.fill_cart(cart.id, cart.wants).wants == cart.wants

    def test_one_that_never_was_is_made(self, ana: Store) -> None:
        assert ana.cart("cart_unknown") is None
        assert ana.fill_cart("cart_unknown", [Want(latte(ana), 1)]).id != "cart_unknown"

    def test_nobody_sees_anothers(self, shopper: Shopper) -> None:
        anas = shopper("ana").fill_cart(None, [Want(latte(shopper(None)), 2)])

        assert shopper("ben").cart(anas.id) is None
        bens = shopper("ben").fill_cart(anas.id, [Want(latte(shopper(None)), 5)])
        assert bens.id != anas.id
        assert shopper("ana").cart(anas.id) == anas

    def test_too_many_leaves_it_as_it_was(self, ana: Store, stock: Callable[[str, int], None]) -> None:
        before = ana.fill_cart(None, [Want(latte(ana), 2), Want("banana-bread:standard", 1)])
        stock("banana-bread", 4)

        with pytest.raises(NotEnough) as error:
            ana.fill_cart(before.id, [Want(latte(ana), 1), Want("banana-bread:standard", 5)])

        assert error.value.values["count"] == 4
        after = ana.cart(before.id)
        assert after is not None
        assert after.wants == before.wants

    def test_sold_out_leaves_it_as_it_was(self, ana: Store, stock: Callable[[str, int], None]) -> None:
        before = ana.fill_cart(None, [Want(latte(ana), 2)])
        stock("banana-bread", 0)

        with pytest.raises(SoldOut):
            ana.fill_cart(before.id, [*before.wants, Want("banana-bread:standard", 1)])

        assert ana.cart(before.id) == before

    def test_what_is_not_sold_leaves_it_as_it_was(self, ana: Store) -> None:
        before = ana.fill_cart(None, [Want(latte(ana), 2)])

        with pytest.raises(CannotCheckOut):
            ana.fill_cart(before.id, [*before.wants, Want("unicorn:large", 1)])

        assert ana.cart(before.id) == before

    def test_guests_have_none(self, guest: Store) -> None:
        with pytest.raises(NotLinked):
            guest.fill_cart(None, [Want("latte:large", 1)])

    @pytest.mark.parametrize("token", ["made-up", "a.b.c"])
    def test_a_token_of_nobody_gets_no_cart_at_all(self, embedded: RunningStore, token: str) -> None:
        stranger = UcpStores(embedded.url).open(token, Deadline.after(TURN_SECONDS), "en-US")

        with pytest.raises(AccountRefused):
            stranger.fill_cart(None, [Want("latte:large", 1)])


class TestCheckouts:
    def test_a_quote_holds_all_that_is_read_out(self, ana: Store) -> None:
        cart = ana.fill_cart(None, [Want(latte(ana), 2)])

        quote = ana.quote(cart, HARBOR)

        assert quote.lines == cart.lines
        assert quote.total.amount > cart.total.amount
        assert (quote.fulfillment.method, quote.fulfillment.place) == ("pickup", "Harbor Street")
        assert quote.fulfillment.ready_at is not None
        assert quote.fulfillment.ready_at > datetime.now(UTC)
        assert (quote.instrument.brand, quote.instrument.last_digits) == ("Visa", "4242")

    def test_without_a_place_it_is_the_stores_first(self, ana: Store) -> None:
        cart = ana.fill_cart(None, [Want(latte(ana), 1)])

        assert ana.quote(cart, None).fulfillment.place == "Harbor Street"

    def test_the_place_can_be_another_the_next_time(self, ana: Store) -> None:
        cart = ana.fill_cart(None, [Want(latte(ana), 1)])
        ana.quote(cart, HARBOR)

        assert ana.quote(cart, MARKET).fulfillment.place == "Market Square"

    def test_a_place_that_is_not_there(self, ana: Store) -> None:
        cart = ana.fill_cart(None, [Want(latte(ana), 1)])

        with pytest.raises(CannotCheckOut):
            ana.quote(cart, "the moon")

    def test_the_quote_follows_the_cart(self, ana: Store) -> None:
        cart = ana.fill_cart(None, [Want(latte(ana), 1)])
        one = ana.quote(cart, HARBOR)

        two = ana.quote(ana.fill_cart(cart.id, [Want(latte(ana), 2)]), HARBOR)

        assert two.lines[0].quantity == 2
        assert two.total.amount > one.total.amount

    def test_a_price_that_moved_is_seen_before_it_is_paid(self, ana: Store, staff: Admin) -> None:
        cart = ana.fill_cart(None, [Want("blueberry-muffin:standard", 1)])
        quote = ana.quote(cart, HARBOR)
        staff.set_price("blueberry-muffin", 425)

        again = ana.checkout(quote.id)

        staff.set_price("blueberry-muffin", 325)
        assert again is not None
        assert again.total.amount > quote.total.amount

    def test_no_card_on_file(self, shopper: Shopper) -> None:
        cara = shopper("cara")

        with pytest.raises(NoCard):
            quoted(cara)

    def test_sold_out_since_it_was_put_in(self, ana: Store, stock: Callable[[str, int], None]) -> None:
        cart = ana.fill_cart(None, [Want("banana-bread:standard", 2)])
        stock("banana-bread", 0)

        with pytest.raises(SoldOut):
            ana.quote(cart, HARBOR)

    def test_nobody_sees_anothers(self, shopper: Shopper) -> None:
        assert shopper("ben").checkout(quoted(shopper("ana")).id) is None


class TestOrdering:
    def test_one_order_however_often_it_is_asked(self, ana: Store, new_orders: Callable[[], int]) -> None:
        purchase = confirmed(quoted(ana))

        answers = [ana.complete(purchase) for _ in range(3)]

        assert isinstance(answers[0], PlacedOrder)
        assert answers == [answers[0]] * 3
        assert answers[0].fulfillment is not None
        assert answers[0].fulfillment.place == "Harbor Street"
        assert new_orders() == 1

    def test_another_key_buys_no_second_time(self, ana: Store, new_orders: Callable[[], int]) -> None:
        quote = quoted(ana)
        first = ana.complete(confirmed(quote))

        second = ana.complete(confirmed(quote))

        assert first == second
        assert new_orders() == 1

    def test_what_was_ordered_is_gone_from_cart_and_checkout(self, ana: Store) -> None:
        cart = ana.fill_cart(None, [Want(latte(ana), 1)])
        quote = ana.quote(cart, HARBOR)

        ana.complete(confirmed(quote))

        assert ana.checkout(quote.id) is None
        assert ana.cart(cart.id) is None

    def test_a_cart_that_another_device_changed_is_not_bought(
        self, shopper: Shopper, new_orders: Callable[[], int]
    ) -> None:
        ana, kitchen = shopper("ana"), shopper("ana")
        cart = ana.fill_cart(None, [Want(latte(ana), 1)])
        purchase = confirmed(ana.quote(cart, HARBOR))
        kitchen.fill_cart(cart.id, [*cart.wants, Want("banana-bread:standard", 1)])
        kitchen.quote(cart, HARBOR)

        assert ana.complete(purchase) == Changed()
        assert new_orders() == 0

    def test_something_else_of_the_same_price_is_not_bought(
        self, shopper: Shopper, staff: Admin, new_orders: Callable[[], int]
    ) -> None:
        ana, kitchen = shopper("ana"), shopper("ana")
        cart = ana.fill_cart(None, [Want("blueberry-muffin:standard", 1)])
        quote = ana.quote(cart, HARBOR)
        kitchen.fill_cart(cart.id, [Want("banana-bread:standard", 1)])
        bread = kitchen.quote(cart, HARBOR)

        assert ana.complete(replace(confirmed(quote), total=bread.total)) == Changed()
        assert new_orders() == 0

    def test_a_price_that_moved_is_not_paid(self, ana: Store, staff: Admin, new_orders: Callable[[], int]) -> None:
        purchase = confirmed(ana.quote(ana.fill_cart(None, [Want("blueberry-muffin:standard", 1)]), HARBOR))
        staff.set_price("blueberry-muffin", 425)

        outcome = ana.complete(purchase)

        staff.set_price("blueberry-muffin", 325)
        assert outcome == Changed()
        assert new_orders() == 0

    def test_what_sold_out_meanwhile_is_named(
        self, ana: Store, stock: Callable[[str, int], None], new_orders: Callable[[], int]
    ) -> None:
        purchase = confirmed(ana.quote(ana.fill_cart(None, [Want("banana-bread:standard", 2)]), HARBOR))
        stock("banana-bread", 0)

        with pytest.raises(SoldOut):
            ana.complete(purchase)

        assert new_orders() == 0

    def test_what_runs_short_meanwhile_is_counted(
        self, ana: Store, stock: Callable[[str, int], None], new_orders: Callable[[], int]
    ) -> None:
        purchase = confirmed(ana.quote(ana.fill_cart(None, [Want("banana-bread:standard", 2)]), HARBOR))
        stock("banana-bread", 1)

        with pytest.raises(NotEnough) as error:
            ana.complete(purchase)

        assert error.value.values["count"] == 1
        assert new_orders() == 0

    def test_a_declined_card_orders_nothing(
        self, ana: Store, pay_with: Callable[[str], str], new_orders: Callable[[], int]
    ) -> None:
        pay_with("0002")

        assert isinstance(ana.complete(confirmed(quoted(ana))), Declined)
        assert new_orders() == 0

    def test_a_bank_that_wants_to_see_the_customer(
        self, ana: Store, pay_with: Callable[[str], str], new_orders: Callable[[], int]
    ) -> None:
        pay_with("3220")

        outcome = ana.complete(confirmed(quoted(ana)))

        assert isinstance(outcome, NeedsChallenge)
        assert outcome.url.startswith("http")
        assert new_orders() == 0

    def test_charged_and_then_silent_is_settled_by_the_same_key(
        self, ana: Store, pay_with: Callable[[str], str], new_orders: Callable[[], int]
    ) -> None:
        pay_with("0119")
        purchase = confirmed(quoted(ana))
        with pytest.raises(StoreTrouble):
            ana.complete(purchase)

        settled = ana.complete(purchase)

        assert isinstance(settled, PlacedOrder)
        assert new_orders() == 1

    def test_nobody_completes_anothers_or_learns_what_became_of_it(
        self, shopper: Shopper, new_orders: Callable[[], int]
    ) -> None:
        purchase = confirmed(quoted(shopper("ana")))

        with pytest.raises(StoreTrouble) as trouble:
            shopper("ben").complete(purchase)

        assert not isinstance(trouble.value, NotSent)
        assert new_orders() == 0

    def test_a_token_of_nobody_orders_nothing(
        self, embedded: RunningStore, ana: Store, new_orders: Callable[[], int]
    ) -> None:
        stranger = UcpStores(embedded.url).open("made-up", Deadline.after(TURN_SECONDS), "en-US")

        with pytest.raises(AccountRefused):
            stranger.complete(confirmed(quoted(ana)))

        assert new_orders() == 0

    def test_without_time_nothing_is_sent(
        self, embedded: RunningStore, ana: Store, new_orders: Callable[[], int]
    ) -> None:
        late = UcpStores(embedded.url).open("a-token", Deadline.after(0), "en-US")

        with pytest.raises(NotSent):
            late.complete(confirmed(quoted(ana)))

        assert new_orders() == 0


class TestStanding:
    def test_open_until_it_is_placed(self, ana: Store) -> None:
        quote = quoted(ana)
        assert ana.standing(quote.id) == (Standing.OPEN, None)

        placed = ana.complete(confirmed(quote))

        assert ana.standing(quote.id) == (Standing.PLACED, placed)

    def test_seeing_it_leaves_a_price_that_moved_to_be_found(self, ana: Store, staff: Admin) -> None:
        purchase = confirmed(ana.quote(ana.fill_cart(None, [Want("blueberry-muffin:standard", 1)]), HARBOR))
        staff.set_price("blueberry-muffin", 425)
        ana.standing(purchase.checkout_id)

        outcome = ana.complete(purchase)

        staff.set_price("blueberry-muffin", 325)
        assert outcome == Changed()

    def test_challenged(self, ana: Store, pay_with: Callable[[str], str]) -> None:
        pay_with("3220")
        quote = quoted(ana)
        ana.complete(confirmed(quote))

        assert ana.standing(quote.id) == (Standing.CHALLENGED, None)

    def test_charged_and_then_silent_is_placed(
        self, ana: Store, pay_with: Callable[[str], str], new_orders: Callable[[], int]
    ) -> None:
        pay_with("0119")
        purchase = confirmed(quoted(ana))
        with pytest.raises(StoreTrouble):
            ana.complete(purchase)

        standing, order = ana.standing(purchase.checkout_id)

        assert (standing, order) == (Standing.PLACED, ana.complete(purchase))
        assert new_orders() == 1

    def test_anothers_is_gone_as_one_that_never_was(self, shopper: Shopper) -> None:
        anas = quoted(shopper("ana"))

        assert shopper("ben").standing(anas.id) == (Standing.GONE, None)
        assert shopper("ben").standing("checkout_unknown") == (Standing.GONE, None)


class TestCancelingACheckout:
    def test_it_can_never_be_completed_any_more(self, ana: Store, new_orders: Callable[[], int]) -> None:
        quote = quoted(ana)

        ana.cancel_checkout(quote.id)

        assert ana.standing(quote.id) == (Standing.GONE, None)
        with pytest.raises(CannotCheckOut):
            ana.complete(confirmed(quote))
        assert new_orders() == 0

    def test_one_whose_bank_waits_for_the_customer_too(self, ana: Store, pay_with: Callable[[str], str]) -> None:
        pay_with("3220")
        quote = quoted(ana)
        ana.complete(confirmed(quote))

        ana.cancel_checkout(quote.id)

        assert ana.standing(quote.id) == (Standing.GONE, None)

    def test_again_or_one_that_never_was(self, ana: Store) -> None:
        quote = quoted(ana)

        ana.cancel_checkout(quote.id)
        ana.cancel_checkout(quote.id)
        ana.cancel_checkout("checkout_unknown")

    def test_what_was_placed_stays(self, ana: Store, new_orders: Callable[[], int]) -> None:
        quote = quoted(ana)
        placed = ana.complete(confirmed(quote))

        ana.cancel_checkout(quote.id)

        assert ana.standing(quote.id) == (Standing.PLACED, placed)
        assert new_orders() == 1

    def test_nobody_cancels_anothers(self, shopper: Shopper) -> None:
        anas = quoted(shopper("ana"))

        shopper("ben").cancel_checkout(anas.id)

        assert shopper("ana").standing(anas.id) == (Standing.OPEN, None)


class TestOrders:
    def placed(self, store: Store) -> PlacedOrder:
        order = store.complete(confirmed(quoted(store)))
        assert isinstance(order, PlacedOrder)
        return order

    def test_an_order_says_what_when_and_where(self, shopper: Shopper) -> None:
        placed = self.placed(shopper("ana"))

        order = shopper("ana").order(placed.id)

        assert (order.id, order.label, order.state) == (placed.id, placed.label, OrderState.RECEIVED)
        assert order.fulfillment == placed.fulfillment
        assert [(line.variant.name, line.quantity) for line in order.lines] == [("latte", 2)]
        assert isinstance(order.total, Money)

    def test_an_order_moves(self, ana: Store, staff: Admin) -> None:
        placed = self.placed(ana)
        states = []
        for _ in range(3):
            staff.advance(placed.label)
            states.append(ana.order(placed.id).state)

        assert states == [OrderState.PREPARING, OrderState.READY, OrderState.DELIVERED]

    def test_it_can_be_canceled_and_canceling_again_changes_nothing(self, ana: Store) -> None:
        placed, key = self.placed(ana), str(uuid.uuid4())

        first = ana.cancel_order(placed.id, key)

        assert first.state is OrderState.CANCELED
        assert [line.quantity for line in first.lines] == [2]
        assert ana.cancel_order(placed.id, key) == first
        assert ana.cancel_order(placed.id, str(uuid.uuid4())).state is OrderState.CANCELED

    def test_what_is_ready_cannot_be_canceled(self, ana: Store, staff: Admin) -> None:
        placed = self.placed(ana)
        staff.advance(placed.label)
        staff.advance(placed.label)

        with pytest.raises(TooLateToCancel) as error:
            ana.cancel_order(placed.id, str(uuid.uuid4()))

        assert error.value.values["label"] == placed.label

    def test_nobody_sees_or_cancels_anothers(self, shopper: Shopper) -> None:
        placed = self.placed(shopper("ana"))

        with pytest.raises(UnknownOrder):
            shopper("ben").order(placed.id)
        with pytest.raises(UnknownOrder):
            shopper("ben").cancel_order(placed.id, str(uuid.uuid4()))
        assert shopper("ana").order(placed.id).state is OrderState.RECEIVED
