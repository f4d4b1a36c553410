"""The real downloader against a real TLS server on this machine."""

from __future__ import annotations

import gzip
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.unit.webservice.authority import Authority, Leaf, in_pem, new_key
from webservice.verifier import Refused
from webservice.verifier.download import DownloadLimits, HttpsDownload

PATIENT = DownloadLimits(seconds=60, size=1000)
HASTY = DownloadLimits(seconds=0.3, size=1000)


class Site(BaseHTTPRequestHandler):
    """A page for each thing that can go wrong."""

    visited: list[str]
    closing: threading.Event

    def do_GET(self) -> None:
        self.visited.append(self.path)
        pages = {"/cert.pem": b"a chain", "/exactly.pem": b"x" * 1000, "/large.pem": b"x" * 1001}
        if self.path in pages:
            self._send(200, pages[self.path])
        elif self.path == "/squeezed.pem":
            self._send(200, gzip.compress(b"x" * 100_000))
        elif self.path == "/moved.pem":
            self._send(302, b"", location="/cert.pem")
        elif self.path == "/silent.pem":
            self.closing.wait()
        elif self.path == "/dripping.pem":
            self._drip()
        elif self.path == "/half.pem":
            self._head(200, 100)
            self.wfile.write(b"half")
        else:
            self._send(403, b"<Error/>")

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""

    def _head(self, status: int, length: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(length), **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self._head(status, len(body), **headers)
        self.wfile.write(body)

    def _drip(self) -> None:
        self._head(200, 1000)
        while not self.closing.wait(0.05):
            self.wfile.write(b"x")


@dataclass(frozen=True)
class Host:
    url: str
    ca_file: str
    visited: list[str]

    def download(self, path: str, limits: DownloadLimits = PATIENT) -> bytes:
        return HttpsDownload(self.ca_file, limits)(self.url + path)


@pytest.fixture
def host(authority: Authority, tmp_path: Path) -> Iterator[Host]:
    key = new_key()
    chain, ca_file = tmp_path / "server.pem", tmp_path / "roots.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    today = datetime.now(UTC)
    leaf = Leaf(names=("localhost",), starts=today - timedelta(days=1), ends=today + timedelta(days=1))
    chain.write_bytes(private + in_pem(authority.issue(key, leaf), authority.middle))
    ca_file.write_bytes(in_pem(authority.root))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    closing = threading.Event()
    site = type("ThisSite", (Site,), {"visited": [], "closing": closing})
    with ThreadingHTTPServer(("127.0.0.1", 0), site) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield Host(f"https://localhost:{server.server_port}", str(ca_file), site.visited)
        closing.set()
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(("path", "size"), [("/cert.pem", 7), ("/exactly.pem", 1000)])
def test_a_file_of_allowed_size_is_fetched(host: Host, path: str, size: int) -> None:
    assert len(host.download(path)) == size


@pytest.mark.parametrize("path", ["/large.pem", "/missing.pem", "/half.pem"])
def test_a_file_that_is_too_large_missing_or_cut_off_is_refused(host: Host, path: str) -> None:
    with pytest.raises(Refused, match="certificate-unavailable"):
        host.download(path)


@pytest.mark.parametrize("path", ["/silent.pem", "/dripping.pem"])
def test_a_file_that_takes_too_long_is_refused(host: Host, path: str) -> None:
    with pytest.raises(Refused, match="certificate-unavailable"):
        host.download(path, HASTY)


def test_a_redirect_is_not_followed(host: Host) -> None:
    with pytest.raises(Refused, match="certificate-unavailable"):
        host.download("/moved.pem")
    assert host.visited == ["/moved.pem"]


def test_a_squeezed_file_is_not_blown_up(host: Host) -> None:
    assert len(host.download("/squeezed.pem")) < 1000


def test_a_host_that_nobody_vouches_for_is_refused(host: Host) -> None:
    with pytest.raises(Refused, match="certificate-unavailable"):
        HttpsDownload(limits=PATIENT)(f"{host.url}/cert.pem")
    assert host.visited == []


def test_a_host_that_does_not_answer_is_refused() -> None:
    with pytest.raises(Refused, match="certificate-unavailable"):
        HttpsDownload(limits=PATIENT)("https://localhost:1/cert.pem")
