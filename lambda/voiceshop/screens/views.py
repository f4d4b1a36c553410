"""What stands on each screen: a view takes the values of a reply's screen and gives the data of its document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..conversation.registry import takes
from ..conversation.slots import Item
from ..conversation.turn import Question
from ..shop.cart import Cart, Line
from ..shop.catalogue import Deal, Option, Place, Product
from ..shop.money import Money
from ..shop.purchase import Checkout, Instrument, Order
from ..speech.speaker import Speaker
from .touches import Data, id_of, said_before, slots_of, touchable

# Questions that want words, though a yes or no said to them is understood.
_OPEN = ("what_to_order", "which_of_these")
# Lists that are read out in parts.
_IN_PARTS = ("deals", "menu")


@dataclass(frozen=True, slots=True)
class Page:
    """The page that is being written: in whose words, with which open question, and what is said with it."""

    speaker: Speaker
    question: Question | None
    sentences: tuple[str, ...]

    def write(self, key: str, **values: object) -> str:
        return self.speaker.write(key, values)

    def amount(self, money: Money) -> str:
        return self.write("screen.amount", amount=money)


def home(page: Page) -> Data:
    things = [
        touchable(page.write("screen.home.deals"), "Deals"),
        touchable(page.write("screen.home.menu"), "BrowseMenu"),
        touchable(page.write("screen.home.cart"), "ViewCart"),
        touchable(page.write("screen.home.status"), "OrderStatus"),
    ]
    return {"title": page.write("screen.home.title"), "things": things, "buttons": []}


def cart(page: Page, cart: Cart) -> Data:
    title = page.write("screen.cart.title")
    if not cart.lines:
        choices = [
            touchable(page.write("screen.home.deals"), "Deals"),
            touchable(page.write("screen.home.menu"), "BrowseMenu"),
        ]
        return {"title": title, "lines": [], "text": page.write("screen.cart.empty"), "buttons": choices}
    return {
        "title": title,
        "lines": [_removable(page, line) for line in cart.lines],
        "total": page.write("screen.cart.total", total=cart.total),
        "buttons": [touchable(page.write("screen.check_out"), "Checkout")],
    }


def deals(page: Page, deals: tuple[Deal, ...]) -> Data:
    return {
        "title": page.write("screen.deals.title"),
        "things": [_deal(page, deal) for deal in deals],
        "buttons": _more(page),
    }


def menu(page: Page, products: tuple[Product, ...]) -> Data:
    return {
        "title": page.write("screen.menu.title"),
        "things": [_product(page, product) for product in products],
        "buttons": _more(page),
    }


def categories(page: Page, categories: tuple[str, ...]) -> Data:
    things = [
        touchable(page.write("screen.category", category=category), "BrowseMenu", category=category)
        for category in categories
    ]
    return {"title": page.write("screen.categories.title"), "things": things, "buttons": []}


def choices(page: Page, product: Product, choices: tuple[Option, ...], slot: str, item: Item) -> Data:
    """What a product still needs: each choice adds it with what was chosen before."""
    things = [
        touchable(
            page.write("screen.choice", choice=option),
            "AddToCart",
            **said_before(item),
            product=product.id,
            **{slot: id_of(option)},
        )
        for option in choices
    ]
    return {"title": page.write("screen.choices.title", product=product), "things": things, "buttons": []}


def places(page: Page, places: tuple[Place, ...]) -> Data:
    return {
        "title": page.write("screen.places.title"),
        "things": [_place(page, place) for place in places],
        "buttons": [],
    }


def product(page: Page, product: Product) -> Data:
    choices = [group for group in product.groups if len(group.options) > 1]
    groups = [page.write("screen.group", group=group, choices=group.options) for group in choices]
    return {
        "title": page.write("screen.product.title", product=product),
        "text": page.write("screen.description", description=product.description),
        "facts": groups,
        "total": _price_of(page, product),
        "buttons": [touchable(page.write("screen.product.add"), "AddToCart", product=product.id)],
    }


def checkout(page: Page, checkout: Checkout) -> Data:
    """All that has to be confirmed: the seller, the goods, how they reach the customer, the whole price, the card."""
    return {
        "title": page.write("screen.checkout.title"),
        "short": page.write("screen.checkout.short"),
        "lines": _lines(page, checkout.lines),
        "more": page.write("screen.below"),
        "facts": [
            page.write("screen.fulfillment", fulfillment=checkout.fulfillment),
            _paid_by(page, checkout.instrument),
        ],
        "total": page.write("screen.total", total=checkout.total),
        "buttons": _answers(page),
    }


def order(page: Page, order: Order, instrument: Instrument) -> Data:
    return {
        "title": page.write("screen.order.title", label=order.label),
        "lines": _lines(page, order.lines),
        "more": page.write("screen.below"),
        "facts": [page.write("screen.fulfillment", fulfillment=order.fulfillment), _paid_by(page, instrument)],
        "total": page.write("screen.total", total=order.total),
        "buttons": [touchable(page.write("screen.home.status"), "OrderStatus")],
    }


def status(page: Page, orders: tuple[Order, ...]) -> Data:
    """How far orders are, in the words that are spoken: of each order one sentence, the last ones said."""
    told = zip(orders, page.sentences[-len(orders) :], strict=True)
    return {
        "title": page.write("screen.status.title"),
        "orders": [
            {
                "text": sentence,
                "lines": _lines(page, order.lines),
                "total": page.write("screen.total", total=order.total),
                "buttons": _cancelling(page, order),
            }
            for order, sentence in told
        ],
        "buttons": [],
    }


def said(page: Page) -> Data:
    """What has no screen of its own: the words, and the answers that can be given by touch."""
    return {
        "title": page.write("screen.said.title"),
        "text": " ".join(page.sentences),
        "buttons": _answers(page),
    }


# By name, the view and the document that it fills.
VIEWS: Mapping[str, tuple[Callable[..., Data], str]] = {
    "home": (home, "list"),
    "cart": (cart, "cart"),
    "deals": (deals, "list"),
    "menu": (menu, "list"),
    "categories": (categories, "list"),
    "choices": (choices, "list"),
    "places": (places, "list"),
    "product": (product, "product"),
    "checkout": (checkout, "order"),
    "order": (order, "order"),
    "status": (status, "status"),
    "said": (said, "said"),
}


def _answers(page: Page) -> list[Data]:
    """A button for each answer that the open question takes."""
    kinds = (("yes", "Yes", page.write("screen.yes")), ("no", "No", page.write("screen.no")))
    question = page.question
    if question and question.name in _OPEN:
        return []
    return [touchable(text, intent) for kind, intent, text in kinds if question and takes(question.name, kind)]


def _more(page: Page) -> list[Data]:
    if page.question is None or page.question.name not in _IN_PARTS:
        return []
    return [touchable(page.write("screen.more"), "More")]


def _lines(page: Page, lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [
        {
            "text": page.write("screen.line", quantity=line.quantity, variant=line.variant),
            "amount": page.amount(line.total),
            "buttons": [],
        }
        for line in lines
    ]


def _removable(page: Page, line: Line) -> Data:
    (shown,) = _lines(page, [line])
    remove = touchable(page.write("screen.remove"), "RemoveFromCart", **slots_of(line.variant))
    label = page.write("screen.remove.label", variant=line.variant)
    return {**shown, "buttons": [{**remove, "label": label}]}


def _deal(page: Page, deal: Deal) -> Data:
    return {
        **touchable(page.write("screen.product", product=deal.product), "AddToCart", product=deal.product.id),
        "detail": page.amount(deal.variant.price),
        "was": page.write("screen.was", amount=deal.variant.list_price or deal.variant.price),
    }


def _product(page: Page, product: Product) -> Data:
    shown = touchable(page.write("screen.product", product=product), "AddToCart", product=product.id)
    return {**shown, "detail": _price_of(page, product)} if product.variants else shown


def _price_of(page: Page, product: Product) -> str:
    """The price, or the lowest where variants differ."""
    lowest = product.cheapest.price
    if all(variant.price == lowest for variant in product.variants):
        return page.amount(lowest)
    return page.write("screen.price_from", amount=lowest)


def _place(page: Page, place: Place) -> Data:
    shown = touchable(page.write("screen.place", place=place), "ChooseStore", pickupPlace=place.id)
    if not (place.opens and place.closes):
        return shown
    return {**shown, "detail": page.write("screen.place.hours", opens=place.opens, closes=place.closes)}


def _paid_by(page: Page, instrument: Instrument) -> str:
    return page.write("screen.paid_by", brand=instrument.brand, last_digits=instrument.last_digits)


def _cancelling(page: Page, order: Order) -> list[Data]:
    if not order.state.is_stoppable:
        return []
    return [touchable(page.write("screen.order.cancel", label=order.label), "CancelOrder", orderNumber=order.label)]
