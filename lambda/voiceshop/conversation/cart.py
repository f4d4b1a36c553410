"""The cart: reading it, changing it, and taking the last change back."""

from __future__ import annotations

from dataclasses import replace

from ..shop.cart import Cart, Line, adding, swapping, without
from ..shop.catalogue import Option
from ..shop.errors import BadQuantity, NotInCart, SeveralLines
from ..shop.ports import Ledger, Store
from ..shop.want import Want
from .basket import basket_of, full_basket_of, refill
from .choosing import OpenChoice, option_of, quantity_of, variant_of
from .listing import at
from .registry import answer, intent, with_account
from .slots import Options, Spoken
from .turn import Reply, Turn, say

# Questions about products that may be added.
_ABOUT_PRODUCTS = (
    "which_product",
    "which_choice",
    "which_instead",
    "one_of_these",
    "how_many",
    "without_it",
    "add_it",
    "products",
    "which_of_these",
    "deals",
    "menu",
)


@intent("ViewCart")
@with_account
def view(turn: Turn, store: Store, ledger: Ledger) -> Reply:
    """Read the cart out."""
    _, cart = full_basket_of(turn, store, ledger)
    contents = say("cart.contents", lines=cart.lines, total=cart.total).showing("cart", cart=cart)
    return contents.asking("check_out_or_more").with_card("cart")


@intent("RemoveFromCart")
@with_account
def remove(
    turn: Turn,
    store: Store,
    ledger: Ledger,
    product: Spoken | None,
    quantity: Spoken | None,
    ordinal: Spoken | None,
    options: Options,
) -> Reply:
    """Take a product out of the cart, or so many of it; asks which when it stands there in several variants."""
    basket, cart = full_basket_of(turn, store, ledger)
    try:
        line = _line(cart, product, options, ordinal)
    except SeveralLines as error:
        return say(error.key, **error.values).asking("remove_which", variants=[x.variant.id for x in error.lines])
    left = line.quantity - quantity_of(quantity) if quantity else 0
    if left > 0:
        cart = refill(basket, store, ledger, swapping(cart.wants, line.want, replace(line.want, quantity=left)))
        return _now(cart, line.variant.id).undoable(cart, basket.wants)
    return _take_out(turn, store, ledger, line.variant.id)


@intent("KeepOnly")
@with_account
def keep_only(turn: Turn, store: Store, ledger: Ledger, product: Spoken | None, options: Options) -> Reply:
    """Take everything out but one product, in however many variants it stands there."""
    if product is None:
        return say("go_on").eliciting("product", "which_product")
    basket, cart = full_basket_of(turn, store, ledger)
    lines = cart.fitting(product_id=product.id, words=product.words, options=_meant(options))
    kept = tuple(line.want for line in lines)
    left = refill(basket, store, ledger, kept)
    reply = say("cart.kept_only", lines=left.lines, total=left.total).asking("anything_else")
    return reply.undoable(left, basket.wants).showing("cart", cart=left)


@answer("choice", "remove_which")
def remove_chosen(turn: Turn, store: Store, ledger: Ledger, variants: list[str], position: int | None) -> Reply:
    chosen = at(variants, position)
    if chosen is None:
        return say("choose.out_of_range", count=len(variants)).asking("remove_which", variants=variants)
    return _take_out(turn, store, ledger, chosen)


@intent("ChangeQuantity")
@with_account
def change_quantity(
    turn: Turn, store: Store, ledger: Ledger, product: Spoken | None, quantity: Spoken | None, options: Options
) -> Reply:
    """Make it so many of something in the cart: of the last thing in it where none is named."""
    if product is None and _asked_about_another(turn):
        return say("answer.unexpected").asking_again(turn.memory)
    basket, cart = full_basket_of(turn, store, ledger)
    line = _line(cart, product, options)
    try:
        number = quantity_of(quantity) if quantity else None
    except BadQuantity as error:
        return say(error.key, **error.values).eliciting("quantity", "how_many_of_it")
    if number is None:
        return say("quantity.which", line=line).eliciting("quantity", "how_many_of_it")
    cart = refill(basket, store, ledger, swapping(cart.wants, line.want, replace(line.want, quantity=number)))
    return _now(cart, line.variant.id).undoable(cart, basket.wants)


