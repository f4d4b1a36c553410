"""A drill has an eye for what is wrong: here somebody on the line lies to the skill, which passes the lie on."""

from __future__ import annotations

import json
from typing import Any

from tools.drills import drills
from tools.drills.drills import Drill, Row
from tools.drills.faults import PAYING, First, Strike
from tools.drills.house import House
from tools.drills.line import Answer, Fault, Forward
from voiceshop.adapters.ucp.profile import VERSION


def ucp(told: str, **fields: Any) -> Answer:
    document = {"ucp": {"version": VERSION, "status": told}, **fields}
    return Answer(200, (("Content-Type", "application/json"),), json.dumps(document).encode())


def an_order_that_is_none(_forward: Forward) -> Answer:
    return ucp("success", status="completed", order={"id": "order_none", "label": "7"})


def a_payment_that_failed_after_all(forward: Forward) -> Answer:
    forward()
    message = {"type": "error", "code": "payment_failed", "content": "No.", "severity": "recoverable"}
    return ucp("error", messages=[message])


def drilled(house: House, strike: Strike) -> Row:
    return drills.run(Drill("a lie", lambda _: First(PAYING, strike)), house, 1)


def test_an_order_that_was_told_and_does_not_stand_is_seen(house: House) -> None:
    row = drilled(house, an_order_that_is_none)
    assert any(what.startswith("told placed, but there was no order") for what in row.wrong)
    assert not row.balances


def test_an_order_that_stands_and_was_denied_is_seen(house: House) -> None:
    row = drilled(house, a_payment_that_failed_after_all)
    assert any(what.startswith("told that nothing was ordered, but an order stood") for what in row.wrong)
    assert not row.balances


def test_a_fault_that_never_came_proves_nothing(house: House) -> None:
    row = drills.run(Drill("nothing", lambda _: Fault()), house, 1)
    assert row.wrong == []
    assert not row.balances
