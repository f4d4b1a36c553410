"""The authorisation server: Authlib's grants on our tables, with the rules UCP's identity linking adds.

Codes are used once and refresh tokens rotate. Either coming a second time means that somebody else has it too, so it
ends every token that came from the same login (RFC 6749 section 4.1.2, RFC 9700 section 4.14.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import InvalidGrantError, InvalidRequestError, grants
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9207 import IssuerParameter
from flask import Flask
from sqlalchemy.orm import Session

from store.application import Clock, Store
from store.database import Database
from store.ids import new_id
from store.oauth.clients import Client, find_client
from store.oauth.scopes import ALL
from store.oauth.tokens import ACCESS_LIFETIME, REFRESH_LIFETIME, by_refresh_token, digest, revoke_family
from store.tables import AuthorizationCode, Token

CODE_LIFETIME = timedelta(minutes=5)


@dataclass(frozen=True)
class Login:
    """Who has logged in."""

    id: str


@dataclass(frozen=True)
class Credential:
    """A code or a refresh token, as Authlib asks about it."""

    key: str
    family: str
    client_id: str
    customer_id: str
    scope: str
    redirect_uri: str = ""
    code_challenge: str = ""
    code_challenge_method: str = ""

    def check_client(self, client: Client) -> bool:
        return self.client_id == client.client_id

    def get_scope(self) -> str:
        return self.scope

    def get_redirect_uri(self) -> str:
        return self.redirect_uri


class Keeper:
    """Writes and reads codes and tokens."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def save_code(self, code: str, request: Any) -> None:
        """Keeps a new code, as a hash."""
        asked = request.payload
        with self._database.writing() as session:
            session.add(
                AuthorizationCode(
                    code_hash=digest(code),
                    client_id=request.client.client_id,
                    customer_id=request.user.id,
                    redirect_uri=asked.redirect_uri,
                    scope=request.scope,
                    code_challenge=asked.data["code_challenge"],
                    code_challenge_method=asked.data["code_challenge_method"],
                    expires_at=self._clock() + CODE_LIFETIME,
                    family=new_id("family"),
                )
            )

    def code(self, code: str, client: Client) -> Credential | None:
        """A code that is good; one that was used before ends what came of it."""
        with self._database.writing() as session:
            known = session.get(AuthorizationCode, digest(code))
            if known is None or known.client_id != client.client_id:
                return None
            if known.used:
                revoke_family(session, known.family)
                return None
            if known.expires_at <= self._clock():
                return None
            return Credential(
                key=known.code_hash,
                family=known.family,
                client_id=known.client_id,
                customer_id=known.customer_id,
                scope=known.scope,
                redirect_uri=known.redirect_uri,
                code_challenge=known.code_challenge,
                code_challenge_method=known.code_challenge_method,
            )

    def refresh_token(self, refresh_token: str) -> Credential | None:
        """A refresh token that is good; one that was rotated before ends its family."""
        with self._database.writing() as session:
            known = by_refresh_token(session, refresh_token)
            if known is None or known.revoked:
                return None
            if known.rotated:
                revoke_family(session, known.family)
                return None
            if known.refresh_expires_at <= self._clock():
                return None
            return Credential(known.refresh_hash, known.family, known.client_id, known.customer_id, known.scope)

    def issue(self, token: dict[str, Any], request: Any) -> None:
        """Keeps a new token pair and spends what it was given for, in one step.

        Raises:
            InvalidGrantError: another request was quicker to spend it.
        """
        spent: Credential = getattr(request, "authorization_code", None) or request.refresh_token
        now = self._clock()
        with self._database.writing() as session:
            fresh = self._spend(session, spent)
            pair = Token(
                access_hash=digest(token["access_token"]),
                refresh_hash=digest(token["refresh_token"]),
                family=spent.family,
                client_id=spent.client_id,
                customer_id=spent.customer_id,
                scope=token["scope"],
                expires_at=now + ACCESS_LIFETIME,
                refresh_expires_at=now + REFRESH_LIFETIME,
            )
            if fresh:
                session.add(pair)
            else:
                revoke_family(session, spent.family)
        if not fresh:
            raise InvalidGrantError("This was used before.")

    def any_token(self, text: str) -> Token | None:
        """The pair an access or refresh token belongs to."""
        with self._database.reading() as session:
            return session.get(Token, digest(text)) or by_refresh_token(session, text)

    def revoke(self, token: Token) -> None:
        """Ends the whole login: revoking one token of a pair is how a platform unlinks (UCP, identity linking)."""
        with self._database.writing() as session:
            revoke_family(session, token.family)

    @staticmethod
    def _spend(session: Session, credential: Credential) -> bool:
        code = session.get(AuthorizationCode, credential.key)
        if code is not None:
            fresh, code.used = not code.used, True
            return fresh
        pair = session.query(Token).filter_by(refresh_hash=credential.key).one_or_none()
        if pair is None:  # the login ended meanwhile, and was cleared away
            return False
        fresh, pair.rotated = not pair.rotated and not pair.revoked, True
        return fresh


