"""Runs the store as a process of its own, on loopback unless told otherwise."""

from __future__ import annotations

import signal
import socket
from typing import Any
from urllib.parse import urlsplit

from waitress.server import create_server

from store.application import Store, build
from store.background import Job, in_background
from store.http.app import LARGEST_BODY, make_app
from store.leftovers import Leftovers
from store.platforms import Platforms
from store.seed import has_demo_accounts
from store.settings import LOOPBACK, WrongSettings, from_environment
from store.signing.keys import SigningKey, signing_key
from store.webhooks.deliverer import Deliverer

THREADS = 8
# Above the application's own limit, so that it is the application that answers and logs; what is no larger than
# this waitress keeps in memory.
LARGEST_READ = 2 * LARGEST_BODY
LARGEST_HEADERS = 32 * 1024
BETWEEN_DELIVERIES_S = 0.25
BETWEEN_REFUNDS_S = 5.0
BETWEEN_QUESTIONS_S = 20.0
BETWEEN_CLEARINGS_S = 600.0


def serve(host: str, port: int, known_by: str | None = None, proxy: str | None = None) -> None:
    """Serves until interrupted or terminated.

    Args:
        host: the address to listen at.
        port: 0 takes a free one; the address is printed either way.
        known_by: the address that customers and platforms use, when it is another one.
        proxy: the network address of what stands before the store and says whom a request is from.

    Raises:
        WrongSettings: it must not start as it was told to.
    """
    _refuse_an_unknown_proxy(known_by, proxy)
    listener = socket.create_server((host, port))
    base_url = known_by or f"http://{host}:{listener.getsockname()[1]}"
    settings = from_environment(base_url.rstrip("/"))
    store, key = build(settings), signing_key(settings.data_dir)
    is_for_trying = settings.is_for_trying and host in LOOPBACK
    if not is_for_trying:
        _refuse_demo_accounts(store)
    server = create_server(
        make_app(store, key),
        sockets=[listener],
        threads=THREADS,
        max_request_header_size=LARGEST_HEADERS,
        max_request_body_size=LARGEST_READ,
        # Authlib takes no credentials over plain HTTP. This server speaks no TLS itself: what stands before it does.
        url_scheme=urlsplit(base_url).scheme,
        **_believing(proxy),
    )
    print(f"The store is listening on {base_url}/ (its profile: {base_url}/.well-known/ucp)", flush=True)
    if is_for_trying:
        print("Demo login ana / demo, ben / demo", flush=True)
    signal.signal(signal.SIGTERM, _interrupt)
    with in_background(*jobs(store, key)):
        server.run()  # until KeyboardInterrupt, which waitress takes for the end
        server.close()
    store.database.close()


def jobs(store: Store, key: SigningKey) -> tuple[Job, ...]:
    """What a running store does in the background.

    It sends order events, returns money that is due, and deletes what is over. It also asks Stripe about what is not
    known: after a day, Stripe's answer could not be had any more.
    """
    deliverer = Deliverer(store, key, Platforms(store.settings.base_url))
    always = (
        Job("webhooks", deliverer.deliver_due, BETWEEN_DELIVERIES_S),
        Job("refunds", store.refunds.attempt_all, BETWEEN_REFUNDS_S),
        Job("leftovers", Leftovers(store.database, store.clock).clear_away, BETWEEN_CLEARINGS_S),
    )
    if store.settings.stripe is None:
        return always
    return (*always, Job("payments", store.cashier.settle_all_unknown, BETWEEN_QUESTIONS_S))


def _refuse_an_unknown_proxy(known_by: str | None, proxy: str | None) -> None:
    """The store itself speaks no TLS, so behind an HTTPS address all requests come from one proxy."""
    if known_by and known_by.lower().startswith("https:") and proxy is None:
        raise WrongSettings(
            "What speaks TLS before the store has to be named: --trusted-proxy ADDRESS. "
            "Without it all visitors have one address, and whoever guesses passwords locks all of them out."
        )


def _refuse_demo_accounts(store: Store) -> None:
    """Anybody could log in to them, and order with what is saved there."""
    if not store.settings.demo_accounts and has_demo_accounts(store.database):
        raise WrongSettings(
            "Customers of this store have the password demo, which everybody knows. Name others, with a password of "
            "their own, in a customers.yaml in $VOICESHOP_SHOP and run reset; VOICESHOP_DEMO_ACCOUNTS=on keeps them."
        )


def _believing(proxy: str | None) -> dict[str, Any]:
    """Waitress's settings: the proxy is believed whom a request is from; what anybody else says of that is removed."""
    named = {"trusted_proxy": proxy, "trusted_proxy_headers": {"x-forwarded-for"}} if proxy else {}
    return {"clear_untrusted_proxy_headers": True, **named}


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt
