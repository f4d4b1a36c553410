"""What a browser is told in place of what it asked for: what is wrong, where, and what helps."""

from __future__ import annotations

from enum import StrEnum
from http import HTTPStatus
from typing import ClassVar

from simulator.device import Json


class Where(StrEnum):
    """The part that has to be looked at."""

    SKILL = "skill"
    STORE = "store"
    MODEL = "model"
    PAGE = "page"


class Trouble(Exception):
    """Something that a person at the page should read. `hint` says what helps, or nothing."""

    status: ClassVar[HTTPStatus] = HTTPStatus.INTERNAL_SERVER_ERROR
    where: ClassVar[Where] = Where.PAGE

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint

    def as_json(self) -> Json:
        return {"message": str(self), "where": str(self.where), "hint": self.hint}


class Malformed(Trouble):
    """A request that does not say what it should."""

    status = HTTPStatus.BAD_REQUEST


class NotOurs(Trouble):
    """A request that another site's page may have sent."""

    status = HTTPStatus.FORBIDDEN


class NoSuchDesk(Trouble):
    """A desk that was never there, or was idle for so long that it was forgotten."""

    status = HTTPStatus.NOT_FOUND

    def __init__(self) -> None:
        super().__init__("There is no such desk.", "Load the page again: it makes a new one.")


class NotNow(Trouble):
    """Something that needs a step before it."""

    status = HTTPStatus.CONFLICT


class ModelTrouble(Trouble):
    """The interaction model of the locale cannot be used."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    where = Where.MODEL

    def __init__(self, message: str) -> None:
        super().__init__(message, "Mend the file or run `make models`: it is read again with the next words.")


class StoreTrouble(Trouble):
    """The store did not answer, or not as it should."""

    status = HTTPStatus.BAD_GATEWAY
    where = Where.STORE

    def __init__(self, message: str) -> None:
        super().__init__(message, "Is the store running? `make run` starts it.")
