"""Writes a conversation as the YAML that `format` reads, in the style of the files that people write."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from simulator.conversations.pattern import Hearing
from simulator.conversations.script import (
    DEFAULT_LOCALE,
    Conversation,
    Deed,
    Event,
    Expected,
    ExpectedOrder,
    Given,
    Line,
    Meanwhile,
    Outcome,
    Say,
    Shelf,
    Touch,
    Verify,
)
from simulator.conversations.yaml_style import WIDTH, Value, entry, flow


@dataclass(frozen=True, slots=True)
class Remark:
    """What a file cannot say in its own terms: a comment above the step of this number; 0 is the first."""

    step: int
    text: str


def to_yaml(conversation: Conversation, remarks: Iterable[Remark] = ()) -> str:
    """The conversation as the entry of a file that `format.load_file` reads."""
    return "\n".join(_lines(conversation, remarks)) + "\n"


def _lines(conversation: Conversation, remarks: Iterable[Remark]) -> Iterator[str]:
    yield entry("- title", conversation.title, "")
    if conversation.locale != DEFAULT_LOCALE:
        yield f"  locale: {conversation.locale}"
    if given := _given(conversation.given):
        yield from _mapping("given", given)
    comments: defaultdict[int, list[str]] = defaultdict(list)
    for remark in remarks:
        comments[min(remark.step, len(conversation.steps))].append(remark.text)
    yield "  turns:" if conversation.steps else "  turns: []"
    for number, step in enumerate(conversation.steps):
        yield from _comments(comments[number])
        yield from _step(step)
    yield from _comments(comments[len(conversation.steps)])
    if conversation.outcome:
        yield from _mapping("then", _outcome(conversation.outcome))


def _comments(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield f"    # {' '.join(text.split())}"


def _mapping(key: str, values: Mapping[str, Value]) -> Iterator[str]:
    """On one line where that is short, else an entry a line."""
    line = f"  {key}: {flow(values)}"
    if len(line) <= WIDTH:
        yield line
        return
    yield f"  {key}:"
    for name, value in values.items():
        line = f"    {name}: {flow(value)}"
        if len(line) <= WIDTH or not isinstance(value, list):
            yield line
            continue
        yield f"    {name}:"
        yield from (f"      - {flow(item)}" for item in value)


def _given(given: Given) -> dict[str, Value]:
    usual = Given()
    values: dict[str, Value] = {
        "customer": given.customer,
        "device": given.device,
        "time zone": given.time_zone,
        "permissions": list(given.permissions),
        "verify person": "on" if given.verify_person else "",
        "card": given.card or "",
        "cart": list(given.cart),
        "ordered": [_order(order) for order in given.ordered],
        "store": {shelf.product: _shelf(shelf) for shelf in given.store},
    }
    unusual = {"customer": usual.customer, "device": usual.device, "time zone": usual.time_zone}
    return {name: value for name, value in values.items() if value and value != unusual.get(name)}


def _shelf(shelf: Shelf) -> dict[str, Value]:
    return {key: value for key, value in (("price", shelf.price), ("stock", shelf.stock)) if value is not None}


def _order(order: ExpectedOrder) -> Value:
    facts: dict[str, Value] = {"lines": list(order.lines)}
    if order.total is not None:
        facts["total"] = order.total
    if order.state is not None:
        facts["state"] = order.state
    return facts if len(facts) > 1 else list(order.lines)


def _outcome(outcome: Outcome) -> dict[str, Value]:
    values: dict[str, Value] = {}
    if outcome.cart is not None:
        values["cart"] = list(outcome.cart)
    if outcome.orders is not None:
        values["orders"] = [_order(order) for order in outcome.orders]
    return values


def _step(step: Line | Meanwhile) -> Iterator[str]:
    if isinstance(step, Meanwhile):
        happens: dict[str, Value] = {}
        if step.store:
            happens["store"] = {shelf.product: _shelf(shelf) for shelf in step.store}
        if step.advance:
            happens["order"] = "advances"
        if step.network:
            happens["network"] = str(step.network)
        yield f"    - meanwhile: {flow(happens)}"
        return
    yield entry(*_deed(step.deed), "    ")
    yield from _expected(step.expected)


def _deed(deed: Deed) -> tuple[str, str]:
    match deed:
        case Say(text):
            return "- say", text
        case Touch(text=text):
            return "- touch", text
        case Event(name):
            return "- event", name
        case Verify(ending):
            return "- verify", ending


def _expected(expected: Expected) -> Iterator[str]:
    if expected.intent:
        yield entry("intent", str(expected.intent), "      ")
    for key in ("progress", "hear"):
        yield from _hearing(key, getattr(expected, key))
    if expected.unheard:
        yield f"      unheard: {flow(expected.unheard)}"
    for key in ("reprompt", "card"):
        yield from _hearing(key, getattr(expected, key))
    if expected.screen:
        yield entry("screen", expected.screen, "      ")
    if expected.see:
        yield f"      see: {flow([pattern.text for pattern in expected.see])}"
    for key in ("asks", "session"):
        if value := getattr(expected, key):
            yield entry(key, value, "      ")


def _hearing(key: str, hearing: Hearing | None) -> Iterator[str]:
    if hearing is None:
        return
    if hearing.whole:
        yield entry(key, hearing.patterns[0].text, "      ")
    else:
        yield f"      {key}: {flow([pattern.text for pattern in hearing.patterns])}"
