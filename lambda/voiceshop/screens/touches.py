"""What can be touched: a `text` with a `touch`, an intent and, by slot, the ids of what is meant.

It is answered as that sentence would be. The ids are those of the shipped model's slot values, as if Alexa had resolved
them. A Yes, No or More answers the question that the screen was shown with, and counts no longer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..conversation.slots import Item
from ..conversation.touching import as_shown
from ..shop.catalogue import Option, Variant

Data = Mapping[str, Any]

_OPTION_SLOTS = ("optionA", "optionB", "optionC", "optionD")
_SIZE = "Size"


def touchable(text: str, intent: str, /, **slots: str) -> dict[str, Any]:
    """What shows `text` and, touched, says `intent` with these ids or words in its slots."""
    ids = {name: as_shown(value) for name, value in slots.items()}
    return {"text": text, "touch": [intent, ids] if ids else [intent]}


def slots_of(variant: Variant) -> dict[str, str]:
    """The slots that tell this variant from every other, as far as there are slots for its options."""
    sizes = (id_of(option) for option in variant.options if option.group == _SIZE)
    others = (id_of(option) for option in variant.options if option.group != _SIZE)
    options = dict(zip(("size",), sizes, strict=False)) | dict(zip(_OPTION_SLOTS, others, strict=False))
    return {"product": variant.product_id, **options}


def said_before(item: Item) -> dict[str, str]:
    """The slots that hold how many of an item are wanted, and what was chosen for it so far."""
    return {said.slot: said.id or said.words for said in (item.quantity, *item.options) if said}


def id_of(option: Option) -> str:
    """The id of an option among the slot values; `Spoken.option` reads it."""
    return f"{option.group}:{option.value}"
