"""Discount codes: which apply, what each takes off which line, and why the others do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from store.messages import Message, warning
from store.shop import Code, Shop


@dataclass(frozen=True)
class Applied:
    """A code that took something off: per line where it concerns lines, else off the delivery fee."""

    code: str
    title: str
    amount: int
    method: str
    per_line: tuple[int, ...]
    priority: int

    def document(self) -> dict[str, object]:
        """The entry of UCP's `discounts.applied`; the allocations add up to the amount."""
        lines = [(f"$.line_items[{index}]", share) for index, share in enumerate(self.per_line) if share]
        where = lines or [('$.totals[?@.type == "fulfillment"]', self.amount)]
        return {
            "code": self.code,
            "title": self.title,
            "amount": self.amount,
            "method": self.method,
            "priority": self.priority,
            "allocations": [{"path": path, "amount": share} for path, share in where],
        }


@dataclass(frozen=True)
class Basis:
    """What codes are judged by: the line subtotals, the delivery fee, and whether the buyer is linked."""

    subtotals: tuple[int, ...]
    delivery_fee: int
    linked: bool


@dataclass(frozen=True)
class Outcome:
    """The codes that applied, and a message for each that did not."""

    applied: tuple[Applied, ...]
    messages: tuple[Message, ...]


def apply_codes(shop: Shop, codes: Sequence[str], basis: Basis) -> Outcome:
    """Applies codes in the order they were given, each to what those before it left.

    Refusals are warnings with the codes that UCP's discount extension lists.
    """
    applied: list[Applied] = []
    messages: list[Message] = []
    left, fee_left = list(basis.subtotals), basis.delivery_fee
    for index, text in enumerate(codes):
        path = f"$.discounts.codes[{index}]"
        code = shop.code(text)
        refusal = _refusal(code, text, basis, [discount.code for discount in applied])
        if code is None or refusal[0]:
            messages.append(warning(refusal[0], refusal[1], path))
            continue
        discount = _take_off(code, left, fee_left, priority=len(applied) + 1)
        if not discount.amount:
            messages.append(warning("discount_code_user_ineligible", f"The code {text} changes nothing here.", path))
            continue
        applied.append(discount)
        if discount.per_line:
            left = [amount - share for amount, share in zip(left, discount.per_line, strict=True)]
        else:
            fee_left -= discount.amount
    return Outcome(tuple(applied), tuple(messages))


def _refusal(code: Code | None, text: str, basis: Basis, used: Sequence[str]) -> tuple[str, str]:
    if code is None:
        return "discount_code_invalid", f"There is no code {text}."
    if code.expired:
        return "discount_code_expired", f"The code {text} has expired."
    if code.code in used:
        return "discount_code_already_applied", f"The code {text} is applied already."
    if code.needs_account and not basis.linked:
        return "discount_code_user_not_logged_in", f"The code {text} needs a linked account."
    if sum(basis.subtotals) < code.minimum:
        return "discount_code_user_ineligible", f"The code {text} needs a larger order."
    return ("", "")


def _take_off(code: Code, left: Sequence[int], fee_left: int, priority: int) -> Applied:
    if code.kind == "delivery":
        return Applied(code.code, code.title, fee_left, "across", (), priority)
    if code.kind == "percent":
        shares = tuple(min(amount, (amount * code.value + 50) // 100) for amount in left)
        return Applied(code.code, code.title, sum(shares), "each", shares, priority)
    shares = _split(min(code.value, sum(left)), left)
    return Applied(code.code, code.title, sum(shares), "across", shares, priority)


def _split(amount: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Splits an amount in proportion to the weights; largest remainders get the cents that are over."""
    whole = sum(weights)
    if not whole:
        return tuple(0 for _ in weights)
    shares = [amount * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda index: -(amount * weights[index] % whole))
    for index in by_remainder[: amount - sum(shares)]:
        shares[index] += 1
    return tuple(shares)
