from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.unit.webservice.authority import CERTIFICATE_URL, NOW, SKILL_ID, Alexa, Authority, Leaf, Request
from voiceshop.shop.errors import LedgerTrouble
from webservice.app import create_app
from webservice.verifier import Reason, Refused, RequestVerifier
from webservice.verifier.chain import ChainValidator
from webservice.verifier.replay import ReplayMemory
from webservice.verifier.signing_keys import SigningKeys


@dataclass
class Bucket:
    """Amazon's certificate bucket: the files in it, and which of them were asked for."""

    files: dict[str, bytes]
    asked_for: list[str] = field(default_factory=list)

    def __call__(self, url: str) -> bytes:
        self.asked_for.append(url)
        if url not in self.files:
            raise Refused(Reason.CERTIFICATE_UNAVAILABLE)
        return self.files[url]


@dataclass
class Service:
    """The web service behind its verifier, with the world around it at hand."""

    bucket: Bucket
    validator: ChainValidator
    now: datetime = NOW
    replays: ReplayMemory = field(default_factory=ReplayMemory)
    reached_the_skill: list[dict[str, Any]] = field(default_factory=list)
    ledger_is_down: bool = False

    def __post_init__(self) -> None:
        self.keys = SigningKeys(self.bucket, self.validator)
        verifier = RequestVerifier(SKILL_ID, self.keys, self.replays, clock=lambda: self.now)
        self._client = create_app(self._answer, [verifier]).test_client()

    def post(self, request: Request) -> TestResponse:
        return self._client.post("/alexa", data=request.body, headers=request.headers)

    def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        self.reached_the_skill.append(request)
        if self.ledger_is_down:
            raise LedgerTrouble
        return {"version": "1.0", "response": {}}


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="session")
def alexa(authority: Authority) -> Alexa:
    return Alexa(authority)


@pytest.fixture(scope="session")
def stranger() -> Alexa:
    """Somebody with an authority of their own that nobody trusts."""
    return Alexa(Authority())


@pytest.fixture
def service(authority: Authority, alexa: Alexa) -> Service:
    return Service(Bucket({CERTIFICATE_URL: alexa.chain(Leaf())}), ChainValidator([authority.root]))


@pytest.fixture
def refusals(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """The reasons in the log so far, a line each."""
    return lambda: [record.getMessage().rpartition("reason=")[2] for record in caplog.records]
