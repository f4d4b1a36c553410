"""Without signatures, only programs of this machine may call: no web page that its browser happens to show."""

from __future__ import annotations

import re

from flask import Flask, request
from werkzeug.exceptions import BadRequest

from webservice.verifier import Reason, Refused

# RFC 9110, section 7.2: a name or an address, and perhaps a port.
_HOST = re.compile(r"(?:\[([0-9A-Fa-f:]+)\]|([A-Za-z0-9.-]+))(?::[0-9]{1,5})?")
_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
# What browsers add to a request that a page made them send. Neither Alexa nor a simulator does.
_SENT_BY_BROWSERS = ("Origin", "Sec-Fetch-Site")


def admit_programs_here_alone(app: Flask, host: str) -> None:
    """Refuse what a page makes a developer's browser send.

    A site whose name was made to mean this machine (DNS rebinding) is known by the Host that it asks for, and any other
    by what browsers say of where a request comes from.

    Args:
        app: the application.
        host: the numeric address that it listens at.
    """
    names = _NAMES | {host}

    @app.before_request
    def refuse_pages() -> None:
        if _name_in(request.headers.get("Host", "")) not in names:
            raise BadRequest from Refused(Reason.OTHER_HOST)
        if any(name in request.headers for name in _SENT_BY_BROWSERS):
            raise BadRequest from Refused(Reason.FROM_A_PAGE)


def _name_in(host: str) -> str | None:
    found = _HOST.fullmatch(host)
    return (found[1] or found[2]).lower() if found else None
