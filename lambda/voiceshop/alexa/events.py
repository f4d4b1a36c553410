"""Skill events: what happens in the Alexa app. Who leaves for good is forgotten, and a new link resets the voice code.

Source: Amazon's "Skill Events in Alexa Skills".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_model import Response

from ..conversation import codes
from ..shop.ports import Ledger
from ..shop.purchase import Purchase
from ..shop.rules import Rules
from . import log
from .requests import turn_of


def is_event(request: object) -> bool:
    """Whether nobody is there to hear an answer."""
    return str(getattr(request, "object_type", "")).startswith("AlexaSkillEvent.")


class Left(AbstractRequestHandler):
    """The skill was disabled, and Amazon keeps nothing of the customer either: the Ledger's rows are erased.

    A customer of whom Amazon remembers the link (`PERSISTED`) keeps the cart, and so does one who merely unlinks the
    account: it is linked again after a new password, and nothing here can be read in the store without it.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def can_handle(self, handler_input: HandlerInput) -> bool:
        request = handler_input.request_envelope.request
        # The SDK's class has no member for the body, and leaves it on the object as it came.
        body = getattr(request, "body", None)
        return (
            getattr(request, "object_type", None) == "AlexaSkillEvent.SkillDisabled"
            and isinstance(body, Mapping)
            and body.get("userInformationPersistenceStatus") == "NOT_PERSISTED"
        )

    def handle(self, handler_input: HandlerInput) -> Response:
        """Erase the rows. Raises LedgerTrouble where that cannot be done now."""
        user = turn_of(handler_input, Rules()).user
        if user:
            unsettled = self._unsettled(user)
            self._ledger.forget(user)
            log.forgotten(handler_input.request_envelope, unsettled)
        return Response()

    def _unsettled(self, user: str) -> Purchase | None:
        latest = self._ledger.customer(user).purchase_id
        purchase = self._ledger.purchase(user, latest) if latest else None
        return purchase if purchase and purchase.state.is_open else None


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
            codes.reset(self._ledger, turn.user, linked_at if linked_at.tzinfo else linked_at.replace(tzinfo=UTC))
        return Response()
