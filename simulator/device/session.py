"""One conversation: from an invocation phrase to the answer that closes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from simulator.device.account import Json
    from simulator.device.connections import Connection
    from simulator.device.dialog import Dialog
    from simulator.device.turn import Speech


@dataclass(slots=True)
class Session:
    """What Alexa keeps while a session is open; all of it dies with the session.

    `attributes` are the skill's and go back to it untouched; `reprompt` is what silence is answered with, until it was;
    `connection` is the task of Alexa's own that the session waits for.
    """

    session_id: str = field(default_factory=lambda: f"amzn1.echo-api.session.{uuid4()}")
    attributes: Json = field(default_factory=dict)
    new: bool = True
    dialog: Dialog | None = None
    reprompt: Speech | None = None
    connection: Connection | None = None
