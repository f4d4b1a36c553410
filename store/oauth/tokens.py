"""Access and refresh tokens. Only their hashes are stored, so the database opens nothing when it leaks."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store.application import Clock
from store.database import Database
from store.oauth.clients import find_client
from store.tables import Token

ACCESS_LIFETIME = timedelta(hours=1)  # Alexa asks for six minutes at least
REFRESH_LIFETIME = timedelta(days=365)


@dataclass(frozen=True)
class Grant:
    """What a valid access token allows, and for whom."""

    customer_id: str
    client_id: str
    scopes: frozenset[str]


class Tokens:
    """Looks tokens up."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def grant_of(self, access_token: str) -> Grant | None:
        """What this access token grants now; None when it is unknown, expired, revoked, or its client is gone."""
        with self._database.reading() as session:
            token = session.get(Token, digest(access_token))
        if token is None or token.revoked or token.expires_at <= self._clock() or find_client(token.client_id) is None:
            return None
        return Grant(token.customer_id, token.client_id, frozenset(token.scope.split()))


def digest(secret: str) -> str:
    """The hash under which a token or code is stored. They are long and random: no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def by_refresh_token(session: Session, refresh_token: str) -> Token | None:
    """The token pair a refresh token belongs to, whatever its state."""
    return session.scalars(select(Token).where(Token.refresh_hash == digest(refresh_token))).first()


def revoke_family(session: Session, family: str) -> None:
    """Ends every token that one login led to."""
    session.execute(update(Token).where(Token.family == family).values(revoked=True))
