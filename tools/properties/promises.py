"""What has to hold after every turn, whatever was said before it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import combinations
from typing import Any

from simulator.conversations.screens import name
from simulator.device import Exchange, Turn
from simulator.speech_report.measure import questions_in
from tools.properties.party import LOCALE, Party
from tools.properties.place import SELLER
from voiceshop.shop.cart import Cart, Line
from voiceshop.shop.deadline import Deadline
from voiceshop.shop.errors import ShopError
from voiceshop.speech.speaker import Speaker, texts_of

LARGEST_SESSION = 24_000  # bytes
_HOLE = re.compile(r"\{(\w+)")
_TAG = re.compile(r"<[^>]*>")
# What asks which of some lines is meant.
_OF_SOME = "cart.several"
# What speaks of orders; all other texts with a total or lines speak of the cart.
_OF_ORDERS = ("cancel.", "card.", "checkout.", "order.", "screen.", "status.", "phrase.", "limit.", "help.")


def broken(party: Party, turn: Turn) -> Iterator[str]:
    """Every promise that the turn did not keep."""
    yield from (f"Alexa refuses: {problem}" for problem in turn.problems)
    exchange = turn.answered
    if exchange is None or exchange.response is None or not turn.speech:
        return
    keys = [step.name for step in exchange.steps if step.kind == "speech"]
    yield from _mishaps(exchange, keys)
    yield from _questions(turn, keys)
    yield from _cart(party, turn, keys)


def _mishaps(exchange: Exchange, keys: list[str]) -> Iterator[str]:
    if "trouble" in keys:
        yield "something went wrong that nobody foresaw"
    session = len(json.dumps((exchange.response or {}).get("sessionAttributes") or {}).encode())
    if session >= LARGEST_SESSION:
        yield f"the session has {session:,} bytes"


def _questions(turn: Turn, keys: list[str]) -> Iterator[str]:
    asked = questions_in(turn.speech.text if turn.speech else "", keys)
    listens = turn.session_open and turn.connection is None
    if listens and asked != 1:
        yield f"Alexa listens, and {asked} questions were asked"
    if not listens and asked:
        yield f"{asked} questions were asked, and Alexa does not listen"


def _cart(party: Party, turn: Turn, keys: list[str]) -> Iterator[str]:
    """The cart as it was spoken and drawn is the cart that stands in the store."""
    texts = texts_of(LOCALE)
    about = [key for key in keys if _is_about_the_cart(key, texts)]
    drawn = _drawn(turn)
    if not about and drawn is None:
        return
    cart = _standing(party)
    if cart is None:
        yield f"a cart was spoken of ({', '.join(about)}), and there is none"
        return
    for key in about:
        yield from _spoken(turn, key, cart, texts)
    if drawn is not None:
        yield from _shown(drawn, cart)


def _is_about_the_cart(key: str, texts: Mapping[str, Any]) -> bool:
    holes = set(_HOLE.findall(str(texts[key])))
    return bool(holes & {"total", "lines"}) and not key.startswith(_OF_ORDERS)


def _standing(party: Party) -> Cart | None:
    customer = party.place.ledger.customer(party.user)
    account = party.device.customer.account
    token = account.access_token() if account else None
    store = party.place.stores.open(token, Deadline.after(10), LOCALE)
    try:
        return store.cart(customer.cart_id) if customer.cart_id else None
    except ShopError:
        return None


def _spoken(turn: Turn, key: str, cart: Cart, texts: Mapping[str, Any]) -> Iterator[str]:
    """One of the ways in which the text can be filled with the cart's own lines and total was heard."""
    speaker = Speaker(texts, {"seller": SELLER}, datetime.now(UTC))
    holes = set(_HOLE.findall(str(texts[key])))
    heard = turn.speech.text if turn.speech else ""
    known = {"lines", "total", "line", "price", "count"}
    if key == _OF_SOME:
        ways = {_plain(speaker.speak(key, {"lines": lines})) for lines in _alike(cart)}
    elif holes <= known:
        ways = {_plain(speaker.speak(key, _values(cart, line))) for line in cart.lines or (None,)}
    else:
        ways = {_plain(speaker.speak("screen.amount", {"amount": cart.total}))}
    if not any(way in heard for way in ways):
        yield f"{key} was spoken, but in the store there is {sorted(ways)}"


def _alike(cart: Cart) -> Iterator[tuple[Line, ...]]:
    """Several lines of one product, in their order: what a request can fit, where it fits more than one."""
    products = dict.fromkeys(line.variant.product_id for line in cart.lines)
    for product in products:
        lines = [line for line in cart.lines if line.variant.product_id == product]
        for count in range(2, len(lines) + 1):
            yield from combinations(lines, count)


def _values(cart: Cart, line: Line | None) -> Mapping[str, object]:
    return {
        "lines": cart.lines,
        "total": cart.total,
        "line": line,
        "price": line.total if line else None,
        "count": len(cart.lines),
    }


def _plain(ssml: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", ssml)).split())


def _drawn(turn: Turn) -> Mapping[str, Any] | None:
    """The data of a cart that was drawn in this turn."""
    if not turn.directives or name(turn.screen) != "cart" or turn.screen is None:
        return None
    if not any(directive["type"].endswith("RenderDocument") for directive in turn.directives):
        return None
    drawn: Mapping[str, Any] = turn.screen.datasources["screen"]
    return drawn


def _shown(screen: Mapping[str, Any], cart: Cart) -> Iterator[str]:
    amounts = [line["amount"] for line in screen["lines"]]
    texts = texts_of(LOCALE)
    speaker = Speaker(texts, {"seller": SELLER}, datetime.now(UTC))
    expected = [speaker.write("screen.amount", {"amount": line.total}) for line in cart.lines]
    if amounts != expected:
        yield f"the screen shows {amounts}, in the store there is {expected}"
    total = speaker.write("screen.cart.total", {"total": cart.total})
    if cart.lines and screen["total"] != total:
        yield f"the screen shows {screen['total']}, in the store there is {total}"
