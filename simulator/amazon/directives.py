"""Progressive responses: POST /v1/directives.

Sources: Amazon's "Progressive Response REST API Reference"; statuses of ask_sdk_model's DirectiveServiceClient.
"""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from simulator.amazon.answers import Refused, refused
from simulator.amazon.guests import Guests
from simulator.device import DirectiveInvalid, DirectiveUntimely


def progressive_responses(guests: Guests) -> Blueprint:
    """The route that speaks through the device of the caller."""
    routes = Blueprint("directives", __name__)

    @routes.post("/v1/directives")
    def directives() -> ResponseReturnValue:
        guest = guests.caller(_unauthorised)
        try:
            guest.speaker.interject(request.get_json(force=True, silent=True))
        except DirectiveInvalid as error:
            raise refused(400, 400, f"Directive not valid: {error}") from error
        except DirectiveUntimely as error:
            raise refused(403, 403, f"The skill is not allowed to send directives at the moment: {error}") from error
        return "", 204

    return routes


def _unauthorised() -> Refused:
    return refused(401, 401, "Not authorized.")
