"""The skill as ask_sdk knows it: request handlers, dispatch, and the one exception handler at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ask_sdk_core.dispatch_components import AbstractExceptionHandler, AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.skill import CustomSkill, SkillConfiguration
from ask_sdk_model import IntentRequest, LaunchRequest, Response
from ask_sdk_runtime.dispatch_components import (
    GenericExceptionMapper,
    GenericHandlerAdapter,
    GenericRequestHandlerChain,
    GenericRequestMapper,
)

from ..conversation.answering import is_answered, reply_to, reply_to_verification
from ..conversation.slots import Slots
from ..conversation.touching import Touch, reply_to_touch
from ..conversation.turn import Reply, Turn, say
from ..conversation.verification import Finding, Verification
from ..shop.ports import Ledger, Store
from ..shop.rules import Rules
from ..speech.speaker import Speaker, texts_of
from . import log
from .connections import verification_of
from .displays import display_of
from .events import Left, Linked, Unlinked, is_event
from .names import in_conversation
from .patience import Patience, Progress, asking_by
from .requests import dialog_of, slots_of, turn_of
from .responses import attributes_of, response_of, said_of
from .touches import intent_of, name_of, touch_of

_LAUNCH, _RESUMED = "Launch", "Resumed"
_NONE = Verification(None, None, Finding.NOT_PROVEN)


@dataclass(frozen=True, slots=True)
class House:
    """What turns are answered with: the store as a customer sees it, the Ledger, and what all speech may name.

    `progress` says something to those who wait long for an answer; `rules` are the installation's, for purchases.
    """

    open_store: Callable[[Turn], Store]
    ledger: Ledger
    progress: Progress
    always: Mapping[str, object]
    rules: Rules = field(default_factory=Rules)


class Conversation(AbstractRequestHandler):
    """Answers a launch or an intent by its conversation function."""

    def __init__(self, house: House) -> None:
        self._house = house

    def can_handle(self, handler_input: HandlerInput) -> bool:
        return isinstance(handler_input.request_envelope.request, (LaunchRequest, IntentRequest))

    def handle(self, handler_input: HandlerInput) -> Response:
        turn = turn_of(handler_input, self._house.rules)
        name, slots = _name_and_slots(handler_input)
        with Patience(asking_by(self._house.progress, handler_input, _speaker(turn, self._house))) as patience:
            store = patience.watch(self._house.open_store(turn))
            reply = reply_to(turn, name, slots, store, self._house.ledger)
        known = name if is_answered(name) else log.UNKNOWN
        log.turn(handler_input.request_envelope, known, reply.key, turn.deadline)
        return _respond(handler_input, turn, reply, self._house)


class Touched(AbstractRequestHandler):
    """Answers a touch on a screen as the sentence that it stands for. Alexa takes no progressive response to one."""

    def __init__(self, house: House) -> None:
        self._house = house

    def can_handle(self, handler_input: HandlerInput) -> bool:
        return touch_of(handler_input.request_envelope.request) is not None

    def handle(self, handler_input: HandlerInput) -> Response:
        envelope = handler_input.request_envelope
        turn, touch = turn_of(handler_input, self._house.rules), touch_of(envelope.request) or Touch(None, None)
        reply = reply_to_touch(turn, touch, self._house.open_store(turn), self._house.ledger)
        log.turn(envelope, name_of(touch), reply.key, turn.deadline)
        return _respond(handler_input, turn, reply, self._house)


class Resumed(AbstractRequestHandler):
    """Answers when Alexa has asked for a PIN. She takes no progressive response to that."""

    def __init__(self, house: House) -> None:
        self._house = house

    def can_handle(self, handler_input: HandlerInput) -> bool:
        return verification_of(handler_input) is not None

    def handle(self, handler_input: HandlerInput) -> Response:
        turn, verification = turn_of(handler_input, self._house.rules), verification_of(handler_input) or _NONE
        reply = reply_to_verification(turn, verification, self._house.open_store(turn), self._house.ledger)
        log.turn(handler_input.request_envelope, _RESUMED, reply.key, turn.deadline)
        return _respond(handler_input, turn, reply, self._house)


class Unanswered(AbstractRequestHandler):
    """Alexa takes no answer to the end of a session, to other skill events, nor to what a screen tells of itself.

    What they close is in the store anyway.
    """

    def can_handle(self, handler_input: HandlerInput) -> bool:
        return True

    def handle(self, handler_input: HandlerInput) -> Response:
        log.screen_errors(handler_input.request_envelope)
        return Response()


class LastResort(AbstractExceptionHandler):
    """Turns whatever nobody foresaw into an apology. The open question stays open and the cart is not touched.

    Nobody hears an apology for a skill event.
    """

    def __init__(self, house: House) -> None:
        self._house = house

    def can_handle(self, handler_input: HandlerInput, exception: Exception) -> bool:
        return not is_event(handler_input.request_envelope.request)

    def handle(self, handler_input: HandlerInput, exception: Exception) -> Response:
        turn = turn_of(handler_input, self._house.rules)
        log.failure(handler_input.request_envelope, exception)
        sorry = say("trouble")
        question = turn.memory.question
        reply = sorry.asking_again(turn.memory) if question else sorry.asking("what_to_order")
        return _respond(handler_input, turn, reply, self._house)


def build(house: House, skill_id: str | None) -> CustomSkill:
    """The skill, to be built once per process. With a `skill_id` it refuses requests to any other skill."""
    # Eight handlers, however many intents: conversation functions are found by name, in one step.
    events = (Left(house.ledger, house.open_store), Unlinked(house.open_store), Linked(house.ledger))
    answering = (Conversation(house), Touched(house), Resumed(house), *events, Unanswered())
    handlers = [GenericRequestHandlerChain(handler, [], []) for handler in answering]
    return CustomSkill(
        SkillConfiguration(
            request_mappers=[GenericRequestMapper(handlers)],
            handler_adapters=[GenericHandlerAdapter()],
            exception_mapper=GenericExceptionMapper([LastResort(house)]),
            skill_id=skill_id,  # type: ignore[arg-type]  # the SDK's annotation forgets its own default, None
        )
    )


def _name_and_slots(handler_input: HandlerInput) -> tuple[str, Slots]:
    request = handler_input.request_envelope.request
    if not isinstance(request, IntentRequest) or request.intent is None:
        return _LAUNCH, {}
    return in_conversation(request.intent.name or ""), slots_of(request.intent)


def _speaker(turn: Turn, house: House) -> Speaker:
    return Speaker(texts_of(turn.locale), house.always, turn.now)


def _respond(handler_input: HandlerInput, turn: Turn, reply: Reply, house: House) -> Response:
    speaker = _speaker(turn, house)
    intent = _intent_under_way(handler_input, reply)
    said = said_of(reply, speaker)
    display = display_of(handler_input, reply, said, speaker)
    if handler_input.request_envelope.session:
        handler_input.attributes_manager.session_attributes = attributes_of(reply, said, turn.memory, intent, display)
    return response_of(reply, said, speaker, intent, display)


def _intent_under_way(handler_input: HandlerInput, reply: Reply) -> Mapping[str, Any] | None:
    request = handler_input.request_envelope.request
    touch = touch_of(request)
    if touch:
        return intent_of(touch, reply)
    return dialog_of(request.intent) if isinstance(request, IntentRequest) and request.intent else None
