"""What the skill keeps, and what must not be in it; a look at all of it when the tests are over.

A plugin: servers that tests start leave their logs in one folder, skills that run within a test are listened to, and
the Ledgers lie where pytest makes temporary folders. The end of the run reads every line and every row. Rows that do
not last until then, those of a table of DynamoDB's, are left beside the logs when the table goes. Where tests are
shared out among processes, each of them reads its own logs, and the one that shares out the Ledgers of all.
"""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from processes import LOGS
from simulator.conversations.command import load
from simulator.conversations.script import Conversation, Line, Say
from store.settings import DATA

CONVERSATIONS = Path(__file__).parents[1] / "conversations"
# What a line of the skill's own may hold, and which words can stand there.
FIELDS = {
    "event": r"turn|failure|forgotten|screen|webhook|interrupted|placed|failed|overdue",
    "id": r"amzn1\.echo-api\.request\.[0-9a-f-]{36}",
    "type": r"[A-Za-z.]+",
    "locale": r"[a-z]{2}-[A-Z]{2}",
    "intent": r"[A-Za-z]+",
    "key": r"[a-z_.]+",
    "milliseconds_left": r"\d{1,4}",
    "error": r"[A-Za-z_]+",
    "reason": r"[A-Z_]+",
    "where": r"[\w<>]+:\d+",
    "purchase": r"[0-9a-f-]{36}",
    "checkout": r"[\w-]+",
    "order": r"[\w-]+",
    "outcome": r"again|refused|settled|surprise",
    "code": r"[a-z_]+",
    "surprises": r"\[[a-z_', ]+\]",
}
CARD_NUMBER = re.compile(r"(?<![\w-])(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{4})(?![\w-])")
# The store's tokens have this form; "simulated-" begins the one that Alexa gives a skill for its own APIs.
TOKEN = re.compile(r"(?<![\w-])[A-Za-z0-9]{42}(?![\w-])|simulated-|Bearer ")
# Four digits that stand alone, and are no fraction of a second, are a voice code, whichever one a test chose, except
# where a field has its own reason for them; the name of a field that has is followed by what of it is not looked at.
FOUR_DIGITS = re.compile(r"(?<![\w.-])\d{4}(?![\w-])")
NO_CODE = {
    "milliseconds_left": r"\d+",
    "where": r":\d+$",
    "amount": r"\d+",
    "limits": r"\[\d+, \"[A-Z]{3}\"\]",
    "instrument": r"\"\d{4}\"\]$",
    "label": r".+",
    "order_label": r".+",
    "orders": r"\"label\": \"[^\"]+\"",
}
# In a line that is not the skill's own, numbers stand for much; a value of a request is quoted.
QUOTED_DIGITS = re.compile(r"""(["'])\d{4}\1""")
SKILL_LINE = re.compile(r"voiceshop (\{.*\})$")
Row = Mapping[str, object]
_found = pytest.StashKey[list[str]]()


def customers() -> list[dict[str, Any]]:
    """Who shops at the store, as they stand in its data."""
    found: list[dict[str, Any]] = yaml.safe_load((DATA / "customers.yaml").read_text("utf-8"))["customers"]
    return found


def personal(customer: dict[str, Any]) -> Iterator[str]:
    """Names, addresses and means of payment of a customer."""
    yield from customer["buyer"].values()
    # Two letters, of a state or a country, are also in every locale.
    yield from (part for part in customer.get("address", {}).values() if len(part) > 2)
    yield from (card["token"] for card in customer["cards"])


def said_in(conversations: list[Conversation]) -> set[str]:
    """All that is said in more than one word: a single one may be what a product or an intent is called."""
    steps = [step for conversation in conversations for step in conversation.steps]
    words = {step.deed.text for step in steps if isinstance(step, Line) and isinstance(step.deed, Say)}
    return {text.lower() for text in words if " " in text.strip()}


def wrong_in(text: str) -> list[str]:
    """All in a text that must not be kept."""
    marks = [match[0] for pattern in (_personal(), TOKEN) for match in pattern.finditer(text)]
    cards = [match[0] for match in CARD_NUMBER.finditer(text) if _checks(match[0])]
    return [*marks, *cards, *(match[0] for match in _said().finditer(text.lower()))]


def codes_in(name: str, value: object) -> list[str]:
    """All in a field of that name, of a row or of a line of the skill's, that can be nothing but a voice code."""
    return FOUR_DIGITS.findall(re.sub(NO_CODE.get(name, r"(?!)"), "", str(value)))


