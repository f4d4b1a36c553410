"""The port `Store` over UCP."""

from .stores import UcpStores

__all__ = ["UcpStores"]
