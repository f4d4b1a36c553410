"""Mutated requests by the thousand, at both doors of the skill: each gets a valid response or is refused with a 400."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

from simulator.device.response import InvalidResponse, check, check_farewell, parse
from simulator.hardware import hardware
from tools.properties.inside import Answer, failures
from tools.properties.money import Till, purchase_confirmed_by
from tools.properties.mutations import Mutations
from tools.properties.place import Place
from tools.properties.requests import valid_requests
from webservice.app import create_app

_HUB = hardware("hub", locale="en-US", time_zone="UTC", device_id="hub", api_endpoint="https://api.amazonalexa.com")
_ANSWERED = ("LaunchRequest", "IntentRequest", "Alexa.Presentation.APL.UserEvent")
_NEVER_ANSWERED = ("SessionEndedRequest", "AlexaSkillEvent.")
# Most go to a skill whose store is away, which answers ten times as fast; its door is the same.
_WITH_STORE, _OVER_HTTP, _RAW = 0.1, 0.5, 0.3
# After so many the requests are taken anew, with a purchase that is still to be confirmed.
_FRESH_AFTER = 2_000
_LONGEST_TOLD = 3_000


class Wrong(Exception):
    """What a request brought about that none may."""


@dataclass
class Tally:
    """What came of mutated requests, by what was answered; `wrong` tells of each that should not have happened."""

    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class Doors:
    """The entry of AWS Lambda and the web service, both without signatures, before one skill."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._web = create_app(answer, ()).test_client()

    def lambda_entry(self, event: Any) -> str:
        """What is answered to an event. Raises Wrong."""
        try:
            answered = json.dumps(self._answer(event)).encode()
        except Exception as error:
            raise Wrong(f"{type(error).__name__} came out of the skill: {error}") from error
        return _judged(event, answered)

    def web_service(self, event: Any, body: bytes) -> str:
        """What is answered to a body, of which `event` is known to be the JSON, if it is that. Raises Wrong."""
        response = self._web.post("/alexa", data=body, content_type="application/json")
        if response.status_code in (400, 413):
            return f"refused {response.status_code}"
        if response.status_code != 200:
            raise Wrong(f"HTTP status {response.status_code}")
        return _judged(event, response.data)


def _judged(event: Any, answered: bytes) -> str:
    """What kind of valid response it is. Raises Wrong where it is none."""
    kind = _kind(event)
    try:
        document = parse(answered)
        if kind.startswith(_NEVER_ANSWERED):
            check_farewell(document)
            return "nothing said"
        speech = check(document, _HUB).speech
    except InvalidResponse as error:
        raise Wrong(str(error)) from error
    if speech is None and kind in _ANSWERED:
        raise Wrong("somebody waits for an answer, and nothing was said")
    return "spoken" if speech else "nothing said"


def _kind(event: Any) -> str:
    match event:
        case {"request": {"type": str(kind)}}:
            return kind
    return ""


class Fuzz:
    """Sends mutated requests: the same ones for the same seed."""

    def __init__(self, place: Place, seed: int) -> None:
        self.tally = Tally()
        self._place = place
        self._random = Random(seed)  # noqa: S311 - nothing secret
        self._till = Till(place.books)
        self._open, self._away = Doors(place.answer), Doors(place.answer_without_store)

    def send(self, count: int) -> Tally:
        """Send so many; gives what came of all so far."""
        with failures() as unforeseen:
            for number in range(count):
                if number % _FRESH_AFTER == 0:
                    self._place.tidy_up()
                    requests = valid_requests(self._place)
                    self._till.confirmed.update(filter(None, map(purchase_confirmed_by, requests)))
                    mutations = Mutations(self._random, requests)
                before = len(unforeseen)
                outcome = self._one(mutations)
                self.tally.outcomes[outcome if len(unforeseen) == before else "apologised"] += 1
        return self.tally

    def _one(self, mutations: Mutations) -> str:
        with_store = self._random.random() < _WITH_STORE
        doors = self._open if with_store else self._away
        event = mutations.request()
        body = _written(event)
        over_http = body is not None and self._random.random() < _OVER_HTTP
        if over_http and self._random.random() < _RAW:
            body = mutations.body()
            event = _read(body)
        confirmed = purchase_confirmed_by(event)
        if confirmed:
            self._till.confirmed.add(confirmed)
        try:
            outcome = doors.web_service(event, body) if over_http and body is not None else doors.lambda_entry(event)
            wrong = list(self._till.broken()) if with_store else []
        except Wrong as error:
            outcome, wrong = "wrong", [str(error)]
        self.tally.wrong += [f"{what}\n{repr(event)[:_LONGEST_TOLD]}" for what in wrong]
        return outcome


def _written(event: Any) -> bytes | None:
    try:
        return json.dumps(event).encode()
    except RecursionError:
        return None


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
