"""The line to the skill: posts a request, checks the answer, keeps the time."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from simulator.device.endpoint import Endpoint, EndpointFailed, EndpointTimeout
from simulator.device.response import Answer, InvalidResponse, check, check_farewell, parse
from simulator.device.turn import Exchange, Fault, Problem

if TYPE_CHECKING:
    from simulator.device.account import Hardware, Json
    from simulator.device.endpoint import Step


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back for one request: the exchange as it was, and either a checked answer or a problem."""

    exchange: Exchange
    answer: Answer | None
    problem: Problem | None


def ask(endpoint: Endpoint, request: Json, hardware: Hardware) -> Answered:
    """Post a request that wants an answer."""
    exchange, problem = _post(endpoint, request)
    if exchange.response is None:
        return Answered(exchange, None, problem)
    try:
        return Answered(exchange, check(exchange.response, hardware), None)
    except InvalidResponse as error:
        return Answered(exchange, None, Problem(Fault.INVALID_RESPONSE, str(error)))


def tell(endpoint: Endpoint, request: Json) -> Answered:
    """Post a request that wants none: the end of a session, or a skill event."""
    exchange, problem = _post(endpoint, request)
    if exchange.response is None:
        return Answered(exchange, None, problem)
    try:
        check_farewell(exchange.response)
    except InvalidResponse as error:
        return Answered(exchange, None, Problem(Fault.INVALID_RESPONSE, str(error)))
    return Answered(exchange, None, None)


def _post(endpoint: Endpoint, request: Json) -> tuple[Exchange, Problem | None]:
    started, response, problem = perf_counter(), None, None
    steps: tuple[Step, ...] = ()
    try:
        delivered = endpoint.post(request)
        steps = delivered.steps
        response = parse(delivered.body)
    except EndpointTimeout as error:
        problem = Problem(Fault.ENDPOINT_TIMEOUT, str(error))
    except (EndpointFailed, InvalidResponse) as error:
        problem = Problem(Fault.INVALID_RESPONSE, str(error))
    return Exchange(request, response, (perf_counter() - started) * 1000, steps), problem
