"""The voice code: choosing, changing and removing it, and whether what was said is it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from ..shop.amending import amend
from ..shop.customer import Customer
from ..shop.errors import BadCode, CodeLocked, LockedForOrders, WrongCode
from ..shop.money import Money
from ..shop.ports import Ledger
from ..shop.voice_code import digits_of, hidden, is_hidden_in
from .registry import answer, intent, with_account
from .slots import Spoken
from .turn import Reply, Turn, say


def asking_for_code(reply: Reply, question: str, **data: Any) -> Reply:
    """The reply, ending in a question that four digits answer. They come back as `code` to who answers it.

    What was said stays in Alexa's request: a reply never holds it, nor does the session.
    """
    return reply.eliciting("code", question, **data).continuing_as("VoiceCode")


def asking_to_pass(reply: Reply, customer: Customer, question: str, **data: Any) -> Reply:
    """The same, for the code that is set. Raises CodeLocked where not even the right one would do."""
    if not customer.code.tries_left:
        raise CodeLocked
    return asking_for_code(reply, question, **data)


def allow(turn: Turn, customer: Customer, total: Money) -> None:
    """Nothing, where an order of that total can be had, with the voice code if it needs one.

    Raises:
        LockedForOrders: it needs the code, and not even the right one would do.
    """
    asks = turn.rules.wants_code(total) and not turn.rules.verify_person
    if asks and customer.code.is_set and not customer.code.tries_left:
        raise LockedForOrders


class _Guarded(Exception):
    """A change that the code has to be said for."""

    def __init__(self, row: Customer) -> None:
        super().__init__()
        self.row = row


def guard(
    ledger: Ledger,
    customer: Customer,
    change: Callable[[Customer], Customer],
    lifts: Callable[[Customer], bool],
    question: str,
    **data: Any,
) -> Reply | None:
    """Write a change. Where there is a code and the change lifts what that guards, write nothing and ask for it.

    Looked at is the very row that is written: since it was read, another speaker may have set a code, or a limit.

    Raises:
        CodeLocked: not even the right code would do.
    """

    def freely(row: Customer) -> Customer:
        if row.code.is_set and lifts(row):
            raise _Guarded(row)
        return change(row)

    try:
        amend(ledger, customer, freely)
    except _Guarded as guarded:
        return asking_to_pass(say("limit.guarded"), guarded.row, question, **data)
    return None


def asking_again(turn: Turn, error: BadCode) -> Reply:
    """What is wrong with the code that was said, and the same question."""
    reply, question = say(error.key, **error.values), turn.memory.question
    return asking_for_code(reply, question.name, **question.data) if question else reply


def check(ledger: Ledger, customer: Customer, code: Spoken | None) -> Customer:
    """The customer as written with this try, after the right code; `passed` then forgets the tries.

    The try is counted by a conditional write before the code is looked at: of many at the same time three are.

    Raises:
        NotFourDigits: no try was taken.
        WrongCode: there are tries left.
        CodeLocked: there are none.
    """
    digits = digits_of(_words(code))
    tried = amend(ledger, customer, lambda row: replace(row, code=row.code.tried()))
    if tried.code.secret is None or is_hidden_in(digits, tried.code.secret):
        return tried
    if not tried.code.tries_left:
        raise CodeLocked
    raise WrongCode(tried.code.tries_left)


def _words(code: Spoken | None) -> str:
    return code.words if code else ""


def pass_with(turn: Turn, ledger: Ledger, code: Spoken | None) -> Customer:
    """The customer after the right code, with the tries forgotten. Raises what `check` raises."""
    return amend(ledger, check(ledger, ledger.customer(turn.user), code), passed)


def passed(customer: Customer) -> Customer:
    return replace(customer, code=customer.code.passed())


def proven(turn: Turn, customer: Customer) -> Customer:
    """The customer after an order by Alexa's PIN."""
    return replace(customer, code=customer.code.proven(turn.now))


