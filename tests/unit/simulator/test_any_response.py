"""Whatever a skill answers, a turn comes out of it."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.device import PIN_COMPLETIONS, Customer, Delivered, Device, InteractionModel, events
from simulator.hardware import hardware
from tests.unit.simulator.sample import MODEL
from tests.unit.simulator.sample_recogniser import SampleRecogniser

Strategy = st.SearchStrategy[Any]
SCALAR = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
ANYTHING: Strategy = SCALAR | st.lists(SCALAR, max_size=2) | st.dictionaries(st.text(max_size=3), SCALAR, max_size=2)


def maybe(strategy: Strategy) -> Strategy:
    """Mostly what the strategy makes, at times something else altogether."""
    return st.integers(0, 15).flatmap(lambda chance: strategy if chance else ANYTHING)


def some(*values: str) -> Strategy:
    return maybe(st.sampled_from(values))


def thing(*required: str, **fields: Strategy) -> Strategy:
    """An object with the required fields, and some of the others."""
    always = {name: fields.pop(name) for name in required}
    return maybe(st.fixed_dictionaries(always, optional=fields))


SPEECH = thing(
    "type", "text", "ssml", type=some("PlainText", "SSML"), text=some("Hi."), ssml=some("<speak>Hi.</speak>")
)
SLOT = thing(name=some("product"), value=some("rye"), confirmationStatus=some("DENIED"), slotValue=ANYTHING)
SLOTS = maybe(st.dictionaries(st.sampled_from(["product", "guests", "x"]), SLOT, max_size=2))
STATUS = some("NONE", "CONFIRMED", "DENIED")
INTENT = thing("name", name=some("OrderIntent", "PartyIntent", "GiftIntent"), slots=SLOTS, confirmationStatus=STATUS)
APL = "Alexa.Presentation.APL"
DOCUMENTS = thing(
    "type", "version", "mainTemplate", type=some("APL"), version=some("2024.3"), mainTemplate=maybe(st.just({}))
)
OTHERS = (f"{APL}.RenderDocument", f"{APL}.ExecuteCommands", "Connections.StartConnection")
STEPS = ("Delegate", "ElicitSlot", "ConfirmSlot", "ConfirmIntent", "UpdateDynamicEntities")
DIRECTIVE = thing(
    "type",
    "updatedIntent",
    type=some(*OTHERS, *(f"Dialog.{step}" for step in STEPS)),
    updatedIntent=INTENT,
    slotToElicit=some("product"),
    slotToConfirm=some("product"),
    updateBehavior=some("REPLACE", "CLEAR"),
    types=ANYTHING,
    document=DOCUMENTS,
    datasources=ANYTHING,
    token=some("cart"),
    commands=ANYTHING,
    uri=some("connection://AMAZON.VerifyPerson/2"),
    onCompletion=some("RESUME_SESSION", "SEND_ERRORS_ONLY"),
)
RESPONSE = thing(
    outputSpeech=SPEECH,
    reprompt=thing(outputSpeech=SPEECH),
    card=thing("type", type=some("Simple"), title=some("Cart")),
    directives=maybe(st.lists(DIRECTIVE, max_size=2)),
    shouldEndSession=st.sampled_from([False, None]),
)
DOCUMENT = thing("version", "response", version=some("1.0"), response=RESPONSE, sessionAttributes=thing())


class Parrot:
    """An endpoint that gives one answer to everything."""

    def __init__(self, document: Any) -> None:
        self._body = json.dumps(document).encode()

    def post(self, request: dict[str, Any]) -> Delivered:
        return Delivered(self._body)


HUB = hardware("hub", locale="en-US", time_zone="America/Chicago", device_id="D", api_endpoint="http://127.0.0.1:1")


@settings(max_examples=400)
@given(DOCUMENT)
def test_no_answer_breaks_the_device(document: Any) -> None:
    device = Device(InteractionModel(MODEL), SampleRecogniser, Parrot(document), Customer(), HUB)

    for words in ("open corner bakery", "a rye bread", "yes", "plan a party", "", ""):
        turn = device.say(words)
        assert turn.session_open or turn.ended or not turn.exchanges
    device.open()
    device.touch(["Checkout"])
    device.resume(PIN_COMPLETIONS["achieved"])
    device.event(events.enabled())
    assert not device.leave().session_open
