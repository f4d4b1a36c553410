"""The store's few web pages: plain, without scripts, and closed against framing, caching and foreign forms."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import Response, make_response, render_template, request, session

from store.shop import shop

_CSRF = "csrf"


def page(template: str, status: int = 200, *, form_targets: Sequence[str] = (), **facts: object) -> Response:
    """A page from a template. Forms on it carry a token that `form_is_ours` checks.

    Args:
        template: file name in `store/templates`.
        status: HTTP status.
        form_targets: addresses outside the store that a form's answer may redirect to.
        facts: what the template shows.
    """
    session.permanent = True  # for as long as the application says, and no longer
    token = session.setdefault(_CSRF, secrets.token_urlsafe(16))
    response = make_response(render_template(template, shop=shop().name, csrf=token, **facts), status)
    origins = " ".join(f"{urlsplit(target).scheme}://{urlsplit(target).netloc}" for target in form_targets)
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'self'; form-action 'self' {origins}; frame-ancestors 'none'; base-uri 'none'"
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"  # for browsers that do not know `frame-ancestors`
    return response


def form_is_ours() -> bool:
    """Whether the form that was sent came from a page of ours in the same browser."""
    expected = session.get(_CSRF, "")
    return bool(expected) and secrets.compare_digest(expected.encode(), request.form.get(_CSRF, "").encode())
