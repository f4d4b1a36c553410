"""`/oauth/...`: the login page, tokens, revocation, and the metadata that leads there."""

from __future__ import annotations

from typing import Any

from authlib.common.urls import add_params_to_uri
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2 import OAuth2Error
from flask import Blueprint, Response, request, session

from store.http.answers import as_json
from store.http.html import form_is_ours, page
from store.oauth import scopes
from store.oauth.accounts import Accounts, Locked
from store.oauth.browsers import known_browser, remember
from store.oauth.clients import Client
from store.oauth.server import Login
from store.settings import Settings

_WRONG = "This name and password do not belong together."
_LOCKED = "Too many wrong passwords. Please try again in a quarter of an hour."
_STALE = "This page was open for too long. Please try once more."


def routes(settings: Settings, server: AuthorizationServer, accounts: Accounts) -> Blueprint:
    """Authorisation, token and revocation endpoints, and both metadata documents."""
    oauth = Blueprint("oauth", __name__)

    @oauth.route("/oauth/authorize", methods=["GET", "POST"])
    def authorize() -> Response:
        try:
            grant = server.get_consent_grant()
        except OAuth2Error as problem:
            return _refuse(problem, settings.base_url)
        except ValueError:
            # Authlib quotes the request in its error, which may not hold odd characters (RFC 6749 section 5.2).
            return _broken_link("invalid characters")
        if request.method == "GET":
            return _login_page(grant)
        return _decide(grant, server, accounts)

    @oauth.post("/oauth/token")
    def token() -> Response:
        return _uncached(server.create_token_response())

    @oauth.post("/oauth/revoke")
    def revoke() -> Response:
        return _uncached(server.create_endpoint_response("revocation"))

    @oauth.get("/.well-known/oauth-authorization-server")
    def server_metadata() -> Response:
        return as_json(_server_metadata(settings.base_url))

    @oauth.get("/.well-known/oauth-protected-resource")
    def resource_metadata() -> Response:
        return as_json(
            {
                "resource": settings.rest_url,
                "authorization_servers": [settings.base_url],
                "scopes_supported": list(scopes.ALL),
                "bearer_methods_supported": ["header"],
            }
        )

    return oauth


def _decide(grant: Any, server: AuthorizationServer, accounts: Accounts) -> Response:
    if not form_is_ours():
        return _login_page(grant, _STALE, 400)
    if request.form.get("decision") == "deny":
        return _answer(grant, server, None)
    try:
        name, password = request.form.get("username", ""), request.form.get("password", "")
        customer_id = accounts.check(name, password, request.remote_addr or "", known_browser())
    except Locked:
        return _login_page(grant, _LOCKED, 429)
    if customer_id is None:
        return _login_page(grant, _WRONG, 401)
    session.clear()  # what was known of this browser before the login counts for nothing after it
    return remember(_answer(grant, server, Login(customer_id)), customer_id)


def _answer(grant: Any, server: AuthorizationServer, login: Login | None) -> Response:
    response: Response = server.create_authorization_response(grant_user=login, grant=grant)
    return _uncached(response)


def _login_page(grant: Any, problem: str = "", status: int = 200) -> Response:
    client: Client = grant.client
    wanted = client.get_allowed_scope(grant.request.payload.scope).split()
    return page(
        "login.html",
        status,
        # The browser follows the redirect after this form, so the policy has to allow where it leads.
        form_targets=(grant.redirect_uri or grant.request.payload.redirect_uri,),
        client=client.name,
        permissions=[scopes.DESCRIPTIONS[scope] for scope in wanted],
        problem=problem,
        username=request.form.get("username", ""),
    )


def _refuse(problem: OAuth2Error, issuer: str) -> Response:
    """Tells the platform what is wrong, but only at an address that is its own; anybody else sees a page."""
    if not problem.redirect_uri:
        return _broken_link(problem.description or problem.error or "invalid request")
    facts = {"error": problem.error, "error_description": problem.description, "state": problem.state, "iss": issuer}
    query = [(name, value) for name, value in facts.items() if value]
    return Response(status=302, headers={"Location": add_params_to_uri(problem.redirect_uri, query)})


def _broken_link(why: str) -> Response:
    return page("message.html", 400, title="This link does not work", text=why)


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def _server_metadata(issuer: str) -> dict[str, Any]:
    """RFC 8414, with what RFC 9207 and UCP's identity linking add."""
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oauth/authorize",
        "token_endpoint": f"{issuer}/oauth/token",
        "revocation_endpoint": f"{issuer}/oauth/revoke",
        "scopes_supported": list(scopes.ALL),
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_methods_supported": ["none"],
        "revocation_endpoint_auth_methods_supported": ["none"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
        "service_documentation": "https://ucp.dev/2026-08-25/specification/common/identity-linking",
    }
