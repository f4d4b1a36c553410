"""The way from a device to the skill, on which a yes may be delivered more than once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from simulator.device import Delivered, EndpointFailed, EndpointTimeout, HttpEndpoint, Json

YES = "AMAZON.YesIntent"

Heard = Sequence[str] | None
"""The keys of the texts of an answer; None where none came."""


class Post:
    """Delivers each yes several times at once, and keeps every yes and every answer.

    Attributes:
        yeses: each yes as it was sent.
    """

    def __init__(self, skill_url: str, deliveries: int) -> None:
        self._endpoint = HttpEndpoint(f"{skill_url}/alexa")
        self._deliveries = deliveries
        self._answers: list[Heard] = []
        self.yeses: list[Json] = []

    def post(self, request: Json) -> Delivered:
        """The first answer of those that come to one request. Raises as `HttpEndpoint.post` where none comes."""
        asked = request["request"]
        if asked["type"] == "SessionEndedRequest":
            # Nobody hears what is answered to that.
            return self._endpoint.post(request)
        if asked.get("intent", {}).get("name") != YES:
            return _delivered(self._once(request))
        self.yeses.append(request)
        with ThreadPoolExecutor(self._deliveries) as pool:
            came = list(pool.map(self._once, [request] * self._deliveries))
        return _delivered(next((one for one in came if isinstance(one, Delivered)), came[0]))

    def repeat(self, request: Json) -> None:
        """Deliver a request once more, long after."""
        self._once(request)

    def take_answers(self) -> list[Heard]:
        """All that came since this was last asked."""
        taken, self._answers = self._answers, []
        return taken

    def _once(self, request: Json) -> Delivered | Exception:
        try:
            delivered = self._endpoint.post(request)
        except (EndpointFailed, EndpointTimeout) as error:
            self._answers.append(None)
            return error
        self._answers.append([step.name for step in delivered.steps if step.kind == "speech"])
        return delivered


def _delivered(came: Delivered | Exception) -> Delivered:
    if isinstance(came, Exception):
        raise came
    return came
