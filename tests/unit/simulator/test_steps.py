"""What the skill tells of how it came to its answer, and what the device makes of what any skill tells."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from simulator.conversations.stage import Stage
from simulator.device import Customer, HttpEndpoint, Step
from simulator.linking import link
from simulator.people import device_for
from tests.support.serving import Handler, serving


def test_a_turn_tells_each_call_and_each_text(stage: Stage) -> None:
    device = device_for(Customer(account=link(stage.store_url, "ana", "demo")), stage.skill_url)
    exchange = device.say("ask bluebird coffee for a large latte").exchanges[0]
    steps = {(step.kind, step.name) for step in exchange.steps}
    expected = {("ledger", "customer"), ("store", "fill_cart"), ("speech", "add.done"), ("speech", "ask.anything_else")}
    assert expected <= steps
    assert 0 < sum(step.milliseconds for step in exchange.steps) <= exchange.milliseconds


@contextmanager
def skill_that_tells(header: str) -> Iterator[HttpEndpoint]:
    class Skill(Handler):
        def do_POST(self) -> None:
            self.body()
            self.answer(**{"Server-Timing": header})

    with serving(Skill) as url:
        yield HttpEndpoint(url, seconds=60)


@pytest.mark.parametrize(
    ("header", "steps"),
    [
        ('db;dur=2.5;desc="read, then write"', (Step("db", "read, then write", 2.5),)),
        ("cache;dur=3", (Step("cache", "", 3.0),)),
        ("miss, total;dur=1.2.3, , ;;;", (Step("total", "", 1.2),)),
        ("nothing of the kind", ()),
    ],
)
def test_any_skill_may_tell_its_steps(header: str, steps: tuple[Step, ...]) -> None:
    with skill_that_tells(header) as endpoint:
        assert endpoint.post({}).steps == steps
