"""The store's door: its order events come in here, however HTTP has brought them."""

from .receiver import LARGEST_BODY, Answer, Receiver

__all__ = ["LARGEST_BODY", "Answer", "Receiver"]
