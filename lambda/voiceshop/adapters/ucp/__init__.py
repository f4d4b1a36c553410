"""The port `Store` over UCP."""

from .stores import AGENT, CLIENT, UcpStores

__all__ = ["AGENT", "CLIENT", "UcpStores"]
