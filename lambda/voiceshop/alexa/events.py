"""Skill events: what happens in the Alexa app. Who leaves for good is forgotten, and a new link resets the voice code.

An event that ends a link may bring the account's token along, the last that is ever seen of it: the store is told then.
Amazon promises no token but in the event of linking, and none is kept for that, so nobody may rely on it.

Source: Amazon's "Skill Events in Alexa Skills".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_model import Request, Response

from ..conversation import codes
from ..conversation.turn import Turn
from ..shop.errors import LedgerTrouble, ShopError, Stale
from ..shop.ports import Ledger, Store
from ..shop.purchase import Purchase
from ..shop.rules import Rules
from . import log
from .requests import turn_of

_DISABLED, _UNLINKED = "AlexaSkillEvent.SkillDisabled", "AlexaSkillEvent.SkillAccountUnlinked"
# The SDK has no class for an account that was unlinked and cannot read its event. It looks like that of its neighbour.
# Amazon's schema of manifests has no name to subscribe to it by, so skill-package/skill.json does not ask for it.
Request.discriminator_value_class_map.setdefault(_UNLINKED, Request.discriminator_value_class_map[_DISABLED])


def is_event(request: object) -> bool:
    """Whether nobody is there to hear an answer."""
    return str(getattr(request, "object_type", "")).startswith("AlexaSkillEvent.")


class Left(AbstractRequestHandler):
    """The skill was disabled, and Amazon keeps nothing of the customer either: the Ledger's rows are erased.

    A customer of whom Amazon remembers the link (`PERSISTED`) keeps the cart, and so does one who merely unlinks the
    account: it is linked again after a new password, and nothing here can be read in the store without it.
    """

    def __init__(self, ledger: Ledger, open_store: Callable[[Turn], Store]) -> None:
        self._ledger = ledger
        self._open_store = open_store

    def can_handle(self, handler_input: HandlerInput) -> bool:
        request = handler_input.request_envelope.request
        # The SDK's class has no member for the body, and leaves it on the object as it came.
        body = getattr(request, "body", None)
        return (
            getattr(request, "object_type", None) == _DISABLED
            and isinstance(body, Mapping)
            and body.get("userInformationPersistenceStatus") == "NOT_PERSISTED"
        )

    def handle(self, handler_input: HandlerInput) -> Response:
        """Erase the rows, and end the link. Raises LedgerTrouble where the rows cannot be erased now."""
        turn = turn_of(handler_input, Rules())
        if turn.user:
            unsettled = self._unsettled(turn.user)
            # Before it is gone: an event that fails is told again, and would find nothing.
            log.forgotten(handler_input.request_envelope, unsettled)
            self._ledger.forget(turn.user)
        _end_link(handler_input, turn, self._open_store)
        return Response()

    def _unsettled(self, user: str) -> Purchase | None:
        latest = self._ledger.customer(user).purchase_id
        purchase = self._ledger.purchase(user, latest) if latest else None
        return purchase if purchase and purchase.state.is_open else None


class Unlinked(AbstractRequestHandler):
    """The account was unlinked: the link is ended at the store as well. What the Ledger holds is kept."""

    def __init__(self, open_store: Callable[[Turn], Store]) -> None:
        self._open_store = open_store

    def can_handle(self, handler_input: HandlerInput) -> bool:
        return getattr(handler_input.request_envelope.request, "object_type", None) == _UNLINKED

    def handle(self, handler_input: HandlerInput) -> Response:
        _end_link(handler_input, turn_of(handler_input, Rules()), self._open_store)
        return Response()


class Linked(AbstractRequestHandler):
    """An account was linked, for which the store asked its password: a voice code of before is reset, locked or not."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def can_handle(self, handler_input: HandlerInput) -> bool:
        request = handler_input.request_envelope.request
        return getattr(request, "object_type", None) == "AlexaSkillEvent.SkillAccountLinked"

    def handle(self, handler_input: HandlerInput) -> Response:
        """Reset the code. Raises LedgerTrouble where that cannot be done now."""
        turn, request = turn_of(handler_input, Rules()), handler_input.request_envelope.request
        linked_at = getattr(request, "timestamp", None)
        if turn.user and isinstance(linked_at, datetime):
            try:
                codes.reset(self._ledger, turn.user, linked_at if linked_at.tzinfo else linked_at.replace(tzinfo=UTC))
            except Stale as overtaken:
                # Alexa tells it again if it was not taken.
                raise LedgerTrouble from overtaken
        return Response()


def _end_link(handler_input: HandlerInput, turn: Turn, open_store: Callable[[Turn], Store]) -> None:
    """Tell the store, where a token came along. An event is not failed for this: what it asks for first is done."""
    if turn.token is None:
        return
    try:
        open_store(turn).end_link()
    except ShopError as error:
        log.failure(handler_input.request_envelope, error)
