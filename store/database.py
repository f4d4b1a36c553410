"""The SQLite database: one writer at a time, readers never wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session

from store.tables import Base

BUSY_TIMEOUT_MS = 10_000


class Database:
    """Opens transactions on the store's file and makes the file when it is missing."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(0o700, parents=True, exist_ok=True)
        _close_to_others(path.resolve())
        self._engine = create_engine(f"sqlite:///{path}", hide_parameters=True)  # errors go into the log
        event.listen(self._engine, "connect", _prepare_connection)
        Base.metadata.create_all(self._engine)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one consistent state and changes nothing."""
        with Session(self._engine, autoflush=False) as session:
            session.connection().exec_driver_sql("BEGIN")
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that holds the write lock from its start, so what it read cannot change under it."""
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            session.connection().exec_driver_sql("BEGIN IMMEDIATE")
            yield session

    def erase(self) -> None:
        """Drops everything and makes the tables anew, at once for everybody who reads."""
        with self.writing() as session:
            Base.metadata.drop_all(session.connection())
            Base.metadata.create_all(session.connection())

    def close(self) -> None:
        """Gives every connection back."""
        self._engine.dispose()


def _close_to_others(path: Path) -> None:
    """Makes the file, if need be, its owner's alone.

    What SQLite makes beside it takes its mode; what is there already does not.
    """
    path.touch(0o600)
    for kept in (path, *(path.with_name(f"{path.name}-{kind}") for kind in ("wal", "shm"))):
        with suppress(FileNotFoundError, PermissionError):  # it is not there, or another's
            kept.chmod(0o600)


def _prepare_connection(connection: Any, _record: Any) -> None:
    # The driver would open its own deferred transactions; BEGIN IMMEDIATE above must be the only one.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", f"busy_timeout={BUSY_TIMEOUT_MS}", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
