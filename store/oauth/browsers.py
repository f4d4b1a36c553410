"""The cookie by which a browser is known in which a customer has logged in. It opens nothing: the password is asked."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from store.ids import new_id
from store.oauth.accounts import KnownBrowser

COOKIE = "known"
REMEMBERED_FOR = timedelta(days=365)
_PATH = "/oauth/"


def known_browser() -> KnownBrowser | None:
    """What the browser at hand is known as; None for any other, and for a cookie that we did not make."""
    try:
        customer_id, browser_id = _signed().loads(
            request.cookies.get(COOKIE, ""), max_age=int(REMEMBERED_FOR.total_seconds())
        )
    except (BadData, TypeError, ValueError):
        return None
    return KnownBrowser(browser_id, customer_id)


def remember(response: Response, customer_id: str) -> Response:
    """The response, by which the browser is known to this customer from now on."""
    response.set_cookie(
        COOKIE,
        str(_signed().dumps([customer_id, new_id("browser")])),
        max_age=REMEMBERED_FOR,
        path=_PATH,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


def _signed() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="known browser")
