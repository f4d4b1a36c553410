"""The built function under AWS's own Runtime Interface Emulator, without Docker.

The emulator's binary comes with the SAM CLI (``.sam-venv``); the runtime interface client that loads the
function stands in an environment of its own (``.rie-venv``), so that a dependency which the package lacks
is missed here as it would be on Lambda. ``make tools`` makes both. Linux only: elsewhere, and for the true
runtime image, use ``sam local invoke`` with Docker.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import platform
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from processes import reserved_port

PROJECT_ROOT = Path(__file__).resolve().parent.parent
BUILT_FUNCTION = PROJECT_ROOT / ".aws-sam" / "build" / "SkillFunction"
HANDLER = "lambda_function.handler"
# As template.yaml gives it; the emulator ends the function when it is over.
TIMEOUT_SECONDS = 8
MEMORY_MEGABYTES = 512
START_SECONDS = 60.0
_ARCHITECTURES = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}
_INVOKE_PATH = "/2015-03-31/functions/function/invocations"


class EmulatorMissing(Exception):
    """The emulator, its Python or the built function is not there; the message says which command makes it."""


class FunctionFailed(Exception):
    """The function raised, timed out or could not be loaded; the message is what Lambda would report."""


@dataclass(frozen=True)
class EmulatedFunction:
    """A function that waits for events.

    Attributes:
        port: where the emulator takes invocations, on 127.0.0.1. One at a time: parallel ones crash it.
    """

    port: int

    def invoke(self, event: Mapping[str, Any]) -> Any:
        """Hand the function one event.

        Returns:
            What the handler returned, decoded.

        Raises:
            FunctionFailed: it returned no answer, but an error.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_SECONDS + START_SECONDS)
        with contextlib.closing(connection):
            connection.request("POST", _INVOKE_PATH, json.dumps(event))
            body = connection.getresponse().read().decode()
        try:
            answer = json.loads(body)
        except ValueError:
            # A function that times out, or whose process dies, is reported in plain text.
            raise FunctionFailed(body) from None
        # Failures come with status 200 as well: only the body tells them from answers.
        if isinstance(answer, dict) and "errorMessage" in answer:
            raise FunctionFailed(json.dumps(answer, indent=2))
        return answer


def missing_parts() -> list[Path]:
    """The files of the emulator that are not installed here; none means that it can run."""
    return [part for part in (_emulator_binary(), _runtime_python()) if not part.is_file()]


@contextlib.contextmanager
def emulated(built: Path, settings: Mapping[str, str], log: BinaryIO) -> Iterator[EmulatedFunction]:
    """Run the function that was built into a folder for as long as the block lasts.

    Args:
        built: the folder that ``sam build`` made for the function.
        settings: the environment variables that template.yaml would set.
        log: where the log lines of emulator and function go; a real file.

    Raises:
        EmulatorMissing: a part is not installed, or nothing was built.
    """
    if absent := missing_parts():
        raise EmulatorMissing(f"{absent[0]} is missing: run `make tools` (on Linux).")
    if not (built / "lambda_function.py").is_file():
        raise EmulatorMissing(f"Nothing is built in {built}: run `make package`.")
    with reserved_port() as port, reserved_port() as runtime_port:
        # Both addresses are given because the emulator's defaults listen on every interface.
        command = [
            str(_emulator_binary()),
            f"--runtime-interface-emulator-address=127.0.0.1:{port}",
            f"--runtime-api-address=127.0.0.1:{runtime_port}",
            *(str(_runtime_python()), "-m", "awslambdaric", HANDLER),
        ]
        process = subprocess.Popen(  # noqa: S603 -- our own command, no shell
            command,
            cwd=built,
            env={**_lambda_environment(built), **settings},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_for(port, process)
            yield EmulatedFunction(port)
        finally:
            _stop(process)


def _emulator_binary() -> Path:
    architecture = _ARCHITECTURES.get(platform.machine().lower(), platform.machine())
    pattern = f"lib/python3*/site-packages/samcli/local/rapid/aws-lambda-rie-{architecture}"
    environment = PROJECT_ROOT / ".sam-venv"
    return next(environment.glob(pattern), environment / "aws-lambda-rie")


def _runtime_python() -> Path:
    return PROJECT_ROOT / ".rie-venv" / "bin" / "python"


def _lambda_environment(built: Path) -> dict[str, str]:
    return {
        "PATH": os.defpath,
        "LAMBDA_TASK_ROOT": str(built),
        "AWS_LAMBDA_FUNCTION_NAME": "SkillFunction",
        "AWS_LAMBDA_FUNCTION_TIMEOUT": str(TIMEOUT_SECONDS),
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(MEMORY_MEGABYTES),
        "AWS_LAMBDA_LOG_FORMAT": "JSON",
        "AWS_LAMBDA_LOG_LEVEL": "INFO",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        # The function's folder is read-only on Lambda.
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise FunctionFailed(f"The emulator does not listen (exit code {process.poll()}).")


def _stop(process: subprocess.Popen[bytes]) -> None:
    # The emulator leaves the function's process behind when it alone is ended: end the whole group.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
