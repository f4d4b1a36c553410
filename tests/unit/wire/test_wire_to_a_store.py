"""A skill that orders over the wire: what a developer sees of it, and what a customer hears when the line is bad."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import urllib3

from simulator.device import Device, Turn
from simulator.wire import Network
from simulator.wire.network import SECONDS_WHEN_SLOW
from tests.unit.wire.conftest import Wired


def heard(turn: Turn) -> str:
    assert not turn.problems
    assert turn.speech
    return turn.speech.text


def order_a_latte(device: Device) -> str:
    device.say("ask bluebird coffee for a small latte")
    device.say("check out")
    return heard(device.say("yes"))


def test_an_order_passes_and_each_call_is_told_in_order(house: Wired) -> None:
    before = house.latest()

    assert order_a_latte(house.device()).startswith("Done. Order ")

    calls = house.calls_since(before)
    assert [call.number for call in calls] == list(range(before + 1, before + 1 + len(calls)))
    assert [call.started for call in calls] == sorted(call.started for call in calls)
    paths = [f"{call.method} {call.path.split('/v1/')[-1].split('/')[0]} {call.status}" for call in calls]
    assert paths[-6:] == [
        "POST carts 201",
        "GET carts 200",
        "POST checkout-sessions 201",
        "GET checkout-sessions 200",
        "POST checkout-sessions 200",
        "GET orders 200",
    ]
    completion = calls[-2]
    assert completion.path.endswith("/complete")
    assert completion.request_headers["Idempotency-Key"]
    assert completion.response["status"] == "completed"


def test_what_is_told_of_a_call_holds_no_token(house: Wired) -> None:
    before = house.latest()
    device = house.device()
    token = str(house.ana.access_token())

    order_a_latte(device)

    calls = house.calls_since(before)
    told = [call.request_headers.get("Authorization") for call in calls]
    assert f"Bearer …{token[-4:]}" in told
    assert token not in repr(calls)
    assert token in json.dumps(device.turns[0].exchanges[0].request)


def test_the_profile_leads_every_call_over_the_wire_and_is_else_the_stores_own(house: Wired) -> None:
    ours, theirs = (
        urllib3.request("GET", f"{url}/.well-known/ucp", retries=False) for url in (house.wire.url, house.store_url)
    )

    assert ours.data != theirs.data
    assert json.loads(ours.data.replace(house.wire.url.encode(), house.store_url.encode())) == theirs.json()
    assert ours.headers["Cache-Control"] == theirs.headers["Cache-Control"]


def test_a_dead_line_is_told_and_leaves_the_cart_as_it_was(house: Wired) -> None:
    device = house.device()
    device.say("ask bluebird coffee for two croissants")
    cart, before = house.shop.cart(device.customer), house.latest()

    house.wire.network = Network.DOWN
    assert "can't reach the store right now" in heard(device.say("add a large mocha"))
    assert house.calls_since(before) == []

    house.wire.network = Network.NORMAL
    assert house.shop.cart(device.customer) == cart
    assert "two croissants" in heard(device.say("what's in my cart"))


def test_what_a_dead_line_kept_from_the_store_was_surely_not_ordered(house: Wired) -> None:
    device = house.device()
    device.say("ask bluebird coffee for a small latte")
    device.say("check out")
    orders = house.shop.orders()

    house.wire.network = Network.DOWN
    assert "can't reach the store" in heard(device.say("yes"))

    house.wire.network = Network.NORMAL
    assert house.shop.orders() == orders


def test_a_slow_line_delays_every_answer_and_the_skill_still_answers_in_time(house: Wired) -> None:
    device = house.device()
    device.say("ask bluebird coffee for a small latte")
    before = house.latest()

    house.wire.network = Network.SLOW
    assert "Shall I place the order?" in heard(device.say("check out"))

    calls = house.calls_since(before)
    assert len(calls) >= 2
    assert all(call.milliseconds >= SECONDS_WHEN_SLOW * 1000 for call in calls)


def test_many_speak_at_once(house: Wired) -> None:
    before = house.latest()
    devices = [house.device() for _ in range(8)]

    def add(number: int) -> str:
        return heard(devices[number].say(f"ask bluebird coffee for {number + 1} croissants"))

    with ThreadPoolExecutor(len(devices)) as pool:
        answers = list(pool.map(add, range(len(devices))))

    assert all("croissant" in answer for answer in answers)
    for number, device in enumerate(devices):
        assert [line.quantity for line in house.shop.cart(device.customer)] == [number + 1]
    calls = house.calls_since(before)
    assert [call.number for call in calls] == list(range(before + 1, before + 1 + len(calls)))
    made = [call for call in calls if call.method == "POST" and call.path.endswith("/carts")]
    assert sorted(call.request["line_items"][0]["quantity"] for call in made) == list(range(1, 9))
