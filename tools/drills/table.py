"""Tables as text."""

from __future__ import annotations

from collections.abc import Iterable

from tools.drills.drills import Row

_HEAD = ("fault", "purchases", "struck", "orders", "charges", "unheard", "wrong answers")
_WIDTH = 50


def head() -> str:
    """The first line."""
    return f"{_HEAD[0]:<{_WIDTH}}" + "".join(f"{name:>{len(name) + 2}}" for name in _HEAD[1:])


def line(row: Row) -> str:
    """One line, with a mark where it does not balance."""
    figures = (row.purchases, row.struck, row.totals.orders, row.totals.charges, row.unheard, len(row.wrong))
    cells = "".join(f"{figure:>{len(name) + 2}}" for name, figure in zip(_HEAD[1:], figures, strict=True))
    return f"{row.name:<{_WIDTH}}{cells}{'' if row.balances else '  DOES NOT BALANCE'}"


def explained(rows: Iterable[Row], most: int = 3) -> str:
    """The first wrong answers of each row."""
    return "\n".join(f"{row.name}: {what}" for row in rows for what in row.wrong[:most])
