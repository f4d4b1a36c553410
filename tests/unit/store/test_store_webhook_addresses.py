"""Where the store goes to deliver events, and where it does not let itself be sent."""

from __future__ import annotations

import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from store import platforms
from store.platforms import Platforms
from store.webhooks.calls import Unreachable, exchange
from tests.support.serving import Handler, serving

PUBLIC_STORE, DEVELOPERS_STORE = "https://store.example", "http://127.0.0.1:8081"


@pytest.mark.parametrize(
    "address",
    [
        "http://platform.example/hook",
        "https://127.0.0.1/hook",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.1/hook",
        "https://[::1]/hook",
        "https://0.0.0.0/hook",
        "ftp://platform.example/hook",
        "file:///etc/hostname",
        "https://",
        "https://platform.example:99999/hook",
        "https://platform.example:0/hook",
        f"https://{'a' * 70}.example/hook",
        "https://[platform.example/hook",
        "https://name:secret@platform.example/hook",
        "https://platform.example/a hook",
    ],
)
def test_a_public_store_stays_out_of_private_networks(address: str) -> None:
    with pytest.raises(Unreachable):
        Platforms(PUBLIC_STORE).check(address)


def test_a_developers_store_may_reach_a_platform_on_the_same_machine() -> None:
    Platforms(DEVELOPERS_STORE).check("http://127.0.0.1:9000/hook")


def test_but_no_other_private_address() -> None:
    with pytest.raises(Unreachable):
        Platforms(DEVELOPERS_STORE).check("http://10.0.0.1/hook")


def test_a_name_that_leads_elsewhere_the_next_time_is_gone_to_where_it_was_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    public = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", 443))]
    private = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 443))]
    told, gone_to = [public, private], []

    def gone(_method: str, _url: str, hosts: object, _headers: object) -> bytes:
        gone_to.append(hosts)
        return b"{}"

    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: told.pop(0))
    monkeypatch.setattr(platforms, "exchange", gone)
    Platforms(PUBLIC_STORE).webhook_of("https://rebinding.example/profile")
    assert gone_to == [("93.184.215.14",)]


def test_who_is_spoken_to_is_the_name_and_where_is_the_address() -> None:
    named: list[Any] = []

    class Platform(Handler):
        def do_GET(self) -> None:
            named.append(self.headers["Host"])
            self.answer(b"{}")

    with serving(Platform) as url:
        port = url.rpartition(":")[2]
        assert exchange("GET", f"http://platform.invalid:{port}/", ["127.0.0.1"], {}) == b"{}"
    assert named == [f"platform.invalid:{port}"]


@pytest.mark.parametrize(
    ("name", "outcome", "requests"),
    [("platform.invalid", nullcontext(), 1), ("another.invalid", pytest.raises(Unreachable), 0)],
)
def test_over_tls_it_has_to_prove_to_be_whom_it_is_called(
    name: str, outcome: AbstractContextManager[Any], requests: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem = tmp_path / "platform.pem"
    pem.write_bytes(certificate_of("platform.invalid"))
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(pem)
    heard: list[bytes] = []

    def answer_once(listener: socket.socket) -> None:
        with suppress(OSError):
            connection, _ = listener.accept()
            with server_side.wrap_socket(connection, server_side=True) as secure:
                heard.append(secure.recv(1000))
                secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(1) as pool:
        answering = pool.submit(answer_once, listener)
        with outcome:
            exchange("GET", f"https://{name}:{listener.getsockname()[1]}/", ["127.0.0.1"], {})
        answering.result()
    assert len(heard) == requests


def certificate_of(name: str) -> bytes:
    """A key and a certificate that vouches for itself, in PEM."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return secret + certificate.public_bytes(Encoding.PEM)
