"""What was said at a device is written down as a conversation file, which goes the same way when it is played again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from simulator.conversations.acting import EVENTS, name_of
from simulator.conversations.format import load_file
from simulator.conversations.lines import StoredLine
from simulator.conversations.recording import Recording, save
from simulator.conversations.report import report
from simulator.conversations.runner import play
from simulator.conversations.screens import touchables
from simulator.conversations.script import Given
from simulator.conversations.shop import Standing, StoredOrder
from simulator.conversations.stage import Stage
from simulator.conversations.varying import Varying
from simulator.conversations.writing import Remark
from simulator.device import PIN_COMPLETIONS, Completion, Customer, Device, Speech
from simulator.device.requests import intent_request
from simulator.wire import Network


@dataclass
class Desk:
    """A device that somebody talks to, and what stood in the store before."""

    stage: Stage
    device: Device
    given: Given
    before: Standing

    def look(self) -> Standing:
        return self.stage.shop.standing(self.device.customer, self.given.customer)

    def recording(self, title: str = "a test", **known: object) -> Recording:
        facts = {"given": self.given, "before": self.before, "after": self.look(), **known}
        return Recording(title, self.device.turns, **facts)  # type: ignore[arg-type]


Open = Callable[..., Desk]


@pytest.fixture
def at_desk(stage: Stage) -> Iterator[Open]:
    """A desk; what is said beforehand is not part of the recording."""
    with ExitStack() as stack:

        def open_desk(*beforehand: str, locale: str = "en-US", **given: object) -> Desk:
            known = Given(**{"customer": "cara", **given})  # type: ignore[arg-type]
            device = stack.enter_context(stage.device(known, stage.customer(known), locale))
            for words in beforehand:
                device.open(words)
            device.leave()
            device.turns.clear()
            desk = Desk(stage, device, known, Standing())
            desk.before = replace(desk.look(), orders=())
            return desk

        yield open_desk


def replayed(stage: Stage, folder: Path, text: str) -> None:
    file = folder / "recorded.yaml"
    file.write_text(text, encoding="utf-8")
    (conversation,) = load_file(file)
    result = play(conversation, stage)
    assert not result.failures, report(result)


def test_a_pin_that_was_said_is_recorded_and_asked_for_again(at_desk: Open, tmp_path: Path) -> None:
    desk = at_desk(customer="ana", verify_person=True)
    desk.before = desk.look()
    for words in ("ask bluebird coffee for a drip coffee maker", "check out", "yes"):
        desk.device.say(words)
    desk.device.resume(PIN_COMPLETIONS["another voice"])

    text = desk.recording().taken().to_yaml()

    assert "- verify: another voice\n" in text
    assert 'verify person: "on"' in text
    replayed(desk.stage, tmp_path, text)


def test_a_whole_order_is_recorded_and_goes_the_same_way_again(at_desk: Open, tmp_path: Path) -> None:
    desk = at_desk(customer="ana")
    desk.before = desk.look()
    for words in ("ask bluebird coffee for a small latte", "check out", "yes", "where's my order", "stop"):
        desk.device.say(words)
    text = replace(desk.recording(), before=replace(desk.before, orders=())).taken().to_yaml()
    label = desk.look().orders[-1].number

    assert label not in text.replace("$", "")
    assert '    - say: "yes"\n      hear: Done. Order ... ready around ... at Harbor Street. I\'ve sent' in text
    assert "    - say: stop\n      hear: Goodbye.\n      session: closed\n" in text
    only_this = replace(desk.look(), orders=desk.look().orders[-1:])
    text = replace(desk.recording(), before=Standing(), after=only_this).taken().to_yaml()
    assert text.endswith("  then: {cart: [], orders: [{lines: [small latte], total: 436}]}\n")
    replayed(desk.stage, tmp_path, text)


def test_a_cart_that_was_begun_is_given(at_desk: Open, tmp_path: Path) -> None:
    desk = at_desk("two large lattes with oat milk to go extra hot", "a croissant")
    desk.device.say("open bluebird coffee")
    desk.device.say("remove the croissant")
    desk.device.say("")
    desk.device.say("")
    text = desk.recording().taken().to_yaml()

    assert "given: {customer: cara, cart: [2 large latte with oat milk to go extra hot, croissant]}" in text
    assert "      intent: RemoveFromCart(product = croissant)\n" in text
    assert '    - say: ""\n      hear: Anything else?\n    - say: ""\n      session: closed\n' in text
    assert "orders: []" in text
    replayed(desk.stage, tmp_path, text)


def test_earlier_orders_are_given_as_far_as_they_were_carried_out(at_desk: Open, tmp_path: Path) -> None:
    desk = at_desk(customer="ben")
    for words in ("ask bluebird coffee for a small mocha", "check out", "yes"):
        desk.device.say(words)
    desk.device.leave()
    desk.stage.shop.advance(desk.look().orders[-1])
    desk.device.turns.clear()
    desk.before = replace(desk.look(), orders=desk.look().orders[-1:])
    desk.device.say("open bluebird coffee")
    text = replace(desk.recording(), after=desk.before).taken().to_yaml()

    assert "ordered: [{lines: [small mocha], state: preparing}]" in text
    assert "hear: Welcome back. Your order ... is" in text
    replayed(desk.stage, tmp_path, text)


def test_a_conversation_by_touch(at_desk: Open, tmp_path: Path) -> None:
    desk = at_desk("a croissant", device="hub")
    device = desk.device
    device.say("ask bluebird coffee what's in my cart")
    text_on_it, arguments = next(iter(touchables(device.screen).items()))
    device.touch(arguments)
    text = desk.recording().taken().to_yaml()

    assert "given: {customer: cara, device: hub, cart: [croissant]}" in text
    assert "      screen: cart\n" in text
    assert f"    - touch: {text_on_it}\n" in text
    replayed(desk.stage, tmp_path, text)


def test_another_locale_and_what_happens_in_the_app(at_desk: Open, tmp_path: Path) -> None:
    desk = at_desk(locale="en-GB")
    desk.device.say("ask bluebird coffee for a small latte to take away")
    desk.device.event(EVENTS["enabled"](desk.device))
    desk.device.leave()
    text = desk.recording(locale="en-GB").taken().to_yaml()

    assert "  locale: en-GB\n" in text
    assert "Your basket is" in text
    assert "    - event: enabled\n    - say: exit\n" in text
    replayed(desk.stage, tmp_path, text)


def test_what_stood_in_the_store_is_not_made_up(at_desk: Open) -> None:
    desk = at_desk()
    desk.device.say("ask bluebird coffee for help")
    text = desk.recording(before=None).taken().to_yaml()

    assert "    # What stood in the store before is not known.\n" in text
    assert "then:" not in text


def test_what_a_file_cannot_say_is_told_where_it_was(at_desk: Open) -> None:
    desk = at_desk()
    device = desk.device
    device.say("hello")
    device.say("open bluebird coffee")
    device.send(intent_request("en-US", {"name": "AMAZON.HelpIntent", "confirmationStatus": "NONE"}, None))
    device.open("help")
    device.customer = Customer(account=device.customer.account)
    device.say("what's on sale")
    device.resume(Completion())
    text = desk.recording(notes=[Remark(3, "The store's staff raised a price.")]).taken().to_yaml()

    remarks = [line.strip() for line in text.splitlines() if line.strip().startswith("#")]
    assert remarks == [
        "# Left out, for no skill was there to hear it: 'hello'.",
        "# Left out, for a file cannot say it: a IntentRequest was sent as it stands.",
        "# The store's staff raised a price.",
        "# Left out, for a file cannot say it: the skill was called without words, for 'help'.",
        "# From here on the customer is another; a replay keeps the one that it began with.",
    ]


def test_a_network_that_was_slow_or_down(at_desk: Open, tmp_path: Path) -> None:
    desk = at_desk("a croissant")
    desk.stage.wire.network = Network.DOWN
    desk.device.say("ask bluebird coffee what's in my cart")
    desk.stage.wire.network = Network.SLOW
    desk.device.say("ask bluebird coffee to empty my cart")
    desk.device.say("yes")
    desk.stage.wire.network = Network.NORMAL
    text = desk.recording(networks={0: Network.DOWN, 1: Network.SLOW}).taken().to_yaml()

    assert "  turns:\n    - meanwhile: {network: down}\n    - say: ask" in text
    assert "      hear: I can't reach the store right now." in text
    assert "    - meanwhile: {network: slow}\n    - say: ask bluebird coffee to empty my cart\n" in text
    replayed(desk.stage, tmp_path, text)
    assert desk.stage.wire.network is Network.NORMAL


def test_what_was_heard_while_waiting(at_desk: Open) -> None:
    desk = at_desk()
    desk.device.say("ask bluebird coffee what's on sale")
    waited = replace(desk.device.turns[0], progress=(Speech("", "One moment."),))
    slow = Recording("slow", [waited], networks={0: Network.SLOW}).taken().to_yaml()
    unknown = Recording("unknown", [waited]).taken().to_yaml()

    assert "      progress: One moment.\n      hear: " in slow
    assert "    # While the store took long, this was heard: One moment.\n" in unknown
    assert "progress:" not in unknown


def test_a_session_that_was_open_before(at_desk: Open) -> None:
    desk = at_desk()
    desk.device.say("open bluebird coffee")
    desk.device.turns.clear()
    desk.device.say("what's on sale")
    assert "# The session was open before; a replay opens one of its own.\n" in desk.recording().taken().to_yaml()


def test_an_order_number_in_the_customer_s_own_words(at_desk: Open) -> None:
    desk = at_desk()
    order = StoredOrder("1042", "cara", "received", 340, (StoredLine(1, "croissant", "croissant"),))
    desk.device.say("ask bluebird coffee where's order 1042")
    text = desk.recording(before=Standing(orders=(order,))).taken().to_yaml()
    assert (
        "    # An order's number is another in each run.\n    - say: ask bluebird coffee where's order 1042\n" in text
    )


@pytest.mark.parametrize(
    ("heard", "pattern"),
    [
        (
            "Done. Order 1042, ready around 12:17 AM at Harbor Street.",
            "Done. Order ... ready around ... at Harbor Street.",
        ),
        ("Pick-up in about ten minutes. With tax", "Pick-up in ... With tax"),
        ("Ready in about a minute.", "Ready in ..."),
        ("ready on Monday around 9:05 AM at the shop", "ready on ... around ... at the shop"),
        ("Hours are 12:00 AM to 11:59 PM. More?", "Hours are ... to ... More?"),
        ("Visa ending in 4242, $10.42.", "Visa ending in 4242, $10.42."),
        ("10421 beans", "10421 beans"),
    ],
)
def test_what_differs_from_run_to_run_becomes_dots(heard: str, pattern: str) -> None:
    assert Varying("en-US", {"1042"}).without(heard) == pattern


@pytest.mark.parametrize("name", EVENTS)
def test_every_event_has_its_name(at_desk: Open, name: str) -> None:
    assert name_of(EVENTS[name](at_desk().device)) == name


def test_a_file_of_its_own_for_each_recording(at_desk: Open, tmp_path: Path) -> None:
    desk = at_desk()
    names = [
        save(desk.recording(title), tmp_path / "new").name for title in ("Two Lattes!", "two lattes", "../..", "ü")
    ]
    assert names == ["two-lattes.yaml", "two-lattes-2.yaml", "conversation.yaml", "ü.yaml"]