class S256Challenge(CodeChallenge):  # type: ignore[misc]  # Authlib is untyped
    """PKCE with S256 and nothing else; a failed proof is always `invalid_grant`, as UCP asks."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        asked = grant.request.payload.data
        if not asked.get("code_challenge") or not asked.get("code_challenge_method"):
            raise InvalidRequestError("PKCE with S256 is required.", redirect_uri=redirect_uri)
        super().validate_code_challenge(grant, redirect_uri)

    def validate_code_verifier(self, grant: Any, result: Any) -> None:
        try:
            super().validate_code_verifier(grant, result)
        except InvalidRequestError as problem:
            raise InvalidGrantError(problem.description) from problem


def make_server(app: Flask, store: Store) -> AuthorizationServer:
    """The authorisation server of this store, ready to answer."""
    keeper = Keeper(store.database, store.clock)
    app.config["OAUTH2_SCOPES_SUPPORTED"] = list(ALL)
    app.config["OAUTH2_REFRESH_TOKEN_GENERATOR"] = True
    seconds = int(ACCESS_LIFETIME.total_seconds())
    app.config["OAUTH2_TOKEN_EXPIRES_IN"] = {"authorization_code": seconds, "refresh_token": seconds}
    server = AuthorizationServer(app, query_client=find_client, save_token=keeper.issue)
    server.register_grant(_code_grant(keeper), [S256Challenge(required=True)])
    server.register_grant(_refresh_grant(keeper))
    server.register_endpoint(_revocation(keeper))
    server.register_extension(_issuer(store.settings.base_url))
    return server


def _code_grant(keeper: Keeper) -> type[grants.AuthorizationCodeGrant]:
    class CodeGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc]
        TOKEN_ENDPOINT_AUTH_METHODS = ("none",)

        def save_authorization_code(self, code: str, request: Any) -> None:
            keeper.save_code(code, request)

        def query_authorization_code(self, code: str, client: Client) -> Credential | None:
            return keeper.code(code, client)

        def delete_authorization_code(self, authorization_code: Credential) -> None:
            """Spent codes are kept, so that a second use is noticed."""

        def authenticate_user(self, authorization_code: Credential) -> Login:
            return Login(authorization_code.customer_id)

    return CodeGrant


def _refresh_grant(keeper: Keeper) -> type[grants.RefreshTokenGrant]:
    class RefreshGrant(grants.RefreshTokenGrant):  # type: ignore[misc]
        TOKEN_ENDPOINT_AUTH_METHODS = ("none",)
        INCLUDE_NEW_REFRESH_TOKEN = True

        def authenticate_refresh_token(self, refresh_token: str) -> Credential | None:
            return keeper.refresh_token(refresh_token)

        def authenticate_user(self, refresh_token: Credential) -> Login:
            return Login(refresh_token.customer_id)

        def revoke_old_credential(self, refresh_token: Credential) -> None:
            """`Keeper.issue` has spent it together with writing the new one."""

    return RefreshGrant


def _revocation(keeper: Keeper) -> type[RevocationEndpoint]:
    class Revocation(RevocationEndpoint):  # type: ignore[misc]
        CLIENT_AUTH_METHODS = ("none",)

        def query_token(self, token_string: str, token_type_hint: str | None) -> Any:
            token = keeper.any_token(token_string)
            return None if token is None else _Revocable(token)

        def revoke_token(self, token: Any, request: Any) -> None:
            keeper.revoke(token.token)

    return Revocation


@dataclass(frozen=True)
class _Revocable:
    token: Token

    def check_client(self, client: Client) -> bool:
        return self.token.client_id == client.client_id


def _issuer(base_url: str) -> IssuerParameter:
    class Issuer(IssuerParameter):  # type: ignore[misc]
        def get_issuer(self) -> str:
            return base_url

    return Issuer()
