"""Between flask-ask-sdk's adapter, which wants an ask-sdk skill, and the skill's own entry guard.

Left to itself the adapter turns the body into the SDK's model classes *before* it verifies the request, and a
request type that has no class becomes a 500. Here it reads plain JSON, has that verified, and hands it to the
same entry that AWS Lambda calls, which knows what to do with every shape of request.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_core.skill import CustomSkill, SkillConfiguration

from webservice.verifier import Reason, Refused

JsonObject = dict[str, Any]
Answer = Callable[[JsonObject], JsonObject]
"""The skill, seen from here: request JSON in, response JSON out. LedgerTrouble, which only events raise, is a 503."""


class JsonSerializer(DefaultSerializer):
    """Reads the body as the JSON object it is; plain JSON is also what goes out."""

    def deserialize(self, payload: str | None, obj_type: Any) -> Any:
        """The object in the body.

        Raises:
            Refused: Reason.NOT_JSON or Reason.NOT_AN_OBJECT, which the adapter answers with 400.
        """
        try:
            document = json.loads(payload or "")
        except (ValueError, RecursionError) as error:
            raise Refused(Reason.NOT_JSON) from error
        if not isinstance(document, dict):
            raise Refused(Reason.NOT_AN_OBJECT)
        return document


class AnsweringSkill(CustomSkill):
    """A skill without handlers: it passes the request to `answer` and the response back."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(SkillConfiguration(request_mappers=[], handler_adapters=[]))
        self.serializer = JsonSerializer()
        self._answer = answer

    def invoke(self, request_envelope: Any, context: Any) -> Any:
        """The skill's answer to a request that was verified."""
        return self._answer(request_envelope)
