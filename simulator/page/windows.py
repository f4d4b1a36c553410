"""The window in which an account is linked: there to the store's login page, and back."""

from __future__ import annotations

import secrets
from http import HTTPStatus

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug import Response as WerkzeugResponse

from simulator.page.linking import LINKED, Links
from simulator.page.trouble import Trouble


def windows(links: Links) -> Blueprint:
    """`/link` and `/linked`, which people see: their troubles are pages."""
    routes = Blueprint("windows", __name__)

    @routes.get("/link")
    def link() -> WerkzeugResponse:
        return redirect(links.begin(request.args.get("desk", ""), request.host_url.rstrip("/")))

    @routes.get(LINKED)
    def linked() -> Response:
        outcome = links.finish(request.args)
        message = {"type": "linked", "desk": outcome.desk_id, "problem": outcome.problem or None}
        title = "Your account is not linked" if outcome.problem else "Your account is linked"
        text = f"{outcome.problem}." if outcome.problem else "You can close this window."
        return _page(title, text, message=message, origin=outcome.origin)

    @routes.errorhandler(Trouble)
    def tell(trouble: Trouble) -> tuple[Response, HTTPStatus]:
        return _page("Your account is not linked", f"{trouble} {trouble.hint}"), trouble.status

    return routes


def _page(title: str, text: str, **message: object) -> Response:
    nonce = secrets.token_urlsafe(16)
    response = make_response(render_template("linked.html", title=title, text=text, nonce=nonce, **message))
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; frame-ancestors 'none'"
    )
    return response
