"""flask-ask-sdk can be imported on every OpenSSL, and nothing is left changed afterwards."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from webservice import sdk


@pytest.mark.parametrize(
    "version", ["OpenSSL 1.1.1w  11 Sep 2023", "OpenSSL 3.0.9 30 May 2023", "OpenSSL 3.0.19 27 Jan 2026"]
)
def test_oscrypto_reads_every_version_of_openssl(version: str) -> None:
    with sdk._oscrypto_reads_every_openssl_version():
        found = re.search("\\b(\\d\\.\\d\\.\\d[a-z]*)\\b", version)
    assert found is not None
    assert found[1] == version.split()[1]


def test_other_patterns_mean_what_they_say() -> None:
    with sdk._oscrypto_reads_every_openssl_version():
        assert re.search(r"^\d\.\d\.\d$", "3.0.19") is None
        assert re.search("ABC", "abc", re.IGNORECASE) is not None


def test_nothing_is_left_changed() -> None:
    script = "import re; before = re.search; import webservice.sdk; assert re.search is before"
    subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(__file__).parents[3])
