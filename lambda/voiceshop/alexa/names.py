"""What intents are called: conversation functions say `AddToCart`, the interaction model `AddToCartIntent`."""

from __future__ import annotations


def in_conversation(model_name: str) -> str:
    """`AMAZON.HelpIntent` and `AddToCartIntent` are `Help` and `AddToCart` in conversation functions."""
    return model_name.removeprefix("AMAZON.").removesuffix("Intent")


def in_model(name: str) -> str:
    """The name of one of our own intents in the interaction model."""
    return f"{name}Intent"
