"""``python -m benchmarks.verifier``: what checking a signature costs beside the stock verifier, certificate cached.

The stock verifier follows the chain again at every request; ours did that when it cached the key.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import RequestEnvelope
from cryptography.hazmat.primitives.serialization import Encoding
from werkzeug.datastructures import Headers

from tests.unit.webservice.authority import CERTIFICATE_URL, SKILL_ID, Alexa, Authority, Leaf, launch
from webservice import sdk  # noqa: F401 -- makes the stock verifier importable
from webservice.verifier import RequestVerifier
from webservice.verifier.chain import ChainValidator
from webservice.verifier.replay import ReplayMemory
from webservice.verifier.signing_keys import SigningKeys

ROUNDS = 300
BODY_BYTES = 9000
GOAL = 0.05


def main() -> None:
    """Print both medians in microseconds and their ratio."""
    alexa = Alexa(Authority())
    now = datetime.now(UTC)
    chain = alexa.chain(Leaf(starts=now - timedelta(days=1), ends=now + timedelta(days=1)))
    contenders = {"ours": ours(alexa, chain), "stock": stock(alexa, chain)}
    took: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        request = alexa.signed({**launch(made=now), "padding": "x" * BODY_BYTES})
        headers, body = Headers(request.headers), request.body.decode()
        for name, verify in contenders.items():
            took[name].append(verify(headers, body))
    medians = {name: statistics.median(times) for name, times in took.items()}
    for name, seconds in medians.items():
        print(f"{name:6} {seconds * 1e6:8.0f} microseconds")
    print(f"ratio  {medians['ours'] / medians['stock']:8.3f} (goal: at most {GOAL})")


def timed(call: Callable[[], None]) -> float:
    """How many seconds a call took."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def ours(alexa: Alexa, chain: bytes) -> Callable[[Headers, str], float]:
    """The web service's verifier: every rule, replays included."""
    keys = SigningKeys(lambda _: chain, ChainValidator([alexa.authority.root]))
    verifier = RequestVerifier(SKILL_ID, keys, ReplayMemory())

    def verify(headers: Headers, body: str) -> float:
        document: Any = json.loads(body)
        return timed(lambda: verifier.verify(headers, body, document))

    return verify


def stock(alexa: Alexa, chain: bytes) -> Callable[[Headers, str], float]:
    """Both verifiers of ask-sdk-webservice-support, told to trust the authority of this run."""
    from ask_sdk_webservice_support import verifier as package
    from certvalidator import CertificateValidator, ValidationContext

    root = alexa.authority.root.public_bytes(Encoding.DER)
    package.CertificateValidator = lambda *certificates: CertificateValidator(
        *certificates, validation_context=ValidationContext(extra_trust_roots=[root])
    )
    signature, timestamp = package.RequestVerifier(), package.TimestampVerifier()
    signature._cert_cache[CERTIFICATE_URL] = chain  # noqa: SLF001 -- as if it had been downloaded

    def verify(headers: Headers, body: str) -> float:
        envelope = DefaultSerializer().deserialize(body, RequestEnvelope)

        def both() -> None:
            signature.verify(headers, body, envelope)
            timestamp.verify(headers, body, envelope)

        return timed(both)

    return verify


if __name__ == "__main__":
    main()
