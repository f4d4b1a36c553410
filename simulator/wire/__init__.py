"""The line between the skill and the store: it tells each call that passes, and can be made slow or cut.

`wire_to(store_url)` opens one; the skill is given the wire's URL as the store's.
"""

from simulator.wire.calls import Call
from simulator.wire.network import Network
from simulator.wire.wire import CannotListen, Wire, wire_to

__all__ = ["Call", "CannotListen", "Network", "Wire", "wire_to"]