def leave(ledger: str, rows: Iterable[Row]) -> None:
    """Have rows read at the end of the run that will be gone by then."""
    left_by = os.environ.get("PYTEST_CURRENT_TEST", "no test")
    with (Path(os.environ[LOGS]) / f"{ledger}.rows").open("a", encoding="utf-8") as file:
        file.writelines(f"{json.dumps([left_by, row])}\n" for row in rows)


def _checks(number: str) -> bool:
    """Whether the last digit is right, as that of every card's number is (ISO/IEC 7812-1, annex B)."""
    digits = [int(digit) for digit in reversed(number) if digit.isdigit()]
    return sum(sum(divmod(digit * (1 + place % 2), 10)) for place, digit in enumerate(digits)) % 10 == 0


@cache
def _personal() -> re.Pattern[str]:
    # As words of their own: the letters of a short name stand in many a random id.
    return _any(part for customer in customers() for part in personal(customer))


@cache
def _said() -> re.Pattern[str]:
    return _any(said_in(list(load(CONVERSATIONS))))


def _any(words: Iterator[str] | set[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in sorted(words)))


class _Listener(logging.Handler):
    """Reads what skills within the tests log."""

    def __init__(self, found: list[str]) -> None:
        super().__init__()
        self._kept = found

    def emit(self, record: logging.LogRecord) -> None:
        said_at = f"{record.module}:{record.lineno} in {os.environ.get('PYTEST_CURRENT_TEST')}"
        self._kept += (f"{said_at}: {mark}" for mark in _wrong_in_line(f"{record.name} {record.getMessage()}"))


def pytest_configure(config: pytest.Config) -> None:
    """Have everything kept until the end."""
    found = config.stash[_found] = []
    folder, before = tempfile.mkdtemp(prefix="voiceshop-logs-"), os.environ.get(LOGS)
    os.environ[LOGS] = folder
    listener = _Listener(found)
    logging.getLogger("voiceshop").addHandler(listener)

    def put_back() -> None:
        logging.getLogger("voiceshop").removeHandler(listener)
        os.environ.pop(LOGS)
        os.environ |= {LOGS: before} if before else {}
        shutil.rmtree(folder, ignore_errors=True)

    config.add_cleanup(put_back)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Read it all, and fail the run for what must not be there."""
    config, found = session.config, session.config.stash[_found]
    for log in sorted(Path(os.environ[LOGS]).glob("*.log")):
        for line in log.read_text("utf-8", "replace").splitlines():
            found += (f"{log.name}: {mark}" for mark in _wrong_in_line(line))
    for ledger in sorted(Path(os.environ[LOGS]).glob("*.rows")):
        for left_by, row in map(json.loads, ledger.read_text("utf-8").splitlines()):
            found += (f"{ledger.stem} of {left_by}: {mark}" for mark in _wrong_in_row(row))
    if hasattr(config, "workeroutput"):
        config.workeroutput["kept"] = found
        return
    for ledger in _ledgers(config):
        found += (f"{ledger}: {mark}" for row in rows_of(ledger) for mark in _wrong_in_row(row))
    if found and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a process found that ran a share of the tests."""
    node.config.stash[_found] += getattr(node, "workeroutput", {}).get("kept", [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what was found."""
    for mark in config.stash[_found]:
        terminalreporter.write_line(f"KEPT, AND MUST NOT BE: {mark}", red=True, bold=True)


def _wrong_in_line(line: str) -> list[str]:
    told = SKILL_LINE.search(line)
    if told is None:
        return [*wrong_in(line), *(match[0] for match in QUOTED_DIGITS.finditer(line))]
    fields = {name: value for name, value in json.loads(told[1]).items() if value is not None}
    strange = [f"the field {name}" for name, value in fields.items() if not _allowed(name, value)]
    return [*strange, *_wrong_in_row(fields)]


def _wrong_in_row(row: Row) -> list[str]:
    return [mark for name, value in row.items() for mark in (*wrong_in(str(value)), *codes_in(name, value))]


def _allowed(name: str, value: object) -> bool:
    return name in FIELDS and re.fullmatch(FIELDS[name], str(value)) is not None


def _ledgers(config: pytest.Config) -> Iterator[Path]:
    """Every Ledger that a test has left behind."""
    factory: pytest.TempPathFactory = config._tmp_path_factory  # type: ignore[attr-defined]
    for path in factory.getbasetemp().rglob("*.sqlite3"):
        if path.name != "store.sqlite3":
            yield path


def rows_of(ledger: Path) -> list[Row]:
    """Every row of every table; none of a file that a test has spoilt or made unreadable."""
    try:
        with closing(sqlite3.connect(ledger)) as database:
            database.row_factory = sqlite3.Row
            tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return [dict(row) for table in tables for row in database.execute(f'SELECT * FROM "{table}"')]
    except sqlite3.Error:
        return []
