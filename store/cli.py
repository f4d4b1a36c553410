"""The store's command line. `serve` runs it; the rest looks after its data and works while it runs.

python -m store serve [--host] [--port] [--base-url] [--trusted-proxy]
                                                      run the store
python -m store reset                                 start anew with the demonstration data
python -m store orders [--json]                       list all orders, newest first
python -m store advance ORDER                         move an order (number or id) to its next state
python -m store price PRODUCT MINOR_UNITS             set a product's price before options and offers
python -m store stock PRODUCT QUANTITY                set how many of a product can be sold
python -m store default-card CUSTOMER LAST_DIGITS     choose which saved card a customer pays with
python -m store stripe-card CUSTOMER PAYMENT_METHOD   save a card of Stripe's for a customer
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from ipaddress import ip_address

from store.admin import Admin
from store.application import build
from store.errors import StoreError
from store.settings import from_environment

NOT_SERVED = "http://127.0.0.1:8081"


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one command. A refusal is printed and ends the process with 1."""
    options = _parser().parse_args(arguments)
    try:
        _obey(options)
    except StoreError as problem:
        sys.exit(str(problem))


def _obey(options: argparse.Namespace) -> None:
    if options.command == "serve":
        # Flask and the UCP models take half a second to load; the other commands do without them.
        from store.serve import serve

        serve(options.host, options.port, options.base_url, options.trusted_proxy)
        return
    admin = Admin(build(from_environment(NOT_SERVED)))
    try:
        print(_COMMANDS[options.command](admin, options))
    finally:
        admin.close()


def _orders(admin: Admin, options: argparse.Namespace) -> str:
    orders = admin.orders()
    return json.dumps(orders, indent=2) if options.json else _table(orders)


def _table(orders: Sequence[dict[str, object]]) -> str:
    rows = [
        f"{order['label']}  {order['state']:<10}  {order['customer'] or 'guest':<8}  {order['summary']}"
        for order in orders
    ]
    return "\n".join(rows) or "There are no orders yet."


_COMMANDS: dict[str, Callable[[Admin, argparse.Namespace], str]] = {
    "reset": lambda admin, _: admin.reset(),
    "orders": _orders,
    "advance": lambda admin, options: admin.advance(options.order),
    "price": lambda admin, options: admin.set_price(options.product, options.amount),
    "stock": lambda admin, options: admin.set_stock(options.product, options.quantity),
    "default-card": lambda admin, options: admin.set_default_card(options.customer, options.last_digits),
    "stripe-card": lambda admin, options: admin.save_stripe_card(options.customer, options.payment_method),
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m store", description="The embedded store of Voice Shop.")
    commands = parser.add_subparsers(dest="command", required=True)
    running = commands.add_parser("serve", help="run the store")
    running.add_argument("--host", default="127.0.0.1")
    running.add_argument("--port", type=int, default=8081, help="0 takes a free one")
    running.add_argument(
        "--base-url", help="the address the store is known by, when something with TLS stands before it"
    )
    running.add_argument(
        "--trusted-proxy", type=_address, metavar="ADDRESS", help="the network address of what stands before it"
    )
    commands.add_parser("reset", help="start anew with the demonstration data")
    commands.add_parser("orders", help="list all orders").add_argument("--json", action="store_true")
    commands.add_parser("advance", help="move an order to its next state").add_argument("order")
    price = commands.add_parser("price", help="set a product's price")
    price.add_argument("product")
    price.add_argument("amount", type=_amount, help="in minor units")
    stock = commands.add_parser("stock", help="set how many of a product can be sold")
    stock.add_argument("product")
    stock.add_argument("quantity", type=_amount)
    card = commands.add_parser("default-card", help="choose which saved card a customer pays with")
    card.add_argument("customer")
    card.add_argument("last_digits")
    saved = commands.add_parser("stripe-card", help="save a card of Stripe's for a customer")
    saved.add_argument("customer")
    saved.add_argument("payment_method", help="Stripe's id of it, pm_…")
    return parser


def _address(text: str) -> str:
    return str(ip_address(text))


def _amount(text: str) -> int:
    amount = int(text)
    if amount < 0:
        raise argparse.ArgumentTypeError("must not be negative")
    return amount
