"""Where the store goes to deliver events, and where it does not let itself be sent."""

from __future__ import annotations

import pytest

from store.platforms import Platforms
from store.webhooks.calls import Unreachable

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
