"""Where the service listens and what it lets through; settings that would be unsafe are refused here."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from webservice.verifier import RequestVerifier
from webservice.verifier.chain import ChainValidator, public_roots
from webservice.verifier.download import HttpsDownload
from webservice.verifier.replay import ReplayMemory
from webservice.verifier.signing_keys import SigningKeys

VERIFY = "VOICESHOP_VERIFY_REQUESTS"
SKILL_ID = "VOICESHOP_SKILL_ID"


class Misconfigured(Exception):
    """The service must not start like this; the message says what to set."""


@dataclass(frozen=True)
class Address:
    """Where to listen.

    Attributes:
        host: a numeric address, so that nothing else can be bound than what was judged.
        port: 0 lets the system choose one.
    """

    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return ipaddress.ip_address(self.host).is_loopback

    def url(self, port: int) -> str:
        """The base URL, with the port that was really taken."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{port}"


def resolve(host: str, port: int) -> Address:
    """The address that a host name stands for on this machine.

    Raises:
        Misconfigured: there is none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise Misconfigured(f"Cannot listen on {host}: {error.strerror}. Give --host an address here.") from error
    return Address(str(found[0][4][0]), port)


def verifiers_for(address: Address, environment: Mapping[str, str]) -> Sequence[RequestVerifier]:
    """What requests have to pass: our verifier, or nothing where development on this machine asked for that.

    Args:
        address: where the service will listen.
        environment: VOICESHOP_VERIFY_REQUESTS (`on`, the default, or `off`) and VOICESHOP_SKILL_ID.

    Raises:
        Misconfigured: the check is off where others can call, its setting is misspelt, or it is on without the
            skill's id: Alexa would then sign anybody's skill's requests to us.
    """
    check = environment.get(VERIFY) or "on"
    if check not in {"on", "off"}:
        raise Misconfigured(f"{VERIFY} is {check!r}. Set it to on or off.")
    if check == "off":
        if not address.is_loopback:
            raise Misconfigured(
                f"{VERIFY}=off is for development on one machine, and {address.host} can be reached from others. "
                "Listen on 127.0.0.1, or switch the check on."
            )
        return []
    skill_id = environment.get(SKILL_ID)
    if not skill_id:
        raise Misconfigured(f"Requests are verified, so {SKILL_ID} is needed. Set it to the skill's id (amzn1.ask...).")
    return [RequestVerifier(skill_id, SigningKeys(HttpsDownload(), ChainValidator(public_roots())), ReplayMemory())]
