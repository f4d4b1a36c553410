"""One store's UCP operations over REST, for one customer during one turn."""

from __future__ import annotations

import json
import logging
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from ...shop.deadline import Deadline
from ...shop.errors import AccountRefused, NotLinked, ShopError, StoreSlow, StoreTrouble
from .profile import SHOPPING, VERSION, Profiles
from .reading import Json
from .wire import Exchange, OutOfTime, Request, Resend, Response, Unreached, Unusable

T = TypeVar("T")
Seal = Callable[[Request], Request]
"""Gives a request what shows who sends it."""
_log = logging.getLogger(__name__)
# RFC 6750 section 2.1: what a bearer token may be made of.
_TOKEN = re.compile(r"[A-Za-z0-9\-._~+/]+=*")
# UCP identity linking: the first two refuse the token; the third says that it was ignored and the answer is a guest's.
_NOT_AS_CUSTOMER = ("identity_required", "insufficient_scope", "identity_optional")


@dataclass(frozen=True, slots=True)
class Call:
    """One operation of UCP's OpenAPI documents, named as there. A `key` makes it a write that may be repeated."""

    operation: str
    method: str
    path: str
    body: Mapping[str, Any] | None = None
    key: str | None = None
    resend: Resend = Resend.IF_LOST
    service: str = SHOPPING


@dataclass(frozen=True, slots=True)
class Message:
    """What a store has to say about an answer. `content` is its own sentence; `fields` holds what it adds."""

    type: str
    code: str
    content: str
    path: str
    fields: Json


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with UCP's envelope. `failed` says that it carries messages in place of what was asked for."""

    status: int
    body: Json
    messages: tuple[Message, ...]
    failed: bool

    @property
    def errors(self) -> tuple[Message, ...]:
        return tuple(message for message in self.messages if message.type == "error")

    def has(self, code: str) -> bool:
        return any(message.code == code for message in self.messages)

    @property
    def is_missing(self) -> bool:
        """Whether there is nothing of that id, or nothing of ours."""
        return self.failed and (self.status == 404 or self.has("not_found") or self.has("unauthorized"))


class Api:
    """Sends calls with all that UCP asks for in the headers, and tells a refused account from a store in trouble."""

    def __init__(
        self, transport: Exchange, profiles: Profiles, agent: str, token: str | None, deadline: Deadline, locale: str
    ) -> None:
        self._transport = transport
        self._profiles = profiles
        self._agent = agent
        self._token = token
        self._deadline = deadline
        self._locale = locale

    def ask(self, call: Call, read: Callable[[Answer], T]) -> T:
        """Send a call that needs no account, without its token: what is public stays so when the token has expired.

        Raises:
            NotLinked: the store wants an account even so.
            NotSent, StoreSlow, StoreTrouble: no answer, or none that can be used. Logged here, once.
        """
        return self._ask(call, read, _as_it_is, NotLinked)

    def ask_as_customer(self, call: Call, read: Callable[[Answer], T]) -> T:
        """Send a call on behalf of the linked account.

        Raises:
            NotLinked: there is none; nothing is sent.
            AccountRefused: the store does not take the account's token.
            NotSent, StoreSlow, StoreTrouble: as `ask`.
        """
        if self._token is None:
            raise NotLinked
        if not _TOKEN.fullmatch(self._token):
            raise AccountRefused
        return self._ask(call, read, _bearing(self._token), AccountRefused)

    def ask_signed(self, call: Call, read: Callable[[Answer], T], seal: Seal) -> T:
        """Send a call as the platform that we are, with nobody's account.

        Raises:
            NotSent, StoreSlow, StoreTrouble: as `ask`; and where the store does not take the signature.
        """
        return self._ask(call, read, seal, Unusable("the signature was refused"))

    def _ask(self, call: Call, read: Callable[[Answer], T], seal: Seal, refused: ShopError | type[ShopError]) -> T:
        request_id = str(uuid.uuid4())
        try:
            response = self._send(call, self._headers(request_id), seal)
            if response.status in {401, 403}:
                raise refused
            answer = _answer(response)
            if refused is AccountRefused and any(answer.has(code) for code in _NOT_AS_CUSTOMER):
                raise refused
            return read(answer)
        except StoreTrouble as trouble:
            _log.warning("store: %s failed, request %s: %s", call.operation, request_id, _why(trouble))
            raise

    def _send(self, call: Call, headers: dict[str, str], seal: Seal) -> Response:
        url = self._endpoint(call.service, headers) + call.path
        if call.key:
            headers["Idempotency-Key"] = call.key
        body = None
        if call.body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(call.body).encode()
        return self._transport.exchange(seal(Request(call.method, url, headers, body, call.resend)), self._deadline)

    def _endpoint(self, service: str, headers: Mapping[str, str]) -> str:
        """Where the store takes a call. Without knowing that nothing is sent, whatever the reason."""
        try:
            return self._profiles.current(self._transport, headers, self._deadline).endpoint(service)
        except StoreSlow as slow:
            raise OutOfTime from slow
        except StoreTrouble as trouble:
            raise Unreached(f"no profile: {_why(trouble)}") from trouble

    def _headers(self, request_id: str) -> dict[str, str]:
        return {
            "Accept": "application/json",
            "Accept-Language": self._locale,
            "Request-Id": request_id,
            "UCP-Agent": f'profile="{self._agent}"',
        }


def _as_it_is(request: Request) -> Request:
    return request


def _bearing(token: str) -> Seal:
    def seal(request: Request) -> Request:
        return replace(request, headers={**request.headers, "Authorization": f"Bearer {token}"})

    return seal


def _answer(response: Response) -> Answer:
    refused = 400 <= response.status < 500 and response.status != 429
    if not refused and response.status not in {200, 201}:
        raise Unusable(f"HTTP {response.status}")
    body = Json.parse(response.body)
    envelope = body.maybe_one("ucp")
    if envelope is None and not refused:
        raise Unusable("no UCP envelope")
    if envelope and envelope.text("version") != VERSION:
        raise Unusable("another version of UCP than was asked for")
    failed = refused or bool(envelope and envelope.maybe_text("status") == "error")
    return Answer(response.status, body, _messages(body), failed)


def _why(trouble: StoreTrouble) -> str:
    return str(getattr(trouble, "why", type(trouble).__name__))


def _messages(body: Json) -> tuple[Message, ...]:
    return tuple(
        Message(
            type=message.text("type"),
            code=message.maybe_text("code") or "",
            content=message.text("content"),
            path=message.maybe_text("path") or "",
            fields=message,
        )
        for message in body.some("messages")
    )
