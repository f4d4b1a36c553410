"""A recognition as a frame: the intent's short name and one flat set of slots, or several items."""

from typing import Any

from simulator.recogniser.language import Language
from simulator.recogniser.learning import FALLBACK
from simulator.recogniser.recogniser import FilledSlot, Recognition

_ITEMS = {"": "ABCD", "Two": "ABC", "Three": "AB"}


def frame(recognition: Recognition, language: Language) -> dict[str, Any]:
    """The frame of `recognition`; out of scope is the intent "None"."""
    if recognition.intent == FALLBACK:
        return {"intent": "None", "slots": {}}
    name = recognition.intent.removeprefix("AMAZON.").removesuffix("Intent")
    items = [_item(recognition.slots, number, letters, language) for number, letters in _ITEMS.items()]
    items = _shared_out([item for item in _joined(*items) if item])
    if len(items) > 1:
        return {"intent": name, "slots": {"items": items}}
    return {"intent": name, "slots": items[0] if items else {}}


def _item(slots: dict[str, FilledSlot], number: str, letters: str, language: Language) -> dict[str, Any]:
    item: dict[str, Any] = {}
    if product := slots.get(f"product{number}"):
        item["product"] = _name(product, language)
    quantity = slots.get(f"quantity{number}")
    if quantity and quantity.value.isdecimal():
        item["quantity"] = int(quantity.value)
    if size := slots.get(f"size{number}"):
        item["size"] = _name(size, language)
    options = [slots[key] for letter in letters if (key := f"option{number}{letter}") in slots]
    if options:
        item["options"] = [_name(option, language) for option in options]
    return item


def _joined(first: dict[str, Any], second: dict[str, Any], third: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """Options alone in second place are the first item's: "a latte with oat milk and a double shot"."""
    if second.keys() != {"options"} or "product" not in first:
        return first, second, third
    return {**first, "options": [*first.get("options", []), *second["options"]]}, third


def _shared_out(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Items without a product are parts of the first: "two lattes, one with oat milk" are one with and one without."""
    result: list[dict[str, Any]] = []
    for item in items:
        if "product" in item or not result or "product" not in result[0]:
            result.append(item)
            continue
        whole = result[0]
        part = {"product": whole["product"], **({"size": whole["size"]} if "size" in whole else {}), **item}
        part.setdefault("quantity", 1)
        if whole.get("quantity", 1) > 1 or whole.get("parted"):
            whole["quantity"] = whole.get("quantity", 1) - part["quantity"]
            whole["parted"] = True
        result.append(part)
    kept = [item for item in result if item.get("quantity", 1) > 0 or len(result) == 1]
    return [{key: value for key, value in item.items() if key != "parted"} for item in kept]


def _name(slot: FilledSlot, language: Language) -> str:
    name = slot.values[0].name if slot.values else slot.value
    for spoken, written in language.written.items():
        name = name.replace(spoken, written)
    return name
