"""Talking to Stripe: its own client, and what an answer that never came means to us."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from stripe import RequestsClient, StripeClient, StripeError

from store.errors import ProcessorTimeout
from store.settings import StripeAccount

log = logging.getLogger("store.stripe")
CONNECT_S, ANSWER_S = 3.0, 15.0


def stripe_client(account: StripeAccount) -> StripeClient:
    """A client of the account. It asks once: what is asked again, and under which key, is for us to decide."""
    return StripeClient(
        account.api_key,
        base_addresses={"api": account.api_base} if account.api_base else None,
        max_network_retries=0,
        http_client=RequestsClient(timeout=(CONNECT_S, ANSWER_S)),
    )


@contextmanager
def unknown_without_answer(key: str) -> Iterator[None]:
    """What Stripe did not clearly answer in this block is not known.

    Stripe's messages stay out of the log: they may repeat what was sent.

    Raises:
        ProcessorTimeout: no answer, or none that says what became of the payment with this key.
    """
    try:
        yield
    except StripeError as problem:
        log.warning("payment %s is unknown: %s %s", key, type(problem).__name__, problem.request_id)
        raise ProcessorTimeout(key) from None
