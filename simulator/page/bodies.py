"""The JSON of a request, read strictly: what does not belong there is said.

Every function raises Malformed where the request's body is not as it should be.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any, NoReturn

from flask import request

from simulator.page.trouble import Malformed

LONGEST_SENTENCE = 1_000  # characters; nobody says more in one breath


def body(*names: str) -> Mapping[str, Any]:
    """The JSON object that was sent, with no other names than these where there are any."""
    try:
        sent = json.loads(request.get_data() or "{}", parse_constant=_no_json)
    except ValueError as error:
        raise Malformed(f"The body is not JSON: {error}") from error
    except RecursionError as error:
        raise Malformed("The body is nested too deeply.") from error
    sent = mapping("The body", sent)
    if names and (unknown := sorted(sent.keys() - set(names))):
        raise Malformed(f"There is no {unknown[0]!r} here.", f"The body may hold {', '.join(names)}.")
    return sent


def _no_json(word: str) -> NoReturn:
    # RFC 8259 section 6: Python reads these, and would write them again, for browsers that do not.
    raise ValueError(f"{word} is no number")


def sentence() -> str:
    """`text`, which may be empty."""
    text = body("text").get("text")
    if not isinstance(text, str):
        raise Malformed("`text` is missing: what is said.", 'Silence is {"text": ""}.')
    if len(text) > LONGEST_SENTENCE:
        raise Malformed(f"That is longer than {LONGEST_SENTENCE:,} characters.")
    return text


def choice(name: str, choices: Collection[str]) -> str:
    """The one thing that is sent, of those that there are."""
    wish = body(name).get(name)
    if not isinstance(wish, str) or wish not in choices:
        raise Malformed(f"`{name}` is one of {', '.join(choices)}.")
    return wish


def touched() -> tuple[list[object], Mapping[str, object]]:
    """`arguments` and `source` of a touch."""
    sent = body("arguments", "source")
    arguments = sent.get("arguments")
    if not isinstance(arguments, list):
        raise Malformed("`arguments` is missing: the list that the touch sends.")
    return arguments, mapping("source", sent.get("source") or {})


def mapping(name: str, value: Any) -> Mapping[str, Any]:
    """A value that has to be a JSON object."""
    if not isinstance(value, dict):
        raise Malformed(f"{name} has to be a JSON object.")
    return value