@intent("ModifyItem")
@with_account
def modify(
    turn: Turn,
    store: Store,
    ledger: Ledger,
    product: Spoken | None,
    quantity: Spoken | None,
    options: Options,
    removed_option: Spoken | None,
) -> Reply:
    """Change the size or the options of something in the cart, or of so many of it: the last where none is named."""
    if product is None and _asked_about_another(turn):
        return say("answer.unexpected").asking_again(turn.memory)
    basket, cart = full_basket_of(turn, store, ledger)
    line = _line(cart, product, Options(()))
    if not options and not removed_option:
        return say("modify.how", line=line).eliciting("optionA", "which_change")
    whole = store.product(line.variant.product_id)
    chosen = tuple(option_of(whole, said) for said in options)
    gone = {option_of(whole, removed_option)} if removed_option else set()
    if gone - set(line.variant.options) and not chosen:
        return say("modify.not_there", line=line).asking("anything_else")
    try:
        variant = variant_of(store, whole, _options(line, chosen, gone))
    except OpenChoice as need:
        return say("add.choice", product=need.product, group=need.group, choices=need.group.options).eliciting(
            "size", "which_choice"
        )
    if variant.id == line.variant.id:
        return say("modify.same", line=line).asking("anything_else")
    count = min(quantity_of(quantity), line.quantity) if quantity else line.quantity
    cart = refill(basket, store, ledger, _exchanged(cart.wants, line.want, Want(variant.id, count)))
    return _now(cart, variant.id).undoable(cart, basket.wants)


@intent("EmptyCart")
@with_account
def empty(turn: Turn, store: Store, ledger: Ledger) -> Reply:
    """Ask before everything goes: it takes long to say it all again."""
    _, cart = full_basket_of(turn, store, ledger)
    return say("cart.empty_sure", lines=cart.lines).asking("empty_cart")


@answer("yes", "empty_cart")
def empty_now(turn: Turn, store: Store, ledger: Ledger) -> Reply:
    basket, _ = full_basket_of(turn, store, ledger)
    cart = refill(basket, store, ledger, ())
    return say("cart.emptied").asking("anything_else").undoable(cart, basket.wants).showing("cart", cart=cart)


@answer("no", "empty_cart")
@answer("cancel", "empty_cart")
def keep(turn: Turn, store: Store, ledger: Ledger) -> Reply:
    _, cart = full_basket_of(turn, store, ledger)
    return say("cart.kept", total=cart.total).asking("check_out_or_more").showing("cart", cart=cart)


@intent("Undo")
@with_account
def undo(turn: Turn, store: Store, ledger: Ledger) -> Reply:
    """Restore the cart as it was before its last change, if nothing else changed it since. Twice is as it was."""
    last = turn.memory.undo
    basket = basket_of(turn, store, ledger)
    if last is None:
        return say("undo.nothing").asking("anything_else")
    if last.cart_id != basket.customer.cart_id or set(last.after) != set(basket.wants):
        return say("undo.changed_since").asking("anything_else")
    cart = refill(basket, store, ledger, last.before)
    reply = say("undo.done", lines=cart.lines, total=cart.total) if cart.lines else say("undo.empty")
    return reply.asking("anything_else").undoable(cart, basket.wants).showing("cart", cart=cart)


def _asked_about_another(turn: Turn) -> bool:
    """Whether something not yet in the cart is being talked about: then "two" and "large" are not about the cart."""
    question = turn.memory.question
    return question is not None and question.name in _ABOUT_PRODUCTS


def _take_out(turn: Turn, store: Store, ledger: Ledger, variant_id: str) -> Reply:
    basket, cart = full_basket_of(turn, store, ledger)
    line = cart.line_of(variant_id)
    left = refill(basket, store, ledger, without(cart.wants, line.want))
    key = "cart.removed" if left.lines else "cart.removed_last"
    reply = say(key, variant=line.variant, total=left.total).asking("anything_else")
    return reply.undoable(left, basket.wants).showing("cart", cart=left)


def _exchanged(wants: tuple[Want, ...], old: Want, new: Want) -> tuple[Want, ...]:
    """`wants` with as many of `old` as there are of `new` exchanged for it."""
    left = old.quantity - new.quantity
    if left == 0:
        return swapping(wants, old, new)
    return adding(swapping(wants, old, replace(old, quantity=left)), [new])


def _now(cart: Cart, variant_id: str) -> Reply:
    line = cart.line_of(variant_id)
    changed = say("cart.changed", line=line, price=line.total, total=cart.total)
    return changed.asking("anything_else").showing("cart", cart=cart)


def _line(cart: Cart, product: Spoken | None, options: Options, ordinal: Spoken | None = None) -> Line:
    """The line that is meant; the last one where nothing says which."""
    if ordinal and ordinal.number:
        chosen = at([line.variant.id for line in cart.lines], ordinal.number)
        if chosen is None:
            raise NotInCart(ordinal.words)
        return cart.line_of(chosen)
    if product is None:
        return cart.lines[-1]
    return cart.find(product_id=product.id, words=product.words, options=_meant(options))


def _meant(options: Options) -> tuple[Option, ...]:
    return tuple(option for said in options if (option := said.option))


def _options(line: Line, chosen: tuple[Option, ...], gone: set[Option]) -> tuple[Option, ...]:
    groups = {option.group for option in chosen}
    kept = (option for option in line.variant.options if option.group not in groups and option not in gone)
    return (*kept, *chosen)
