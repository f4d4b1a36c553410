"""The way in: takes any JSON that was sent, and always answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from ask_sdk_core.skill import CustomSkill
from ask_sdk_model import RequestEnvelope

from . import log

_NOTHING: Mapping[str, Any] = {"version": "1.0", "response": {}}


def answer(skill: CustomSkill, event: Mapping[str, Any]) -> dict[str, Any]:
    """The response to a request, both as Alexa's JSON. Never raises.

    ask_sdk cannot read request types that it has no model of (`AlexaSkillEvent.SkillAccountUnlinked` is one) and raises
    before any handler is asked; those, and what is no request at all or another skill's, get an empty response.
    """
    try:
        envelope = skill.serializer.deserialize(json.dumps(event), RequestEnvelope)
        if envelope is None or envelope.request is None:
            return dict(_NOTHING)
        return cast("dict[str, Any]", skill.serializer.serialize(skill.invoke(envelope, None)))
    except Exception as error:  # nothing may escape: what is raised here would be a 500 for whatever was sent
        log.failure(None, error)
        return dict(_NOTHING)
