"""Being forgotten: all that the Ledger holds of a customer, when they ask for it."""

from __future__ import annotations

from ..shop.customer import Customer
from ..shop.ports import Ledger, Store
from . import codes, unsettled
from .registry import answer, intent
from .slots import Spoken
from .turn import Reply, Turn, say


@intent("ForgetMe")
def forget_me(turn: Turn, ledger: Ledger) -> Reply:
    """Say what is remembered, and ask before it is gone for good. A voice code is forgotten for who knows it only.

    That a PIN was used is forgotten with the link, or whoever speaks could have it forgotten to choose a code.
    """
    customer = ledger.customer(turn.user)
    if customer.version == 0:
        return say("forget.nothing").asking("anything_else")
    if codes.needs_pin(turn, customer):
        return say("forget.by_pin").asking("anything_else")
    if customer.code.is_set:
        return codes.asking_to_pass(say("forget.code"), customer, "code_to_forget")
    return _asking_whether_to_forget(customer)


@answer("code", "code_to_forget")
def forget_with_code(turn: Turn, ledger: Ledger, code: Spoken | None) -> Reply:
    """Ask as without a code, after the right one. Raises what `codes.check` raises."""
    return _asking_whether_to_forget(codes.pass_with(turn, ledger, code))


@answer("yes", "forget_me")
def forget(turn: Turn, store: Store, ledger: Ledger, knows: str | None = "") -> Reply:
    """Erase it, if the code is still the one that there was when it was asked.

    What became of an order that may have been placed is found out first, or nobody could tell later.
    """
    customer = ledger.customer(turn.user)
    if codes.needs_pin(turn, customer):
        return say("forget.by_pin").asking("anything_else")
    if codes.mark(customer) != knows:
        return forget_me(turn, ledger)
    settled = unsettled.take_back(turn, store, ledger, customer)
    if settled:
        return settled.after(say("forget.first"))
    ledger.forget(turn.user)
    return say("forget.done").with_card("forgotten")


@answer("no", "forget_me", "code_to_forget")
def keep_me() -> Reply:
    return say("forget.kept").asking("anything_else")


def _asking_whether_to_forget(customer: Customer) -> Reply:
    remembered, limits = say("forget.sure"), customer.limits
    match limits.are_set, limits.quiet is not None:
        case True, True:
            remembered = say("forget.limits_and_quiet").after(remembered)
        case True, False:
            remembered = say("forget.limits").after(remembered)
        case False, True:
            remembered = say("forget.quiet").after(remembered)
    return remembered.asking("forget_me", knows=codes.mark(customer))
