"""What goes wrong. Each fault has the first call of a kind about a thing; a call that is made again goes well."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Thread

from tools.drills.line import Answer, Call, Fault, Forward, Operation

# The skill gives a turn 7 s; so does every call that comes back later come too late.
TOO_LATE_SECONDS = 7.2
PAYING: Collection[Operation] = (Operation.COMPLETE,)
LOOKING: Collection[Operation] = (Operation.LOOK,)
ALL_ELSE: Collection[Operation] = tuple(each for each in Operation if each is not Operation.COMPLETE)

Strike = Callable[[Forward], Answer | None]


class First(Fault):
    """Strikes the first call of these kinds about each checkout, cart or order."""

    def __init__(self, operations: Collection[Operation], strike: Strike) -> None:
        super().__init__()
        self._operations = operations
        self._strike = strike
        self._had: set[tuple[str, str, str]] = set()

    def wants(self, call: Call) -> bool:
        if call.operation not in self._operations:
            return False
        name = (call.method, call.path, _cart_of(call))
        with self.lock:
            is_first = name not in self._had
            self._had.add(name)
        return is_first

    def strike(self, call: Call, forward: Forward) -> Answer | None:
        return self._strike(forward)


class FirstAfterYes(First):
    """As `First`, and does something just before each first yes."""

    def __init__(self, operations: Collection[Operation], strike: Strike, act: Callable[[], None]) -> None:
        super().__init__(operations, strike)
        self._act = act

    def yes(self) -> None:
        self._act()


class Reordered(First):
    """Loses the connection of the first `complete`, which then comes to the store after a later call of that kind."""

    def __init__(self, after: Operation) -> None:
        super().__init__(PAYING, lambda _: None)
        self._after = after
        self._held: dict[str, Forward] = {}

    def strike(self, call: Call, forward: Forward) -> Answer | None:
        self._held[_checkout_of(call)] = forward
        return None

    def pass_on(self, call: Call, forward: Forward) -> Answer | None:
        answer = forward()
        held = self._held.pop(_checkout_of(call), None) if call.operation is self._after else None
        if held:
            held()
        return answer


class AtYes(Fault):
    """Does something while a yes is carried out: each time so many milliseconds later, until all of a yes is swept."""

    def __init__(self, act: Callable[[], None], step: float, longest: float) -> None:
        super().__init__()
        self._act = act
        self._step, self._longest = step, longest

    def yes(self) -> None:
        with self.lock:
            delay = (self.struck * self._step) % self._longest
            self.struck += 1
        Thread(target=self._later, args=(delay / 1000,), daemon=True).start()

    def _later(self, seconds: float) -> None:
        time.sleep(seconds)
        self._act()


class BeforeYes(Fault):
    """Does something just before a yes is said."""

    def __init__(self, act: Callable[[], None]) -> None:
        super().__init__()
        self._act = act

    def yes(self) -> None:
        self.struck += 1
        self._act()


def slow_to_arrive(forward: Forward) -> Answer | None:
    time.sleep(TOO_LATE_SECONDS)
    return forward()


def slow_to_answer(forward: Forward) -> Answer | None:
    answer = forward()
    time.sleep(TOO_LATE_SECONDS)
    return answer


def lost_before(_forward: Forward) -> Answer | None:
    return None


def lost_after(forward: Forward) -> Answer | None:
    forward()
    return None


def error_before(_forward: Forward) -> Answer | None:
    return _plain(500, "application/json", json.dumps({"error": "internal"}).encode())


def error_after(forward: Forward) -> Answer | None:
    forward()
    return error_before(forward)


def web_page(forward: Forward) -> Answer | None:
    forward()
    return _plain(200, "text/html", b"<!doctype html><title>Bluebird Coffee</title><p>We'll be back soon.")


def redirect(forward: Forward) -> Answer | None:
    forward()
    return Answer(302, (("Location", "/"),), b"")


def half_a_body(forward: Forward) -> Answer | None:
    answer = forward()
    return replace(answer, sent=len(answer.body) // 2)


def twice(forward: Forward) -> Answer | None:
    forward()
    return forward()


def twice_at_once(forward: Forward) -> Answer | None:
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(forward), pool.submit(forward)
        first.result()
        return second.result()


def before(act: Callable[[], None]) -> Strike:
    """Does something as the call comes; it goes on to the store."""

    def strike(forward: Forward) -> Answer | None:
        act()
        return forward()

    return strike


def instead(act: Callable[[], None]) -> Strike:
    """Does something as the call comes; it never reaches the store."""

    def strike(_forward: Forward) -> Answer | None:
        act()
        return None

    return strike


def after(act: Callable[[], None]) -> Strike:
    """Does something once the store has acted, before anybody hears of it."""

    def strike(forward: Forward) -> Answer | None:
        forward()
        act()
        return None

    return strike


def _plain(status: int, kind: str, body: bytes) -> Answer:
    return Answer(status, (("Content-Type", kind),), body)


def _checkout_of(call: Call) -> str:
    _, _, rest = call.path.partition("/checkout-sessions/")
    return rest.partition("/")[0]


def _cart_of(call: Call) -> str:
    """The cart that a new checkout is opened for: its path is the same for all."""
    if call.operation is not Operation.QUOTE:
        return ""
    return str(json.loads(call.body).get("cart_id"))
