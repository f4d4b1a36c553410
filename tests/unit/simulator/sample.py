"""A small interaction model with every kind of dialog, and a recogniser that knows its sentences literally."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def _value(identity: str, name: str, *synonyms: str) -> Json:
    return {"id": identity, "name": {"value": name, "synonyms": list(synonyms)}}


def _prompt(identity: str, text: str) -> Json:
    return {"id": identity, "variations": [{"type": "PlainText", "value": text}]}


def _samples(name: str, *samples: str) -> Json:
    return {"name": name, "slots": [], "samples": list(samples)}


LANGUAGE: Json = {
    "invocationName": "corner bakery",
    "intents": [
        {
            "name": "OrderIntent",
            "slots": [
                {"name": "quantity", "type": "AMAZON.NUMBER"},
                {"name": "product", "type": "PRODUCT"},
                {"name": "topping", "type": "TOPPING", "multipleValues": {"enabled": True}},
            ],
            "samples": ["{quantity} {product}", "a {product}", "{product} with {topping}", "something to eat"],
        },
        {
            "name": "PartyIntent",
            "slots": [{"name": "guests", "type": "AMAZON.NUMBER"}, {"name": "cake", "type": "PRODUCT"}],
            "samples": ["plan a party", "a party for {guests}"],
        },
        {
            "name": "GiftIntent",
            "slots": [{"name": "gift", "type": "PRODUCT"}],
            "samples": ["a gift", "{gift} as a gift"],
        },
        _samples("HoursIntent", "when do you open"),
        _samples("AMAZON.YesIntent", "yes"),
        _samples("AMAZON.NoIntent", "no"),
        _samples("AMAZON.StopIntent", "stop"),
        _samples("AMAZON.FallbackIntent"),
    ],
    "types": [
        {"name": "PRODUCT", "values": [_value("rye-bread", "rye bread", "rye"), _value("cheesecake", "cheesecake")]},
        {"name": "TOPPING", "values": [_value("Top:nuts", "nuts"), _value("Top:honey", "honey")]},
    ],
}
DIALOG: Json = {
    "delegationStrategy": "SKILL_RESPONSE",
    "intents": [
        {
            "name": "OrderIntent",
            "confirmationRequired": False,
            "prompts": {},
            "slots": [
                {
                    "name": "quantity",
                    "type": "AMAZON.NUMBER",
                    "elicitationRequired": False,
                    "confirmationRequired": False,
                },
                {"name": "product", "type": "PRODUCT", "elicitationRequired": False, "confirmationRequired": False},
                {"name": "topping", "type": "TOPPING", "elicitationRequired": False, "confirmationRequired": False},
            ],
        },
        {
            "name": "PartyIntent",
            "delegationStrategy": "ALWAYS",
            "confirmationRequired": True,
            "prompts": {"confirmation": "Confirm.Party"},
            "slots": [
                {
                    "name": "guests",
                    "type": "AMAZON.NUMBER",
                    "elicitationRequired": True,
                    "confirmationRequired": False,
                    "prompts": {"elicitation": "Elicit.Guests"},
                    "validations": [{"type": "isLessThanOrEqualTo", "prompt": "Validate.Guests", "value": "50"}],
                },
                {
                    "name": "cake",
                    "type": "PRODUCT",
                    "elicitationRequired": True,
                    "confirmationRequired": True,
                    "prompts": {"elicitation": "Elicit.Cake", "confirmation": "Confirm.Cake"},
                },
            ],
        },
        {
            "name": "GiftIntent",
            "confirmationRequired": True,
            "prompts": {"confirmation": "Confirm.Gift"},
            "slots": [
                {
                    "name": "gift",
                    "type": "PRODUCT",
                    "elicitationRequired": True,
                    "confirmationRequired": False,
                    "prompts": {"elicitation": "Elicit.Gift"},
                }
            ],
        },
    ],
}
PROMPTS = [
    _prompt("Elicit.Guests", "How many guests?"),
    _prompt("Validate.Guests", "{guests} is too many. How many guests?"),
    _prompt("Elicit.Cake", "Which cake?"),
    _prompt("Confirm.Cake", "A {cake}?"),
    _prompt("Confirm.Party", "A party for {guests} with {cake}?"),
    {"id": "Elicit.Gift", "variations": [{"type": "SSML", "value": "<speak>What is the <s>gift?</s></speak>"}]},
    _prompt("Confirm.Gift", "{gift} as a gift?"),
]
MODEL: Json = {"interactionModel": {"languageModel": LANGUAGE, "dialog": DIALOG, "prompts": PROMPTS}}
