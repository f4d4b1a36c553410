"""What can go wrong in a shop. Each error knows the speech key that explains it and the values spoken with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from .want import Choice

if TYPE_CHECKING:
    from .cart import Line
    from .catalogue import Option, Product, Variant
    from .money import Money
    from .quiet_hours import QuietHours


class ShopError(Exception):
    """Something a person can be told. `key` is the sentence, `values` fill it, `asks` is the question after it.

    `data` comes back with the answer to that question.
    """

    key: str
    asks: ClassVar[str] = "anything_else"
    data: Mapping[str, str | int] = {}

    def __init__(self, **values: object) -> None:
        super().__init__(self.key)
        self.values = values


class NotLinked(ShopError):
    """This needs an account, and none is linked or its token is no longer good."""

    key = "account.link"
    asks = "hear_deals"


class AccountRefused(NotLinked):
    """The store does not accept the account's token: expired, revoked, or another store's."""

    key = "account.relink"


class UnknownProduct(ShopError):
    """Nothing of that name is sold.

    `near` holds up to three products with a similar name; `is_kind` is whether it is what such are called together.
    """

    key = "product.unknown"

    def __init__(self, words: str, near: tuple[Product, ...] = ()) -> None:
        super().__init__(words=words, near=near)
        self.near = near
        self.is_kind = any(words.casefold() == name.casefold() for product in near for name in product.categories)


class SoldOut(ShopError):
    """The product exists, and none can be had."""

    key = "product.sold_out"

    def __init__(self, product: Product | Variant) -> None:
        super().__init__(product=product)


class NotEnough(ShopError):
    """Fewer are left than were asked for."""

    key = "product.not_enough"

    def __init__(self, variant: Variant, left: int) -> None:
        super().__init__(choice=Choice(variant, left), count=left)


class RanOut(SoldOut):
    """It is in the cart, and none is left when it is to be ordered."""

    key = "checkout.sold_out"
    asks = "leave_it_out"

    def __init__(self, wanted: Choice) -> None:
        super().__init__(wanted.variant)
        self.values = {"wanted": wanted}
        self.data = {"variant": wanted.variant.id, "left": 0}


class RanShort(NotEnough):
    """More of it is in the cart than are left when it is to be ordered."""

    key = "checkout.not_enough"
    asks = "take_what_is_left"

    def __init__(self, wanted: Choice, left: int) -> None:
        super().__init__(wanted.variant, left)
        self.values = {**self.values, "wanted": wanted}
        self.data = {"variant": wanted.variant.id, "left": left}


class NoSuchOption(ShopError):
    """The product does not come like that. `choices` are the values it does come in."""

    key = "option.unknown"

    def __init__(self, product: Product, words: str, choices: tuple[Option, ...]) -> None:
        super().__init__(product=product, words=words, choices=choices)
        self.product = product
        self.words = words
        self.choices = choices


class BadQuantity(ShopError):
    """The number that was said cannot be ordered."""

    key = "quantity.bad"

    def __init__(self, most: int) -> None:
        super().__init__(most=most)


class NotInCart(ShopError):
    key = "cart.not_there"

    def __init__(self, words: str) -> None:
        super().__init__(words=words)


class SeveralLines(ShopError):
    """What was said fits more than one line of the cart."""

    key = "cart.several"

    def __init__(self, lines: tuple[Line, ...]) -> None:
        super().__init__(lines=lines)
        self.lines = lines


class EmptyCart(ShopError):
    key = "cart.empty"
    asks = "what_to_order"


class NoCard(ShopError):
    """The customer has no saved card at the store."""

    key = "checkout.no_card"
    asks = "what_to_order"


class TooMuchToTell(ShopError):
    """There are more different things in the cart than can be read out before they are paid."""

    key = "checkout.too_long"

    def __init__(self, count: int, most: int) -> None:
        super().__init__(count=count, most=most)


class CheckoutBusy(ShopError):
    """Another device of the same customer is placing an order at this moment."""

    key = "order.checking"
    asks = "check_again"


class CannotCheckOut(ShopError):
    """The store will not take this order; `reason` is the store's own sentence, empty where it gives none."""

    key = "checkout.refused"

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)
        if not reason:
            self.key = "checkout.refused_plainly"


class BelowMinimum(ShopError):
    key = "checkout.below_minimum"

    def __init__(self, minimum: Money) -> None:
        super().__init__(minimum=minimum)


class NegativeTotal(ShopError):
    """The store's discounts come to more than the order."""

    key = "checkout.negative"

    def __init__(self, total: Money) -> None:
        super().__init__(total=total)


class WrongSum(ShopError):
    """The store's total is not the sum of what it is made of."""

    key = "checkout.wrong_sum"

    def __init__(self, total: Money) -> None:
        super().__init__(total=total)


class BadCode(ShopError):
    """What was said is not the voice code; it may be said again."""


class NotFourDigits(BadCode):
    """What was said is no voice code at all, which is not held against anybody."""

    key = "code.not_four_digits"


class WrongCode(BadCode):
    """Four digits, and the wrong ones. `count` tries are left."""

    key = "code.wrong"

    def __init__(self, left: int) -> None:
        super().__init__(count=left)


class CodeLocked(ShopError):
    """Three wrong tries: the voice code is good for nothing until it is reset in the account."""

    key = "code.locked"


class LockedForOrders(CodeLocked):
    """The same, for an order that needs the code: nothing was ordered."""

    key = "code.locked_for_orders"


class OverOrderLimit(ShopError):
    """More than the customer lets themselves spend on one order."""

    key = "limit.over_order"

    def __init__(self, limit: Money) -> None:
        super().__init__(limit=limit)


class OverDayLimit(ShopError):
    """More than is left of what the customer lets themselves spend in a day."""

    key = "limit.over_day"

    def __init__(self, limit: Money, left: Money) -> None:
        super().__init__(limit=limit, left=left)


class QuietNow(ShopError):
    """The customer lets nothing be ordered at this time of day."""

    key = "quiet.now"

    def __init__(self, hours: QuietHours) -> None:
        super().__init__(until=hours.until.strftime("%H:%M"))


class NoOrders(ShopError):
    key = "orders.none"


class NeverOrdered(ShopError):
    """The product that is wanted again is in none of the customer's latest orders."""

    key = "reorder.never"

    def __init__(self, words: str) -> None:
        super().__init__(words=words)


class UnknownOrder(ShopError):
    key = "orders.unknown"


class TooLateToCancel(ShopError):
    key = "orders.too_late"

    def __init__(self, label: str) -> None:
        super().__init__(label=label)


class StoreTrouble(ShopError):
    """The store could not be asked: it is down, or answers what cannot be understood."""

    key = "store.down"


class NotSent(StoreTrouble):
    """The store could not be reached at all: nothing has come to it, so it has done nothing."""


class StoreSlow(StoreTrouble):
    """The store did not answer in the time that was left; nothing is known of what it did."""

    key = "store.slow"


class LedgerTrouble(ShopError):
    """What we keep ourselves cannot be read or written just now."""

    key = "trouble"


class Forgotten(LedgerTrouble):
    """The customer was forgotten while this turn was under way, and stays so: nothing is written of them any more."""


class Stale(Exception):
    """A conditional write found another state than it was told to expect."""


class IllegalMove(Exception):
    """A purchase was told to take a step that no purchase takes: a mistake in the program, which nobody is told."""

    def __init__(self, state: str, to: str) -> None:
        super().__init__(f"{state} -> {to}")