def needs_pin(turn: Turn, customer: Customer) -> bool:
    """Whether only Alexa's PIN tells the owner: one was used, and there is no code that was set before it."""
    code = customer.code
    return turn.rules.verify_person and code.pin_at is not None and not code.is_set


def reset(ledger: Ledger, user: str, linked_at: datetime) -> None:
    """The account was linked, for which the store asked its password: a code of before is gone, locked or not.

    So is what a PIN has proven. Events come late and more than once: what is newer than the link stays.
    """
    customer = ledger.customer(user)
    if customer.code.linked(linked_at) != customer.code:
        amend(ledger, customer, lambda row: replace(row, code=row.code.linked(linked_at)))


@intent("SetVoiceCode")
@answer("yes", "offer_code")
@with_account
def choose(turn: Turn, ledger: Ledger) -> Reply:
    """Ask for a new code; who has one has to say that first, and who orders by PIN has the account linked anew."""
    customer = ledger.customer(turn.user)
    if customer.code.is_set:
        return asking_to_pass(say("code.change"), customer, "code_to_change")
    if needs_pin(turn, customer):
        return say("code.by_pin").asking("anything_else")
    return asking_for_code(say("code.choose"), "new_code", replaces=None)


@answer("code", "code_to_change")
@with_account
def choose_another(turn: Turn, ledger: Ledger, code: Spoken | None) -> Reply:
    customer = pass_with(turn, ledger, code)
    return asking_for_code(say("code.right"), "new_code", replaces=mark(customer))


@answer("code", "new_code")
@with_account
def propose(turn: Turn, ledger: Ledger, replaces: str | None, code: Spoken | None) -> Reply:
    """Have it said twice: a code that was misheard would lock its owner out."""
    secret = hidden(digits_of(_words(code)))
    amend(ledger, ledger.customer(turn.user), lambda row: replace(row, code=row.code.proposing(secret)))
    return asking_for_code(say("code.once_more"), "new_code_again", replaces=replaces)


@answer("code", "new_code_again")
@with_account
def accept(turn: Turn, ledger: Ledger, replaces: str | None, code: Spoken | None) -> Reply:
    """Set it, unless the account got another code, or a PIN, since it was asked for."""
    customer = ledger.customer(turn.user)
    proposed = customer.code.proposed
    if proposed is None or not is_hidden_in(digits_of(_words(code)), proposed):
        return asking_for_code(say("code.differs"), "new_code", replaces=replaces)

    def accepted(row: Customer) -> Customer:
        if mark(row) != replaces or needs_pin(turn, row):
            raise _Guarded(row)
        return replace(row, code=row.code.accepting(proposed, turn.now))

    try:
        amend(ledger, customer, accepted)
    except _Guarded:
        return choose(turn, ledger)
    return say("code.set").asking("anything_else")


def mark(customer: Customer) -> str | None:
    """Tells a code from the one before it, and from none."""
    return str(customer.code.set_at) if customer.code.is_set else None


@intent("RemoveVoiceCode")
@with_account
def remove(turn: Turn, ledger: Ledger) -> Reply:
    """Remove the code, for who knows it."""
    customer = ledger.customer(turn.user)
    if not customer.code.is_set:
        return say("code.none").asking("anything_else")
    return asking_to_pass(say("code.remove"), customer, "code_to_remove")


@answer("code", "code_to_remove")
@with_account
def remove_now(turn: Turn, ledger: Ledger, code: Spoken | None) -> Reply:
    customer = check(ledger, ledger.customer(turn.user), code)
    amend(ledger, customer, lambda row: replace(row, code=row.code.removed()))
    return say("code.removed").asking("anything_else")


@answer("no", "offer_code")
@answer("cancel", "offer_code")
def no_code(order: str) -> Reply:
    """Without a code, then; the order that was told of with the offer can still be meant by a "cancel it"."""
    return say("code.unchanged").asking("anything_else", order=order)


@answer("no", "code_to_change", "code_to_remove", "new_code", "new_code_again")
@answer("cancel", "code_to_change", "code_to_remove", "new_code", "new_code_again")
def leave_it() -> Reply:
    return say("code.unchanged").asking("anything_else")
