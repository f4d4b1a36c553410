"""The port `Store` over UCP."""

from .stores import AGENT, UcpStores

__all__ = ["AGENT", "UcpStores"]
