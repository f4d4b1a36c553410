"""What the store keeps is nobody's to read but its owner's, on a machine where files are everybody's by default."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from store.application import build
from store.database import Database
from store.http.app import make_app
from store.settings import Settings
from store.signing.keys import signing_key
from tests.support.file_modes import modes

pytestmark = pytest.mark.usefixtures("everybodys_by_default")


def test_a_new_folder_and_all_in_it_is_its_owners(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    store = build(Settings(folder))
    make_app(store, signing_key(folder))
    files = ("store.sqlite3", "store.sqlite3-wal", "store.sqlite3-shm", "signing-key.pem", "cookie-secret")
    assert modes(folder) == {"data": "0o700", **dict.fromkeys(files, "0o600")}
    store.database.close()


def test_a_key_that_is_made_first_makes_such_a_folder_too(tmp_path: Path) -> None:
    signing_key(tmp_path / "data")
    assert modes(tmp_path / "data") == {"data": "0o700", "signing-key.pem": "0o600"}


def test_a_folder_that_was_there_stays_as_it_is_and_the_database_of_an_earlier_version_is_closed_to_others(
    tmp_path: Path,
) -> None:
    path = tmp_path / "store.sqlite3"
    tmp_path.chmod(0o755)
    with closing(Database(path)) as before, before.writing():
        for file in tmp_path.iterdir():
            file.chmod(0o644)
        with closing(Database(path)):
            files = ("store.sqlite3", "store.sqlite3-wal", "store.sqlite3-shm")
            assert modes(tmp_path) == {tmp_path.name: "0o755", **dict.fromkeys(files, "0o600")}
