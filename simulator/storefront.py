"""A store as one of its customers sees it over UCP: what stands in the cart, and how an order goes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import urllib3

from simulator.store_pages import StoreUnreachable

if TYPE_CHECKING:
    from simulator.device import Account, Json

# UCP asks every platform to name the profile that says who it is.
_AGENT = 'profile="https://simulator.voiceshop.dev/profile.json"'
_SECONDS = 10.0


class Storefront:
    """Reads UCP documents with a customer's own token.

    Raises:
        StoreUnreachable: from every method, where the store did not show what it was asked for; the message says why.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._pool = urllib3.PoolManager(retries=False, timeout=_SECONDS)

    def cart(self, cart_id: str, account: Account | None) -> Json | None:
        """The cart; None when it is ordered, expired or another customer's."""
        return self._read(f"/carts/{quote(cart_id, safe='')}", account)

    def order(self, order_id: str, account: Account | None) -> Json | None:
        """The order; None when there is none, or it is another customer's."""
        return self._read(f"/orders/{quote(order_id, safe='')}", account)

    def _read(self, path: str, account: Account | None) -> Json | None:
        token = account.access_token() if account else None
        headers = {"UCP-Agent": _AGENT} | ({"Authorization": f"Bearer {token}"} if token else {})
        status, document = self._get(f"{self._endpoint()}{path}", headers)
        if status == 404:
            return None
        if status != 200:
            raise StoreUnreachable(f"the store answered {status} for {path}{_reasons(document)}")
        return document

    def _endpoint(self) -> str:
        url = f"{self._url}/.well-known/ucp"
        _, profile = self._get(url, {})
        try:
            services = profile["ucp"]["services"]["dev.ucp.shopping"]
            return str(next(service["endpoint"] for service in services if service["transport"] == "rest"))
        except (KeyError, TypeError, StopIteration) as error:
            raise StoreUnreachable(f"the UCP profile at {url} names no shopping service over REST") from error

    def _get(self, url: str, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
        try:
            answer = self._pool.request("GET", url, headers=headers, redirect=False)
            document = json.loads(answer.data)
        except urllib3.exceptions.HTTPError as error:
            raise StoreUnreachable(f"the store cannot be reached at {url}: {error}") from error
        except ValueError as error:
            raise StoreUnreachable(f"the store answered {answer.status} for {url}, and no JSON") from error
        return answer.status, document


def _reasons(document: dict[str, Any]) -> str:
    codes = [str(message.get("code")) for message in document.get("messages", ())]
    return f" ({', '.join(codes)})" if codes else ""
